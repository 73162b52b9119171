"""What the recurrent operations share: the loop over time, states before the first step, masks, checks of shapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from badak.autograd.op import bind
from badak.autograd.tensor import Tensor, tensor
from badak.backend import namespace, seam
from badak.errors import error, shape_text
from badak.ops.elementwise import astype, where
from badak.ops.reduce import sum as total
from badak.ops.shape import concatenate, reshape, stack, swapaxes


def over_time(step: Callable, carry: tuple, steps: tuple, reverse: bool = False) -> tuple[tuple, tuple]:
    """Run ``carry, results = step(carry, values)`` over the first axis of arrays (the seam's ``loop``), or of tensors.

    Tensors are recorded step by step: that is how derivatives of higher order are made.
    """
    if not any(type(value) is Tensor for value in (*carry, *steps)):
        return seam(*[x for x in steps if x is not None]).loop(step, carry, steps, reverse)
    count = next(x.shape[0] for x in steps if x is not None)
    found = []
    for t in range(count - 1, -1, -1) if reverse else range(count):
        carry, results = step(carry, tuple([None if x is None else x[t] for x in steps]))
        found.append(results)
    if not found:  # one step on zeros tells the shapes
        found = [step(carry, tuple([None if x is None else total(x, axis=0) for x in steps]))[1]]
        return carry, tuple([reshape(part, shape=(1, *part.shape))[:0] for part in found[0]])
    if reverse:
        found.reverse()
    return carry, tuple([stack(list(parts)) for parts in zip(*found, strict=True)])


def by_time(x: Any) -> Any:
    """Exchange (batch, time, …) and (time, batch, …)."""
    return swapaxes(x, 0, 1)


def flat(x: Any) -> Any:
    """Join (time, batch, …) to (time · batch, …): one product of matrices for all steps."""
    return reshape(x, shape=(x.shape[0] * x.shape[1], *x.shape[2:]))


def start(state: Any, like: Any, units: int) -> Any:
    """Return the state before the first step in the number type of ``like`` (time, batch, …): zeros where none is given."""
    if state is None:
        raw = like.data if type(like) is Tensor else like
        return namespace(raw).zeros((raw.shape[1], units), raw.dtype)
    return state if state.dtype == like.dtype else astype(state, dtype=like.dtype)


def before(first: Any, states: Any) -> Any:
    """Return the state that each step starts from, (time, batch, units)."""
    if not states.shape[0]:
        return states
    return concatenate([reshape(first, shape=(1, *first.shape)), states[:-1]])


def counting(mask: Any) -> Any:
    """Return a mask (batch, time) as (time, batch, 1), None where there is none."""
    return None if mask is None else reshape(swapaxes(mask, 0, 1), shape=(mask.shape[1], mask.shape[0], 1))


def chosen(counts: Any, new: Any, old: Any) -> Any:
    """Return the new value where a step counts, the old one where it is masked."""
    return new if counts is None else where(counts, new, old)


def check_shapes(
    op: str, gates: int, x: Any, kernel: Any, recurrent_kernel: Any, bias: Any, states: dict[str, Any], mask: Any,
    biases: int = 1,
) -> None:  # fmt: skip
    """Raise what does not fit; ``biases`` is 2 where the recurrent product has a bias of its own.

    Raises:
        ShapeError: BD210, with the argument, its shape and the shape that would fit.
        ArgumentError: BD211, for a mask that is not of booleans.
    """
    units = recurrent_kernel.shape[0] if len(recurrent_kernel.shape) == 2 else 0
    ndim = len(x.shape)
    batch, time, features = x.shape if ndim == 3 else (0, 0, 0)
    wide = gates * units
    wanted: dict[str, tuple[Any, tuple[tuple[str, int], ...]]] = {
        "x": (x, (("batch", batch), ("time", time), ("features", features))),
        "recurrent_kernel": (recurrent_kernel, (("units", units), (f"{gates}·units", wide))),
        "kernel": (kernel, (("features", features), (f"{gates}·units", wide))),
        "bias": (bias, ((f"{gates}·units", wide),) if biases == 1 else (("2", 2), (f"{gates}·units", wide))),
        "mask": (mask, (("batch", batch), ("time", time))),
        **{name: (value, (("batch", batch), ("units", units))) for name, value in states.items()},
    }
    for name, (value, axes) in wanted.items():
        if value is not None and tuple(value.shape) != tuple(size for _, size in axes):
            named = [axis if size == 0 and len(value.shape) != len(axes) else f"{axis}={size}" for axis, size in axes]
            raise error(
                "BD210", where=op, name=name, op=op, gates=gates, units=units,
                got=f"{name} {shape_text(value)}", expected=f"({', '.join(named)})",
            )  # fmt: skip
    if mask is not None and mask.dtype.kind != "b":
        raise error("BD211", where=op, got=f"mask dtype {mask.dtype}")


def forward_of(record: Any, args: tuple, given: dict) -> tuple[tuple, int]:
    """Return all that the forward of a recurrent operation makes, residuals too, and the number of units."""
    arrays, static = bind(record, args, given)
    values = [value.data if type(value) is Tensor else value for value in arrays]
    values: list[Any] = [v if v is None or hasattr(v, "shape") else tensor(v).data for v in values]
    found = None if record.kernel is None else record.kernel(*values, **static)
    return record.forward(*values, **static) if found is None else found, values[2].shape[0]
