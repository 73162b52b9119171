"""What differs between runs, which of them to show, and in which order."""

from __future__ import annotations

import fnmatch
import math
import operator
import re
from collections.abc import Sequence
from typing import Any

from badak.errors import error
from badak.runs.run import Run, rises

_FACTS = ("id", "name", "state", "started", "seconds", "epochs", "seed", "host", "note", "weights", "data")
_SIGNS = {"=": operator.eq, "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt,
          ">=": operator.ge}  # fmt: skip


def choices(run: Run) -> dict[str, Any]:
    """Return everything that was chosen for a run, by name: settings, seed, data, model, versions."""
    data = {
        "data": run.data.get("name"),
        "data.samples": run.data.get("samples"),
        "data.fingerprint": run.data.get("fingerprint"),
    }
    if "target" in run.data:
        data["data.target"] = run.data["target"]
    layers = [
        f"{layer.get('kind')} {_sizes(layer.get('shape'))}"
        for layer in run.model.get("layers", [])
        if isinstance(layer, dict)
    ]
    model = {"model": run.model.get("kind"), "weights": run.model.get("weights"), "layers": " → ".join(layers) or None}
    found = {
        **run.settings,
        "seed": run.seed,
        **data,
        **{n: v for n, v in model.items() if n not in run.settings},
        **run.machine,
    }
    return {name: value for name, value in found.items() if value is not None}


def _sizes(shape: Any) -> str:
    first = shape[0] if isinstance(shape, list) and shape and isinstance(shape[0], list) else []
    return "×".join("?" if size is None else str(size) for size in first[1:])


def differences(runs: Sequence[Run]) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """Return the choices that differ, with one value for each run, and those that are the same.

    Example:
        >>> differences([Run(settings={"units": 4, "loss": "mse"}), Run(settings={"units": 8, "loss": "mse"})])
        ({'units': [4, 8]}, {'loss': 'mse'})
    """
    chosen = [choices(run) for run in runs]
    names = list(dict.fromkeys(name for each in chosen for name in each))
    differing = {name: [each.get(name) for each in chosen] for name in names}
    same = {name: values[0] for name, values in differing.items() if all(value == values[0] for value in values)}
    return {name: values for name, values in differing.items() if name not in same}, same


def measured(runs: Sequence[Run]) -> list[str]:
    """Return the names that any of the runs measured, losses first, validation beside training."""
    names = {name for run in runs for name in run.metrics if name != "learning_rate"}
    return sorted(names, key=lambda name: (name.removeprefix("val_") != "loss", name.removeprefix("val_"), name))


def telling(runs: Sequence[Run]) -> list[str]:
    """Return up to two names that say most about how good the runs are."""
    quality = ("test_accuracy", "test_mae", "val_accuracy", "accuracy", "val_mae", "mae")
    there = [name for name in quality if any(run.number(name) is not None for run in runs)]
    loss = [name for name in ("val_loss", "loss") if any(run.number(name) is not None for run in runs)]
    return there[:1] + loss[:1]


def known_names(runs: Sequence[Run]) -> list[str]:
    """Return every name that ``--sort``, ``--where`` and ``--columns`` understand for these runs."""
    more = {name for run in runs for part in (run.result, run.metrics, run.settings) for name in part}
    return [*_FACTS, *sorted(more - set(_FACTS))]


def check_name(name: str, runs: Sequence[Run], where: str) -> None:
    """Refuse a name that no run knows.

    Raises:
        ArgumentError: BD299.
    """
    known = known_names(runs)
    if runs and name not in known:
        from badak.errors import near_names

        raise error("BD299", where=where, got=name, expected=", ".join(near_names(name, known) or known))


def ordered(runs: Sequence[Run], name: str, reverse: bool = False) -> list[Run]:
    """Return runs by what a name stands for, the best first where it is a measured number; those without come last.

    Example:
        >>> runs = [Run(name="a", result={"accuracy": 0.5}), Run(name="b"), Run(name="c", result={"accuracy": 0.9})]
        >>> [run.name for run in ordered(runs, "accuracy")]
        ['c', 'a', 'b']
    """
    check_name(name, runs, "--sort")
    down = reverse != any(name in run.metrics or name in run.result for run in runs) * rises(name)

    def there(run: Run) -> bool:
        value = run.number(name)
        return value is not None and not (isinstance(value, float) and math.isnan(value))

    with_value = [run for run in runs if there(run)]
    numbers = all(isinstance(run.number(name), int | float) for run in with_value)
    with_value.sort(key=lambda run: run.number(name) if numbers else str(run.number(name)), reverse=down)
    return with_value + [run for run in runs if not there(run)]


def matching(runs: Sequence[Run], condition: str) -> list[Run]:
    """Return the runs for which a condition holds: ``val_accuracy>0.9``, ``optimizer=adam``, ``name=digits*``.

    Raises:
        ArgumentError: BD003, for something that is no condition; BD299, for a name that no run knows.

    Example:
        >>> [run.name for run in matching([Run(name="a", seed=1), Run(name="b", seed=2)], "seed>1")]
        ['b']
    """
    found = re.fullmatch(r"\s*([^=<>!\s]+)\s*(==|!=|<=|>=|=|<|>)\s*(.*?)\s*", condition)
    if found is None:
        raise error(
            "BD003", where="runs list", name="--where", got=condition, expected="val_accuracy>0.9 | optimizer=adam"
        )
    name, sign, wanted = found.groups()
    check_name(name, runs, "--where")
    return [run for run in runs if _holds(run.number(name), sign, wanted)]


def _holds(value: Any, sign: str, wanted: str) -> bool:
    if value is None:
        return False
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return bool(_SIGNS[sign](value, float(wanted)))
        except ValueError:
            return sign == "!="
    text = str(value)
    if sign in ("=", "=="):
        return fnmatch.fnmatchcase(text.lower(), wanted.lower())
    return not fnmatch.fnmatchcase(text.lower(), wanted.lower()) if sign == "!=" else bool(_SIGNS[sign](text, wanted))


_BARS = "▁▂▃▄▅▆▇█"


def spark(values: Sequence[float], low: float, high: float, columns: int = 40) -> str:
    """Return a curve as a row of bars; a gap where a number is missing or not finite.

    Example:
        >>> spark([0.0, 0.5, 1.0], 0.0, 1.0)
        '▁▄█'
    """
    if len(values) > columns:  # the last of each part, so that the end of the curve is its end
        values = [values[(i + 1) * len(values) // columns - 1] for i in range(columns)]
    span = high - low
    out = ""
    for value in values:
        if not math.isfinite(value):
            out += " "
        else:
            out += _BARS[int(7 * (value - low) / span) if span > 0 else 0]
    return out
