"""Presidio's English pattern recognizers as tables: its entity types, scores and context words."""
