"""The index: one walled, ranked query over everything that stands."""
