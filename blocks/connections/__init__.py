"""Which initiatives could join: facts, the score over them, whom to weigh, the jobs that keep it in step, the words
for reasons, and the map.

Everything is worked out by jobs that are owed when an initiative or its tags change; a page only reads.
"""
