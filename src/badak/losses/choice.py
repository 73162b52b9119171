"""From what a user writes to a loss that fits the data: names, shapes, labels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak.autograd.tensor import Tensor
from badak.errors import error, shape_text
from badak.losses import divergence, entropy, focal, margin, overlap, regression, spread
from badak.losses.arguments import array, check_numbered, check_one_hot, unequal
from badak.losses.loss import LOSSES, Loss, LossFunction
from badak.messages.losses import REASONS, fill

CLASS_OF: dict[Any, type[Loss]] = {
    regression.mean_squared_error: regression.MeanSquaredError,
    regression.half_squared_error: regression.HalfSquaredError,
    regression.mean_absolute_error: regression.MeanAbsoluteError,
    regression.mean_absolute_percentage_error: regression.MeanAbsolutePercentageError,
    regression.mean_squared_logarithmic_error: regression.MeanSquaredLogarithmicError,
    regression.huber: regression.Huber,
    regression.log_cosh: regression.LogCosh,
    regression.cosine_similarity: regression.CosineSimilarity,
    entropy.binary_crossentropy: entropy.BinaryCrossentropy,
    entropy.categorical_crossentropy: entropy.CategoricalCrossentropy,
    entropy.sparse_categorical_crossentropy: entropy.SparseCategoricalCrossentropy,
    entropy.categorical_generalized_cross_entropy: entropy.CategoricalGeneralizedCrossEntropy,
    focal.binary_focal_crossentropy: focal.BinaryFocalCrossentropy,
    focal.categorical_focal_crossentropy: focal.CategoricalFocalCrossentropy,
    divergence.kl_divergence: divergence.KLDivergence,
    divergence.poisson: divergence.Poisson,
    margin.hinge: margin.Hinge,
    margin.squared_hinge: margin.SquaredHinge,
    margin.categorical_hinge: margin.CategoricalHinge,
    overlap.dice: overlap.Dice,
    overlap.tversky: overlap.Tversky,
    spread.pinball: spread.Pinball,
    spread.gaussian_nll: spread.GaussianNLL,
}
"""The class that does the same as a function, with its default arguments."""

_ONE_HOT = (
    entropy.CategoricalCrossentropy,
    focal.CategoricalFocalCrossentropy,
    margin.CategoricalHinge,
)


@LOSSES.add("ce")
def crossentropy(y_true: Any, y_pred: Any) -> Any:
    """Return the cross-entropy whose kind the shapes tell: binary, categorical or sparse categorical.

    Args:
        y_true: 0 or 1 (one unit), one-hot rows, or class numbers.
        y_pred: probabilities, shape (batch, …, units).

    Returns:
        Shape (batch, …).

    Raises:
        ShapeError: BD058, when the shapes fit none of the three.

    Example:
        >>> import badak
        >>> p = badak.softmax([[0.0, 0.0]])
        >>> round(badak.losses.get("crossentropy")(badak.tensor([1]), p).item(), 6)
        0.693147
    """
    y_true, y_pred = array(y_true), array(y_pred)
    kind = choose("crossentropy", y_true.dtype, y_true.shape, y_pred.shape)
    return LOSSES.names[kind](y_true, y_pred)


def get(identifier: Any) -> Any:
    """Return the loss that a name, function, class, object or configuration stands for.

    Args:
        identifier: ``"mse"`` or ``"mean_squared_error"`` (a function), ``"MeanSquaredError"`` (an object), a
            function, a class, an object, or what a model file holds.

    Returns:
        A function of ``(y_true, y_pred)`` or a ``Loss``; None for None.

    Raises:
        ArgumentError: BD014, for an unknown name.

    Example:
        >>> import badak
        >>> badak.losses.get("mse") is badak.losses.mean_squared_error
        True
        >>> badak.losses.get("Huber").delta
        1.0
    """
    if isinstance(identifier, dict) and "class_name" in identifier:  # Keras's word for it
        identifier = {"class": identifier["class_name"], "config": identifier.get("config", {})}
    return LOSSES.get(identifier, "losses.get")


def resolve(identifier: Any) -> Loss:
    """Return a ``Loss`` ready for training: a function becomes its class, or is wrapped.

    Args:
        identifier: as for ``get``.

    Returns:
        The loss.

    Raises:
        ArgumentError: BD014, for an unknown name; BD003, for something that cannot be called.

    Example:
        >>> import badak
        >>> badak.losses.resolve("mse")
        MeanSquaredError(reduction='sum_over_batch_size', name='mean_squared_error', dtype=None)
        >>> badak.losses.resolve(lambda y_true, y_pred: y_pred)
        LossFunction(<lambda>)
    """
    found = get(identifier)
    if isinstance(found, Loss):
        return found
    try:
        cls = CLASS_OF.get(found)
    except TypeError:  # an object that cannot be hashed, but perhaps called
        cls = None
    if cls is not None:
        return cls()
    return LossFunction(found)


def choose(name: str, y_true_dtype: Any, y_true_shape: tuple, y_pred_shape: tuple) -> str:
    """Return which loss ``"crossentropy"`` means for targets and predictions of these shapes; other names as they are.

    Args:
        name: what the user wrote.
        y_true_dtype: number type of the targets; class numbers may be stored as floating numbers.
        y_true_shape: shape of the targets; a size that is not known is None.
        y_pred_shape: shape of the predictions.

    Returns:
        ``"binary_crossentropy"`` for one unit, ``"categorical_crossentropy"`` for rows as long as there are units,
        ``"sparse_categorical_crossentropy"`` for one number per sample.

    Raises:
        ShapeError: BD058, when the shapes fit none of them.

    Example:
        >>> import badak
        >>> badak.losses.choose("crossentropy", "int64", (32,), (32, 10))
        'sparse_categorical_crossentropy'
    """
    if name not in ("crossentropy", "ce"):
        return name
    kind = kind_of(tuple(y_true_shape), tuple(y_pred_shape))
    if kind is None or np.dtype(y_true_dtype).kind in "OUSMmc":
        got = {"y_true": shape_text(tuple(y_true_shape)), "y_pred": shape_text(tuple(y_pred_shape))}
        raise error("BD058", where="loss", name=name, **got)
    return {"binary": "binary_crossentropy", "categorical": "categorical_crossentropy"}.get(
        kind, "sparse_categorical_crossentropy"
    )


def kind_of(y_true: tuple, y_pred: tuple) -> str | None:
    """Tell classification targets apart by shape: ``"binary"``, ``"categorical"``, ``"sparse"``, or None.

    The first size, the number of samples, is not compared: it may be unknown (None) on one side.
    """
    if not y_pred:
        return None
    if len(y_pred) == 1 or y_pred[-1] == 1:
        return "binary" if any(_same(y_true[1:], n) for n in (y_pred[1:], y_pred[1:-1], (*y_pred[1:], 1))) else None
    if len(y_true) == len(y_pred) and _same(y_true[1:], y_pred[1:]):
        return "categorical"
    if _same(y_true[1:], y_pred[1:-1]) or _same(y_true[1:], (*y_pred[1:-1], 1)):
        return "sparse"
    return None


def _same(a: tuple, b: tuple) -> bool:
    """Compare sizes; one that is not known fits any."""
    return len(a) == len(b) and all(m is None or n is None or m == n for m, n in zip(a, b, strict=True))


def align(y_true: Any, y_pred_shape: tuple, loss: Any = None) -> Any:
    """Return targets in the shape of the predictions where only an axis of size 1 is between them.

    (N,) becomes (N, 1) for predictions (N, 1), and (N, 1) becomes (N,) for predictions (N,). The caller tells the user.

    Args:
        y_true: targets, shape (N, …).
        y_pred_shape: shape of the predictions; a size that is not known is None.
        loss: the loss, where it is known: one that wants class numbers takes (N,) and (N, 1) for predictions (N,
            classes).

    Returns:
        The targets, reshaped if need be; the same object if not.

    Raises:
        ShapeError: BD052, for any other difference; BD053 and BD054 for class numbers and one-hot rows mixed up.
        ArgumentError: BD056, for a categorical loss over one unit.

    Example:
        >>> import badak
        >>> import numpy as np
        >>> badak.losses.align(np.zeros(32), (None, 1)).shape
        (32, 1)
    """
    shape = tuple(y_true.shape)
    rows = shape[0] if shape else None
    wanted = tuple(y_pred_shape)
    if wanted and wanted[0] is None:
        wanted = (rows, *wanted[1:])
    if loss is not None and not isinstance(loss, LossFunction):
        axis = getattr(loss, "axis", -1)
        if getattr(loss, "targets", "") == "classes":
            check_numbered(loss.name, shape, _known(wanted, shape), axis)
            return y_true
        if loss.targets_in_rows:
            spread.check_beside(loss.name, shape, _known(wanted, shape))
            return y_true
        if isinstance(loss, _ONE_HOT):
            check_one_hot(loss.name, shape, _known(wanted, shape), axis)
            return y_true
    elif isinstance(loss, LossFunction) and (loss.function is not crossentropy or kind_of(shape, wanted) != "binary"):
        return y_true  # what a function of the user's own wants is not known
    if _same(shape, wanted):
        return y_true
    column, flat = (*shape, 1), shape[:-1]
    if len(shape) == 1 and _same(column, wanted):
        return y_true.reshape(column)
    if len(shape) == 2 and shape[1] == 1 and _same(flat, wanted):
        return y_true.reshape(flat)
    raise unequal(loss.name if loss is not None else "loss", shape, wanted)


def _known(wanted: tuple, shape: tuple) -> tuple:
    """Take sizes that are not known before the data comes, such as the number of steps, from the targets."""
    return tuple(shape[i] if size is None and i < len(shape) else size for i, size in enumerate(wanted))


def check_labels(loss: Any, y_true: Any, y_pred_shape: tuple) -> None:
    """Look once through all targets for what the loss cannot use; the first such value is named.

    Args:
        loss: the loss of this output.
        y_true: all targets, a NumPy array of shape (N, …).
        y_pred_shape: shape of the predictions, for the number of classes.

    Raises:
        DataError: BD055, for NaN, infinite or textual targets, class numbers that do not exist, values outside 0 … 1
            for cross-entropies, negative counts, and labels other than -1, 0 and 1 for hinge losses.

    Example:
        >>> import badak
        >>> import numpy as np
        >>> loss = badak.losses.resolve("sparse_categorical_crossentropy")
        >>> badak.losses.check_labels(loss, np.array([0, 10]), (None, 10))
        Traceback (most recent call last):
        badak.errors.DataError: [BD055] the target 10 in row 1 cannot be used with ... there are 10 classes, ...
    """
    values = np.asarray(y_true.data if type(y_true) is Tensor else y_true)
    shape = tuple(y_pred_shape)
    if isinstance(loss, LossFunction) and loss.function is crossentropy:
        loss = resolve(choose("crossentropy", values.dtype, values.shape, shape))
    name = getattr(loss, "name", "loss")
    if values.dtype.kind in "OUSMm":
        raise _refused("text", name, values, np.ones(values.shape, bool))
    if values.dtype.kind == "f" and not _finite_sum(values):
        _refuse("missing", name, values, np.isnan(values))
        _refuse("infinite", name, values, np.isinf(values))
    kind = getattr(loss, "targets", "numbers")
    if kind == "classes":
        classes = shape[getattr(loss, "axis", -1)]
        wrong = (values < 0) | (values >= classes)
        ignored = getattr(loss, "ignore_class", None)
        if ignored is not None:
            wrong &= values != ignored
        _refuse("range", name, values, wrong, classes=classes, highest=classes - 1)
        if values.dtype.kind == "f":
            _refuse("fraction", name, values, values % 1 != 0, classes=classes, highest=classes - 1)
    elif kind == "probabilities":
        _refuse("probability", name, values, (values < 0) | (values > 1))
    elif kind == "signs":
        _refuse("sign", name, values, (values != 0) & (abs(values) != 1))
    elif kind == "nonnegative":
        _refuse("negative", name, values, values < 0)


def _finite_sum(values: np.ndarray) -> bool:
    """Say by one pass, without new arrays, that all is finite; where it is not said, it may only be a sum too large."""
    with np.errstate(all="ignore"):
        return bool(np.isfinite(values.sum()))


def _refuse(reason: str, name: str, values: np.ndarray, wrong: np.ndarray, **fields: int) -> None:
    if wrong.any():
        raise _refused(reason, name, values, wrong, **fields)


def _refused(reason: str, name: str, values: np.ndarray, wrong: np.ndarray, **fields: int) -> Exception:
    """Make the error that names the first value that is wrong and its row."""
    first = int(np.argmax(wrong))
    row = first // max(math.prod(values.shape[1:]), 1)
    label = values.reshape(-1)[first] if values.size else values.dtype
    why, wanted = REASONS[reason]
    return error(
        "BD055", where=name, name=name, label=label, row=row, count=int(wrong.sum()),
        got=f"y_true {shape_text(values)}, {values.dtype}", why=fill(why, **fields), expected=fill(wanted, **fields),
    )  # fmt: skip
