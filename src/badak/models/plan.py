"""How a graph runs: its calls in order, with everything worked out that does not depend on the data."""

from __future__ import annotations

from typing import Any

from badak.autograd.symbol import Symbol
from badak.autograd.tensor import Tensor
from badak.layers.chain import fused
from badak.layers.context import UNSAID, Context
from badak.layers.layer import Layer
from badak.models.graph import Call, filled

_OWN = ("training", "mask")  # options of a call that every layer has


class _Step:
    """One call, or neighbours that run together: where its arguments are and where its results go."""

    __slots__ = ("call", "names", "layers", "place", "together", "reads", "writes", "frees", "wide", "plain")

    def __init__(self, call: Call, names: tuple, layers: tuple, place: int, together: Any) -> None:
        self.call = call
        self.names = names
        self.layers = layers
        self.place = place
        self.together = together
        self.reads: list[int] = []
        self.writes: list[int] = []
        self.frees: list[int] = []
        self.wide = False
        # Nearly every call is a layer by itself on one symbol with one result; those take a short way.
        self.plain = (
            call.layer is not None and type(call.args) is Symbol and together is None and not call.options
            and not call.several
        )  # fmt: skip


class Plan:
    """The calls of a model with everything worked out that does not depend on the data.

    Values live in numbered places; each is given up after its last use, so that prediction keeps no more than it needs.
    Neighbours that ``layers.chain`` runs as one are one step here, where nothing else reads what is between them.

    Args:
        calls: the calls, each after those it reads from.
        inputs: where values come in.
        outputs: whose values are the result.
        names: the name of each layer, by its ``id``.
    """

    def __init__(self, calls: list[Call], inputs: list[Symbol], outputs: list[Symbol], names: dict[int, str]) -> None:
        readers: dict[int, list[Call]] = {}
        for call in calls:
            for symbol in call.symbols():
                readers.setdefault(id(symbol), []).append(call)
        kept = {id(s) for s in outputs}
        self.numbers: dict[int, int] = {}
        for symbol in [*inputs, *[s for call in calls for s in call.outputs]]:
            self.numbers.setdefault(id(symbol), len(self.numbers))
        self.inputs = [self.numbers[id(s)] for s in inputs]
        self.dtypes = [s.dtype for s in inputs]
        self.outputs = [self.numbers[id(s)] for s in outputs]
        self.kept = set(self.outputs)
        self.steps: list[_Step] = []
        taken: set[int] = set()
        for place, call in enumerate(calls):
            if id(call) in taken:
                continue
            row = _row(call, readers, kept)
            count, together = fused(tuple(c.layer for c in row)) if len(row) > 1 else (1, None)
            part = row[:count]
            taken.update(map(id, part))
            layers = tuple(c.layer for c in part)
            step = _Step(call, tuple(names.get(id(layer), "") for layer in layers), layers, place, together)
            step.reads = [self.numbers[id(s)] for s in call.symbols()]
            step.writes = [self.numbers[id(s)] for s in part[-1].outputs]
            self.steps.append(step)
        self._say_when_free()
        self._say_where_wide()
        self.makes_mask: bool | None = None

    def _say_when_free(self) -> None:
        wanted = set(self.outputs)
        for step in reversed(self.steps):
            for number in {*step.reads, *step.writes}:
                if number not in wanted:
                    wanted.add(number)
                    step.frees.append(number)

    def _say_where_wide(self) -> None:
        """Mark the steps behind which no layer with weights stands: with mixed precision they compute in float32."""
        weighted: set[int] = set()  # places of values that reach a layer with weights
        for step in reversed(self.steps):
            own = any(layer is not None and _has_weights(layer) for layer in step.layers)
            step.wide = not any(number in weighted for number in step.writes)
            if own or not step.wide:
                weighted.update(step.reads)

    def run(self, p: dict[str, Any], inputs: list, ctx: Context) -> list:
        """Return the outputs."""
        values: list[Any] = [None] * len(self.numbers)
        masks: list[Any] = [None] * len(self.numbers)
        mixed = ctx.precision is not None and ctx.outermost
        given = ctx.mask if isinstance(ctx.mask, tuple | list) else [ctx.mask] * len(inputs)
        if self.makes_mask is None:
            self.makes_mask = any(layer.makes_mask for step in self.steps for layer in step.layers if layer is not None)
        masked = self.makes_mask or any(mask is not None for mask in given)
        for number, x, dtype, mask in zip(self.inputs, inputs, self.dtypes, given, strict=False):
            values[number] = _entered(x, dtype, ctx.precision if mixed else None)
            masks[number] = mask
        for step in self.steps:
            if mixed and step.wide:
                for number in step.reads:
                    values[number] = _wide(values[number])
            if step.plain and not masked:
                name = step.names[0]
                inner = ctx.inner(name, step.place)
                values[step.writes[0]] = step.layers[0].run(p.get(name) or {}, values[step.reads[0]], inner)
                if inner.updates:
                    ctx.keep(name, inner)
                for number in step.frees:
                    values[number] = None
                continue
            out, mask = self._result(step, p, values, masks, ctx)
            if step.call.several:
                for number, value in zip(step.writes, out, strict=True):
                    values[number] = value
                masks[step.writes[0]] = mask
            else:
                values[step.writes[0]] = out
                masks[step.writes[0]] = mask
            for number in step.frees:
                values[number] = None
                if number not in self.kept:
                    masks[number] = None
        if any(masks[number] is not None for number in self.outputs):
            found = [masks[number] for number in self.outputs]
            ctx.out_mask = found[0] if len(found) == 1 else tuple(found)
        return [values[number] for number in self.outputs]

    def _result(self, step: _Step, p: dict, values: list, masks: list, ctx: Context) -> tuple[Any, Any]:
        call = step.call
        args = filled(call.args, lambda s: values[self.numbers[id(s)]])
        found = [masks[number] for number in step.reads]
        if call.layer is None:
            out = call.record.call(*args, **call.options)
            mask = next((m for m in found if m is not None), None)
            return out, mask if mask is not None and _of_steps(out, mask) else None
        inners = [ctx.inner(name, step.place + i) for i, name in enumerate(step.names)]
        mask = tuple(found) if isinstance(call.args, tuple) else found[0]
        if isinstance(mask, tuple) and all(m is None for m in mask):
            mask = None
        if "mask" in call.options:
            mask = filled(call.options["mask"], lambda s: values[self.numbers[id(s)]])
        for inner in inners:
            inner.mask = mask
            if "training" in call.options:
                inner.training = bool(call.options["training"])
        if step.together is not None:
            out = step.together(step.layers, [p.get(name) or {} for name in step.names], args, inners)
            for layer in step.layers:
                mask = layer.out_mask(mask, args)
        else:
            more = {
                k: filled(v, lambda s: values[self.numbers[id(s)]]) for k, v in call.options.items() if k not in _OWN
            }
            out = call.layer.run(p.get(step.names[0]) or {}, args, inners[0], **more)
            said = inners[0].out_mask
            mask = call.layer.out_mask(mask, args) if said is UNSAID else said
        for name, inner in zip(step.names, inners, strict=True):
            ctx.keep(name, inner)
        return out, mask


def _row(call: Call, readers: dict, kept: set) -> list[Call]:
    """Return a call of a layer and up to two that follow it, where nothing else reads what is between."""
    row = [call]
    while len(row) < 3 and row[-1].layer is not None and not row[-1].options and not row[-1].several:
        out = row[-1].outputs[0]
        following = readers.get(id(out), [])
        if len(following) != 1 or id(out) in kept or following[0].layer is None or following[0].options:
            break
        if following[0].args is not out:
            break
        row.append(following[0])
    return row


def _has_weights(layer: Layer) -> bool:
    return layer.slot is not None and bool(layer.slot.declared)


def _entered(x: Any, dtype: Any, precision: Any) -> Any:
    """Return an input in its symbol's number type, or in that of mixed precision."""
    x = x if type(x) is Tensor else Tensor(x)
    kind = x.dtype.kind
    if dtype.kind == "f":
        if kind in "iub":
            x = x.astype(dtype)
        return x if precision is None else x.astype(precision)
    return x


def _wide(x: Any) -> Any:
    return x.astype("float32") if x is not None and x.dtype.itemsize == 2 and x.dtype.kind in "fV" else x


def _of_steps(out: Any, mask: Any) -> bool:
    return not isinstance(out, tuple) and out.ndim >= 2 and tuple(out.shape[:2]) == tuple(mask.shape[:2])
