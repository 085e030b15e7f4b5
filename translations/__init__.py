"""Reading in one's own language: what people write, translated section by section beside the original."""
