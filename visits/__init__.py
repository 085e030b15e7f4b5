"""Site visits: prepared, lived through, and ended in follow-ups that somebody owns."""
