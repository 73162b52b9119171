"""Models with several outputs: a loss, a factor and metrics for each, from what ``compile`` was given."""

from __future__ import annotations

from typing import Any

from badak.errors import error


def spread(given: Any, names: list[str], what: str, default: Any = None) -> list:
    """Return one wish for each output: from one for all, a list in their order, or a dict by their names.

    Args:
        given: what ``compile`` was given.
        names: names of the outputs.
        what: its argument, for messages.
        default: the wish of an output that a dict leaves out.

    Raises:
        ArgumentError: BD240, for a list of another length; BD241, for a name that no output has.

    Example:
        >>> spread({"b": "mse"}, ["a", "b"], "loss"), spread("mse", ["a", "b"], "loss")
        ([None, 'mse'], ['mse', 'mse'])
    """
    if isinstance(given, dict):
        unknown = [key for key in given if key not in names]
        if unknown:
            raise error("BD241", where=f"compile › {what}", got=repr(unknown[0]), expected=", ".join(map(repr, names)))
        return [given.get(name, default) for name in names]
    if isinstance(given, list | tuple):
        if len(given) != len(names):
            raise error("BD240", where=f"compile › {what}", got=f"{len(given)}: {list(given)!r}"[:120], what=what,
                        count=len(names), expected=", ".join(map(repr, names)))  # fmt: skip
        return list(given)
    return [given] * len(names)


def spread_metrics(given: Any, names: list[str]) -> list[list]:
    """Return the metrics of each output; a list that does not give one entry for each output is meant for all of them.

    Example:
        >>> spread_metrics(["mae"], ["a", "b"]), spread_metrics([["mae"], ["acc"]], ["a", "b"])
        ([['mae'], ['mae']], [['mae'], ['acc']])
    """
    if given is None:
        return [[] for _ in names]
    flat = isinstance(given, list | tuple) and not any(isinstance(part, list | tuple) for part in given)
    if flat and len(given) != len(names):
        return [list(given) for _ in names]
    if not isinstance(given, list | tuple | dict):
        given = [given] * len(names)
    parts = spread(given, names, "metrics")
    return [[] if part is None else list(part) if isinstance(part, list | tuple) else [part] for part in parts]


def by_output(given: Any, names: list[str], role: str, where: str) -> tuple:
    """Put targets (or weights) in the order of the outputs.

    Raises:
        DataError: BD242, for another number of them, or names that no output has.
    """
    if isinstance(given, dict):
        unknown = [repr(key) for key in given if key not in names]
        missing = [repr(name) for name in names if name not in given]
        if unknown or missing:
            got = ", ".join(map(repr, given))
            raise error("BD242", where=where, role=role, got=got, expected=", ".join(map(repr, names)))
        return tuple(given[name] for name in names)
    if isinstance(given, list | tuple) and len(given) == len(names):
        return tuple(given)
    count = len(given) if isinstance(given, list | tuple) else 1
    raise error(
        "BD242", where=where, role=role, got=str(count), expected=f"{len(names)}: {', '.join(map(repr, names))}"
    )


class OutputLosses:
    r"""The loss of several outputs: :math:`L = \sum_i w_i L_i`.

    Args:
        names: names of the outputs.
        losses: a loss for each, None for an output that is not trained on.
        factors: w.
    """

    def __init__(self, names: list[str], losses: list, factors: list[float]) -> None:
        self.names = names
        self.losses = losses
        self.factors = factors

    def parts(self, y: tuple, pred: tuple, weight: Any, mask: Any) -> tuple[Any, list]:
        """Return the whole loss and that of each output."""
        total, found = None, []
        for i, (loss, factor) in enumerate(zip(self.losses, self.factors, strict=True)):
            if loss is None:
                continue
            own = mask[i] if isinstance(mask, tuple) else None
            value = loss(y[i], pred[i], sample_weight=part_of(weight, i), **({} if own is None else {"mask": own}))
            found.append(value)
            share = value if factor == 1.0 else value * factor
            total = share if total is None else total + share
        return total, found


class PartLoss:
    """The loss of one output as it is reported: mean over samples."""

    def __init__(self, place: int) -> None:
        self.place = place


class OfOutput:
    """A metric that looks at one output."""

    def __init__(self, metric: Any, output: int) -> None:
        self.metric = metric
        self.output = output
        self.init = metric.init
        self.update = metric.update
        self.result = metric.result


def part_of(weight: Any, i: int) -> Any:
    """Return the weights of one output; samples have the same for all where there is one array."""
    return weight[i] if isinstance(weight, tuple) else weight


def table(names: list[str], losses: list, factors: list, metrics: list[list[str]], shapes: list) -> str:
    """Write which loss and metrics belong to which output, for the beginning of ``fit``."""
    from badak.errors import phrase, shape_text

    head = [
        phrase("output", "출력"),
        phrase("loss", "손실"),
        "×",
        phrase("metrics", "지표"),
        phrase("targets", "정답 모양"),
    ]
    rows = [head]
    for name, loss, factor, own, shape in zip(names, losses, factors, metrics, shapes, strict=True):
        label = "-" if loss is None else getattr(loss, "name", None) or type(loss).__name__
        rows.append([name, label, f"{factor:g}", ", ".join(own) or "-", shape_text(shape)])
    from rich.cells import cell_len  # Hangul takes two columns

    widths = [max(cell_len(row[i]) for row in rows) for i in range(len(head))]
    return "\n".join(
        "  ".join(cell + " " * (w - cell_len(cell)) for cell, w in zip(row, widths)).rstrip() for row in rows
    )
