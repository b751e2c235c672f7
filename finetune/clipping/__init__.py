"""Gradients clipped unit by unit, and their sums; neither ever leaves a raw gradient for an optimizer to find."""

from .bounds import Clipping, make_clipping
from .choice import Mode, choose_mode, make_gradients
from .gradients import ClippedGradients

__all__ = ["ClippedGradients", "Clipping", "Mode", "choose_mode", "make_clipping", "make_gradients"]
