"""Does the data fit the model? Said with both shapes and what to do."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from badak.errors import BadakError, error, notify, shape_text
from badak.layers.spatial import Spatial


def check_input(model: Any, x: Any) -> None:
    """Compare samples with what the model was built for.

    Raises:
        ShapeError: BD027, naming the likely mistake: a missing batch axis, images that are not flattened, another size.
    """
    wanted = model.slot.shape
    if (
        wanted and isinstance(wanted[0], tuple) and isinstance(x, tuple | list)
    ):  # several inputs: the layers look at them
        return
    shape = np.shape(x) if not hasattr(x, "shape") else tuple(x.shape)
    if _same(wanted, shape):
        return _check_long_enough(model, (wanted,), (shape[1:],), (model.label,))
    if _takes_any_length(model, shape):
        return
    hint_en, hint_ko = _hint(wanted, shape)
    raise error(
        "BD027", where=model.label, got=f"x {shape_text(shape)}", got_shape=shape_text(shape[1:]), wanted=shape_text(wanted),
        hint_en=hint_en, hint_ko=hint_ko,
    )  # fmt: skip


def _same(wanted: tuple, shape: tuple) -> bool:
    return len(shape) == len(wanted) + 1 and all(w is None or w == s for w, s in zip(wanted, shape[1:], strict=True))


def check_inputs(model: Any, parts: list) -> None:
    """Compare the data of each input with what its symbol says.

    Args:
        model: a model made of symbols.
        parts: data of each input, in order.

    Raises:
        ShapeError: BD027, BD245, for other shapes; BD244, for samples that are too short for the windows of the layers.
    """
    wanted = [tuple(symbol.shape[1:]) for symbol in model.inputs]
    shapes = [tuple(x.shape) if hasattr(x, "shape") else np.shape(x) for x in parts]
    for place, reader in enumerate(model.readers):
        if reader is not None:  # texts, or their tokens: the layer that reads them has looked at them
            wanted[place], shapes[place] = (), shapes[place][:1]
    for name, size, shape in zip(model.input_names, wanted, shapes, strict=True):
        if not _same(size, shape):
            hint_en, hint_ko = _hint(size, shape)
            code, where = ("BD027", model.label) if len(parts) == 1 else ("BD245", model.label)
            raise error(
                code, where=where, got=f"{name} {shape_text(shape)}", got_shape=shape_text(shape[1:]), input=name,
                wanted=shape_text(size), hint_en=hint_en, hint_ko=hint_ko,
            )  # fmt: skip
    _check_long_enough(model, tuple(wanted), tuple(shape[1:] for shape in shapes), tuple(model.input_names))


def _check_long_enough(model: Any, wanted: tuple[Any, ...], shapes: tuple[Any, ...], names: tuple) -> None:
    """Find out whether samples of sizes that are not fixed are long enough for convolutions and poolings.

    Raises:
        ShapeError: BD244, with the layer that has no room and the least size.
    """
    free = [(i, a) for i, sizes in enumerate(wanted) for a, size in enumerate(sizes) if size is None]
    if not free:
        return
    key = tuple(shapes[i][a] for i, a in free)
    known = model.__dict__.setdefault("_long_enough", [])  # sizes that fitted: larger ones do too
    if any(all(size >= good for size, good in zip(key, sizes)) for sizes in known):
        return
    problem = _window_problem(model, shapes)
    if problem is None:
        known.append(key)
        return
    for i, axis in free:
        least = _least(model, shapes, i, axis)
        if least is not None:
            raise error(
                "BD244", where=problem.fields.get("where", model.label), got=shape_text((None, *shapes[i])), axis=axis + 1,
                input=names[i], least=least,
            )  # fmt: skip
    raise problem


def _window_problem(model: Any, shapes: tuple[Any, ...]) -> BadakError | None:
    """Return what a layer says whose window does not fit (BD100), None where all do."""
    if not any(isinstance(layer, Spatial) for layer in _all_layers(model)):
        return None
    try:
        model.out_shape(shapes[0] if len(shapes) == 1 else shapes)
    except BadakError as problem:
        return problem if problem.code == "BD100" else None
    return None


def _least(model: Any, shapes: tuple[Any, ...], i: int, axis: int) -> int | None:
    """Return the least size of an axis for which every window fits, None where it does not depend on this axis alone."""

    def fits(size: int) -> bool:
        longer = (*shapes[i][:axis], size, *shapes[i][axis + 1 :])
        return _window_problem(model, (*shapes[:i], longer, *shapes[i + 1 :])) is None

    from badak.models.graph import least_size

    return least_size(fits, shapes[i][axis])


def _takes_any_length(model: Any, shape: tuple) -> bool:
    """Say whether a model of sequences would have the same weights for this number of steps; if so, it takes any from now on."""
    wanted = model.slot.shape
    if len(shape) != len(wanted) + 1 or not wanted or tuple(shape[2:]) != tuple(wanted[1:]):
        return False
    if not any(getattr(layer, "any_length", False) for layer in _all_layers(model)):
        return False
    from badak.files.places import Layout

    found: list[dict] = []
    try:
        for layout in (Layout.of(model), Layout.planned(model, tuple(shape[1:]))):
            found.append({holder.path: holder.shape for holder in layout.holders})
        if found[0] != found[1]:
            return False
        free = (None, *wanted[1:])
        model.slot.out_shape = model.out_shape(free)
    except BadakError:
        return False
    model.slot.shape = free
    return True


def check_sequences(model: Any, x: Any, where: str, role: str = "x") -> None:
    """Compare the lengths of sequences that are given as a list.

    Args:
        model: a model or layer; only those that read sequences are meant.
        x: what the user gave.
        where: the method it was given to.
        role: what it is called there.

    Raises:
        DataError: BD178, when the lengths differ.
    """
    listed = isinstance(x, list | tuple) or (isinstance(x, np.ndarray) and x.dtype.kind == "O")
    if not listed or len(x) < 2 or not all(isinstance(part, list | tuple | np.ndarray) for part in x):
        return
    lengths = [len(part) if np.ndim(part) or isinstance(part, list | tuple) else 0 for part in x[:1000]]
    same_kind = len({np.shape(part)[1:] for part in x[:1000] if isinstance(part, np.ndarray)}) < 2
    if len(set(lengths)) < 2 or not same_kind or not any(getattr(p, "any_length", False) for p in _all_layers(model)):
        return
    shown = ", ".join(map(str, lengths[:5])) + (", …" if len(x) > 5 else "")
    raise error("BD178", where=where, role=role, lengths=shown, got=f"{role}: {len(x)}, {type(x[0]).__name__} …")


def _all_layers(layer: Any) -> Iterator[Any]:
    yield layer
    for inner in getattr(layer, "layers", None) or [
        inner for _, inner in layer.sublayers()
    ]:  # a model may not be built yet
        yield from _all_layers(inner)


def tell_lambdas(model: Any) -> None:
    """Say before the training that a model with a lambda in it will not be saved (BD130)."""
    for layer in model.layers:
        if getattr(layer, "layers", None):
            tell_lambdas(layer)
        for name, value in vars(layer).items():
            if getattr(value, "__name__", "") == "<lambda>":
                notify("BD130", where=f"{layer.label} › {name}")
    wish = getattr(model._compiled, "loss_wish", None)
    if getattr(wish, "__name__", "") == "<lambda>":
        notify("BD130", where="compile › loss")


def _hint(wanted: tuple, shape: tuple) -> tuple[str, str]:
    if shape == wanted:
        return "add the batch axis: x[None]", "배치 축을 더하세요: x[None]"
    if len(wanted) == 3 and len(shape) == 4 and shape[1:] == (wanted[2], *wanted[:2]) and shape[1:] != wanted:
        return (
            "the channels come first in these data: np.moveaxis(x, 1, -1) puts them last (reshape would mix up the pixels)",
            "이 데이터는 채널이 앞에 있습니다. np.moveaxis(x, 1, -1)로 맨 뒤로 옮기세요(reshape는 픽셀을 뒤섞습니다)",
        )
    if len(wanted) == 3 and len(shape) == 4 and shape[1:] == (*wanted[1:], wanted[0]) and shape[1:] != wanted:
        return (
            "the channels come last in these data: np.moveaxis(x, -1, 1) puts them first, or leave out channels_first",
            "이 데이터는 채널이 뒤에 있습니다. np.moveaxis(x, -1, 1)로 앞으로 옮기거나 channels_first를 빼세요",
        )
    if len(wanted) == 3 and shape == wanted[:2] and wanted[2] == 1:
        return (
            "add the axes of batch and channel: x[None, ..., None]",
            "배치 축과 채널 축을 더하세요: x[None, ..., None]",
        )
    sizes_known = None not in wanted
    if sizes_known and len(shape) > 1 and math.prod(shape[1:]) == math.prod(wanted):
        text = ", ".join(str(n) for n in wanted)
        return f"reshape the data: x.reshape(-1, {text})", f"데이터 모양을 바꾸세요: x.reshape(-1, {text})"
    if len(wanted) == 1 and len(shape) == 2:
        return (
            f"give {wanted[0]} features, or make the first layer with input_shape=({shape[1]},)",
            f"특성을 {wanted[0]}개로 맞추거나, 첫 층을 input_shape=({shape[1]},)로 만드세요",
        )
    return (
        "give such samples, or make the first layer with the data's input_shape",
        "데이터의 모양을 맞추거나, 첫 층의 input_shape를 데이터에 맞추세요",
    )
