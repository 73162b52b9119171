"""NPZ files: arrays come back as NumPy wrote them, and nothing in a file is ever run."""

from __future__ import annotations

import io
import os
import struct
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from badak.datasets import read_npz
from tests.datasets.damage import changed_at_random
from tests.datasets.helpers import raises

KINDS = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(endianness="?"),
    hnp.floating_dtypes(endianness="?"),
    st.just(np.dtype("<U3")),
)
SHAPES = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)


@given(array=hnp.arrays(KINDS, SHAPES), packed=st.booleans(), fortran=st.booleans())
def test_round_trip(tmp_path: Path, array: np.ndarray, packed: bool, fortran: bool) -> None:
    """What NumPy saved comes back the same, in native byte order and writable."""
    file = tmp_path / "data.npz"
    save = np.savez_compressed if packed else np.savez
    save(file, a=np.array(array, order="F" if fortran else "C"), b=np.arange(3))
    read = read_npz(file)
    assert list(read) == ["a", "b"]
    assert read["a"].dtype == array.dtype.newbyteorder("=") and read["a"].shape == array.shape
    np.testing.assert_array_equal(read["a"], array)
    assert read["a"].flags.writeable


class Trap:
    """Its pickle makes a file when it is loaded."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.file),)


def test_pickles_are_refused_and_not_run(tmp_path: Path) -> None:
    sprung = tmp_path / "sprung"
    file = tmp_path / "data.npz"
    np.savez(file, x=np.array([Trap(sprung)], dtype=object), allow_pickle=True)
    with raises("BD068", en=("'x.npy' holds Python objects", "any program"), ko=("파이썬 객체", "임의의 코드")):
        read_npz(file)
    assert not sprung.exists()


def test_objects_hidden_in_a_record_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "data.npz"
    np.savez(file, x=np.zeros(2, dtype=[("n", "i4"), ("o", "O")]), allow_pickle=True)
    with raises("BD068", en="Python objects"):
        read_npz(file)


def _archive(path: Path, member: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, content)
    return path


def _npy(shape: tuple[int, ...], data: bytes) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": "<f8", "fortran_order": False, "shape": shape})
    return stream.getvalue() + data


def test_huge_promise_is_refused_before_allocating(tmp_path: Path) -> None:
    file = _archive(tmp_path / "data.npz", "x.npy", _npy((2**40, 2**10), bytes(800)))
    tracemalloc.start()
    try:
        with raises("BD068", en="more than the file can hold", ko="담길 수 없습니다"):
            read_npz(file)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_directory_that_lies_about_sizes(tmp_path: Path) -> None:
    """The archive's own directory may promise too much as well: what is packed bounds it."""
    file = _archive(tmp_path / "data.npz", "x.npy", _npy((10**9,), bytes(8)))
    content = bytearray(file.read_bytes())
    entry = content.rindex(b"PK\x01\x02")  # its uncompressed size is 24 bytes further on
    content[entry + 24 : entry + 28] = struct.pack("<I", 2**32 - 2)
    file.write_bytes(content)
    with raises("BD068"):
        read_npz(file)


def test_second_version_of_the_format(tmp_path: Path) -> None:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.arange(5), version=(2, 0))
    assert read_npz(_archive(tmp_path / "data.npz", "x.npy", stream.getvalue()))["x"].tolist() == [0, 1, 2, 3, 4]


def test_cut_off_array(tmp_path: Path) -> None:
    file = _archive(tmp_path / "data.npz", "x.npy", _npy((10,), bytes(79)))
    with raises("BD068", en=("'x.npy'", "shape (10,)")):
        read_npz(file)


@given(content=st.binary(max_size=200))
def test_noise_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "data.npz"
    file.write_bytes(b"PK" + content)
    with raises("BD068", en="not a sound zip archive", ko="올바른 zip 파일이 아닙니다"):
        read_npz(file)


@given(data=st.data())
def test_every_cut_is_refused(tmp_path: Path, data: st.DataObject) -> None:
    file = tmp_path / "data.npz"
    np.savez_compressed(file, x=np.arange(50), y=np.arange(5.0))
    content = file.read_bytes()
    file.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    with raises("BD068"):
        read_npz(file)


@given(data=st.data())
def test_a_flipped_byte_never_does_worse_than_an_error(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever byte is wrong: arrays of numbers, or BD068; no other error, no object."""
    file = tmp_path / "data.npz"
    np.savez_compressed(file, x=np.arange(50))
    content = bytearray(file.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    file.write_bytes(content)
    from badak.errors import FileFormatError

    try:
        read = read_npz(file)
    except FileFormatError as error:
        assert error.code == "BD068"
    else:
        assert all(not array.dtype.hasobject for array in read.values())


def test_archive_without_arrays(tmp_path: Path) -> None:
    with raises("BD068", en="holds no arrays", ko="배열이 하나도"):
        read_npz(_archive(tmp_path / "data.npz", "readme.txt", b"hello"))


@pytest.mark.parametrize("content", [b"", b"text", b"\x93NUMPY\x09\x00"])
def test_member_that_is_no_array(tmp_path: Path, content: bytes) -> None:
    with raises("BD068", en="'x.npy' is not a NumPy array", ko="NumPy 배열이 아닙니다"):
        read_npz(_archive(tmp_path / "data.npz", "x.npy", content))


def test_missing_file(tmp_path: Path) -> None:
    with raises("BD065", en="does not exist"):
        read_npz(tmp_path / "none.npz")


def test_changed_bytes_end_in_a_coded_error(tmp_path: Path) -> None:
    """Whatever zipfile makes of them: a version, a compression, an offset, a name that do not exist."""
    file = tmp_path / "data.npz"
    np.savez_compressed(file, x=np.arange(12.0).reshape(3, 4), y=np.arange(3))
    changed_at_random(file, read_npz, {"BD068"})
