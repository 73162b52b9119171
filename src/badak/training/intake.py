"""Whatever the user has (lists, frames, arrays, tensors) becomes arrays; what cannot be learned from is refused."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.autograd.tensor import Tensor
from badak.errors import error, notify, shape_text
from badak.layers.layer import Layer
from badak.messages.images import DIFFERENT_IMAGES
from badak.models.checks import check_sequences
from badak.training.outputs import by_output
from badak.training.texts import prepare_texts, text_layer

_CHECK_ROWS = 1 << 22  # values checked at a time for NaN, so that large data needs no copy of itself


def as_array(value: Any, role: str, where: str) -> np.ndarray:
    """Turn data into a NumPy array of numbers.

    Args:
        value: array, tensor, nested lists, a pandas or polars frame or series.
        role: what it is called in messages: ``"x"``, ``"y"``, ``"sample_weight"``.
        where: the calling function.

    Returns:
        The array; float64 becomes float32 unless the model computes in float64.

    Raises:
        DataError: BD031 for text, BD032 for ragged lists, dates and objects, BD035 for None.
    """
    if type(value) is Tensor:
        return value.numpy()
    if value is None:
        raise error("BD035", where=where, got=f"{role} = None")
    if isinstance(value, np.ndarray):
        array = value
    elif hasattr(value, "to_numpy"):  # pandas and polars, without importing them
        array = _from_frame(value, role, where)
    else:
        if isinstance(value, list | tuple):
            check_sizes(value, where)
        try:
            array = np.asarray(value)
        except (ValueError, TypeError):
            raise error("BD032", where=where, role=role, got=_short(value)) from None
    if array.dtype.kind in "US" or (array.dtype.kind == "O" and any(isinstance(v, str) for v in array.ravel()[:1000])):
        sample = next((v for v in array.ravel()[:1000] if isinstance(v, str)), "")
        raise error("BD031", where=where, role=role, got=f"{str(sample)!r}, shape {shape_text(array)}")
    if array.dtype.kind == "O":
        check_sizes(list(array.ravel()), where)
        try:
            array = np.asarray(array, dtype=np.float64)
        except (ValueError, TypeError):
            raise error("BD032", where=where, role=role, got=_short(value)) from None
    if array.dtype.kind not in "biuf" and array.dtype.itemsize != 2:
        raise error("BD032", where=where, role=role, got=f"dtype {array.dtype}")
    if array.dtype.kind == "c":
        raise error("BD032", where=where, role=role, got=f"dtype {array.dtype}")
    return array


def _from_frame(frame: Any, role: str, where: str) -> np.ndarray:
    """Read a data frame column by column, so that a text column is named."""
    if hasattr(frame, "columns") and hasattr(frame, "__getitem__"):
        for column in frame.columns:
            values = frame[column].to_numpy()
            if values.dtype.kind in "USO":
                texts = [v for v in values[:1000] if isinstance(v, str)]
                if texts:
                    raise error("BD031", where=where, role=f"{role}[{column!r}]", got=repr(texts[0]))
    return np.asarray(frame.to_numpy())


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def check_finite(array: np.ndarray, role: str, where: str) -> None:
    """Refuse NaN and infinite values, naming the first one.

    Raises:
        DataError: BD033.
    """
    if array.dtype.kind != "f":
        return
    flat = array.reshape(-1)
    for start in range(0, flat.size, _CHECK_ROWS):
        part = flat[start : start + _CHECK_ROWS]
        if not np.isfinite(part.sum(dtype=np.float64)):  # one pass; only a bad sum is looked at closely
            bad = np.flatnonzero(~np.isfinite(part))
            if bad.size:
                place = np.unravel_index(start + int(bad[0]), array.shape)
                count = int(np.size(array) - np.count_nonzero(np.isfinite(array)))
                raise error(
                    "BD033",
                    where=where,
                    role=role,
                    got=f"{role}[{', '.join(map(str, place))}] = {part[bad[0]]}",
                    count=count,
                )


def check_lengths(parts: dict[str, Any], where: str) -> int:
    """Check that inputs, targets and weights have one row for each sample, and that there are samples.

    Returns:
        The number of samples.

    Raises:
        DataError: BD034 when lengths differ, BD035 when there are none.
    """
    lengths = {}
    for role, part in parts.items():
        for i, array in enumerate(part if isinstance(part, tuple) else (part,)):
            if array is not None:
                if array.ndim == 0:
                    raise error("BD034", where=where, got=f"{role} {array!r}")
                lengths[f"{role}[{i}]" if isinstance(part, tuple) else role] = len(array)
    if len(set(lengths.values())) > 1:
        raise error("BD034", where=where, got=", ".join(f"{k}: {v}" for k, v in lengths.items()))
    n = next(iter(lengths.values()))
    if n == 0:
        raise error(
            "BD035", where=where, got=", ".join(f"{k} {shape_text(v)}" for k, v in parts.items() if v is not None)
        )
    return n


def prepare_inputs(x: Any, where: str, dtype: Any = np.float32, model: Any = None, rows: int | None = None) -> Any:
    """Turn the inputs of a model into arrays: one, or a tuple for several inputs.

    Args:
        x: what the user gave.
        where: the calling function.
        dtype: floating data becomes this.
        model: the model they are for, which says how many inputs it has, whether it scales pixels and whether it reads texts
            by itself.
        rows: the number of targets, where there are any: a list of so many images is no list of inputs.

    Raises:
        DataError: BD031 … BD035, for what is no table of numbers; BD108, for images of different sizes.
    """
    readers = getattr(model, "readers", None)
    if readers is not None and any(readers):
        given = model.as_inputs(x)
        parts = given if isinstance(given, tuple) else (given,)
        made = tuple(
            prepare_inputs(part, where, dtype) if reader is None else prepare_texts(part, reader, f"{where} › {name}")
            for part, reader, name in zip(parts, readers, model.input_names, strict=True)
        )
        return made if isinstance(given, tuple) else made[0]
    reader = None if model is None else text_layer(model)
    if reader is not None:  # texts stay texts
        return prepare_texts(x, reader, where)
    if model is not None:
        check_sequences(model, x, where)
        x = model.as_inputs(x)
        if model.several_inputs and isinstance(x, tuple):
            return tuple(prepare_inputs(part, where, dtype) for part in x)
    if isinstance(x, list) and not _holds_inputs(x, model, rows):
        check_sizes(x, where, samples=True)
    elif isinstance(x, tuple | list) and (isinstance(x, tuple) or _holds_arrays(x)):
        if isinstance(x, list):
            check_sizes(x, where)
        return tuple(prepare_inputs(part, where, dtype, model) for part in x)
    array = as_array(x, "x", where)
    if array.dtype.kind == "f" and array.dtype != dtype and array.dtype.itemsize > 2:
        array = array.astype(dtype)
    check_finite(array, "x", where)
    if model is not None and not _rescales(model):
        _say_unscaled(array, where)
    return array


def sample_shape(model: Any, x: Any) -> tuple:
    """Return what a model is built with: the shape of one sample, of each input where there are several, () for texts."""
    if text_layer(model) is not None:
        return ()
    return tuple(tuple(p.shape[1:]) for p in x) if isinstance(x, tuple) else tuple(x.shape[1:])


def _holds_arrays(parts: list) -> bool:
    """Tell a list of matrices, images or volumes from lists of numbers and of vectors, each of which is a sample."""
    return bool(parts) and all(hasattr(p, "shape") for p in parts) and min(np.ndim(p) for p in parts) > 1


def _holds_inputs(parts: list, model: Any, rows: int | None) -> bool:
    """Tell the inputs of a model, each with all samples, from the images of a list, each of which is a sample."""
    if not _holds_arrays(parts):
        return False
    shape = None if model is None or model.slot is None else model.slot.shape
    if shape is not None:
        return any(isinstance(s, tuple) for s in shape)
    return rows != len(parts) or all(len(p) == rows for p in parts)


def _rescales(layer: Any) -> bool:
    """Whether pixels 0…255 are brought to another range before the first layer that learns from them."""
    for inner in getattr(layer, "layers", ()):
        if _rescales(inner):
            return True
        if _learns(inner):
            return False
    return layer.rescales


def _learns(layer: Any) -> bool:
    inner = getattr(layer, "layers", None)
    return type(layer).declare is not Layer.declare if inner is None else any(map(_learns, inner))


def _say_unscaled(array: np.ndarray, where: str) -> None:
    """Mention pixels that were left as whole numbers up to 255, whatever their number type; the first images decide."""
    few = array[:64]
    if array.dtype == np.uint8:
        unscaled = array.ndim >= 3 and few.size and few.max() > 1
    else:  # numbers that only look like pixels: large, none negative, all of them whole
        unscaled = array.ndim >= 4 and few.size and 100 < few.max() <= 255 and few.min() >= 0
        unscaled = unscaled and np.array_equal(few, np.floor(few))
    if unscaled:
        notify("BD036", where=where, got=f"{array.dtype}, 0 … {int(few.max())}", stacklevel=7)


def check_sizes(images: Any, where: str, samples: bool = False) -> None:
    """Refuse a list of images that have different sizes, naming them.

    Several inputs of one model are a list of arrays too; they agree in their first axis, the number of samples. ``samples``
    says that these are none.

    Raises:
        DataError: BD108.
    """
    if not len(images) or not hasattr(images[0], "shape"):
        return
    shapes = [tuple(np.shape(p)) for p in images]
    kinds = sorted(set(shapes), key=shapes.index)
    several_inputs = not samples and len({s[:1] for s in kinds}) == 1
    axes = {len(s) for s in kinds}
    if len(kinds) > 1 and not several_inputs and (axes in ({2}, {3}) or (samples and axes <= {2, 3, 4})):
        sizes = ", ".join(map(shape_text, kinds[:3])) + (" …" if len(kinds) > 3 else "")
        alike = len({s[:2] for s in kinds}) == 1  # height and width
        raise error(
            "BD108", where=where, sizes=sizes, got=_counted(len(shapes), len(kinds)),
            fix=DIFFERENT_IMAGES["channels" if alike else "sizes"],
        )  # fmt: skip


def _counted(images: int, sizes: int) -> dict[str, str]:
    return {"en": f"{images} images, {sizes} sizes", "ko": f"이미지 {images}장, 크기 {sizes}가지"}


def prepare_targets(y: Any, where: str, dtype: Any = np.float32, names: list[str] | None = None) -> Any:
    """Turn targets into an array; floating ones into the model's number type.

    Args:
        y: what the user gave.
        where: the calling function.
        dtype: floating targets become this.
        names: names of the outputs where there are several: then the result is a tuple in their order.
    """
    if y is None:
        return None
    if names is not None:
        return tuple(prepare_targets(part, where, dtype) for part in by_output(y, names, "y", where))
    array = as_array(y, "y", where)
    check_finite(array, "y", where)
    if array.dtype.kind == "f" and array.dtype != dtype:
        array = array.astype(dtype)
    if array.dtype.kind == "b":
        array = array.astype(dtype)
    return array


def prepare_weights(weight: Any, where: str, dtype: Any = np.float32) -> np.ndarray:
    """Turn ``sample_weight`` into an array of numbers that are not negative.

    Raises:
        DataError: BD141, for text and negative numbers; BD033, for NaN.
    """
    try:
        array = np.asarray(weight.data if type(weight) is Tensor else weight, dtype)
    except (ValueError, TypeError):
        raise error("BD141", where=where, got=f"sample_weight={_short(weight)}") from None
    check_finite(array, "sample_weight", where)
    if array.size and array.min() < 0:
        first = int((array < 0).argmax())
        raise error("BD141", where=where, got=f"sample_weight[{first}] = {array.flat[first]:g}")
    return array


def class_weights(y: np.ndarray, weights: dict, where: str) -> np.ndarray:
    """Return one factor for each sample from the factors of the classes.

    Raises:
        DataError: BD037, when a class has no factor, or the targets are no classes, or this is no dict of factors.
    """
    if not isinstance(weights, dict) or not all(isinstance(k, int | np.integer) for k in weights):
        missing = {"en": "all (no dict of class numbers)", "ko": "전부(클래스 번호로 된 dict가 아닙니다)"}
        raise error("BD037", where=where, got=f"class_weight={weights!r}", missing=missing)
    if y.ndim > 1 and y.shape[-1] > 1:
        classes = y.argmax(axis=-1)
    else:
        classes = y.reshape(len(y), -1)[:, 0] if y.size == len(y) else y
    if not np.array_equal(classes, np.asarray(classes).astype(np.int64)):
        raise error("BD037", where=where, got=f"y dtype {y.dtype}", missing="?")
    classes = np.asarray(classes).astype(np.int64)
    missing = sorted(set(np.unique(classes).tolist()) - {int(k) for k in weights})
    if missing:
        raise error("BD037", where=where, got=f"class_weight={weights}", missing=missing)
    table = np.zeros(max(int(k) for k in weights) + 1, np.float32)
    for k, v in weights.items():
        table[int(k)] = v
    return table[classes]
