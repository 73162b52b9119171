"""Weights alone, in a bare ``.safetensors`` file that other programs read too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from badak.errors import error
from badak.files import recognise
from badak.files.archive import foreign
from badak.files.atomic import writing
from badak.files.finite import say_not_finite
from badak.files.fitting import Wanted, check_fit
from badak.files.hdf5 import SIGNATURE
from badak.files.later import Later
from badak.files.mapping import MAPPED_FROM, Mapped, map_file
from badak.files.opening import cannot_open, open_file, path_text, tell_ending
from badak.files.places import Layout
from badak.files.safetensors import Prepared, read_header, read_tensors

_METADATA = {"format": "badak", "version": "1"}


def save_weights(model: Any, path: Any, overwrite: bool = True) -> None:
    """Write the weights and the kept state of a model to a ``.safetensors`` file.

    The tensors are named by their way in the model, ``dense/kernel``, ``batch_normalization/moving_mean``.

    Args:
        model: a model or layer that has its weights.
        path: the file.
        overwrite: whether an older file may be replaced.

    Raises:
        StateError: BD023, when the model has no weights yet.
        FileError: BD081, when the file cannot be written; an older one stays as it was.

    Example:
        >>> import os, tempfile
        >>> import badak
        >>> from badak.files import load_weights, save_weights
        >>> first, second = (badak.Sequential([badak.layers.Dense(2, input_dim=3)]) for _ in range(2))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     save_weights(first, os.path.join(folder, "dense.safetensors"))
        ...     load_weights(second, os.path.join(folder, "dense.safetensors"))
        >>> bool((first.get_weights()[0] == second.get_weights()[0]).all())
        True
    """
    where = f"save_weights({str(path)!r})"
    prepared = Prepared(dict(Layout.of(model).arrays()), where, _METADATA)
    with writing(path, where, overwrite=overwrite) as file:
        prepared.write(file)
    tell_ending(path, ".safetensors", where)


def save_weights_later(model: Any, path: Any) -> Later:
    """Write weights as ``save_weights`` does while the program goes on, see ``save_model_later``."""
    where = f"save_weights({str(path)!r})"
    prepared = Prepared(dict(Layout.of(model).arrays()), where, _METADATA)
    prepared.detach()
    tell_ending(path, ".safetensors", where)

    def write() -> None:
        with writing(path, where) as file:
            prepared.write(file)

    return Later(write)


def load_weights(model: Any, path: Any) -> None:
    """Read what ``save_weights`` wrote into a model of the same layers; on any error the model stays as it was.

    Numbers of fewer bits than the model's are widened (bfloat16 into a float32 model), never the other way round. Weights of
    PyTorch (``.safetensors``, ``.pt``, ``.pth``) are read as ``badak.models.load_torch_weights`` does, those of Keras
    (``.weights.h5``, ``.h5``) by the names of the layers, or their order. A ``.safetensors`` file of 32 MB and more is mapped
    rather than copied (on Linux and macOS): it may be replaced or deleted, but not written into while the model lives.

    Args:
        model: a model or layer that has its weights.
        path: the file.

    Raises:
        StateError: BD023, when the model has no weights yet.
        FileError: BD080, when the file cannot be opened.
        FileFormatError: BD082 to BD088, when it is another kind of file, is damaged, or has other weights; BD270 to BD273 for
            files of PyTorch, BD311 and BD312 for those of Keras.
    """
    path = path_text(path, "load_weights")
    where = f"load_weights({path!r})"
    layout = Layout.of(model)
    wanted = {path: Wanted(array.shape, array.dtype.name) for path, array in layout.arrays()}
    with open_file(path, where) as file:
        head, size = recognise.peek(file)
        if recognise.is_torch(file, head):
            return _from_torch(model, path, where)
        if head.startswith(SIGNATURE) or recognise.is_keras(file, head):
            from badak.files.keras_file import give_keras_weights

            return give_keras_weights(model, path, where)
        if not recognise.is_safetensors(head, size):
            raise _other_kind(head, size, where)
        try:
            data = map_file(file, 0, size) if size >= MAPPED_FROM else None
            stream: Any = file if data is None else Mapped(data)
            places = read_header(stream, size, where)
            if _named_by_torch(places, wanted):
                return _from_torch(model, path, where)
            check_fit(wanted, places, where, bare=True)
            arrays = read_tensors(stream, places, where)
        except OSError as problem:
            if hasattr(problem, "code"):
                raise
            raise cannot_open(path, problem, where) from None
    for holder in layout.holders:
        holder.put(arrays[holder.path].astype(wanted[holder.path].dtype, copy=False))
    say_not_finite(arrays, where)


def _named_by_torch(places: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether names are those of a state_dict: parts joined by points, none of them a way in this model."""
    return any("." in name for name in places) and not any("/" in name or name in wanted for name in places)


def _from_torch(model: Any, path: str, where: str) -> None:
    from badak.models.torch_weights import give_torch_weights, read_arrays

    give_torch_weights(model, read_arrays(path, where), where)


def _other_kind(head: bytes, size: int, where: str) -> Exception:
    kind = recognise.what_is(head, size)
    if kind is recognise.EMPTY:
        return error("BD083", where=where, why=kind.what)
    if kind is recognise.CUT_ZIP:  # by its beginning a zip, complete or not
        kind = recognise.MODEL
    expected = ("a .safetensors file, as save_weights writes it", "save_weights로 저장한 .safetensors 파일")
    return foreign(where, kind, expected)
