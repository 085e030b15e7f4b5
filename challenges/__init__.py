"""Urban challenges: their themes, and each alliance's own."""
