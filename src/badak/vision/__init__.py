"""Pictures: reading them, and laying them out as a model was taught to see them."""

from __future__ import annotations

from badak.vision.framing import centre_of_mass as centre_of_mass
from badak.vision.framing import frame_digit as frame_digit
from badak.vision.framing import frame_picture as frame_picture
from badak.vision.framing import ink_of as ink_of
from badak.vision.framing import resize as resize
from badak.vision.reading import is_picture as is_picture
from badak.vision.reading import read_picture as read_picture

__all__ = ["centre_of_mass", "frame_digit", "frame_picture", "ink_of", "is_picture", "read_picture", "resize"]
