"""The same programme as one SQL query, built from the expression nodes. Text only: no engine is needed to write it."""
