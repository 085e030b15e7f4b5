"""Ground: pages, slots, texts, forms and template tags; knows no domain."""
