"""IDX files: every type and shape comes back, and nothing unsound gets through."""

from __future__ import annotations

import gzip
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from badak.datasets import read_idx
from badak.errors import FileError, FileFormatError
from tests.datasets.helpers import IDX_CODES, idx_bytes, raises

ARRAYS = st.sampled_from(sorted(IDX_CODES)).flatmap(
    lambda name: hnp.arrays(np.dtype(name), hnp.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=5))
)


@given(array=ARRAYS, packed=st.booleans())
def test_round_trip(tmp_path: Path, array: np.ndarray, packed: bool) -> None:
    """What the test wrote with struct comes back with its type, shape and values, writable and native."""
    content = idx_bytes(array)
    file = tmp_path / "any-name"
    file.write_bytes(gzip.compress(content) if packed else content)
    read = read_idx(file)
    assert read.dtype == array.dtype and read.dtype.isnative and read.shape == array.shape
    np.testing.assert_array_equal(read, array)
    assert read.flags.writeable


@given(array=ARRAYS, packed=st.booleans(), data=st.data())
def test_every_cut_is_refused(tmp_path: Path, array: np.ndarray, packed: bool, data: st.DataObject) -> None:
    """A file that ends anywhere before its end is an error, never a shorter array."""
    content = gzip.compress(idx_bytes(array)) if packed else idx_bytes(array)
    file = tmp_path / "cut"
    file.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    with pytest.raises(FileFormatError) as info:
        read_idx(file)
    assert info.value.code == "BD064"


@given(content=st.binary(max_size=64))
def test_noise_is_refused_or_read_whole(tmp_path: Path, content: bytes) -> None:
    """Arbitrary bytes give BD064, or are an IDX file indeed."""
    file = tmp_path / "noise"
    file.write_bytes(content)
    try:
        array = read_idx(file)
    except FileFormatError as error:
        assert error.code == "BD064"
    else:
        assert idx_bytes(array) == content


def test_cut_off_text(tmp_path: Path) -> None:
    file = tmp_path / "x-idx1-ubyte"
    content = idx_bytes(np.zeros(10, np.uint8))
    for cut in (content[:-3], gzip.compress(content[:-3])):
        file.write_bytes(cut)
        with raises("BD064", en=("cut off: 7 of 10 bytes", "x-idx1-ubyte"), ko="10바이트 가운데 7바이트만"):
            read_idx(file)


def test_cut_off_header(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"\0\0\x08\x03\0\0\0\x01")
    with raises("BD064", en="cut off inside its header", ko="헤더 중간에서"):
        read_idx(file)


@pytest.mark.parametrize(
    "start", [b"", b"\x89PNG", b"\0\0\x07\x01", b"\0\0\x08\x00", b"\0\0\x08\x09", b"\0\x01\x08\x01"]
)
def test_wrong_magic(tmp_path: Path, start: bytes) -> None:
    file = tmp_path / "x"
    file.write_bytes(start + bytes(40 if start else 0))
    with raises("BD064", en="does not begin like an IDX file", ko="시작 부분이 아닙니다"):
        read_idx(file)


def test_more_than_promised(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(idx_bytes(np.zeros(5, np.uint8)) + b"!")
    with raises("BD064", en="goes on after the 5 bytes", ko="5바이트 뒤에 내용이 더"):
        read_idx(file)


@pytest.mark.parametrize("packed", [False, True])
def test_huge_promise_is_refused_before_allocating(tmp_path: Path, packed: bool) -> None:
    """Four sizes of 2**32 - 1 wrap around in 64 bits; Python's integers do not."""
    content = struct.pack(">BBBB4I", 0, 0, 0x0E, 4, *[2**32 - 1] * 4) + bytes(100)
    file = tmp_path / "x"
    file.write_bytes(gzip.compress(content) if packed else content)
    tracemalloc.start()
    try:
        with raises("BD064", en="more than a file of this size can hold", ko="담길 수 없습니다"):
            read_idx(file)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_believable_promise_grows_with_the_file(tmp_path: Path) -> None:
    """A packed file that could just hold what it promises, but does not, costs what it holds and no more."""
    packed = gzip.compress(struct.pack(">BBBBI", 0, 0, 8, 1, 80_000_000) + np.random.default_rng(0).bytes(100_000))
    file = tmp_path / "x"
    file.write_bytes(packed)
    tracemalloc.start()
    try:
        with raises("BD064", en="cut off: 100000 of 80000000"):
            read_idx(file)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_corrupted_gzip(tmp_path: Path) -> None:
    file = tmp_path / "x.gz"
    packed = bytearray(gzip.compress(idx_bytes(np.arange(100, dtype=np.uint8)), mtime=0))
    packed[-6] ^= 0xFF  # inside the checksum at its end
    file.write_bytes(packed)
    with raises("BD064", en="compressed data is damaged", ko="압축된 데이터가 손상"):
        read_idx(file)
    packed[12] ^= 0xFF
    packed[13] ^= 0xFF
    file.write_bytes(packed)
    with raises("BD064"):
        read_idx(file)


def test_missing_file_names_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "train-images").write_bytes(b"")
    with raises("BD065", en=("does not exist", "'train-images'"), ko=("존재하지 않습니다", "'train-images'")) as info:
        read_idx(tmp_path / "train-image")
    assert isinstance(info.value, FileError) and isinstance(info.value, OSError)


def test_missing_folder(tmp_path: Path) -> None:
    with raises("BD065", en="empty or missing", ko="비어 있거나 없습니다"):
        read_idx(tmp_path / "no" / "file")


def test_folder_as_file(tmp_path: Path) -> None:
    with raises("BD065", en=("it is a folder", "this folder is empty"), ko=("폴더입니다", "이 폴더는 비어")):
        read_idx(tmp_path)
    (tmp_path / "labels").write_bytes(b"")
    with raises("BD065", en="such as 'labels'", ko="예: 'labels'"):
        read_idx(tmp_path)


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulated, for the superuser may read everything."""
    file = tmp_path / "x"
    file.write_bytes(b"")

    def refuse(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    with raises("BD065", en="you may not read it", ko="읽을 권한이 없습니다"):
        read_idx(file)


def test_home_sign_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "x").write_bytes(idx_bytes(np.array([3], np.uint8)))
    assert read_idx("~/x").tolist() == [3]
