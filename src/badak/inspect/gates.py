"""Gates looked at: what every gate of every recurrent layer says at each token of a sentence, as arrays and as a picture."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from badak.autograd.tape import recording
from badak.drawing.svg_file import write_svg
from badak.errors import error, get_language, phrase
from badak.inspect.gate_drawing import ORDER, drawing, panel
from badak.layers.convert import same_type
from badak.layers.parts import Weights
from badak.layers.recurrent import Recurrent, as_mask
from badak.training.texts import text_layer

_MOST = 32  # rows of a picture that nobody chose


class GateMaps:
    """The gates of all recurrent layers for some samples.

    Attributes:
        values: by name of the layer, ``"bidirectional/forward_layer"``, a dict of arrays (batch, time, units) by name of the
            gate: ``forget``, ``input``, ``candidate``, ``output``, ``cell`` and ``state`` of an LSTM, ``update``, ``reset``,
            ``candidate`` and ``state`` of a GRU, ``state`` of any other. Steps stand in the order of the data, also where the
            layer reads backwards. A layer that was called twice has ``#2`` behind its name.
        masks: by name of the layer, which steps count, (batch, time), or None where all do.
        tokens: words of each sample, where they are known.
    """

    def __init__(
        self, values: dict[str, dict[str, np.ndarray]], masks: dict[str, Any], tokens: list[list[str]] | None
    ) -> None:
        self.values, self.masks, self.tokens = values, masks, tokens

    def __repr__(self) -> str:
        shapes = ", ".join(f"{name} {next(iter(v.values())).shape}: {' '.join(v)}" for name, v in self.values.items())
        return f"<GateMaps {shapes}>"

    def svg(
        self,
        layer: str | None = None,
        *,
        sample: int = 0,
        gates: Sequence[str] | str | None = None,
        units: Sequence[int] | int | None = None,
    ) -> str:
        """Draw one sample's gates: a panel for each gate, with a column for each token and a row for each unit.

        White is the middle of the scale, a gate half open; blue is above, red below. The line over each panel is the mean of all
        units, with a band from the lowest to the highest tenth. Steps that are padding are left out.

        Args:
            layer: name of the layer; the first one by default.
            sample: which sample.
            gates: names of the gates; all by default.
            units: numbers of the units that are shown, or how many: those whose state changes most. By default all, or 32 of
                more.

        Returns:
            A picture as SVG text.

        Raises:
            ArgumentError: BD003, for a layer, sample, gate or unit that is not there.
            DataError: BD219, when there are not as many tokens as steps.
        """
        name = layer if layer is not None else next(iter(self.values))
        found = self.values.get(name)
        if found is None:
            raise _unknown("layer", layer, ", ".join(map(repr, self.values)))
        count = len(next(iter(found.values())))
        if not isinstance(sample, int | np.integer) or not 0 <= sample < count:
            raise _unknown("sample", sample, f"0 … {count - 1}")
        wanted = [gates] if isinstance(gates, str) else list(gates) if gates is not None else sorted(found, key=_place)
        for gate in wanted:
            if gate not in found:
                raise _unknown("gates", gate, ", ".join(map(repr, found)))
        shown, tokens = self._steps(name, int(sample))
        rows = _rows(units, found["state"][sample][shown])
        panels = [panel(gate, found[gate][sample][shown].astype(np.float64)) for gate in wanted]
        label = phrase(
            f"{name}: what its gates say at each token (white: middle of the scale, blue: above, red: below)",
            f"{name} 층의 게이트가 토큰마다 내는 값 (흰색: 눈금의 가운데, 파랑: 위, 빨강: 아래)",
        )
        return drawing(panels, rows, tokens, label, get_language())

    def _steps(self, name: str, sample: int) -> tuple[np.ndarray, list[str]]:
        """Return which steps are shown, and the words above them."""
        steps = next(iter(self.values[name].values())).shape[1]
        mask = self.masks[name]
        shown = np.arange(steps) if mask is None else np.flatnonzero(mask[sample])
        if self.tokens is None:
            return shown, [str(t) for t in shown]
        tokens = self.tokens[sample]
        if len(tokens) == len(shown):
            return shown, tokens
        if len(tokens) == steps:
            return shown, [tokens[t] for t in shown]
        raise error("BD219", where="inspect.gates", got=str(len(tokens)), steps=len(shown))

    def save(self, path: str | Path, layer: str | None = None, **options: Any) -> Path:
        """Write the picture of ``svg`` to a file.

        Args:
            path: where to, ``"gates.svg"`` or ``.html``.
            layer: name of the layer; the first one by default.
            **options: as for ``svg``.

        Returns:
            The path.

        Raises:
            ArgumentError: BD305, for another ending.
        """
        return write_svg(path, self.svg(layer, **options), "GateMaps.save")

    def _repr_html_(self) -> str:
        """Draw the first sample of every layer in a notebook."""
        return "".join(f"<h4>{html.escape(name)}</h4>{self.svg(name)}" for name in self.values)


def gates(model: Any, x: Any, tokens: Sequence[str] | Sequence[Sequence[str]] | None = None) -> GateMaps:
    """Run a model on samples and return what the gates of its recurrent layers said at each step.

    Args:
        model: a model, or a layer, with recurrent layers somewhere inside.
        x: some samples, as ``predict`` takes them (a tuple for several inputs); texts for a model that reads texts.
        tokens: the words of the steps: of one sample, or a list of them for each sample. A model that reads texts knows them.

    Returns:
        The values of every gate, with pictures of them.

    Raises:
        ArgumentError: BD218, for a model without recurrent layers.

    Example:
        >>> import badak
        >>> layers = [badak.layers.Embedding(10, 4, input_shape=(3,)), badak.layers.LSTM(5)]
        >>> maps = badak.inspect.gates(badak.Sequential(layers), [[1, 2, 3]], tokens=["정말", "좋은", "영화"])
        >>> maps.values["lstm"]["forget"].shape
        (1, 3, 5)
        >>> maps.svg(gates=["forget", "cell"])[:4]
        '<svg'
    """
    reader = text_layer(model)
    if reader is not None:
        x = [x] if isinstance(x, str) else list(x)
        most = reader.output_sequence_length
        tokens = [reader.tokens(text)[:most] for text in x] if tokens is None else tokens
    elif not isinstance(x, tuple):
        x = x if hasattr(x, "shape") else np.asarray(x)
    kept = None if not model.built else model.state_tree()
    try:
        if not model.built:
            with recording(False):
                model(x)
            kept = model.state_tree(empty=True)
        found = list(dict.fromkeys(_recurrent(model, "")))
        if not found:
            raise error("BD218", where="inspect.gates", got=getattr(model, "label", type(model).__name__))
        for layer, _ in found:
            object.__setattr__(layer, "watched", [])
        with recording(False):
            model(x)
            values, masks = {}, {}
            for layer, name in found:
                for call, seen in enumerate(layer.watched):
                    way = name if call == 0 else f"{name}#{call + 1}"
                    values[way], masks[way] = _values(layer, *seen)
    finally:
        for layer, _ in _recurrent(model, "") if model.built else ():
            layer.__dict__.pop("watched", None)
        if kept is not None:
            model.write_state(kept)  # looking is no step of a sequence
    return GateMaps(values, masks, _token_lists(tokens))


def _values(layer: Any, x: Any, states: tuple, mask: Any) -> tuple[dict[str, np.ndarray], Any]:
    """Return the gates of one call in the order of the data, and the mask."""
    if hasattr(layer, "gates"):
        found = layer.gates(x, initial_state=list(states), mask=mask)
    else:
        from badak.layers.context import Context
        from badak.ops.shape import flip

        back = layer.go_backwards
        read, counted = (flip(x, axis=1), None if mask is None else mask[:, ::-1]) if back else (x, mask)
        ctx = Context(state=layer.state_tree())
        outs, _ = layer.steps(Weights(layer.params_tree()), same_type(read, layer), states, counted, ctx)
        found = {"state": np.asarray(outs.data)}
    if layer.go_backwards:
        found = {name: value[:, ::-1] for name, value in found.items()}
    return found, None if mask is None else np.asarray(as_mask(mask))


def _recurrent(layer: Any, prefix: str) -> Iterator[tuple[Any, str]]:
    """Name the recurrent layers, those within others included."""
    if isinstance(layer, Recurrent):
        yield layer, prefix.rstrip("/") or layer.name or type(layer).__name__
        return
    for name, below in layer.sublayers():
        yield from _recurrent(below, f"{prefix}{name}/")


def _rows(units: Any, state: np.ndarray) -> list[int]:
    """Return the units that are shown: those named, or so many of those whose state (steps, units) changes most."""
    count = state.shape[1]
    if units is None or isinstance(units, int | np.integer):
        most = _MOST if units is None else int(units)
        if most < 1:
            raise _unknown("units", units, "1, 2, …")
        return sorted(np.argsort(-state.std(axis=0), kind="stable")[:most].tolist())
    for unit in units:
        if not isinstance(unit, int | np.integer) or not 0 <= unit < count:
            raise _unknown("units", unit, f"0 … {count - 1}")
    return [int(unit) for unit in units]


def _place(gate: str) -> int:
    return ORDER.index(gate) if gate in ORDER else len(ORDER)


def _token_lists(tokens: Any) -> list[list[str]] | None:
    if tokens is None:
        return None
    single = not len(tokens) or isinstance(tokens[0], str)
    return [[str(t) for t in part] for part in ([tokens] if single else tokens)]


def _unknown(name: str, value: Any, expected: str) -> Exception:
    return error("BD003", where="GateMaps.svg", name=name, got=repr(value), expected=expected)
