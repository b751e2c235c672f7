"""Detection and masking of personal data in tables."""
