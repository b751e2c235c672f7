"""Models that come with privml."""
