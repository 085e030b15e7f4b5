"""What an alliance measures itself by: milestones, indicators and their measurements."""
