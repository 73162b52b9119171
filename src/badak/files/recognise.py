"""Telling what a file is that is not what was asked for: most wrong files are right files of another program."""

from __future__ import annotations

from typing import BinaryIO, NamedTuple

from badak.files.bounded_json import MOST_BYTES
from badak.files.wording import Both, both

_COPY = both(
    "badak.load_model(path) reads the model; model.load_weights(path) takes its weights alone",
    "badak.load_model(path)로 모델째 읽거나 model.load_weights(path)로 가중치만 불러오세요",
)
_COPY_TORCH = both(
    "make the same model in badak, then model.load_weights(path): the tensors are read, nothing in the file is run",
    "같은 모델을 badak으로 만든 다음 model.load_weights(path)를 부르세요. 텐서만 읽고 파일 안의 어떤 것도 실행하지 않습니다",
)
_NO_PICKLE = both(
    "badak never opens pickles, because opening one can run any program; save the arrays themselves and use set_weights",
    "pickle은 여는 순간 임의의 프로그램이 실행될 수 있어 badak은 열지 않습니다. 배열만 따로 저장해 set_weights를 쓰세요",
)
_LOAD_WEIGHTS = both(
    "make the model first, then model.load_weights(path)", "모델을 먼저 만든 다음 model.load_weights(path)를 부르세요"
)
_LOAD_MODEL = both("load it with badak.load_model(path)", "badak.load_model(path)로 불러오세요")
_ARRAYS = both(
    "for weights: model.set_weights(list(numpy.load(path).values())); for data: badak.datasets.read_npz(path)",
    "가중치라면 model.set_weights(list(numpy.load(path).values())), 데이터라면 badak.datasets.read_npz(path)를 쓰세요",
)
_FETCH = both("fetch the file itself again", "파일을 제대로 다시 받으세요")
_AGAIN = both("save the model again, or take another copy", "모델을 다시 저장하거나 다른 사본을 쓰세요")
_SAVE = both("save a model with model.save(path) first", "먼저 model.save(path)로 모델을 저장하세요")
_ONNX_FIX = both(
    "make the same model in badak and give it the weights with set_weights",
    "같은 모델을 badak으로 만들고 set_weights로 가중치를 넣으세요",
)


class Kind(NamedTuple):
    """What a file is, and what its owner can do with it."""

    what: Both
    fix: Both


MODEL = Kind(both("a whole model of badak", "badak 모델 파일"), _LOAD_MODEL)
SAFETENSORS = Kind(
    both("a safetensors file, weights without a model", "모델 없이 가중치만 든 safetensors 파일"), _LOAD_WEIGHTS
)
EMPTY = Kind(both("an empty file", "빈 파일"), _AGAIN)
CUT_ZIP = Kind(both("the beginning of a zip file whose end is missing", "앞부분만 있고 끝이 잘린 zip 파일"), _AGAIN)
_ZIP = Kind(both("some other zip file", "다른 zip 파일"), _SAVE)
_UNKNOWN = Kind(both("of no kind that badak knows", "badak이 알지 못하는 형식"), _SAVE)
_TORCH = Kind(both("a PyTorch file", "PyTorch 파일"), _COPY_TORCH)
_KERAS = Kind(both("a Keras model (.keras)", "Keras 모델(.keras)"), _COPY)
_HDF5 = Kind(both("an HDF5 file, as Keras writes (.h5)", "Keras가 쓰는 HDF5 파일(.h5)"), _COPY)
_NUMPY = Kind(both("an array file of NumPy", "NumPy 배열 파일"), _ARRAYS)
_PICKLE = Kind(
    both("a Python pickle (PyTorch, scikit-learn, joblib …)", "파이썬 pickle(PyTorch, scikit-learn, joblib 등)"),
    _NO_PICKLE,
)
_ONNX = Kind(both("an ONNX model", "ONNX 모델"), _ONNX_FIX)
_GGUF = Kind(both("a GGUF file of a language model", "언어 모델용 GGUF 파일"), _SAVE)
_PACKED = Kind(both("a compressed file", "압축 파일"), both("unpack it first", "먼저 압축을 푸세요"))
_HTML = Kind(both("a web page, perhaps of a failed download", "웹 페이지(다운로드에 실패한 듯합니다)"), _FETCH)
_POINTER = Kind(
    both("only a Git LFS pointer", "Git LFS 포인터"),
    both("fetch the file: git lfs pull", "실제 파일을 받으세요: git lfs pull"),
)
_JSON = Kind(both("a JSON text", "JSON 텍스트"), _SAVE)

_BEGINNINGS = (
    (b"\x89HDF\r\n\x1a\n", _HDF5),
    (b"\x93NUMPY", _NUMPY),
    (b"GGUF", _GGUF),
    (b"\x1f\x8b", _PACKED),
    (b"\xfd7zXZ\x00", _PACKED),
    (b"7z\xbc\xaf\x27\x1c", _PACKED),
    (b"version https://git-lfs", _POINTER),
)


def what_is(head: bytes, size: int) -> Kind:
    """Tell by its first bytes what a file is that is no complete zip.

    Args:
        head: the first bytes, 64 are enough.
        size: length of the file.

    Returns:
        What it is and what to do with it.
    """
    if not size:
        return EMPTY
    if head.startswith(b"PK\x03\x04"):
        return CUT_ZIP
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if is_safetensors(head, size):
        return SAFETENSORS
    if is_legacy(head):
        return _TORCH
    if head[:1] == b"\x80" and head[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return _PICKLE
    if head[:1] == b"\x08" and head[1:2] < b"\x20" and head[2:3] in (b"\x12", b"\x1a", b"\x22", b"\x3a", b"\x42"):
        return _ONNX  # protocol buffers: format version, then producer, domain, graph or operator set
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype", b"<html", b"<?xml")):
        return _HTML
    return _JSON if text.startswith((b"{", b"[")) else _UNKNOWN


def what_zip_is(names: list[str]) -> Kind:
    """Tell by the names in it what a zip is that has no model of badak inside."""
    if any(name.endswith("data.pkl") for name in names):
        return _TORCH
    if "model.weights.h5" in names or {"metadata.json", "config.json"} <= set(names):
        return _KERAS
    if names and all(name.endswith(".npy") for name in names):
        return _NUMPY
    return _ZIP


def is_legacy(head: bytes) -> bool:
    """Say whether a file begins as ``torch.save`` wrote before version 1.6: with a number of ten bytes in a pickle."""
    return head[:1] == b"\x80" and head[2:14] == b"\x8a\x0a" + (0x1950A86A20F9469CFC6C).to_bytes(10, "little")


def is_torch(file: BinaryIO, head: bytes) -> bool:
    """Say whether an open file, which then stands at its beginning, is one of ``torch.save``."""
    if not head.startswith(b"PK\x03\x04"):
        return is_legacy(head)
    return any(name == "data.pkl" or name.endswith("/data.pkl") for name in _names(file))


def is_keras(file: BinaryIO, head: bytes) -> bool:
    """Say whether an open file, which then stands at its beginning, is a ``.keras`` file."""
    return head.startswith(b"PK\x03\x04") and "model.weights.h5" in _names(file)


def _names(file: BinaryIO) -> list[str]:
    import zipfile

    from badak.datasets.zips import DAMAGED_ZIP

    try:
        with zipfile.ZipFile(file) as archive:
            return archive.namelist()
    except DAMAGED_ZIP:
        return []
    finally:
        file.seek(0)


def is_safetensors(head: bytes, size: int) -> bool:
    """Say whether a file begins as safetensors files do."""
    length = int.from_bytes(head[:8], "little")
    return head[8:9] == b"{" and 2 <= length <= min(size - 8, MOST_BYTES)


def peek(file: BinaryIO) -> tuple[bytes, int]:
    """Return the first bytes and the length of an open file, which then stands at its beginning again."""
    head = file.read(64)
    size = file.seek(0, 2)
    file.seek(0)
    return head, size
