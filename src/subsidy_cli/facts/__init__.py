"""The vocabulary of facts and standards, their values, and the applicant they describe."""
