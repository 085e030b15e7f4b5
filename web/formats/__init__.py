"""Dates and times as people write them (docs/glossary.md); Django's own put a zero before the day,
capitals on months, or the wrong case. Only what differs is here: numbers and input formats stay Django's.
"""
