"""The layers of a model, as a list to look at."""

from __future__ import annotations

from typing import Any

from badak.errors import error


class Layers(list):
    """The layers of a model: a list to look at and to cut parts from; only ``add`` and ``pop`` of the model change it."""

    __slots__ = ()

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise error("BD139", where="model.layers", got=f"[{', '.join(layer.label for layer in self)}]"[:100])

    append = extend = insert = remove = pop = clear = reverse = _refuse
    sort = _refuse  # type: ignore[assignment]
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse

    def __reduce__(self) -> tuple:
        return Layers, (list(self),)
