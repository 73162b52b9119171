"""A layer's hyper-parameters: how its constructor takes them, ``repr`` shows them and ``get_config`` writes them down."""

from __future__ import annotations

import dataclasses
from typing import Any

from badak.checks import bad_call
from badak.registry import plain


def take_arguments(cls: Any) -> None:
    """Make the constructor of a layer take ``activity_regularizer`` and answer unknown arguments with a coded error."""
    made = cls.__init__
    if "__init__" not in cls.__dict__ or getattr(made, "__wrapped__", None) is not None:
        return
    own = cls.gives_penalty and not _takes(made, "activity_regularizer")  # an __init__ that does not know of penalties

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        activity = kwargs.pop("activity_regularizer", None) if own else None
        try:
            made(self, *args, **kwargs)
            if activity is not None:
                self._fix(activity_regularizer=activity)
            if self.activity_regularizer is not None:
                from badak import regularizers

                self._fix(activity_regularizer=regularizers.get(self.activity_regularizer))
        except TypeError:
            problem = bad_call(type(self).__name__, made, (self, *args), kwargs)
            if problem is None:  # raised within
                raise
            raise problem from None

    __init__.__wrapped__ = made
    if own:
        __init__.__signature__ = _with_activity(made)
    __init__.__doc__ = made.__doc__
    cls.__init__ = __init__


def _takes(function: Any, name: str) -> bool:
    """Whether a function has an argument of that name."""
    code = getattr(function, "__code__", None)  # inspect.signature would take milliseconds for all layers
    return code is not None and name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def _with_activity(made: Any) -> Any:
    """Return the signature of a constructor that takes ``activity_regularizer`` beside its own arguments."""
    import inspect

    signature = inspect.signature(made)
    every = list(signature.parameters.values())
    behind = every[-1:] if every and every[-1].kind is inspect.Parameter.VAR_KEYWORD else []
    extra = inspect.Parameter("activity_regularizer", inspect.Parameter.KEYWORD_ONLY, default=None)
    return signature.replace(parameters=[*every[: len(every) - len(behind)], extra, *behind])


def written(layer: Any) -> dict[str, Any]:
    """Return the arguments that make an equal layer, in a form that JSON can hold."""
    return {
        f.name: plain(getattr(layer, f.name)) for f in dataclasses.fields(layer) if f.init and not _left_out(layer, f)
    }


def _left_out(layer: Any, field: Any) -> bool:
    """Whether a description does without a field: older files have no penalty on outputs, and most layers none."""
    return field.name == "activity_regularizer" and layer.activity_regularizer is None


def shown(layer: Any) -> str:
    """Write the arguments that are not as they are by default, but for the name: ``units=3, activation='relu'``."""
    found = []
    for f in dataclasses.fields(layer):
        value = getattr(layer, f.name)
        if f.init and f.name != "name" and not _is_default(f.name, value, f.default):
            named = getattr(value, "__name__", None) if callable(value) else None
            found.append(f"{f.name}={value if named is None else named!r}")
    return ", ".join(found)


def _is_default(name: str, value: Any, default: Any) -> bool:
    """Whether a field has the value it has by default, when names have become functions and sizes one for each axis."""
    from badak import activations, initializers

    if name == "activation":
        return value is activations.get(default)
    if name.endswith("_initializer") and isinstance(default, str):
        return value == initializers.get(default)
    if isinstance(value, tuple) and isinstance(default, int):
        return all(v == default for v in value)
    return value == default
