"""Files of applicants: read without a guess, run as one query, written with every row accounted for."""
