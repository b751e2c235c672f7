"""Operators: what happens to a span or to a whole cell."""

from .registry import OPERATORS, Operate, OperatorTable

__all__ = ["OPERATORS", "Operate", "OperatorTable"]
