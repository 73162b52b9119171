"""mnist and fashion_mnist: where they are looked for, in which order, and what happens when a file is not right."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from badak.datasets import fashion_mnist, mnist
from badak.datasets.published import Part, Published, load
from badak.errors import DownloadError, Notice
from tests.datasets.helpers import idx_bytes, raises, write_mnist_like
from tests.datasets.mirror import Mirror, running, sends, status

FILES = [
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
]
ARRAYS = [
    (np.arange(6 * 4) % 251).astype(np.uint8).reshape(6, 2, 2),
    np.array([0, 1, 2, 0, 1, 2], np.uint8),
    np.full((3, 2, 2), 9, np.uint8),
    np.array([2, 1, 0], np.uint8),
]
RAW = [idx_bytes(array) for array in ARRAYS]
PACKED = [gzip.compress(raw, mtime=0) for raw in RAW]


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BADAK_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("BADAK_DATA", raising=False)
    return tmp_path / "cache" / "datasets" / "toy_set"


def toy(*mirrors: str, md5: bool = False) -> Published:
    """A data set as MNIST is described, four tiny files."""
    parts = [Part(file, len(raw), hashlib.sha256(raw).hexdigest()) for file, raw in zip(FILES, RAW)]
    if md5:  # only the publisher's digest of the packed file is right
        parts = [
            replace(part, sha256="0" * 64, md5_packed=hashlib.md5(packed).hexdigest())
            for part, packed in zip(parts, PACKED)
        ]
    return Published("toy_set", "Toy", mirrors, (parts[0], parts[1], parts[2], parts[3]))


def stock(mirror: Mirror, folder: str = "") -> str:
    """Put all four files on a mirror; returns its address."""
    for file, packed in zip(FILES, PACKED):
        mirror.put(folder + file, sends(packed))
    return mirror.base + folder


def check(loaded: tuple) -> None:
    flat = [array for part in loaded for array in part]
    for array, wanted in zip(flat, ARRAYS):
        assert array.dtype == np.uint8
        np.testing.assert_array_equal(array, wanted)


def test_downloaded_once_and_kept(mirror: Mirror, cache: Path) -> None:
    data = toy(stock(mirror))
    check(load(data))
    assert [path for path, _ in mirror.asked] == ["/" + file for file in FILES]
    check(load(data))
    assert len(mirror.asked) == 4
    assert sorted(file.name for file in cache.glob("*.gz")) == sorted(FILES)


def test_next_mirror(mirror: Mirror) -> None:
    broken = mirror.base + "broken/"
    for file in FILES:
        mirror.put("broken/" + file, status(403))
    check(load(toy(broken, stock(mirror, "good/"))))


def test_mirror_packs_in_its_own_way(mirror: Mirror) -> None:
    """The checksum is of the unpacked content, so the level of compression does not matter."""
    for file, raw in zip(FILES, RAW):
        mirror.put(file, sends(gzip.compress(raw, compresslevel=1, mtime=7)))
    check(load(toy(mirror.base)))


def test_publishers_md5_of_the_packed_file(mirror: Mirror) -> None:
    check(load(toy(stock(mirror), md5=True)))


def test_wrong_content_from_every_mirror(mirror: Mirror, cache: Path) -> None:
    stock(mirror)
    wrong = bytearray(RAW[1])
    wrong[-1] += 1
    mirror.put(FILES[1], sends(gzip.compress(bytes(wrong))))
    with raises(
        "BD060",
        en=(f"{mirror.base}{FILES[1]}: its SHA-256 checksum is not", "a folder toy_set below", str(cache)),
        ko=("SHA-256 체크섬이 공개된 값과 다릅니다", str(cache)),
    ):
        load(toy(mirror.base))
    assert not (cache / FILES[1]).exists() and (cache / FILES[0]).exists()


@pytest.mark.parametrize(
    ("content", "en", "ko"),
    [
        (b"<html>please log in</html>", "has 26 bytes instead of 40", "40바이트가 아니라 26바이트"),
        (gzip.compress(RAW[0] + b"more", mtime=0), "has > 40 bytes", "> 40바이트"),
        (PACKED[0][:-9], "compressed data is cut off", "중간에서 끊겼습니다"),
        (PACKED[0][:20] + b"\xff\xff" + PACKED[0][22:], "compressed data is damaged", "손상되었습니다"),
    ],
    ids=["a page", "longer", "cut off", "damaged"],
)
def test_wrong_file_says_what_is_wrong(mirror: Mirror, content: bytes, en: str, ko: str) -> None:
    stock(mirror)
    mirror.put(FILES[0], sends(content))
    with raises("BD060", en=en, ko=ko):
        load(toy(mirror.base))


def test_damaged_cache_is_said_and_mended(mirror: Mirror, cache: Path) -> None:
    data = toy(stock(mirror))
    load(data)
    kept = cache / FILES[2]
    kept.write_bytes(kept.read_bytes()[:-5])
    with pytest.warns(Notice, match=rf"BD075.*{re.escape(str(kept))} is damaged \(its compressed data is cut off\)"):
        check(load(data))
    assert [path for path, _ in mirror.asked].count("/" + FILES[2]) == 2


@pytest.mark.parametrize("name", ["toy_set", "toy-set"])
@pytest.mark.parametrize("packed", [True, False])
def test_own_folder_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mirror: Mirror, name: str, packed: bool
) -> None:
    folder = tmp_path / "own" / name
    folder.mkdir(parents=True)
    for file, content in zip(FILES, PACKED if packed else RAW):
        (folder / (file if packed else file.removesuffix(".gz"))).write_bytes(content)
    monkeypatch.setenv("BADAK_DATA", str(tmp_path / "own"))
    check(load(toy(mirror.base)))
    assert not mirror.asked and not (tmp_path / "cache").exists()


def test_what_the_own_folder_lacks_is_downloaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mirror: Mirror
) -> None:
    folder = tmp_path / "own" / "toy_set"
    folder.mkdir(parents=True)
    (folder / FILES[0]).write_bytes(PACKED[0])
    monkeypatch.setenv("BADAK_DATA", str(tmp_path / "own"))
    check(load(toy(stock(mirror))))
    assert len(mirror.asked) == 3


def test_wrong_file_in_the_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mirror: Mirror) -> None:
    """It is the user's: it is named, not replaced."""
    write_mnist_like(tmp_path / "own" / "toy_set", train=5)
    monkeypatch.setenv("BADAK_DATA", str(tmp_path / "own"))
    with raises(
        "BD062",
        en=("not the published Toy", "36 bytes instead of 40", FILES[0], "load_folder"),
        ko=("공개된 Toy 원본 파일이 아닙니다", "load_folder"),
    ):
        load(toy(stock(mirror)))
    assert (tmp_path / "own" / "toy_set" / FILES[0]).exists() and not mirror.asked


def test_offline_names_every_address_and_what_there_is_instead(cache: Path) -> None:
    """As on a machine without a network: tests have none."""
    with raises(
        "BD060",
        en=[*(m + FILES[0] for m in mnist.SOURCE.mirrors), "digits_sample()", "BADAK_DATA", ", ".join(FILES)],
        ko=[*(m + FILES[0] for m in mnist.SOURCE.mirrors), "digits_sample()", "네트워크가 없어도"],
    ) as info:
        mnist.load_data()
    assert str(cache.parent / "mnist") in str(info.value)
    assert isinstance(info.value, DownloadError)
    with raises("BD060", en=[*(m + FILES[0] for m in fashion_mnist.SOURCE.mirrors), "fashion_mnist"]):
        fashion_mnist.load_data()


def test_path_of_ones_own(tmp_path: Path, mirror: Mirror) -> None:
    write_mnist_like(tmp_path / "files")
    assert load(toy(), tmp_path / "files")[0][0].shape == (6, 2, 2)
    x, y, u, v = ARRAYS
    np.savez(tmp_path / "mnist.npz", x_train=x, y_train=y, x_test=u, y_test=v)
    check(load(toy(), tmp_path / "mnist.npz"))


def test_npz_without_a_part(tmp_path: Path) -> None:
    np.savez(tmp_path / "mnist.npz", x_train=ARRAYS[0], y_train=ARRAYS[1])
    with raises("BD068", en="arrays x_test, y_test are missing", ko="배열 x_test, y_test"):
        load(toy(), tmp_path / "mnist.npz")


def test_keras_cache_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mirror: Mirror) -> None:
    """load_data("mnist.npz") from a Keras listing means the usual place; a path that is not there is an error."""
    monkeypatch.chdir(tmp_path)
    check(load(toy(stock(mirror)), "mnist.npz"))
    with raises("BD065", en="does not exist", ko="존재하지 않습니다"):
        load(toy(), tmp_path / "none" / "mnist.npz")


def test_descriptions() -> None:
    """Sizes follow from the shapes; digests are of the right length; the s3 website of one mirror has no HTTPS."""
    for data in (mnist.SOURCE, fashion_mnist.SOURCE):
        assert [part.file for part in data.parts] == FILES
        assert [part.size for part in data.parts] == [16 + 60000 * 784, 8 + 60000, 16 + 10000 * 784, 8 + 10000]
        assert all(re.fullmatch("[0-9a-f]{64}", part.sha256) for part in data.parts)
        assert all(re.fullmatch(r"https?://[^ ]+/", mirror) for mirror in data.mirrors)
        assert sum(not mirror.startswith("https") for mirror in data.mirrors) <= 1
        assert len(data.mirrors) >= 3
    digests = [part.sha256 for data in (mnist.SOURCE, fashion_mnist.SOURCE) for part in data.parts]
    assert len(set(digests)) == 8
    assert len(mnist.CLASS_NAMES) == len(fashion_mnist.CLASS_NAMES) == 10


@pytest.mark.skipif("BADAK_FULL_MNIST" not in os.environ, reason="needs all of MNIST: BADAK_FULL_MNIST=FOLDER")
def test_real_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BADAK_DATA", str(Path(os.environ["BADAK_FULL_MNIST"]).parent))
    (x_train, y_train), (x_test, y_test) = mnist.load_data()
    assert x_train.shape == (60000, 28, 28) and x_test.shape == (10000, 28, 28)
    assert x_train.dtype == y_train.dtype == np.uint8
    assert y_train[:5].tolist() == [5, 0, 4, 1, 9] and y_test[:5].tolist() == [7, 2, 1, 0, 4]
    assert np.bincount(y_train).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert round(float(x_train.mean()) / 255, 4) == 0.1307 and round(float(x_train.std()) / 255, 4) == 0.3081
