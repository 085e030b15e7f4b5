"""Connections between initiatives: the score, the jobs, the acts, the map."""
