"""The same twelve benefits, written by hand for other engines."""
