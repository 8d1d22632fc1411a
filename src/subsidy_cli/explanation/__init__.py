"""What a determination means for its reader: what is due, what is not and by how much, what is open. Plain data."""
