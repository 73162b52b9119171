"""Names of layers within a model: given by the user, or made from the class: dense, dense_1, dense_2."""

from __future__ import annotations

import re
from typing import Any

from badak.errors import error


def snake(name: str) -> str:
    """Write a class name in small letters: ``BatchNormalization`` becomes ``batch_normalization``.

    Example:
        >>> snake("BatchNormalization"), snake("PReLU"), snake("Conv2D")
        ('batch_normalization', 'p_re_lu', 'conv2d')
    """
    spaced = re.sub(r"(.)([A-Z][a-z])", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", spaced).lower()


def unique_name(layer: Any, taken: list[str]) -> str:
    """Return the layer's own name, or one made from its class that is not taken yet.

    Raises:
        ArgumentError: BD003, when a name given by the user is used twice or cannot stand in a path.
    """
    if layer.name is not None:
        if layer.name in taken or not isinstance(layer.name, str) or "/" in layer.name or not layer.name:
            others = ", ".join(map(repr, taken))
            expected = {
                "en": "a text without '/'" + (f" that no other layer is called by: {others}" if taken else ""),
                "ko": "'/'가 없는 이름" + (f". 이미 쓰인 이름: {others}" if taken else ""),
            }
            raise error("BD003", where=type(layer).__name__, name="name", got=repr(layer.name), expected=expected)
        return layer.name
    base = "model" if type(layer).__name__ == "Functional" else snake(type(layer).__name__)
    name, count = base, 0
    while name in taken:
        count += 1
        name = f"{base}_{count}"
    return name
