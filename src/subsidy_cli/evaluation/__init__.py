"""One applicant through one programme, with a full trace. Pure: nothing is read and nothing is printed."""
