"""Attacks on a masked table by somebody who has the original: what could still be got out, in counts."""
