"""Surrogates: invented values of the same kind and shape, chosen by a key."""

from .registry import SURROGATES, Surrogates

__all__ = ["SURROGATES", "Surrogates"]
