"""Alliances, their places, organisations and members: who stands where."""
