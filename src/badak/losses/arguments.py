"""What losses and metrics ask of their arguments: arrays of one number type and of equal shape, weights that fit.

Nothing here looks at values, except ``check_probabilities``, which reads NumPy arrays and leaves traced ones alone.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak.autograd.tensor import Tensor, tensor
from badak.errors import BadakError, error, shape_text
from badak.messages.losses import INSTEAD, MENDING, REASONS, TWICE, fill
from badak.ops.elementwise import astype
from badak.ops.shape import moveaxis, reshape

EPSILON = 1e-7
"""Smallest probability whose logarithm is taken, as in Keras."""

_float32 = np.dtype(np.float32)


def array(x: Any) -> Any:
    """Make numbers, lists and data frames a tensor; arrays and tensors stay as they are."""
    return x if type(x) is Tensor or hasattr(x, "__array_namespace__") else tensor(x)


def floating(x: Any) -> Any:
    """Return an array or tensor of floating numbers; losses are computed in float32 at least."""
    x = array(x)
    dtype = x.dtype
    if dtype is _float32 or (dtype.kind == "f" and dtype.itemsize > 2):
        return x
    before = getattr(x, "before", None)
    x = astype(x, dtype=_float32)
    if before is not None:
        x.before = (before[0], floating(before[1]), *before[2:])
    return x


def matched(name: str, y_true: Any, y_pred: Any) -> tuple[Any, Any]:
    """Return targets and predictions as floating arrays of one number type and, checked, of one shape.

    Raises:
        ShapeError: BD052, when the shapes differ.
    """
    y_true, y_pred = array(y_true), floating(y_pred)
    if y_true.shape != y_pred.shape:
        raise unequal(name, y_true.shape, y_pred.shape)
    if y_true.dtype != y_pred.dtype:
        y_true = astype(y_true, dtype=y_pred.dtype)
    return y_true, y_pred


def unequal(name: str, y_true: tuple, y_pred: tuple, wanted: tuple | None = None) -> BadakError:
    """Make the error for shapes that differ, with the remedy that fits them (``wanted`` is what y_true should be)."""
    wanted = tuple(y_pred) if wanted is None else tuple(wanted)
    if tuple(y_true) == wanted[:-1] and wanted[-1:] == (1,):
        remedy = "column" if len(y_true) == 1 else "steps"
    elif tuple(y_true) == (*wanted, 1):
        remedy = "flat"
    elif len(y_true) > len(y_pred) and tuple(y_true[:1]) == tuple(y_pred[:1]):
        remedy = "swapped"
    elif tuple(y_true[:1]) != tuple(wanted[:1]):
        remedy = "rows"
    elif len(y_pred) >= 4 and len(y_true) <= 2:
        remedy = "places"
    else:
        remedy = "units"
    fields = {"y_true": shape_text(y_true), "y_pred": shape_text(y_pred), "wanted": shape_text(wanted)}
    return error("BD052", where=name, name=name, fix=MENDING[remedy], **fields)


def check_one_hot(name: str, y_true: tuple, y_pred: tuple, axis: int = -1) -> None:
    """Check shapes where each sample has a row with one number per class.

    Raises:
        ArgumentError: BD056, when there is one class only.
        ShapeError: BD053, when the targets look like class numbers; BD052 otherwise, when the shapes differ.
    """
    if y_true == y_pred and (not y_pred or y_pred[axis] != 1):
        return
    fields = {"y_true": shape_text(y_true), "y_pred": shape_text(y_pred), "wanted": shape_text(y_pred)}
    if y_pred and y_pred[axis] == 1:
        raise error("BD056", where=name, name=name, **fields)
    numbers = without(y_pred, axis)
    if y_pred and y_true in (numbers, (*numbers, 1)):
        raise error("BD053", where=name, name=name, classes=y_pred[axis], **fields)
    raise unequal(name, y_true, y_pred)


def check_numbered(name: str, y_true: tuple, y_pred: tuple, axis: int = -1) -> None:
    """Check shapes where each sample has one class number; (N, 1) is taken as (N,).

    Raises:
        ArgumentError: BD056, when there is one class only.
        ShapeError: BD054, when the targets look like one-hot rows; BD052 otherwise, when the shapes differ.
    """
    if not y_pred:
        raise unequal(name, y_true, y_pred)
    numbers, classes = without(y_pred, axis), y_pred[axis]
    if classes != 1 and y_true in (numbers, (*numbers, 1)):
        return
    fields = {"y_true": shape_text(y_true), "y_pred": shape_text(y_pred), "wanted": shape_text(numbers)}
    if classes == 1:
        raise error("BD056", where=name, name=name, **fields)
    if y_true == y_pred:
        raise error("BD054", where=name, name=name, highest=classes - 1, **fields)
    raise unequal(name, y_true, y_pred, numbers)


def without(shape: tuple, axis: int) -> tuple:
    """Return a shape without one of its axes."""
    axis %= max(len(shape), 1)
    return shape[:axis] + shape[axis + 1 :]


def labels(y_true: Any, shape: tuple) -> Any:
    """Return class numbers as integers of the given shape."""
    if y_true.shape != shape:
        y_true = reshape(y_true, shape=shape)
    return y_true if y_true.dtype.kind in "iu" else astype(y_true, dtype=np.dtype(np.int32))


def check_range(name: str, numbers: Any, classes: int) -> None:
    """Check that class numbers exist (NumPy would take -1 for the last class); traced values are not looked at.

    Raises:
        DataError: BD055, with the first number that is no class.
    """
    values = numbers.data if type(numbers) is Tensor else numbers
    if not isinstance(values, np.ndarray) or not values.size:
        return
    if values.astype(np.uint64).max() >= classes:  # one pass: a negative number becomes a very large one
        wrong = (values < 0) | (values >= classes)
        row = int(np.argmax(wrong.reshape(len(wrong), -1).any(axis=1))) if values.ndim else 0
        why, wanted = REASONS["range"]
        fields = {"classes": classes, "highest": classes - 1}
        raise error(
            "BD055", where=name, name=name, label=values[wrong][0], row=row, count=int(wrong.sum()),
            why=fill(why, **fields), expected=fill(wanted, **fields),
        )  # fmt: skip


def classes_last(x: Any, axis: int) -> Any:
    """Move the axis of the classes to the end; a prediction for which it is there already keeps its history."""
    return x if axis == -1 or axis == len(x.shape) - 1 else moveaxis(x, axis, -1)


def _twice(name: str, case: str, activation: str, got: str) -> BadakError:
    why, hint = (fill(text, activation=activation) for text in TWICE[case])
    return error("BD050", where=name, activation=activation, got=got, why=why, hint=hint)


def logits_behind(name: str, y_pred: Any, activation: str, from_logits: bool) -> Any:
    """Return the logits of the predictions where they are known, None where only probabilities are.

    Predictions that come straight out of softmax or sigmoid remember what they were made from (``Tensor.before``), so
    that the cross-entropy can be computed from the logits, without the logarithm of a rounded probability.

    Raises:
        ArgumentError: BD050, when an activation is applied to its own result, by from_logits=True or by two layers.
        DataError: BD057, when logarithms of probabilities are given as probabilities.
    """
    before = y_pred.before if type(y_pred) is Tensor else None
    if before is None:
        return y_pred if from_logits else None
    kind = before[0]
    if from_logits:
        if kind in ("softmax", "sigmoid"):
            raise _twice(name, "logits", kind, f"y_pred {shape_text(y_pred)}, {kind}, from_logits=True")
        return y_pred
    inner = getattr(before[1], "before", None)
    if inner is not None and inner[0] == kind:
        raise _twice(name, "layers", kind, f"y_pred {shape_text(y_pred)}: {kind}({kind}(…))")
    if kind == "log_softmax":
        raise error("BD057", where=name, name=name, what=INSTEAD["logarithms"])
    if kind != activation or before[1].shape != y_pred.shape:
        return None
    if kind == "softmax" and not _over_last_axis(y_pred):
        return None
    return before[1]


def _over_last_axis(y_pred: Tensor) -> bool:
    """Say whether the softmax that made the predictions ran over their last axis."""
    axis = -1 if y_pred.node is None or y_pred.node.static is None else y_pred.node.static.get("axis", -1)
    return axis in (-1, y_pred.ndim - 1)


SLACK = 0.01
"""How far a probability may lie outside 0 … 1 before it is called a mistake: rounding, in bfloat16 too."""


def check_probabilities(name: str, y_pred: Any) -> None:
    """Check that predictions which should be probabilities lie within 0 … 1; traced values are not looked at.

    Raises:
        DataError: BD057, with the smallest and the largest of them.
    """
    values = y_pred.data if type(y_pred) is Tensor else y_pred
    if not isinstance(values, np.ndarray) or not values.size:
        return
    low, high = values.min(), values.max()
    if low < -SLACK or high > 1 + SLACK:
        span = f"{low:.4g} … {high:.4g}"
        what = {"en": f"from {low:.4g} to {high:.4g}", "ko": f"{low:.4g}에서 {high:.4g}까지"}
        raise error("BD057", where=name, name=name, what=what, got=f"y_pred {shape_text(y_pred)}, {span}")


def fitted_weights(name: str, sample_weight: Any, values: Any) -> Any:
    """Return sample weights that multiply the values: one per sample, or one per value.

    Args:
        name: the loss or metric, for the message.
        sample_weight: a number, (batch,), (batch, 1) or the shape of the values.
        values: losses or scores, shape (batch, …).

    Raises:
        ShapeError: BD001, when there are not as many weights as samples.
    """
    if isinstance(sample_weight, int | float):
        return sample_weight
    weight = sample_weight
    if type(weight) is not Tensor and not hasattr(weight, "__array_namespace__"):
        weight = np.asarray(weight)  # a list does not make a tensor of what is computed with arrays
    shape, whole = weight.shape, values.shape
    if weight.dtype != values.dtype:
        weight = astype(weight, dtype=values.dtype)
    if shape == whole or shape == ():
        return weight
    if shape == (*whole, 1):
        return reshape(weight, shape=whole)
    if len(shape) < len(whole) and shape == whole[: len(shape)]:
        return reshape(weight, shape=shape + (1,) * (len(whole) - len(shape)))
    if (
        len(shape) == len(whole)
        and shape[0] == whole[0]
        and all(a in (1, b) for a, b in zip(shape, whole, strict=True))
    ):
        return weight
    raise error(
        "BD001",
        where=name,
        got=f"sample_weight {shape_text(shape)}, {name} {shape_text(whole)}",
        expected=f"sample_weight {shape_text(whole[:1])}",
        why={
            "en": f"there are {math.prod(shape)} sample weights for {math.prod(whole[:1])} samples",
            "ko": f"샘플은 {math.prod(whole[:1])}개인데 샘플 가중치는 {math.prod(shape)}개입니다",
        },
    )


def fitted_mask(name: str, mask: Any, values: Any) -> Any:
    """Return a mask of steps as weights 1 and 0 that multiply the values.

    Args:
        name: the loss or metric, for the message.
        mask: which steps count, shape (batch, time).
        values: losses or scores, shape (batch, time, …).

    Raises:
        ShapeError: BD179, when there is not one value for each step.
    """
    steps, whole = tuple(mask.shape), tuple(values.shape)
    if whole[: len(steps)] != steps:
        raise error("BD179", where=name, name=name, mask=shape_text(steps), values=shape_text(whole))
    weight = astype(mask, dtype=values.dtype if values.dtype.kind == "f" else _float32)
    return reshape(weight, shape=steps + (1,) * (len(whole) - len(steps)))


def as_column(x: Any) -> Any:
    """Turn (batch,) into (batch, 1), so that each number is the one output of a sample."""
    x = array(x)
    before = getattr(x, "before", None)
    column = reshape(x, shape=(-1, 1))
    if before is not None:
        column.before = (before[0], reshape(before[1], shape=(-1, 1)), *before[2:])
    return column
