"""Our safetensors against the library of that name, in both directions, and bfloat16, which its NumPy side has not."""

from __future__ import annotations

import io
import json
import struct

import ml_dtypes
import numpy as np
import pytest
import safetensors
import safetensors.numpy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from badak.errors import ArgumentError
from badak.files.safetensors import Prepared, read_header, read_tensors

DTYPES = [
    np.float64, np.float32, np.float16, np.int64, np.int32, np.int16, np.int8, np.uint64, np.uint32, np.uint16, np.uint8,
    np.bool_,
]  # fmt: skip
ARRAYS = st.sampled_from(DTYPES).flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
)
TREES = st.dictionaries(st.text(max_size=8).filter(lambda name: name != "__metadata__"), ARRAYS, max_size=6)


def written(arrays: dict, metadata: dict | None = None) -> bytes:
    """Write arrays as bytes."""
    prepared = Prepared(arrays, "test", metadata)
    out = io.BytesIO()
    prepared.write(out)
    assert len(out.getvalue()) == prepared.size
    return out.getvalue()


def read(data: bytes) -> dict[str, np.ndarray]:
    """Read bytes."""
    stream = io.BytesIO(data)
    return read_tensors(stream, read_header(stream, len(data), "test"), "test")


def assert_equal(a: dict, b: dict) -> None:
    """The same names, types, shapes and bits, NaN included."""
    assert a.keys() == b.keys()
    for name in a:
        assert (a[name].dtype, a[name].shape) == (b[name].dtype, b[name].shape)
        assert a[name].tobytes() == b[name].tobytes()


@given(TREES)
def test_what_we_write_the_library_reads(arrays: dict) -> None:
    """Any names, shapes without axes and without values among them."""
    assert_equal(safetensors.numpy.load(written(arrays)), arrays)


@given(TREES)
def test_what_the_library_writes_we_read(arrays: dict) -> None:
    """And the arrays are our own memory, aligned and writable."""
    found = read(safetensors.numpy.save(arrays, {"note": "x"}))
    assert_equal(found, arrays)
    assert all(a.flags.writeable and a.flags.aligned and a.flags.owndata for a in found.values())


def test_metadata_and_alignment(tmp_path) -> None:
    """The header is padded to eight bytes, wide numbers come first, so that every tensor lies aligned in the file."""
    arrays = {
        "b": np.ones(3, np.uint8),
        "한글": np.ones((2, 2)),
        "c": np.ones(5, np.float32),
        "a": np.ones((), np.int64),
    }
    data = written(arrays, {"format": "badak"})
    (length,) = struct.unpack("<Q", data[:8])
    assert length % 8 == 0
    header = json.loads(data[8 : 8 + length])
    assert list(header) == ["__metadata__", "한글", "a", "c", "b"]
    for name, array in arrays.items():
        assert header[name]["data_offsets"][0] % array.itemsize == 0
    (tmp_path / "x.safetensors").write_bytes(data)
    with safetensors.safe_open(tmp_path / "x.safetensors", "numpy") as file:
        assert file.metadata() == {"format": "badak"}


def test_bfloat16() -> None:
    """All 65,536 bit patterns survive, and stand for what they should."""
    patterns = np.arange(1 << 16, dtype=np.uint16)
    data = written({"w": patterns.view(ml_dtypes.bfloat16).reshape(256, 256)})
    length = int.from_bytes(data[:8], "little")
    assert json.loads(data[8 : 8 + length])["w"]["dtype"] == "BF16"
    found = read(data)["w"]
    assert found.dtype == ml_dtypes.bfloat16
    assert found.shape == (256, 256)
    assert np.array_equal(found.view(np.uint16).ravel(), patterns)
    with np.errstate(invalid="ignore"):
        wide = found.ravel().astype(np.float32)
    assert np.array_equal(wide.view(np.uint32) >> 16, patterns) or np.isnan(wide).any()
    finite = np.isfinite(wide)
    assert np.array_equal(wide[finite].view(np.uint32) >> 16, patterns[finite])


def test_arrays_in_any_layout() -> None:
    """Views, transposed and big-endian arrays are written as what they mean."""
    base = np.arange(24, dtype=np.float32).reshape(4, 6)
    arrays = {"t": base.T, "s": base[::2, ::3], "r": base[:, ::-1], "e": base.astype(">f4"), "z": base[:0]}
    for name, found in read(written(arrays)).items():
        assert np.array_equal(found, arrays[name]), name
        assert found.dtype == np.float32


@pytest.mark.parametrize("array", [np.array(["a"]), np.array([None]), np.zeros(2, np.complex64), np.zeros(2, "M8[s]")])
def test_what_the_format_does_not_have(array: np.ndarray) -> None:
    """Texts, objects and complex numbers are refused before anything is written."""
    with pytest.raises(ArgumentError) as caught:
        written({"odd": array})
    assert caught.value.code == "BD003"
    assert "odd" in str(caught.value)


def test_equal_arrays_are_equal_bytes() -> None:
    """Whatever lies between them in memory."""
    arrays = {"a": np.ones((3, 2), np.float32), "b": np.zeros(4, np.float64)}
    assert written(arrays) == written({name: np.array(a, order="F") for name, a in arrays.items()})
