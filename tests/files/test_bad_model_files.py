"""Files that are no sound model: whatever comes, a coded error that says what it is, in bounded time and memory."""

from __future__ import annotations

import errno
import io
import json
import os
import pickle
import stat
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import badak
from badak import errors
from badak.files import migrations
from tests.files.helpers import edited, make_model, parts_of, rewritten, saved, tensors, zipped

SECONDS = 5.0
MEBIBYTES = 400


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of a sound model file."""
    return saved(make_model(), tmp_path_factory.mktemp("sound")).read_bytes()


@pytest.fixture
def path(sound: bytes, tmp_path: Path) -> Path:
    """Return a sound model file to spoil."""
    (tmp_path / "model.badak").write_bytes(sound)
    return tmp_path / "model.badak"


def refusal(path: Any, code: str, *words: str, **options: Any) -> errors.BadakError:
    """Load a file, which must raise this code; the text in either language names the file and says these words."""
    begun = time.process_time()
    with pytest.raises(errors.BadakError) as caught:
        badak.load_model(path, **options)
    assert time.process_time() - begun < SECONDS
    problem = caught.value
    assert problem.code == code, problem.text("en")
    for language, line in (("en", "to fix:"), ("ko", "해결:")):
        text = problem.text(language)
        assert line in text
        assert "?>" not in text, "a field of the message is missing"
        assert os.path.basename(os.fspath(path)) in text or not os.path.basename(path)
        assert len(text) < 3000
    for word in words:
        assert word in problem.text("en"), problem.text("en")
    return problem


# --- not there, not a file ----------------------------------------------------------------------------------------------


def test_not_there(path: Path, tmp_path: Path) -> None:
    """It names what is nearby."""
    refusal(tmp_path / "modle.badak", "BD080", "does not exist", "'model.badak'")
    refusal(tmp_path / "nowhere" / "m.badak", "BD080", "does not exist")
    refusal(path / "inside.badak", "BD080", "does not exist")
    problem = refusal(tmp_path / "없음.badak", "BD080")
    assert isinstance(problem, OSError)
    assert "존재하지 않습니다" in problem.text("ko")


def test_folders(path: Path, tmp_path: Path) -> None:
    """A folder of models, an unpacked model, a SavedModel, an empty folder."""
    refusal(tmp_path, "BD080", "it is a folder", "'model.badak'")
    for name, content, word in (
        ("empty", [], "empty"),
        ("tf", ["saved_model.pb"], "TensorFlow"),
        ("unpacked", ["config.json", "weights.safetensors"], "zip the files"),
        ("other", ["notes.txt"], "'notes.txt'"),
    ):
        (tmp_path / name).mkdir()
        for inner in content:
            (tmp_path / name / inner).touch()
        refusal(tmp_path / name, "BD080", "it is a folder", word)


@pytest.mark.parametrize("nonsense", [None, 3, "", "a\0b", ["a"], io.BytesIO(b"")])
def test_no_path(nonsense: Any) -> None:
    """What names no file is an argument error; a number is no open file."""
    with pytest.raises(errors.ArgumentError) as caught:
        badak.load_model(nonsense)
    assert caught.value.code == "BD003"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes as on POSIX")
def test_pipes_and_devices_do_not_block(tmp_path: Path) -> None:
    """A pipe without a writer would wait for ever, /dev/zero never ends."""
    os.mkfifo(tmp_path / "pipe.badak")
    refusal(tmp_path / "pipe.badak", "BD080", "device or a pipe")
    refusal("/dev/zero", "BD080", "device or a pipe")


def test_no_right_to_read_and_broken_disks(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system refuses is said in its own words."""
    from badak.files import opening

    for number, word in ((errno.EACCES, "may not read"), (errno.EIO, "Input/output error")):

        def broken(*_: Any, number: int = number) -> Any:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(opening, "open", broken, raising=False)
        refusal(path, "BD080", word)


def test_a_disk_that_fails_while_reading(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the disk, not the file."""
    from badak.files import archive

    read = archive._Guarded.read

    def failing(self: Any, count: int = -1) -> Any:
        if self.limit is None:  # the list of members has been read
            raise OSError(errno.EIO, "Input/output error")
        return read(self, count)

    monkeypatch.setattr(archive._Guarded, "read", failing)
    refusal(path, "BD080", "Input/output error")


# --- files of others ------------------------------------------------------------------------------------------------------


def torch_file() -> bytes:
    """Write what torch.save looks like."""
    return zipped({"archive/data.pkl": pickle.dumps({}), "archive/version": b"3\n"})


def npy_file() -> bytes:
    """Write an array file."""
    out = io.BytesIO()
    np.save(out, np.zeros(3))
    return out.getvalue()


def npz_file() -> bytes:
    """Write a file of arrays."""
    out = io.BytesIO()
    np.savez(out, a=np.zeros(3))
    return out.getvalue()


FOREIGN = {
    "pt": (torch_file(), "PyTorch", "model.load_weights(path)"),
    "old pt": (pickle.dumps(119547037146038801333356, 2) + pickle.dumps({}), "PyTorch", "model.load_weights(path)"),
    "joblib": (pickle.dumps({"a": 1}, 5), "pickle", "never opens pickles"),
    "safetensors": (
        tensors({"a": {"dtype": "F32", "shape": [], "data_offsets": [0, 4]}}, bytes(4)),
        "safetensors",
        "load_weights",
    ),
    "onnx": (b"\x08\x08\x12\x07pytorch\x1a\x052.0.0", "ONNX", "set_weights"),
    "onnx without producer": (b"\x08\x0a:\x10" + bytes(16), "ONNX", "set_weights"),
    "npy": (npy_file(), "NumPy", "read_npz"),
    "npz": (npz_file(), "NumPy", "read_npz"),
    "gguf": (b"GGUF\x03\0\0\0", "GGUF", "model.save"),
    "gz": (b"\x1f\x8b\x08\0" + bytes(20), "compressed", "unpack"),
    "html": (b"<!DOCTYPE html><html><body>404</body></html>", "web page", "again"),
    "lfs": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "LFS", "git lfs pull"),
    "json": (b'{"format": "badak model"}', "JSON", "model.save"),
    "csv": (b"a,b\n1,2\n", "of no kind that badak knows", "model.save"),
    "zip": (zipped({"a.txt": b"hello"}), "other zip", "model.save"),
    "empty zip": (zipped({}), "other zip", "model.save"),
    "byte": (b"x", "of no kind that badak knows", "model.save"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_files_of_other_programs_are_recognised(kind: str, tmp_path: Path) -> None:
    """The message says what it is and what can be done with it."""
    data, what, fix = FOREIGN[kind]
    path = tmp_path / "model.badak"
    path.write_bytes(data)
    refusal(path, "BD082", what, fix)


def test_an_empty_file(path: Path) -> None:
    """What an interrupted copy leaves."""
    path.write_bytes(b"")
    refusal(path, "BD083", "an empty file")


# --- cut off, tampered with -----------------------------------------------------------------------------------------------


def test_every_truncation(sound: bytes, path: Path) -> None:
    """Cut anywhere, it is damaged and never loads."""
    cuts = sorted({*range(1, len(sound), 137), *range(len(sound) - 60, len(sound))})
    for cut in cuts:
        path.write_bytes(sound[:cut])
        with pytest.raises(errors.FileFormatError) as caught:
            badak.load_model(path)
        assert caught.value.code in ("BD083", "BD082"), cut
    path.write_bytes(sound[:1000])
    refusal(path, "BD083", "end is missing")


@pytest.mark.parametrize("part", ["config.json", "weights.safetensors", "optimizer.safetensors", "record.json"])
def test_a_flipped_bit_is_noticed(part: str, path: Path) -> None:
    """Each part has a checksum."""
    data = bytearray(path.read_bytes())
    content = parts_of(path)[part]
    place = bytes(data).index(content) + len(content) - 2
    data[place] ^= 0x10
    path.write_bytes(bytes(data))
    refusal(path, "BD083", part, "checksum")


@pytest.mark.parametrize("part", ["config.json", "weights.safetensors"])
def test_a_missing_part(part: str, path: Path) -> None:
    """It is named."""
    rewritten(path, lambda parts: parts.pop(part))
    refusal(path, "BD083", f"the part '{part}' is missing")


def test_a_folder_around_the_parts(path: Path) -> None:
    """Zipped with its folder, as some programs do."""
    parts = parts_of(path)
    path.write_bytes(zipped({f"digits/{name}": data for name, data in parts.items()}))
    refusal(path, "BD083", "'digits'", "without the folder")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "JSON breaks off at line 1"),
        (b'{"format": ', "JSON breaks off at line 1"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[1, 2]", "does not say that it is a model"),
        (b"null", "does not say that it is a model"),
        (b'{"format": "badak model", "version": NaN}', "NaN is not a JSON number"),
        (b'{"format": "badak model", "format": "x"}', "'format' comes twice"),
        (b'{"format": "badak model", "version": ' + b"9" * 5000 + b"}", "5000 digits"),
        (b'{"format": "badak model", "version": "1"}', "version is no number"),
        (b'{"format": "badak model", "version": true}', "version is no number"),
        (b'{"format": "badak model", "version": 0}', "version is no number"),
        (b'{"format": "badak model", "version": 1}', "other parts: badak, built"),
        (b'{"format": "weights"}', "does not say that it is a model"),
    ],
)
def test_damaged_json(data: bytes, word: str, path: Path) -> None:
    """With a sound checksum around it."""
    rewritten(path, lambda parts: parts.update({"config.json": data}))
    refusal(path, "BD083", "config.json", word)


@pytest.mark.parametrize("part", ["training.json", "preprocess.json", "record.json"])
def test_damaged_json_of_other_parts(part: str, path: Path) -> None:
    """Each part is read strictly."""
    for data in (b"{", b"[]", b'"text"'):
        rewritten(path, lambda parts, data=data: parts.update({part: data}))
        refusal(path, "BD083", part)


def test_a_byte_order_mark_is_welcome(path: Path) -> None:
    """Editors of Windows put one at the beginning."""
    rewritten(path, lambda parts: parts.update({"config.json": b"\xef\xbb\xbf" + parts["config.json"]}))
    assert badak.load_model(path).name == "flowers"


# --- the future -------------------------------------------------------------------------------------------------------------


def test_a_version_from_the_future(path: Path) -> None:
    """Before anything else of it is looked at: who wrote it, and to update."""

    def later(parts: dict[str, bytes]) -> None:
        parts["config.json"] = json.dumps({"format": "badak model", "version": 99, "badak": "7.1.0", "new": 1}).encode()
        del parts["weights.safetensors"]
        parts["weights.zstd"] = b""

    rewritten(path, later)
    problem = refusal(path, "BD084", "format 99, written by badak 7.1.0", "pip install --upgrade badak")
    assert "badak 7.1.0" in problem.text("ko")
    assert f"{migrations.VERSION} 이하" in problem.text("ko")


# --- descriptions that cannot be followed -------------------------------------------------------------------------------


def layer(config: dict, place: int = 0) -> dict:
    """Return the description of a layer."""
    return config["model"]["config"]["layers"][place]


def put(way: str, value: Any) -> Callable[[Any], None]:
    """Return a change that puts a value somewhere; numbers on the way are places in lists."""

    def change(content: Any) -> None:
        *steps, last = (int(step) if step.isdigit() else step for step in way.split("/"))
        for step in steps:
            content = content[step]
        content[last] = value

    return change


LAYERS = "model/config/layers"
CHANGES: list[tuple[str, Any, str, str]] = [
    # names that are not there
    (f"{LAYERS}/0/class", "Dens", "BD086", "no layer called 'Dens'"),
    (f"{LAYERS}/0/class", "dense", "BD086", "no layer called 'dense'"),
    (f"{LAYERS}/0/class", "__import__", "BD086", "no layer called '__import__'"),
    (f"{LAYERS}/0/class", "os.system", "BD086", "no layer called 'os.system'"),
    (f"{LAYERS}/0", {"class": "Mine", "of": "custom", "fields": {}}, "BD086", '@badak.register("Mine")'),
    (f"{LAYERS}/0/of", "builtins", "BD083", "not well formed"),
    (f"{LAYERS}/0/of", ["layer"], "BD083", "not well formed"),
    (f"{LAYERS}/0/of", "loss", "BD086", "no loss called 'Dense'"),
    (f"{LAYERS}/0/class", 7, "BD083", "not well formed"),
    (f"{LAYERS}/0/fields/activation/function", "relo", "BD086", "called 'relo'"),
    (f"{LAYERS}/0/fields/activation", {"function": "Dense", "of": "layer"}, "BD083", "no function"),
    (f"{LAYERS}/0", {"class": "relu", "of": "activation", "fields": {}}, "BD083", "is no class"),
    (f"{LAYERS}/0", {"class": "Zeros", "of": "initializer", "fields": {}}, "BD083", "no layer"),
    ("model", {"class": "Dense", "of": "layer", "fields": {"units": 3}}, "BD083", "no model"),
    # fields
    (f"{LAYERS}/0/fields/unit", 3, "BD086", "unit"),
    (f"{LAYERS}/0/fields", {"name": "dense"}, "BD086", "units"),
    (f"{LAYERS}/0/fields", [3], "BD083", "wrong kind"),
    (f"{LAYERS}/0/fields", None, "BD083", "wrong kind"),
    (f"{LAYERS}/0/fields/units", -3, "BD086", "units"),
    (f"{LAYERS}/0/fields/units", 2.5, "BD086", "units"),
    (f"{LAYERS}/0/fields/units", "64", "BD086", "units"),
    (f"{LAYERS}/0/fields/units", None, "BD086", "units"),
    (f"{LAYERS}/0/fields/units", {"list": []}, "BD086", "units"),
    (f"{LAYERS}/0/fields/activation", "relo", "BD086", "relo"),
    (f"{LAYERS}/0/fields/activation", 3, "BD086", ""),
    (f"{LAYERS}/0/fields/kernel_regularizer/fields/l2", "x", "BD086", "l2"),
    (f"{LAYERS}/0/fields/kernel_regularizer/fields/l2", {"float": "nan"}, "BD086", "l2"),
    (f"{LAYERS}/0/fields/dtype", "object", "BD086", "floating"),
    (f"{LAYERS}/0/fields/dtype", "int32", "BD086", "floating"),
    (f"{LAYERS}/0/fields/dtype", "nonsense", "BD086", "nonsense"),
    (f"{LAYERS}/0/fields/dtype", 7, "BD086", ""),
    (f"{LAYERS}/1/fields/axis", 7, "BD086", "axis"),
    (f"{LAYERS}/1/fields/axis", "x", "BD086", ""),
    # the model
    (f"{LAYERS}/1/fields/name", "dense", "BD083", "two layers are called 'dense'"),
    (f"{LAYERS}/1/fields/name", "a/b", "BD083", "name of a layer"),
    (f"{LAYERS}/1/fields/name", None, "BD083", "name of a layer"),
    (f"{LAYERS}/1/fields/name", 5, "BD083", "name of a layer"),
    (f"{LAYERS}/1", "Dense", "BD083", "no layer"),
    (f"{LAYERS}/1", None, "BD083", "no layer"),
    (LAYERS, {}, "BD083", "wrong kind"),
    ("model", [], "BD083", "no model"),
    ("model/config", {}, "BD083", "other parts: dtype"),
    ("model/config/trainable", "yes", "BD083", "wrong kind"),
    ("model/config/name", 3, "BD083", "wrong kind"),
    ("model/config/dtype", [], "BD083", "wrong kind"),
    ("model/config/input_shape", "x", "BD083", "no shape"),
    ("model/config/input_shape", [-1], "BD083", "no shape"),
    ("model/config/input_shape", [True], "BD083", "no shape"),
    ("built", None, "BD083", "no shape"),
    ("built", [4.0], "BD083", "no shape"),
    ("built", [1] * 40, "BD083", "no shape"),
    ("built", [], "BD086", ""),
    ("built", [None], "BD087", "dense/kernel"),
    ("built", [5], "BD087", "'dense/kernel' is (4, 6) in the file and (5, 6) in the model"),
    ("unusual", [], "BD083", "wrong kind"),
    ("unusual", {"x": {}}, "BD083", "no such array"),
    ("unusual", {"dense/kernel": {"shape": [4, 6], "dtype": "float64"}}, "BD087", "float32 in the file and float64"),
    ("unusual", {"dense/kernel": {"shape": [4, 6], "dtype": 5}}, "BD083", "no such array"),
    ("unusual", {"dense/kernel": {"shape": [4, 6], "dtype": "int32"}}, "BD086", "floating"),
    ("frozen", ["nothing"], "BD083", "no such layer"),
    ("frozen", [3], "BD083", "no such layer"),
    ("frozen", 3, "BD083", "wrong kind"),
    ("extra", 3, "BD083", "other parts: extra"),
    # forms
    (f"{LAYERS}/0/fields/kernel_initializer", {"array": "7"}, "BD083", "'array' stands for nothing"),
    (f"{LAYERS}/0/fields/kernel_initializer", {"array": ["7"]}, "BD083", "'array' stands for nothing"),
    (f"{LAYERS}/1", {"same": 0}, "BD083", "'same' stands for nothing"),
    (f"{LAYERS}/1", {"same": 99}, "BD083", "'same' stands for nothing"),
    (f"{LAYERS}/1", {"same": True}, "BD083", "'same' stands for nothing"),
    (f"{LAYERS}/1", {"same": 1}, "BD083", "two layers are called"),
    (f"{LAYERS}/1/fields/epsilon", {"float": "1e999"}, "BD083", "'float' stands for nothing"),
    (f"{LAYERS}/1/fields/epsilon", {"dict": [[1]]}, "BD083", "pair"),
    (f"{LAYERS}/1/fields/epsilon", {"dict": [[{"dict": []}, 1]]}, "BD083", "key"),
    (f"{LAYERS}/1/fields/epsilon", {"tuple": {}}, "BD083", "'tuple' stands for nothing"),
    (f"{LAYERS}/1/fields/epsilon", {"tuple": [], "list": []}, "BD083", "stands for nothing"),
]


@pytest.mark.parametrize(("way", "value", "code", "word"), CHANGES, ids=lambda v: str(v)[:40])
def test_a_description_that_cannot_be_followed(way: str, value: Any, code: str, word: str, path: Path) -> None:
    """Each value of config.json that is wrong has its error, which names the place."""
    edited(path, "config.json", put(way, value))
    refusal(path, code, word)


@pytest.mark.parametrize(
    ("way", "value", "code", "word"),
    [
        ("optimizer/class", "Adm", "BD086", "no optimizer called 'Adm'"),
        ("optimizer", None, "BD086", ""),
        ("optimizer", 3, "BD086", ""),
        ("optimizer/fields/learning_rate", -1, "BD086", "learning_rate"),
        ("optimizer/fields/learning_rate", "fast", "BD086", "learning_rate"),
        ("optimizer/fields/beta_1", 7.0, "BD086", "beta_1"),
        ("optimizer/fields/speed", 7.0, "BD086", "speed"),
        ("optimizer/fields/amsgrad", True, "BD087", "velocity_max"),
        ("optimizer", {"class": "Zeros", "of": "initializer", "fields": {}}, "BD086", ""),
        ("loss", "mqse", "BD086", "mqse"),
        ("loss", {"function": "mine", "of": "custom"}, "BD086", "compile=False"),
        ("loss", {"class": "mine", "of": "custom", "config": {}}, "BD086", '@badak.register("mine")'),
        ("loss", 5, "BD086", ""),
        ("metrics", ["acuracy"], "BD086", "acuracy"),
        ("backend", "cuda", "BD086", "cuda"),
        ("backend", None, "BD083", "wrong kind"),
        ("key", "x", "BD083", "random key"),
        ("key", [1, None], "BD083", "random key"),
        ("key", [1, 2, 3], "BD083", "random key"),
        ("key", [1, -2], "BD083", "random key"),
        ("more", 1, "BD083", "other parts"),
    ],
    ids=lambda v: str(v)[:40],
)
def test_a_training_part_that_cannot_be_followed(way: str, value: Any, code: str, word: str, path: Path) -> None:
    """It is refused, and the rest can still be loaded."""
    edited(path, "training.json", put(way, value))
    refusal(path, code, word)
    assert badak.load_model(path, compile=False).count_params() == make_model(fitted=False).count_params()


@pytest.mark.parametrize("names", [["a", 1], "abc", {"a": 1}, [None]])
def test_class_names_that_are_none(names: Any, path: Path) -> None:
    """Texts or nothing."""
    edited(path, "preprocess.json", put("class_names", names))
    refusal(path, "BD083", "class_names")


def test_objects_are_made_only_from_registered_classes(path: Path) -> None:
    """Neither a class of the standard library nor one of NumPy can be named, wherever an object may stand."""
    for place in ("preprocess.json", "record.json"):
        for family in ("custom", "preparation", "layer"):
            for name in ("subprocess.Popen", "builtins.eval", "numpy.load", "Path"):
                original = parts_of(path)
                edited(path, place, put("preprocess", {"class": name, "of": family, "config": {}}))
                refusal(path, "BD086", name)
                path.write_bytes(zipped(original))


def test_an_encoder_that_is_damaged(path: Path) -> None:
    """Its own error passes through, with the file's name."""
    edited(
        path,
        "preprocess.json",
        put("preprocess", {"class": "TableEncoder", "of": "preparation", "config": {"version": 9}}),
    )
    refusal(path, "BD079", "preprocess.json")


# --- weights -----------------------------------------------------------------------------------------------------------------


def entry(dtype: str = "F32", shape: Any = (), offsets: Any = (0, 4)) -> dict:
    """Write an entry of a header."""
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


HEADERS: dict[str, tuple[bytes, str, str]] = {
    "nothing": (b"", "BD083", "ends early"),
    "three bytes": (b"\0\0\0", "BD083", "ends early"),
    "no header": (bytes(8), "BD083", "does not begin"),
    "longer than the file": (tensors(b"{}", length=99), "BD083", "longer than the file"),
    "huge": (tensors(b"{}", length=1 << 40), "BD088", "1.1 TB"),
    "largest": (tensors(b"{}", length=(1 << 64) - 1), "BD088", "TB"),
    "spaces first": (tensors(b"  {}"), "BD083", "does not begin"),
    "a list": (tensors(b"[]"), "BD083", "does not begin"),
    "broken": (tensors(b'{"a":'), "BD083", "breaks off"),
    "twice": (tensors(b'{"a":{},"a":{}}'), "BD083", "'a' comes twice"),
    "no entry": (tensors({"a": 3}), "BD083", "not one of a tensor"),
    "half an entry": (tensors({"a": {"dtype": "F32"}}), "BD083", "not one of a tensor"),
    "more in it": (tensors({"a": {**entry(), "extra": 1}}, bytes(4)), "BD083", "not one of a tensor"),
    "unknown type": (tensors({"a": entry("F33")}, bytes(4)), "BD083", "make no sense"),
    "type of another kind": (tensors({"a": entry(5)}, bytes(4)), "BD083", "make no sense"),  # type: ignore[arg-type]
    "narrow type": (tensors({"a": entry("F8_E4M3", (4,))}, bytes(4)), "BD087", "F8_E4M3"),
    "negative size": (tensors({"a": entry(shape=(-1,))}, bytes(4)), "BD083", "make no sense"),
    "fractional size": (tensors({"a": entry(shape=(1.0,))}, bytes(4)), "BD083", "make no sense"),
    "truth as size": (tensors({"a": entry(shape=(True,))}, bytes(4)), "BD083", "make no sense"),
    "huge size": (tensors({"a": entry(shape=(1 << 62, 1 << 62))}, bytes(4)), "BD083", "another length"),
    "endless size": (tensors({"a": entry(shape=(1 << 80,))}, bytes(4)), "BD083", "make no sense"),
    "zero times huge": (tensors({"a": entry(shape=(0, 1 << 62), offsets=(0, 0))}), "BD087", ""),
    "many axes": (tensors({"a": entry(shape=(1,) * 40)}, bytes(4)), "BD083", "make no sense"),
    "three offsets": (tensors({"a": entry(offsets=(0, 4, 4))}, bytes(4)), "BD083", "make no sense"),
    "backwards": (tensors({"a": entry(offsets=(4, 0))}, bytes(4)), "BD083", "another length"),
    "negative place": (tensors({"a": entry(offsets=(-4, 0))}, bytes(4)), "BD083", "make no sense"),
    "overlap": (tensors({"a": entry(), "b": entry(offsets=(2, 6))}, bytes(6)), "BD083", "overlap"),
    "the same place": (tensors({"a": entry(), "b": entry()}, bytes(4)), "BD083", "overlap"),
    "gap": (tensors({"a": entry(), "b": entry(offsets=(8, 12))}, bytes(12)), "BD083", "gap"),
    "late start": (tensors({"a": entry(offsets=(4, 8))}, bytes(8)), "BD083", "gap"),
    "too short": (tensors({"a": entry()}, bytes(3)), "BD083", "differ in length"),
    "too long": (tensors({"a": entry()}, bytes(5)), "BD083", "differ in length"),
    "out of range": (tensors({"a": entry(shape=(100,), offsets=(0, 400))}, bytes(4)), "BD083", "differ in length"),
    "other names": (tensors({"a": entry()}, bytes(4)), "BD087", "the file lacks 'dense/kernel'"),
}


@pytest.mark.parametrize("kind", HEADERS)
def test_weights_with_a_bad_header(kind: str, path: Path) -> None:
    """Nothing is allocated before header, file and model agree."""
    data, code, word = HEADERS[kind]
    rewritten(path, lambda parts: parts.update({"weights.safetensors": data}))
    refusal(path, code, "weights.safetensors", word)


def header_of(data: bytes) -> tuple[dict, bytes]:
    """Split a safetensors file."""
    length = int.from_bytes(data[:8], "little")
    return json.loads(data[8 : 8 + length]), data[8 + length :]


@pytest.mark.parametrize("part", ["weights.safetensors", "optimizer.safetensors"])
def test_weights_that_are_not_the_models(part: str, path: Path) -> None:
    """One missing, one too many, one of another shape, one of another type: each is named."""
    original = path.read_bytes()
    header, body = header_of(parts_of(path)[part])
    names = list(header)
    last = names[-1]
    size = header[last]["data_offsets"][1] - header[last]["data_offsets"][0]
    count = size // 4

    def spoiled(new_header: dict, new_body: bytes, *words: str) -> None:
        path.write_bytes(original)
        rewritten(path, lambda parts: parts.update({part: tensors(new_header, new_body)}))
        refusal(path, "BD087", part, *words)

    without = {name: header[name] for name in names[:-1]}
    spoiled(without, body[:-size], "the file lacks", last)
    end = len(body)
    spoiled({**header, "more": entry(offsets=(end, end + 4))}, body + bytes(4), "the model has no 'more'")
    spoiled({**without, "else": header[last]}, body, "the file lacks", "the model has no 'else'")
    spoiled({**header, last: {**header[last], "shape": [1, count]}}, body, f"{last!r} is (1, {count}) in the file")
    spoiled({**header, last: {**header[last], "dtype": "I32"}}, body, "is int32 in the file and float32 in the model")
    half = {**header[last], "dtype": "BF16", "data_offsets": [end - size, end - size // 2]}
    spoiled({**header, last: half}, body[: end - size // 2], "is bfloat16 in the file")


def test_other_names_in_the_same_order(path: Path) -> None:
    """Parts of two files were mixed."""
    header, body = header_of(parts_of(path)["weights.safetensors"])
    renamed = {name.replace("dense", "linear"): place for name, place in header.items()}
    rewritten(path, lambda parts: parts.update({"weights.safetensors": tensors(renamed, body)}))
    refusal(path, "BD087", "belong to different models")


def test_weights_that_are_not_finite_are_said(path: Path) -> None:
    """The model loads, and the user hears of it."""
    header, body = header_of(parts_of(path)["weights.safetensors"])
    broken = struct.pack("<f", float("nan")) + body[4:]
    rewritten(path, lambda parts: parts.update({"weights.safetensors": tensors(header, broken)}))
    with pytest.warns(errors.Notice, match="BD089.*NaN or infinite") as caught:
        badak.load_model(path)
    assert caught[0].filename == __file__


# --- made to do harm ------------------------------------------------------------------------------------------------------


def with_entry(path: Path, info: zipfile.ZipInfo, data: bytes = b"x", compression: int = zipfile.ZIP_STORED) -> Path:
    """Add a member to a model file."""
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(info, data, compression)
    return path


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/passwd", "a/../../b", "..\\evil", "C:\\evil", "\\\\server\\x", "c:evil"]
)
def test_names_outside_the_folder(name: str, path: Path, tmp_path: Path) -> None:
    """Nothing is unpacked anyway, but such a file is not to be trusted."""
    before = set(os.listdir(tmp_path.parent))
    refusal(with_entry(path, zipfile.ZipInfo(name)), "BD088", "outside its folder")
    assert set(os.listdir(tmp_path.parent)) == before


def test_links(path: Path) -> None:
    """A member that is a link."""
    info = zipfile.ZipInfo("link.json")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    refusal(with_entry(path, info, b"/etc/passwd"), "BD088", "is a link")


def test_two_members_of_one_name(path: Path) -> None:
    """Which of them counts would depend on the reader."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        with_entry(path, zipfile.ZipInfo("config.json"), b"{}")
    refusal(path, "BD088", "comes twice")


def patched(path: Path, name: str, offset_local: int, offset_central: int, form: str, value: int) -> Path:
    """Change a number in both headers of a member."""
    data = bytearray(path.read_bytes())
    encoded = name.encode()
    local = data.index(encoded) - 30
    central = data.rindex(encoded) - 46
    assert data[local : local + 4] == b"PK\x03\x04"
    assert data[central : central + 4] == b"PK\x01\x02"
    struct.pack_into(form, data, local + offset_local, value)
    struct.pack_into(form, data, central + offset_central, value)
    path.write_bytes(bytes(data))
    return path


def test_encryption(path: Path) -> None:
    """The flag of an encrypted member."""
    refusal(patched(path, "record.json", 6, 8, "<H", 1), "BD088", "encrypted")


@pytest.mark.parametrize("method", [12, 14, 93, 99])
def test_unusual_compression(method: int, path: Path) -> None:
    """Formats that may grow without measure, or that are unknown."""
    refusal(patched(path, "record.json", 8, 10, "<H", method), "BD088", "compressed in an unusual way")


def test_bombs(sound: bytes, path: Path, tmp_path: Path) -> None:
    """A member that grows a thousandfold is refused by its list entry alone, unread."""
    parts = parts_of(sound)
    bomb = {**parts, "weights.safetensors": bytes(200 << 20)}
    path.write_bytes(zipped(bomb, zipfile.ZIP_DEFLATED))
    tracemalloc.start()
    refusal(path, "BD088", "grow out of all proportion")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 << 20
    path.write_bytes(zipped({**parts, "record.json": b" " * (17 << 20)}, zipfile.ZIP_STORED))
    refusal(path, "BD088", "description alone is 17.8 MB")


def test_a_claimed_length_that_is_a_lie(path: Path) -> None:
    """The list of members says more, or less, than there is."""
    original = path.read_bytes()
    for value in (0, 10, 1 << 20, 0xFFFFFFFE):
        path.write_bytes(original)
        patched(path, "record.json", 22, 24, "<I", value)
        refusal(path, "BD083", "")


def test_members_that_share_bytes(path: Path) -> None:
    """All members pointing at the same bytes: the classic way to be small outside and huge inside."""
    info = zipfile.ZipInfo
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info("config.json"), bytes(1 << 20))
    data = out.getvalue()
    central = data.index(b"PK\x01\x02")
    directory = data[central : data.index(b"PK\x05\x06")]
    many = b"".join(directory.replace(b"config.json", b"weights%04d" % i) for i in range(200))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 201, 201, len(many) + len(directory), central, 0)
    path.write_bytes(data[:central] + directory + many + end)
    refusal(path, "BD083", "longer than the file")


def test_a_list_of_members_without_end(path: Path) -> None:
    """Many thousand empty members, and a list that claims to be huge."""
    refusal_of_many = zipped({f"{i}": b"" for i in range(1500)})
    path.write_bytes(refusal_of_many)
    refusal(path, "BD088", "1500 members")
    path.write_bytes(zipped({f"{i:07}": b"" for i in range(25000)}))
    refusal(path, "BD088", "list of members is 1.3 MB")


def test_deep_and_wide_descriptions(path: Path) -> None:
    """Nested without end, or millions of small things: bounded by the text alone."""
    for data, word in (
        (b"[" * 100_000, "more than"),
        (b'{"a":' * 100_000, "more than"),
        (b"[" * 2000 + b"]" * 2000, "deep"),
        (b"[" * 150 + b"]" * 150, "deep"),
        (b"[" + b"[]," * 2_000_000 + b"[]]", "million"),
    ):
        rewritten(path, lambda parts, data=data: parts.update({"record.json": data}))
        tracemalloc.start()
        problem = refusal(path, "BD088", "record.json")
        assert tracemalloc.get_traced_memory()[1] < MEBIBYTES << 20
        tracemalloc.stop()
        assert word in problem.text("en") or "deep" in problem.text("en")


@pytest.mark.parametrize(
    ("place", "node"),
    [
        (LAYERS + "/0/fields/units", 10**12),
        (LAYERS + "/0/fields/units", 10**39),
        ("built", [1 << 47]),
    ],
)
def test_giant_layers_take_no_memory(place: str, node: Any, path: Path) -> None:
    """The shapes are compared before a byte is allocated or drawn."""
    edited(path, "config.json", put(place, node))
    tracemalloc.start()
    refusal(path, "BD087", "")
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()


def test_shapes_with_a_million_sizes(path: Path) -> None:
    """Their product alone would take minutes."""
    reshape = {"class": "Reshape", "of": "layer", "fields": {"name": "r", "target_shape": [9_999_999_999] * 100_000}}
    edited(path, "config.json", put(LAYERS + "/1", reshape))
    refusal(path, "BD088", "100000 sizes")


def test_many_layers(path: Path) -> None:
    """Ten thousand layers are read in a moment, also when they are no use."""
    many = [{"class": "ReLU", "of": "layer", "fields": {"name": f"r{i}"}} for i in range(10_000)]
    edited(path, "config.json", put(LAYERS, many))
    refusal(path, "BD087", "the model has no")


def test_long_names_do_not_flood_the_terminal(path: Path) -> None:
    """What a file says is cut in messages."""
    edited(path, "config.json", put(LAYERS + "/0/class", "x" * 1_000_000))
    refusal(path, "BD086", "xxx…")
    edited(path, "config.json", put(LAYERS + "/0/class", "Dense"))
    edited(path, "config.json", put(LAYERS + "/0/fields/activation", "y" * 1_000_000))
    refusal(path, "BD086", "yyy")


def test_a_file_cannot_name_another_file_to_be_read(tmp_path: Path) -> None:
    """A constructor may open a path for its caller; a model file must not make it do so."""
    secret = tmp_path / "secret.txt"
    secret.write_text("password\n")
    layer = badak.layers.TextVectorization(max_tokens=5)
    layer.adapt(["a b", "c"])
    model = badak.Sequential([layer, badak.layers.Embedding(5, 2)])
    model.predict(np.array(["a"]))
    for form in ("config", "fields"):

        def change(config: Any, form: str = form) -> None:
            node = config["model"]["config"]["layers"][0]
            fields = {**node.pop("config"), "vocabulary": str(secret)}
            node[form] = fields

        path = edited(saved(model, tmp_path), "config.json", change)
        with pytest.raises(errors.FileFormatError) as caught:
            badak.load_model(path)
        assert caught.value.code in ("BD083", "BD086") and "password" not in caught.value.text("en")
