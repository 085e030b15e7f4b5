"""Innovation blocks: lenses that show how initiatives connect."""
