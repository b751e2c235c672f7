"""Strict configuration: YAML with line numbers, presets, overrides, and where each value came from."""
