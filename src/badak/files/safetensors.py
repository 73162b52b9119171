"""The safetensors format: a length, a JSON header with name, type, shape and place of each tensor, then the bytes.

Read and written here rather than with the library of that name because its NumPy side refuses bfloat16, and because the
header of a file of unknown origin is checked in full before any memory is taken for a tensor.

Source: Hugging Face, safetensors format (version 0.8 of its library): little-endian, no gaps, header starting with ``{``.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from badak.errors import error
from badak.files.bounded_json import MOST_BYTES, read_json, write_json
from badak.files.mapping import Mapped
from badak.files.wording import both, brief, damaged, refused, size_text

_CODES = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "I64": "int64", "I32": "int32",
    "I16": "int16", "I8": "int8", "U64": "uint64", "U32": "uint32", "U16": "uint16", "U8": "uint8", "BOOL": "bool",
}  # fmt: skip
_NAMES = {name: code for code, name in _CODES.items()}
_UNREAD = ("F8_E4M3", "F8_E5M2", "F8_E8M0", "F6_E2M3", "F6_E3M2", "F4", "C64")  # of the format, but not of badak

_MOST_AXES = 32
_CHUNK = 4 << 20  # bytes read at a time: the checksum of a zip member is computed while a piece is still in the cache


class Place(NamedTuple):
    """Where a tensor lies behind the header, and what it is."""

    dtype: np.dtype
    shape: tuple[int, ...]
    begin: int
    end: int


def number_type(name: str) -> np.dtype:
    """Return the number type of a name; NumPy knows bfloat16 only once ml_dtypes is imported."""
    if name == "bfloat16":
        import ml_dtypes

        return np.dtype(ml_dtypes.bfloat16)
    return np.dtype(name)


# --- writing ------------------------------------------------------------------------------------------------------------


class Prepared:
    """Tensors ready to be written: the header, and the arrays in the order of the file.

    Arrays of wide numbers come first, so that each lies at a multiple of its own size; otherwise the given order stays.
    """

    def __init__(self, tensors: Mapping[str, Any], where: str, metadata: Mapping[str, str] | None = None) -> None:
        arrays = {name: np.asarray(value) for name, value in tensors.items()}
        for name, array in arrays.items():
            if array.dtype.name not in _NAMES or name == "__metadata__":
                got = f"{name!r}: {array.dtype}"
                raise error("BD003", where=where, name=name, got=got, expected=", ".join(_NAMES))
        order = sorted(arrays, key=lambda name: -arrays[name].dtype.itemsize)
        header: dict[str, Any] = {"__metadata__": dict(metadata)} if metadata else {}
        place = 0
        for name in order:
            array = arrays[name]
            end = place + array.nbytes
            header[name] = {"dtype": _NAMES[array.dtype.name], "shape": list(array.shape), "data_offsets": [place, end]}
            place = end
        text = write_json(header, indent=None)
        text += b" " * (-len(text) % 8)
        self.head = len(text).to_bytes(8, "little") + text
        self.arrays = [arrays[name] for name in order]
        self.size = len(self.head) + place

    def detach(self) -> None:
        """Copy the tensors, so that those given may change before they are written."""
        self.arrays = [array.copy() for array in self.arrays]

    def write(self, stream: Any) -> None:
        """Write header and tensors."""
        stream.write(self.head)
        for array in self.arrays:
            stream.write(_little_endian(array).reshape(-1).view(np.uint8).data)


def _little_endian(array: np.ndarray) -> np.ndarray:
    array = np.ascontiguousarray(array)
    swapped = array.dtype.byteorder == ">" or (array.dtype.isnative and sys.byteorder == "big")
    return array.byteswap() if swapped and array.dtype.itemsize > 1 else array


# --- reading ------------------------------------------------------------------------------------------------------------


def read_header(stream: Any, size: int, where: str) -> dict[str, Place]:
    """Read and check the header; afterwards the stream stands at the first tensor.

    Args:
        stream: open for reading bytes, at the beginning.
        size: how many bytes the stream holds.
        where: file and part, for the message.

    Returns:
        Name → place, in the order of the bytes.

    Raises:
        FileFormatError: BD083, when header and bytes do not agree in every point; BD088, for a huge header.
    """
    head = read_exactly(stream, 8, where)
    length = int.from_bytes(head, "little")
    if length > MOST_BYTES:
        raise refused(
            where,
            f"its header claims to be {size_text(length)} long",
            f"헤더 길이가 {size_text(length)}라고 적혀 있습니다",
        )
    if length > size - 8:
        text = f"{size_text(length)} > {size_text(max(size - 8, 0))}"
        raise damaged(where, f"the header is longer than the file ({text})", f"헤더가 파일보다 깁니다({text})")
    text = read_exactly(stream, length, where)
    if not text.startswith(b"{"):
        raise damaged(where, "the header does not begin with {", "헤더가 {로 시작하지 않습니다")
    header = read_json(text, where)
    header.pop("__metadata__", None)
    places = {name: _place(name, entry, where) for name, entry in header.items()}
    places = dict(sorted(places.items(), key=lambda item: (item[1].begin, item[1].end)))
    at = 0
    for name, place in places.items():
        if place.begin != at:
            gap = f"{name!r}: {place.begin} ≠ {at}"
            raise damaged(
                where,
                f"tensors overlap or leave a gap ({brief(gap)})",
                f"텐서가 겹치거나 사이가 비어 있습니다({brief(gap)})",
            )
        at = place.end
    if at != size - 8 - length:
        text = f"{at} ≠ {size - 8 - length}"
        raise damaged(
            where, f"tensors and file differ in length ({text})", f"텐서의 길이와 파일의 길이가 다릅니다({text})"
        )
    return places


def _place(name: str, entry: Any, where: str) -> Place:
    """Check one entry of the header by itself."""
    shown = brief(name)
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise damaged(
            where, f"the entry of {shown!r} is not one of a tensor", f"{shown!r} 항목이 텐서의 형식이 아닙니다"
        )
    code, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if code in _UNREAD:
        raise error(
            "BD087", where=where, got=f"{shown!r}: {code}", expected=", ".join(_CODES),
            why=both(f"badak has no numbers of the type {code}", f"badak에는 {code} 숫자형이 없습니다"),
            fix=both("convert them to float32 or bfloat16 where they come from", "원본 쪽에서 float32나 bfloat16으로 바꾸세요"),
        )  # fmt: skip
    fine = isinstance(code, str) and code in _CODES and _sizes(shape) and len(shape) <= _MOST_AXES
    if not fine or not _sizes(offsets) or len(offsets) != 2:
        raise damaged(
            where,
            f"type, shape or place of {shown!r} make no sense",
            f"{shown!r}의 숫자형·모양·위치가 올바르지 않습니다",
            got=brief(f"{code} {shape} {offsets}"),
        )
    dtype = number_type(_CODES[code])
    begin, end = offsets
    if end - begin != math.prod(shape) * dtype.itemsize:
        got = brief(f"{code} {shape}: {end - begin} bytes")
        raise damaged(
            where,
            f"{shown!r} has another length than its shape says",
            f"{shown!r}의 길이가 모양과 맞지 않습니다",
            got=got,
        )
    return Place(dtype, tuple(shape), begin, end)


def _sizes(values: Any) -> bool:
    return isinstance(values, list) and all(type(v) is int and 0 <= v < 1 << 63 for v in values)


def read_tensors(stream: Any, places: Mapping[str, Place], where: str) -> dict[str, np.ndarray]:
    """Read the tensors behind a header into memory of their own; those of a mapped file stay there.

    Args:
        stream: as ``read_header`` left it.
        places: what ``read_header`` returned.
        where: file and part, for the message.

    Returns:
        Name → array, in the order of the bytes.

    Raises:
        FileFormatError: BD083, when the bytes end early or a truth value is neither 0 nor 1.
    """
    arrays: dict[str, np.ndarray] = {}
    for name, place in places.items():
        if isinstance(stream, Mapped):
            array = stream.tensor(place.begin, place.end, place.dtype, place.shape)
            target = array.reshape(-1).view(np.uint8)
        else:
            array = np.empty(place.shape, place.dtype)
            target = array.reshape(-1).view(np.uint8)
            _fill(stream, target, where)
        if place.dtype == np.bool_ and target.size and target.max() > 1:
            raise damaged(
                where,
                f"{brief(name)!r} holds truth values other than 0 and 1",
                f"{brief(name)!r}에 0과 1이 아닌 참/거짓 값이 있습니다",
            )
        arrays[name] = array if sys.byteorder == "little" or place.dtype.itemsize == 1 else array.byteswap()
    stream.read(1)  # the end of a zip member is where its checksum is compared
    return arrays


def _fill(stream: Any, target: np.ndarray, where: str) -> None:
    for start in range(0, target.size, _CHUNK):
        piece = target[start : start + _CHUNK]
        if stream.readinto(piece.data) != piece.size:
            raise _cut_off(where)


def read_exactly(stream: Any, count: int, where: str) -> bytes:
    """Read so many bytes.

    Raises:
        FileFormatError: BD083, when there are fewer.
    """
    data = stream.read(count)
    if len(data) < count:
        raise _cut_off(where)
    return data


def _cut_off(where: str) -> Exception:
    return damaged(where, "it ends early: part of it is missing", "중간에서 끊겨 일부가 없습니다")
