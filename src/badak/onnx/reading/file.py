"""Opening an ONNX file, and what it says about its data."""

from __future__ import annotations

import json
import os
from typing import Any

from badak.errors import error
from badak.files.opening import open_file, path_text
from badak.onnx.reading.graph import model_of
from badak.onnx.reading.tensors import outside


def read(path: Any) -> Any:
    """Return the model in a file.

    Raises:
        FileError: BD080; FileFormatError: BD256 to BD260; GraphError: BD252 to BD255.
    """
    import onnx

    where = "badak.onnx.load"
    text = path_text(path, where)
    with open_file(text, where) as file:
        content = file.read()
    try:
        proto = onnx.load_model_from_string(content)
    except Exception as problem:  # protobuf has classes of its own, without a common one
        raise _damaged(problem, where) from None
    weights = outside(proto, _folder(text), where)
    try:
        onnx.checker.check_model(proto)
    except (onnx.checker.ValidationError, ValueError, TypeError, RuntimeError, RecursionError) as problem:
        raise _damaged(problem, where) from None
    model = model_of(proto, where, weights)
    for kept in proto.metadata_props:
        if kept.key == "class_names":
            model.class_names = _names(kept.value)
    return model


def _damaged(problem: Exception, where: str) -> Exception:
    what = (str(problem).strip() or type(problem).__name__).splitlines()[0][:200]
    return error("BD256", where=where, what=what)


def _folder(path: str) -> str:
    return os.path.dirname(os.path.abspath(path))


def _names(text: str) -> list[str] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, list) and all(isinstance(name, str) for name in found) else None
