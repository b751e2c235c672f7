"""Recognizers: spans of personal data in a text."""
