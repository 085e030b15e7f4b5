"""Transfer kits: one file with a challenge and what belongs to it, for another installation."""
