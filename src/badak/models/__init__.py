"""Models: layers put together, trained and used."""

from badak.layers import Input as Input
from badak.models.model import Model as Model
from badak.models.sequential import Sequential as Sequential
