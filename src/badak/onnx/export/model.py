"""Writing a whole model: layer by layer, with names, masks, and models inside models."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.autograd.symbol import Symbol
from badak.errors import BadakError, error
from badak.layers.context import UNSAID, Context
from badak.layers.convert import same_type
from badak.models.functional import Functional
from badak.models.graph import filled, leaves
from badak.models.sequential import Sequential
from badak.onnx.export import activation, attention, conv, elementwise, linear, recurrent, reduce, shape
from badak.onnx.export.follow import Source, symbols, values_of
from badak.onnx.export.layers import masked_steps
from badak.onnx.export.values import Unable, Value
from badak.onnx.export.writer import Writer

FAMILIES = (activation, attention, conv, elementwise, linear, recurrent, reduce, shape)  # imported: they register


class Job:
    """One export: the writer, and what could not be written so far."""

    def __init__(self) -> None:
        self.writer = Writer()
        self.missing: dict[str, list[str]] = {}

    def layer(self, layer: Any, x: Any, mask: Any, path: str, more: dict | None = None) -> tuple[Any, Any]:
        """Write a layer on values; return its output and the mask of its steps.

        What cannot be written is noted, and something of the right shape stands for it, so that the rest is seen too.
        """
        g, before = self.writer, self.writer.prefix
        g.prefix = path
        _name_weights(g, layer, path)
        try:
            if isinstance(layer, Sequential):
                return self.sequential(layer, x, mask, path)
            if isinstance(layer, Functional):
                values = list(x) if isinstance(x, tuple) else [x]
                masks = list(mask) if isinstance(mask, tuple) else [mask] * len(values)
                out, masks = self.functional(layer, values, masks, path)
                single = type(layer.output) is Symbol
                return (out[0], masks[0]) if single else (tuple(out), tuple(masks))
            return self.alone(layer, x, mask, more or {})
        finally:
            g.prefix = before

    def alone(self, layer: Any, x: Any, mask: Any, more: dict) -> tuple[Any, Any]:
        """Write a layer that is no model."""
        g, unable = self.writer, set()
        given = symbols(g, x, unable)
        given = tuple(_typed(s, layer) for s in given) if isinstance(given, tuple) else _typed(given, layer)
        masks = symbols(g, mask, unable)
        ctx = Context(state=layer.state_tree(), mask=None if _empty(mask) else masks)
        try:
            source = (given if type(given) is Symbol else given[0]).call
            out = values_of(g, source.run_layer(layer, layer.params_tree(), given, ctx, symbols_in(g, more, unable)))
        except (Unable, BadakError, TypeError, ValueError, AttributeError, IndexError) as problem:
            self.note(layer, unable, problem)
            return _stand_ins(layer, x), None
        if ctx.out_mask is not UNSAID:
            return out, values_of(g, ctx.out_mask)
        return out, self.mask_behind(layer, x, mask, given, masks)

    def note(self, layer: Any, unable: set, problem: Exception) -> None:
        """Remember what could not be written, and where."""
        names = sorted(unable) or [type(layer).__name__]
        for name in names:
            self.missing.setdefault(name, []).append(layer.name or layer.label)
        if not unable and not isinstance(problem, Unable):
            self.missing[names[0]][-1] += (
                f": {str(problem).splitlines()[0] if str(problem) else type(problem).__name__}"
            )

    def mask_behind(self, layer: Any, x: Any, mask: Any, given: Any, masks: Any) -> Any:
        """Return which steps of a layer's output count."""
        g, kind = self.writer, type(layer).__name__
        if kind in ("Embedding", "Masking"):
            found = None
            if kind == "Masking":
                found = masked_steps(g, layer, x)
            elif layer.mask_zero:
                found = elementwise.op(g, "not_equal", x, 0)
            parts = [m for m in (mask, found) if m is not None]
            return elementwise.op(g, "logical_and", *parts) if len(parts) == 2 else parts[0] if parts else None
        if _empty(mask):
            return None
        return values_of(g, layer.out_mask(masks, given))

    def sequential(self, model: Any, x: Any, mask: Any, path: str) -> tuple[Any, Any]:
        """Write layers one after the other."""
        for layer in model.layers:
            x, mask = self.layer(layer, x, mask, _below(path, layer))
        return x, mask

    def functional(self, model: Any, inputs: list, masks: list, path: str) -> tuple[list, list]:
        """Write the calls of a graph."""
        g = self.writer
        values: dict[int, Value] = {id(s): v for s, v in zip(model.inputs, inputs, strict=True)}
        kept: dict[int, Any] = {id(s): m for s, m in zip(model.inputs, masks, strict=True)}
        for call in model._calls:
            args = filled(call.args, lambda s: values[id(s)])
            found = [kept.get(id(s)) for s in call.symbols()]
            if call.layer is not None:
                mask = tuple(found) if isinstance(call.args, tuple) else found[0]
                if "mask" in call.options:
                    mask = filled(call.options["mask"], lambda s: values[id(s)])
                args = _all_values(g, args)
                more = {k: v for k, v in call.options.items() if k not in ("mask", "training")}
                more = filled(more, lambda s: values[id(s)])
                out, mask = self.layer(call.layer, args, mask, _below(path, call.layer), more)
            else:
                out, mask = self.operation(call, args), next((m for m in found if m is not None), None)
                if mask is not None and not (isinstance(out, Value) and out.shape[:2] == mask.shape):
                    mask = None
            parts: Any = out if call.several else (out,)
            for i, (own, value) in enumerate(zip(call.outputs, parts, strict=True)):
                values[id(own)] = value
                kept[id(own)] = mask if i == 0 else None
        return [values[id(s)] for s in model.outputs], [kept.get(id(s)) for s in model.outputs]

    def operation(self, call: Any, args: Any) -> Any:
        """Write an operation between layers."""
        g, unable = self.writer, set()
        probe = next(s for s in leaves(call.args))
        source = Source(g, Value(probe.shape, probe.dtype), unable)
        try:
            made = _as_symbols(g, args, unable)
            return values_of(g, source.follow(call.record, made, call.options))
        except (Unable, BadakError, TypeError, ValueError, AttributeError, IndexError) as problem:
            names = sorted(unable) or [call.record.name]
            for name in names:
                self.missing.setdefault(name, []).append(call.record.name)
            if not unable and not isinstance(problem, Unable):
                self.missing[names[0]][-1] += f": {problem}".splitlines()[0]
            outs = tuple(Value(s.shape, s.dtype, last="?") for s in call.outputs)
            return outs if call.several else outs[0]


def symbols_in(g: Writer, more: dict, unable: set) -> dict:
    """Return keywords with symbols in the place of values."""
    return {name: _as_symbols(g, value, unable) for name, value in more.items()}


def _as_symbols(g: Writer, x: Any, unable: set) -> Any:
    if isinstance(x, Value):
        return symbols(g, x, unable)
    return type(x)(_as_symbols(g, part, unable) for part in x) if isinstance(x, tuple | list) else x


def _all_values(g: Writer, args: Any) -> Any:
    return tuple(g.value(part) for part in args) if isinstance(args, tuple) else args


def _typed(x: Symbol, layer: Any) -> Any:
    """Turn whole numbers into the layer's number type, as calling it does."""
    if x.dtype.kind in "iub" and layer.casts_integers:
        return x.astype(np.dtype(layer.dtype or "float32"))
    return same_type(x, layer)


def _empty(mask: Any) -> bool:
    return mask is None or (isinstance(mask, tuple) and all(m is None for m in mask))


def _stand_ins(layer: Any, x: Any) -> Any:
    given = tuple(v.shape[1:] for v in x) if isinstance(x, tuple) else x.shape[1:]
    out = layer.shape_after(given)
    if out and isinstance(out[0], tuple):
        return tuple(Value((None, *each), np.float32, last="?") for each in out)
    return Value((None, *out), np.float32, last="?")


def _below(path: str, layer: Any) -> str:
    return f"{path}/{layer.name}" if path else (layer.name or "")


def _name_weights(g: Writer, layer: Any, path: str) -> None:
    for name, holder, learned in layer.weight_items():
        if learned and id(holder) not in g._known:
            g.name_weight(holder, f"/{path}/{name}" if path else f"/{name}")


def write_model(model: Any) -> tuple[Job, list[tuple[str, Value]], list[tuple[str, Value]]]:
    """Write a model; return the job, and its inputs and outputs by name.

    Raises:
        GraphError: BD251, with everything that ONNX has no operators for.
    """
    job = Job()
    g = job.writer
    if isinstance(model, Functional):
        names, outs = model.input_names, model.output_names
        inputs = [Value(s.shape, s.dtype) for s in model.inputs]
    else:
        shape = model.input_shape or model._built().shape
        several = bool(shape) and isinstance(shape[0], tuple)
        shapes = shape if several else (shape,)
        names = ["input"] if len(shapes) == 1 else [f"input_{i}" for i in range(len(shapes))]
        outs = ["output"]
        kind = np.float32 if model.casts_integers else np.int32
        inputs = [Value((None, *s), kind) for s in shapes]
        if isinstance(model, Sequential):
            first, last = model.layers[0], model.layers[-1]
            names, outs = [first.name if type(first).__name__ == "InputLayer" else "input"], [last.name or "output"]
    known_names: Any = [name or "input" for name in names]
    names = known_names
    outs = [f"{name}_out" if name in names else name for name in outs]
    for name, value in zip(names, inputs, strict=True):
        g.taken.add(name)
        value.last = name
    g.taken.update(outs)
    if isinstance(model, Functional):
        _name_weights(g, model, "")
        found, _ = job.functional(model, inputs, [None] * len(inputs), "")
    else:
        out, _ = job.layer(model, inputs[0] if len(inputs) == 1 else tuple(inputs), None, "")
        found = list(out) if isinstance(out, tuple) else [out]
        if len(found) > 1:
            outs = [f"output_{i}" for i in range(len(found))]
            g.taken.update(outs)
    if job.missing:
        listed = "; ".join(f"{name} ({', '.join(dict.fromkeys(where))})" for name, where in sorted(job.missing.items()))
        raise error("BD251", where="badak.onnx.save", got=listed, count=len(job.missing))
    return job, list(zip(names, inputs)), list(zip(outs, found))
