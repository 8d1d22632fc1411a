"""The mirror of a policy file: one class per table, data only."""
