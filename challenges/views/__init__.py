"""The pages of challenges and of their adoptions."""
