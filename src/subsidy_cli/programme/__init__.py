"""The compile step: everything in force for one place on one day, resolved, typed and ordered."""
