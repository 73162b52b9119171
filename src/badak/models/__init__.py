"""Models: layers put together, trained and used."""

from badak.layers import Input
from badak.models.model import Model
from badak.models.sequential import Sequential

__all__ = ["Input", "Model", "Sequential"]
