"""When reports are due: by dates, every year, or with milestones; and the drafts and reminders that come of it."""
