"""The rule language: a small, total, typed language with Python's expression grammar, parsed and never executed."""
