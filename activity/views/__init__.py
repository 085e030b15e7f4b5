"""The pages of movement: what is owed, what one follows, the inbox, its settings, the feed."""
