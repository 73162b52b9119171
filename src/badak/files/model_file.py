"""A whole model in one file: what it is, its weights, how it was trained, how its input is prepared."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.errors import error
from badak.files import migrations
from badak.files.archive import Reader, Writer, reading
from badak.files.atomic import writing
from badak.files.bounded_json import write_json
from badak.files.describe import Describer
from badak.files.finite import say_not_finite
from badak.files.fitting import Wanted, check_fit
from badak.files.hdf5 import SIGNATURE
from badak.files.later import Later
from badak.files.mapping import Mapped
from badak.files.opening import open_file, path_text, tell_ending
from badak.files.places import Layout
from badak.files.rebuild import FLOATING, Rebuilder
from badak.files.record import badak_version, make_record
from badak.files.safetensors import Prepared, read_header, read_tensors
from badak.files.training import (
    describe_training,
    optimizer_arrays,
    restore_memory,
    restore_training,
)
from badak.files.wording import both, one_line
from badak.models.model import Model

_OPTIONAL = ("training", "preprocess", "record")


# --- saving -------------------------------------------------------------------------------------------------------------


def save_model(model: Model, path: Any, overwrite: bool = True) -> None:
    """Write a model to one file, a zip of JSON and safetensors.

    The file holds the layers, weights and kept state, the arguments of ``compile``, the optimizer's memory,
    ``model.preprocess`` and ``model.class_names``, and the run record. It holds no program code. It is written as a whole
    or not at all, and equal models give equal bytes (but for the date in the record, see ``SOURCE_DATE_EPOCH``).

    Args:
        model: a model that has its weights.
        path: the file; ``.badak`` is the usual ending.
        overwrite: whether an older file may be replaced.

    Raises:
        StateError: BD023, when the model has no weights yet.
        ArgumentError: BD085, for a lambda or a class or function of one's own that is not registered, naming its layer.
        FileError: BD081, when the file cannot be written; an older one stays as it was.

    Example:
        >>> import os, tempfile
        >>> import badak
        >>> model = badak.Sequential([badak.layers.Dense(1, kernel_initializer="ones", input_dim=2)])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     badak.files.save_model(model, os.path.join(folder, "sum.badak"))
        ...     loaded = badak.load_model(os.path.join(folder, "sum.badak"))
        >>> loaded.predict([[1.0, 2.0]]).tolist()
        [[3.0]]
    """
    where = f"save({str(path)!r})"
    if not isinstance(model, Model):
        raise error("BD003", where=where, name="model", got=repr(model)[:80], expected="badak.Sequential([...])")
    _write(_parts(model, where), path, where, overwrite)
    tell_ending(path, ".badak", where)


def save_model_later(model: Model, path: Any) -> Later:
    """Write a model as ``save_model`` does while the program goes on; it waits here only until the arrays are copied.

    Returns:
        What waits for the end, and raises what went wrong: its ``wait`` must be called.
    """
    where = f"save({str(path)!r})"
    parts = _parts(model, where)
    for content in parts.values():
        if isinstance(content, Prepared):
            content.detach()
    tell_ending(path, ".badak", where)
    return Later(lambda: _write(parts, path, where, True))


def _write(parts: dict[str, bytes | Prepared], path: Any, where: str, overwrite: bool) -> None:
    with writing(path, where, overwrite=overwrite) as file, Writer(file) as writer:
        for name, content in parts.items():
            if isinstance(content, bytes):
                writer.add(name, len(content), lambda stream, data=content: stream.write(data))
            else:
                writer.add(name, content.size, content.write)


def check_savable(model: Model) -> None:
    """Find out before a long training whether the model can be saved after it.

    Raises:
        ArgumentError: BD085, as ``save_model`` would.
    """
    describer = Describer()
    describer.layer(model)
    describe_training(model, describer)


def _parts(model: Model, where: str) -> dict[str, bytes | Prepared]:
    """Put everything together before the first byte is written: what cannot be saved is an error without a file."""
    describer = Describer()
    layout = Layout.of(model)
    config = {
        "format": migrations.FORMAT,
        "version": migrations.VERSION,
        "badak": badak_version(),
        "model": describer.layer(model),
        "built": describer.value(model._built().shape, ("built",), tuples=True),
        "unusual": _unusual(model, layout, where),
        "frozen": [
            p for p, layer in layout.layers.items() if not layer.trainable and id(layer) not in describer.layers
        ],
    }
    training = describe_training(model, describer)
    memory = optimizer_arrays(model)
    prepared = describer.value(model.preprocess, ("preprocess",))
    names = model.class_names
    preprocess = {"preprocess": prepared, "class_names": None if names is None else [str(name) for name in names]}
    record = describer.value({**make_record(), **(model.run_record or {})}, ("run_record",))
    parts: dict[str, Any] = {"config.json": write_json(config)}
    if describer.arrays:
        parts["arrays.safetensors"] = Prepared(describer.arrays, where)
    parts["weights.safetensors"] = Prepared(dict(layout.arrays()), where)
    if training is not None:
        parts["training.json"] = write_json(training)
    if memory is not None:
        parts["optimizer.safetensors"] = Prepared(memory, where)
    parts["preprocess.json"] = write_json(preprocess)
    parts["record.json"] = write_json(record)
    return parts


def _unusual(model: Model, layout: Layout, where: str) -> dict[str, Any]:
    """Note the arrays that are not as the layers declare them, such as those of a layer built for another model."""
    declared = {h.path: h for h in Layout.planned(model, model._built().shape).holders}
    found = {h.path: h.get() for h in layout.holders}
    if set(declared) != set(found):
        names = ", ".join(sorted(set(declared) ^ set(found)))
        why = both(f"its layers declare others now: {names}", f"층이 선언하는 가중치가 그사이 달라졌습니다: {names}")
        raise error("BD087", where=where, why=why)
    return {
        path: {"shape": list(array.shape), "dtype": array.dtype.name}
        for path, array in found.items()
        if (array.shape, array.dtype.name) != (declared[path].shape, declared[path].dtype)
    }


# --- loading ------------------------------------------------------------------------------------------------------------


def load_model(path: Any, *, compile: bool = True) -> Model:  # noqa: A002 - Keras's word
    """Read a model that ``model.save`` wrote, or one of Keras (``.keras``, and ``.h5`` of old versions).

    Of Keras, Sequential and functional models of the layers that badak has are read, with what ``compile`` was given where it
    has an equal; the optimizer begins anew. Keras and h5py are not needed. Nothing in the file is ever run: it names layers,
    losses and functions that badak has or that were registered with ``badak.register``, and everything is checked before it
    is used.

    Args:
        path: the file.
        compile: whether to restore what ``compile`` was given and what the optimizer remembers, if the file has it.

    Returns:
        The model, ready to predict and, if it was compiled, to go on training. Weights of 32 MB and more are not copied but
        mapped from the file (on Linux and macOS): it may be replaced or deleted, but not written into while the model lives.

    Raises:
        FileError: BD080, when the file cannot be opened.
        FileFormatError: BD082, when it is another kind of file; BD083, when it is damaged; BD084, when a later badak wrote
            it; BD086, when it names something that is not there; BD087, when weights and layers do not fit; BD088, when
            it was made to do harm; BD310 to BD313 for files of Keras, BD310 with all layers at once that badak does not have.

    Example:
        >>> import badak
        >>> badak.load_model("missing.badak")
        Traceback (most recent call last):
        badak.errors.FileError: [BD080] the file cannot be opened: it does not exist
        ...
    """
    path = path_text(path, "load_model")
    where = f"load_model({path!r})"
    with open_file(path, where) as first:
        is_hdf5 = first.read(8) == SIGNATURE
    if is_hdf5:
        from badak.files.keras_file import load_keras_h5

        return load_keras_h5(path, where, compile)
    with reading(path, where, others=("model.weights.h5",)) as file:
        if "model.weights.h5" in file:
            from badak.files.keras_file import load_keras

            return load_keras(file, compile)
        parts = _described(file)
        arrays = _tensors(file, "arrays.safetensors", None) if "arrays.safetensors" in file else {}
        rebuilder = Rebuilder(file.place("config.json"), arrays)
        model, layout = _model(parts["config"], rebuilder)
        wanted = _wanted(layout, parts["config"]["unusual"], rebuilder)
        weights = _tensors(file, "weights.safetensors", wanted)
        for holder in layout.holders:
            holder.put(weights[holder.path])
        layout.attach()
        _freeze(layout, parts["config"]["frozen"], rebuilder)
        _restore_data(model, parts, file, arrays)
        if compile and "training" in parts:
            rebuilder = Rebuilder(file.place("training.json"), arrays)
            restore_training(model, parts["training"], rebuilder)
            if "optimizer.safetensors" in file:
                restore_memory(model, lambda wanted: _tensors(file, "optimizer.safetensors", wanted), rebuilder)
    say_not_finite(weights, where)
    return model


def _described(file: Reader) -> migrations.Parts:
    """Read the JSON parts, as the present version has them."""
    where = file.place("config.json")
    config = file.json("config.json")
    migrations.check_version(config, where)  # first of all: a later version may have other parts
    parts = {"config": config} | {name: file.json(f"{name}.json") for name in _OPTIONAL if f"{name}.json" in file}
    parts = migrations.migrate(parts, where)
    known = {"format", "version", "badak", "model", "built", "unusual", "frozen"}
    if set(parts["config"]) != known:
        names = ", ".join(sorted(set(parts["config"]) ^ known))
        raise Rebuilder(where, {}).damage((), f"it has other parts: {names}", f"항목이 다릅니다: {names}")
    return parts


def _model(config: dict, rebuilder: Rebuilder) -> tuple[Model, Layout]:
    """Make the model, and the plan of its weights."""
    model = rebuilder.value(config["model"], ("model",))
    if not isinstance(model, Model):
        raise rebuilder.damage(("model",), "this is no model", "모델이 아닙니다")
    built = rebuilder.shape(rebuilder.value(config["built"], ("built",), tuples=True), ("built",))
    try:
        return model, Layout.planned(model, built)
    except Exception as problem:  # declared by layers, those of users too, from values that nobody has checked together
        raise rebuilder.unmade(("model",), one_line(problem, "en"), one_line(problem, "ko")) from problem


def _wanted(layout: Layout, unusual: Any, rebuilder: Rebuilder) -> dict[str, Wanted]:
    """Return what each array in the file must be."""
    wanted = {h.path: Wanted(h.shape, h.dtype) for h in layout.holders}
    for path, entry in rebuilder.expect(unusual, dict, ("unusual",)).items():
        place = ("unusual", path)
        rebuilder.expect(entry, dict, place)
        if path not in wanted or set(entry) != {"shape", "dtype"} or not isinstance(entry["dtype"], str):
            raise rebuilder.damage(place, "there is no such array", "그런 배열이 없습니다")
        shape = rebuilder.value(entry["shape"], place, tuples=True)
        wanted[path] = Wanted(rebuilder.shape(shape, place), entry["dtype"])
    for holder in layout.holders:
        if holder.learned and wanted[holder.path].dtype not in FLOATING:
            text = f"{holder.path}: {wanted[holder.path].dtype}"
            raise rebuilder.unmade(
                ("model",), f"weights are of a floating type, not {text}", f"가중치는 실수형이어야 합니다({text})"
            )
    return wanted


def _tensors(file: Reader, name: str, wanted: dict[str, Wanted] | None) -> dict[str, np.ndarray]:
    """Read the arrays of one part once its header fits."""
    where = file.place(name)
    data = file.mapped(name)
    if data is not None:
        stream = Mapped(data)
        places = read_header(stream, len(data), where)
        if wanted is not None:
            check_fit(wanted, places, where)
        return read_tensors(stream, places, where)
    with file.open(name) as (stream, size):
        places = read_header(stream, size, where)
        if wanted is not None:
            check_fit(wanted, places, where)
        return read_tensors(stream, places, where)


def _freeze(layout: Layout, frozen: Any, rebuilder: Rebuilder) -> None:
    """Freeze inner layers that no description has a place for."""
    for path in rebuilder.expect(frozen, list, ("frozen",)):
        if not isinstance(path, str) or path not in layout.layers:
            raise rebuilder.damage(("frozen",), "there is no such layer", "그런 층이 없습니다")
        layout.layers[path].trainable = False


def _restore_data(model: Model, parts: migrations.Parts, file: Reader, arrays: dict[str, np.ndarray]) -> None:
    """Give the model its preprocessing, class names and run record."""
    if "preprocess" in parts:
        rebuilder = Rebuilder(file.place("preprocess.json"), arrays)
        content = rebuilder.expect(parts["preprocess"], dict, ())
        names = rebuilder.expect(content.get("class_names"), (list, type(None)), ("class_names",))
        if not all(isinstance(name, str) for name in names or ()):
            raise rebuilder.damage(("class_names",), "a name that is no text", "글자가 아닌 이름이 있습니다")
        model.class_names = names
        model.preprocess = rebuilder.value(content.get("preprocess"), ("preprocess",))
    if "record" in parts:
        rebuilder = Rebuilder(file.place("record.json"), arrays)
        model.run_record = rebuilder.value(rebuilder.expect(parts["record"], dict, ()), ())
