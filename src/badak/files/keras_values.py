"""Values of Keras's files: objects written as class name and arguments become badak's of the same name.

    {"module": "keras.initializers", "class_name": "GlorotUniform", "config": {"seed": null}, "registered_name": null}

Files of Keras 2 have no ``module``; there the argument's name says which family is meant. A class that badak does not have, or an
argument with a meaning that badak's lacks, is an ``Unsupported``; whoever asks collects them, so that all are told at once.
"""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any

import numpy as np

from badak.errors import BadakError
from badak.files.families import members
from badak.files.wording import Both, both, brief, one_line
from badak.registry import CUSTOM

_FAMILIES = {
    "keras.initializers": "initializer", "keras.regularizers": "regularizer", "keras.constraints": "constraint",
    "keras.optimizers": "optimizer", "keras.optimizers.schedules": "schedule", "keras.losses": "loss",
    "keras.metrics": "metric", "keras.layers": "layer", "keras": "layer", "keras.activations": "activation",
}  # fmt: skip
_MEANINGLESS = {  # of no meaning for what is computed, or only together with another that is not there
    "renorm_momentum", "ema_momentum", "ema_overwrite_frequency", "jit_compile", "is_legacy_optimizer", "implementation",
    "time_major", "batch_size", "batch_shape", "batch_input_shape", "sparse", "ragged", "optional", "fn", "input_axes",
    "output_axes", "loss_scale_factor", "autocast", "decay", "synchronized", "value_range_", "input_length",
}  # fmt: skip
_NEUTRAL = (None, False, "channels_last")
OLD_NAMES = {"epsilon_": "epsilon", "lr": "learning_rate"}
_NO_CODE = both(
    "a lambda or a function without a name: files never bring code",
    "람다나 이름 없는 함수. 파일의 코드는 실행하지 않습니다",
)


class Unsupported(Exception):
    """Something of Keras that has no equal here."""

    def __init__(self, kind: str, why: Both) -> None:
        super().__init__(kind)
        self.kind = kind
        self.why = why


def value(node: Any, name: str = "", family: str = "") -> Any:
    """Return what a value in a configuration stands for.

    Args:
        node: parsed JSON.
        name: the argument's name, which tells the family where the file does not.
        family: the family, where it is known.

    Raises:
        Unsupported: for what badak does not have.
    """
    if isinstance(node, list):
        return [value(part, name, family) for part in node]
    if not isinstance(node, dict):
        return node
    if "class_name" not in node:
        return {key: value(part, name, family) for key, part in node.items()}
    kind, content = node["class_name"], node.get("config")
    if kind == "__tuple__":
        return tuple(value(part) for part in _list(node.get("items"), kind))
    if kind == "__numpy__" and isinstance(content, dict):
        return np.asarray(_list(content.get("value"), kind), str(content.get("dtype", "float32")))
    if kind in ("__slice__", "slice") and isinstance(content, dict):
        return slice(*[value(content.get(part)) for part in ("start", "stop", "step")])
    if kind in ("__ellipsis__", "Ellipsis"):
        return ...
    if kind in ("DTypePolicy", "FloatDTypePolicy", "Policy") and isinstance(content, dict):
        return content.get("name")
    if kind == "__lambda__":
        raise Unsupported("lambda", _NO_CODE)
    return thing(node, family or _family_of(node, name))


def thing(node: dict, family: str) -> Any:
    """Make the object of a family, or find the function, that a description names.

    Raises:
        Unsupported: for one that badak does not have.
    """
    kind, config = node["class_name"], node.get("config")
    if not isinstance(kind, str):
        raise Unsupported(brief(str(kind)), both("this is no name", "이름이 아닙니다"))
    custom = next(
        (CUSTOM[key] for key in (node.get("registered_name"), kind) if isinstance(key, str) and key in CUSTOM), None
    )
    if custom is None and str(node.get("module", "")).startswith(("builtins", "keras.src.losses", "keras.src.metrics")):
        config = config if isinstance(config, str) else kind  # a function, in the words of some versions
        kind = "function"
    if kind == "function" and isinstance(config, str):
        return function(config, family)
    if custom is None and family == "layer":
        raise Unsupported(kind, both("a layer stands where none can be", "층이 올 수 없는 자리에 층이 있습니다"))
    cls = custom if custom is not None else members(family).get(kind) if family else None
    if cls is None:
        raise Unsupported(
            kind, both(f"badak has no {family or 'such object'} of this name", "badak에는 이 이름의 객체가 없습니다")
        )
    if not isinstance(cls, type):
        return cls
    return made(cls, kind, config if isinstance(config, dict) else {})


def function(name: str, family: str) -> Any:
    """Return the name of a function if badak has one of this name, or what was registered under it."""
    plain = name.rpartition(">")[2]
    if name in CUSTOM or plain in CUSTOM:
        return CUSTOM.get(name, CUSTOM.get(plain))
    if plain not in members(family or "activation"):
        raise Unsupported(plain, both("badak has no function of this name", "badak에는 이 이름의 함수가 없습니다"))
    return plain


def made(cls: type, kind: str, config: dict[str, Any]) -> Any:
    """Call a constructor with the arguments that it has; others must be without meaning.

    Raises:
        Unsupported: for an argument that badak's class does not have, or a value that it refuses.
    """
    arguments = accepted(cls, kind, config)
    try:
        own = getattr(cls, "from_config", None)
        if own is not None and not str(getattr(own, "__module__", "")).startswith("badak."):
            return own(config)
        return cls(**arguments)
    except (BadakError, TypeError, ValueError) as problem:
        raise Unsupported(kind, both(one_line(problem, "en"), one_line(problem, "ko"))) from None


def accepted(cls: type, kind: str, config: dict[str, Any], leave: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the arguments that a class takes, as badak's values.

    Raises:
        Unsupported: naming all arguments at once that have a meaning here unknown.
    """
    known = _names(cls)
    found, lost = {}, []
    for key, part in config.items():
        key = OLD_NAMES.get(key, key)
        if key in leave:
            continue
        if key in known:
            found[key] = value(part, key)
        elif key not in _MEANINGLESS and not any(part is neutral or part == neutral for neutral in _NEUTRAL):
            lost.append(f"{key}={part!r}")
    if lost:
        listed = brief(", ".join(lost), 120)
        raise Unsupported(kind, both(f"badak's has no {listed}", f"badak의 것에는 {listed} 인자가 없습니다"))
    return found


def _names(cls: type) -> set[str]:
    if dataclasses.is_dataclass(cls):
        return {field.name for field in dataclasses.fields(cls) if field.init}
    return set(inspect.signature(cls).parameters)


def _family_of(node: dict, name: str) -> str:
    module = str(node.get("module") or "")
    if module in _FAMILIES:
        return _FAMILIES[module]
    for ending, family in (("initializer", "initializer"), ("regularizer", "regularizer"), ("constraint", "constraint"),
                           ("activation", "activation"), ("learning_rate", "schedule")):  # fmt: skip
        if name.endswith(ending):
            return family
    return ""


def _list(node: Any, kind: str) -> list:
    if not isinstance(node, list):
        raise Unsupported(kind, both("it is not well formed", "올바른 형식이 아닙니다"))
    return node
