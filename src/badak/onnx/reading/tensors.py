"""Numbers in an ONNX file, and in the files beside it."""

from __future__ import annotations

import math
import os
from typing import Any

import numpy as np

from badak.errors import error
from badak.files.opening import open_file


def array_of(tensor: Any, where: str) -> np.ndarray:
    """Return the numbers of a tensor.

    Raises:
        FileFormatError: BD257, where they lie in another file; BD260, where they are not what the shape says.
    """
    from onnx import TensorProto, numpy_helper

    if tensor.data_location == TensorProto.EXTERNAL:
        raise error("BD257", where=where, got=tensor.name or "tensor", what=_location(tensor))
    sizes = tuple(tensor.dims)
    try:
        found = numpy_helper.to_array(tensor) if all(n >= 0 for n in sizes) else None
    except (ValueError, TypeError, KeyError, OverflowError, UnicodeDecodeError, MemoryError):
        found = None
    if found is None or found.shape != sizes or found.dtype.kind in "OUSV" and found.dtype.names is not None:
        raise error("BD260", where=where, got=f"{tensor.name or 'tensor'} {_sizes(sizes)}")
    return found


def outside(proto: Any, folder: str, where: str) -> dict[str, np.ndarray]:
    """Read the weights that lie beside the file, and take them out of the graph.

    Only regular files in the folder of the model, or below it, are read: a model from somewhere must not show what else lies
    on a disk.

    Raises:
        FileFormatError: BD257, for a file elsewhere; BD260, where it holds less than the shape says.
        FileError: BD080, where there is no such file.
    """
    from onnx import TensorProto, helper

    graph = proto.graph
    far = [t for t in graph.initializer if t.data_location == TensorProto.EXTERNAL]
    found = {t.name: _external(t, folder, where) for t in far}
    if far:
        kept = [t for t in graph.initializer if t.data_location != TensorProto.EXTERNAL]
        del graph.initializer[:]
        graph.initializer.extend(kept)
        named = {i.name for i in graph.input}  # the checker wants to know where each name comes from
        graph.input.extend(
            helper.make_tensor_value_info(t.name, t.data_type, list(t.dims)) for t in far if t.name not in named
        )
    return found


def _location(tensor: Any) -> str:
    return next((entry.value for entry in tensor.external_data if entry.key == "location"), "")[:200]


def _external(tensor: Any, folder: str, where: str) -> np.ndarray:
    from onnx import helper

    said = {entry.key: entry.value for entry in tensor.external_data}
    location = said.get("location", "")
    # a name of Windows is one here too: the same file must be as safe on every machine
    parts = location.replace("\\", "/").split("/")
    root = os.path.realpath(folder)
    path = os.path.realpath(os.path.join(root, *parts)) if location and "\0" not in location else ""
    inside = path.startswith(root.rstrip(os.sep) + os.sep)
    if not inside or not parts[0] or ".." in parts or ":" in parts[0]:
        raise error("BD257", where=where, got=tensor.name, what=location[:200] or "-")
    sizes = tuple(tensor.dims)
    try:
        dtype = np.dtype(helper.tensor_dtype_to_np_dtype(tensor.data_type))
        start, length = int(said.get("offset", 0)), int(said["length"]) if "length" in said else None
    except (KeyError, ValueError, TypeError):
        raise error("BD260", where=where, got=f"{tensor.name} {_sizes(sizes)}") from None
    count = math.prod(sizes) if all(n >= 0 for n in sizes) else -1
    size = count * dtype.itemsize
    wrong = count < 0 or start < 0 or dtype.kind not in "fiubc" or (length is not None and length != size)
    with open_file(path, where) as file:
        if wrong or start + size > os.fstat(file.fileno()).st_size:
            raise error("BD260", where=where, got=f"{tensor.name} {_sizes(sizes)}")
        file.seek(start)
        return np.frombuffer(file.read(size), dtype.newbyteorder("<")).astype(dtype, copy=False).reshape(sizes)


def _sizes(sizes: tuple) -> str:
    return "(" + ", ".join(map(str, sizes[:8])) + (", …)" if len(sizes) > 8 else ")")
