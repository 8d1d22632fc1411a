"""Checks on the library of documents: worked cases, lints, coverage and policy mutation."""
