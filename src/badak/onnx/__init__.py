"""ONNX, the form in which programs for inference take models: write one's own, read those of others.

    badak.onnx.save(model, "digits.onnx")      for onnxruntime, a phone, a browser, another framework
    model = badak.onnx.load("squeezenet.onnx")  a badak model: run, looked at, trained further

Needs the package ``onnx`` (``pip install "badak[onnx]"``); nothing else of badak does.
"""

from __future__ import annotations

from typing import Any

from badak.errors import error


def __getattr__(name: str) -> Any:
    if name == "backend":  # it imports onnx
        import importlib

        need("badak.onnx.backend")
        return importlib.import_module("badak.onnx.backend")
    raise AttributeError(f"module 'badak.onnx' has no attribute {name!r}")


def save(model: Any, path: Any, *, opset: int = 18) -> None:
    """Write a model as an ONNX file, for inference.

    Inputs and outputs are named as in the model; the batch and all sizes that are not fixed stay free. Dropout, noise and
    augmentation do nothing, batch norm uses its moving averages. The layout of data stays badak's: channels last.

    Args:
        model: a built model or layer.
        path: the file to write; it is written as a whole or not at all.
        opset: version of the operators; 18 is understood by onnxruntime 1.14 and later.

    Raises:
        MissingExtraError: BD090, without the package ``onnx``.
        GraphError: BD251, for layers and operations that ONNX has no operators for; all of them at once.
        StateError: BD023, for a model that is not built.

    Example:
        >>> import badak, os, tempfile
        >>> model = badak.Sequential([badak.layers.Dense(2, input_shape=(3,))])
        >>> path = os.path.join(tempfile.mkdtemp(), "m.onnx")
        >>> badak.onnx.save(model, path)
    """
    need("badak.onnx.save")
    from badak.onnx.export.proto import write

    write(model, path, opset)


def load(path: Any) -> Any:
    """Read an ONNX file as a model that can be run, looked at and trained further.

    Convolutions, dense and recurrent layers, normalisations and tables of vectors become layers with weights; everything else
    becomes operations between them. Every operator means what the file's opset gave it. Nothing in a file is run, and weights
    beside it are read from its own folder alone. The layout of data is the file's: pictures mostly have their channels first.

    Args:
        path: an ONNX file of opset 2 or later.

    Returns:
        A functional model with the inputs and outputs of the file.

    Raises:
        MissingExtraError: BD090, without the package ``onnx``.
        FileError: BD080, where there is no such file.
        FileFormatError: BD256, for a file that is no ONNX model; BD257, for weights elsewhere; BD258, for nodes that do not fit
            what they are given; BD259, for giant shapes; BD260, for weights that are not what their shape says.
        GraphError: BD252, for operators that badak lacks, all of them at once; BD253, for an older opset; BD254, for a use of an
            operator that badak has no words for; BD255, for outputs that are constants; BD261, for an opset to come.

    Example:
        >>> import badak, os, tempfile
        >>> model = badak.Sequential([badak.layers.Dense(2, input_shape=(3,))])
        >>> path = os.path.join(tempfile.mkdtemp(), "m.onnx")
        >>> badak.onnx.save(model, path)
        >>> badak.onnx.load(path).predict([[1.0, 2.0, 3.0]]).shape
        (1, 2)
    """
    need("badak.onnx.load")
    from badak.onnx.reading.file import read

    return read(path)


def need(where: str) -> None:
    """Check that the package ``onnx`` is there."""
    import importlib.util

    if importlib.util.find_spec("onnx") is None:
        raise error("BD090", where=where, package="onnx", extra="onnx")


__all__ = ["load", "save"]
