"""Models: layers put together, trained and used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from badak.models.functional import Functional
from badak.models.graph import Input
from badak.models.model import Model
from badak.models.sequential import Sequential

if TYPE_CHECKING:
    from badak.files import load_model
    from badak.models import zoo
    from badak.models.ensemble import Ensemble
    from badak.models.torch_weights import load_torch_weights

__all__ = ["Ensemble", "Functional", "Input", "Model", "Sequential", "load_model", "load_torch_weights", "zoo"]


def __getattr__(name: str) -> Any:
    if name == "load_model":  # where Keras has it; files need models, so not at the top
        from badak.files import load_model

        return load_model
    if name == "Ensemble":
        from badak.models.ensemble import Ensemble

        return Ensemble
    if name == "load_torch_weights":
        from badak.models.torch_weights import load_torch_weights

        return load_torch_weights
    if name == "zoo":
        import importlib

        return importlib.import_module("badak.models.zoo")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
