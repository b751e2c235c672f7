"""Labelled texts from templates: what a detector of personal data is trained on when no real texts may be used."""
