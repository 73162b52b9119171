"""imdb, reuters and nsmc: found, fetched, checked; the samples; pickles that hold more than lists."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import lzma
import pickle
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from badak.datasets import imdb, nsmc, reuters, reviews_sample, shakespeare_sample
from badak.datasets.kept_file import KeptFile
from badak.datasets.ragged import read_ragged
from badak.errors import Notice
from tests.datasets.helpers import raises
from tests.datasets.mirror import Mirror, running, sends, status

CONTENT = b'id\tdocument\tlabel\n1\t\xec\xa0\x95\xeb\xa7\x90 \xec\xa2\x8b\xeb\x8b\xa4\t1\n2\tnot "good\t0\n3\t\t0\n'


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BADAK_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("BADAK_DATA", raising=False)
    return tmp_path / "cache" / "datasets"


def git_name(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def kept(url: str, content: bytes = CONTENT, kind: str = "git", **changes) -> KeptFile:
    digest = git_name(content) if kind == "git" else hashlib.new(kind, content).hexdigest()
    made = KeptFile("toy", "toy.txt", "Toy", (url,), len(content), (kind, digest), len(content) + 9, packed=True)
    return replace(made, **changes)


# ---- one file -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["git", "md5", "sha256"])
def test_fetched_once_and_kept(mirror: Mirror, cache: Path, kind: str) -> None:
    file = kept(mirror.put("toy.txt", sends(CONTENT)), kind=kind)
    path = file.path("test", ["toy.txt"])
    assert path == cache / "toy" / "toy.txt" and path.read_bytes() == CONTENT
    assert file.path("test", ["toy.txt"]) == path and len(mirror.asked) == 1


def test_git_agrees_about_its_names(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(CONTENT)
    try:
        done = subprocess.run(["git", "hash-object", str(tmp_path / "f")], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no git here")
    assert kept("").digest[1] == done.stdout.strip()
    assert kept("").wrong(tmp_path / "f") is None


def test_own_folder_first_packed_or_not(mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own" / "toy"
    own.mkdir(parents=True)
    monkeypatch.setenv("BADAK_DATA", str(own.parent))
    file = kept(mirror.base + "toy.txt")
    (own / "toy.txt.gz").write_bytes(gzip.compress(CONTENT))
    assert b"".join(file.pieces(file.path("test", []))) == CONTENT
    (own / "toy.txt").write_bytes(CONTENT[:-1] + b"?")
    with raises("BD062", en=("not the published Toy", "its git checksum"), ko=("Toy 원본", "git 체크섬")):
        file.path("test", [])
    (own / "toy.txt").write_bytes(CONTENT[:-1])
    with raises("BD062", en=f"{len(CONTENT) - 1} bytes instead of {len(CONTENT)}", ko="바이트"):
        file.path("test", [])
    (own / "toy.txt").write_bytes(gzip.compress(CONTENT)[:-9])
    with raises("BD062", en="compressed data is damaged", ko="손상되었습니다"):
        file.path("test", [])
    assert not mirror.asked


def test_wrong_mirrors_and_none(mirror: Mirror) -> None:
    good, bad = mirror.put("good", sends(CONTENT)), mirror.put("bad", sends(CONTENT[::-1]))
    assert kept("", urls=(bad, good)).path("test", []).exists()
    other = kept("", urls=(bad, mirror.put("gone", status(404))), name="other.txt")
    with raises(
        "BD060",
        en=("bad: its git checksum", "gone: HTTP 404", "reviews_sample()", "a folder toy below"),
        ko=("git 체크섬", "HTTP 404", "reviews_sample()"),
    ):
        other.path("datasets.toy", ["other.txt"])


def test_a_damaged_copy_is_said_and_fetched_again(mirror: Mirror) -> None:
    file = kept(mirror.put("toy.txt", sends(CONTENT)))
    path = file.path("test", [])
    path.write_bytes(b"rubbish")
    with pytest.warns(Notice, match=r"BD075.*toy.txt is damaged"):
        assert file.path("test", []).read_bytes() == CONTENT


def test_a_large_file_is_read_no_further_than_needed(tmp_path: Path) -> None:
    bomb = tmp_path / "toy.txt"
    bomb.write_bytes(gzip.compress(bytes(50_000_000)))
    assert sum(map(len, kept("").pieces(bomb))) < 3_000_000
    assert kept("").wrong(bomb) is not None


@pytest.mark.parametrize("load", [imdb.load_data, imdb.get_word_index, imdb.load_texts, reuters.load_data,
                                  reuters.load_texts, nsmc.load_texts, nsmc.load_data])  # fmt: skip
def test_without_a_network(load) -> None:
    with raises("BD060", en=("digits_sample(), reviews_sample()", "BADAK_DATA"), ko="네트워크가 없어도"):
        load()


def test_the_published_files_are_described_alike() -> None:
    files = [imdb.RANKS, imdb.WORDS, imdb.TEXTS, reuters.RANKS, reuters.WORDS, *nsmc.FILES]
    for file in files:
        assert all(url.startswith("https://") and url.endswith("/" + file.name) for url in file.urls)
        assert len(file.digest[1]) == {"git": 40, "md5": 32, "sha256": 64}[file.digest[0]]
    assert len({file.digest[1] for file in files}) == len(files)


# ---- ranks --------------------------------------------------------------------------------------------------------------


def ranks_file(folder: Path, **arrays) -> Path:
    rows = np.empty(3, object)
    rows[:] = [[1, 2], [3], [4, 5, 6]]
    file = folder / "ranks.npz"
    np.savez(
        file,
        **{"x_train": rows, "y_train": np.array([0, 1, 1]), "x_test": rows, "y_test": np.array([1, 0, 0]), **arrays},
    )
    return file


def test_ranks_from_a_file_of_ones_own(tmp_path: Path) -> None:
    (x, y), _ = imdb.load_data(ranks_file(tmp_path), seed=0)
    assert x.dtype == object and x.shape == (3,) and all(row[0] == 1 for row in x)
    (equal, _), _ = imdb.load_data(ranks_file(tmp_path), maxlen=3)
    assert equal.shape == (1,) and isinstance(equal[0], list)  # lists stay lists where their lengths are equal
    with raises("BD003", en="argument 'maxlen'", ko="maxlen"):
        imdb.load_data(ranks_file(tmp_path), maxlen=1)
    with raises("BD003", en="test_split", ko="test_split"):
        reuters.load_data(test_split=2)
    with raises("BD065", en="it does not exist", ko="존재하지"):
        imdb.load_data(tmp_path / "none.npz")


class Evil:
    def __reduce__(self):
        return (print, ("pickled code ran",))


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_lists_in_every_protocol(tmp_path: Path, protocol: int) -> None:
    rows = np.empty(2, object)
    rows[:] = [[1, 300], [70_000]]
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": "|O", "fortran_order": False, "shape": (2,)})
    pickle.dump(rows, stream, protocol=protocol)
    file = tmp_path / "f.npz"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x.npy", stream.getvalue())
    assert read_ragged(file, ("x",), "test")["x"] == [[1, 300], [70_000]]


@pytest.mark.parametrize(
    "content",
    [[Evil()], [[Evil()]], [["text"]], [1], [[1.5]], [[True]], [np.dtype("f4")], [{}]],
    ids=["evil", "evil inside", "texts", "number", "fraction", "truth", "dtype", "dict"],
)
def test_nothing_but_lists_is_unpickled(tmp_path: Path, capsys, content: list) -> None:
    rows = np.empty(len(content), object)
    rows[:] = content
    with raises("BD068", en="lists of whole numbers were expected", ko="정수 리스트가 있어야"):
        imdb.load_data(ranks_file(tmp_path, x_train=rows))
    assert "pickled code ran" not in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rubbish", b"rubbish"])
def test_files_that_are_no_archive(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "f.npz"
    file.write_bytes(content)
    with raises("BD068", en="whole numbers were expected", ko="정수 리스트"):
        imdb.load_data(file)


def test_missing_arrays(tmp_path: Path) -> None:
    with raises("BD068", en="KeyError", ko="KeyError"):
        reuters.load_data(ranks_file(tmp_path))


def test_word_index_and_texts_of_reuters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = tmp_path / "words.json"
    words.write_text(json.dumps({"the": 1, "oil": 2, "price": 3, "rises": 4, "fell": 5, "again": 6}))
    assert reuters.get_word_index(words)["oil"] == 2 == imdb.get_word_index(words)["oil"]
    rows = np.empty(2, object)
    rows[:] = [[1, 2, 3, 4], [2, 5, 6]]
    file = ranks_file(tmp_path, x=rows, y=np.array([16, 3]))
    own = tmp_path / "data" / "reuters"
    own.mkdir(parents=True)
    for name, path in (("reuters.npz", file), ("reuters_word_index.json", words)):
        (own / name).write_bytes(path.read_bytes())
    monkeypatch.setenv("BADAK_DATA", str(own.parent))
    for name in ("RANKS", "WORDS"):
        content = (own / getattr(reuters, name).name).read_bytes()
        digest = ("sha256", hashlib.sha256(content).hexdigest())
        made = replace(getattr(reuters, name), size=len(content), digest=digest, most=len(content))
        monkeypatch.setattr(reuters, name, made)
    (x, y), (x2, y2) = reuters.load_texts(test_split=0.5)
    assert {x[0], x2[0]} == {"the oil price rises", "oil fell again"} and {int(y[0]), int(y2[0])} == {16, 3}
    assert reuters.get_label_names()[3] == "earn" and len(reuters.CLASS_NAMES) == 46
    (own / "reuters_word_index.json").write_text("[]")
    with raises("BD062", en="2 bytes instead of", ko="2바이트"):
        reuters.get_word_index()
    words.write_text("[1, 2]")
    with raises("BD062", en="no JSON of words and ranks", ko="단어와 순위"):
        imdb.get_word_index(words)


# ---- texts --------------------------------------------------------------------------------------------------------------


def test_texts_of_imdb_from_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "aclImdb_v1.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        for part in ("train", "test"):
            for kind, stars in (("neg", 2), ("pos", 9), ("unsup", 0)):
                for n in range(3):
                    content = f"{part} {kind} {n} – ok<br />".encode()
                    member = tarfile.TarInfo(f"aclImdb/{part}/{kind}/{n}_{stars}.txt")
                    member.size = len(content)
                    archive.addfile(member, io.BytesIO(content))
    with raises("BD062", en="not the published IMDB", ko="IMDB"):
        imdb.load_texts(file)
    digest = ("sha256", hashlib.sha256(file.read_bytes()).hexdigest())
    monkeypatch.setattr(imdb, "TEXTS", replace(imdb.TEXTS, size=file.stat().st_size, digest=digest))
    for x, y in imdb.load_texts(file):
        assert len(x) == 6 and y.tolist() != sorted(y.tolist())
        assert all(("pos" in text) == bool(label) and "unsup" not in text for text, label in zip(x, y))


def nsmc_folder(folder: Path, train: bytes = CONTENT) -> Path:
    (folder / "ratings_train.txt").write_bytes(train)
    (folder / "ratings_test.txt.gz").write_bytes(gzip.compress(CONTENT.replace(b"not", b"bad")))
    return folder


def test_texts_and_ranks_of_nsmc(tmp_path: Path) -> None:
    folder = nsmc_folder(tmp_path)
    (x, y), (x2, _) = nsmc.load_texts(folder)
    assert x.tolist() == ["정말 좋다", 'not "good', ""] and y.tolist() == [1, 0, 0] and x2[1] == 'bad "good'
    words = nsmc.get_word_index(folder)
    assert words == {"좋다": 1, "정말": 2, "not": 3, "good": 4}
    (rows, labels), (rows2, _) = nsmc.load_data(folder)
    names = {n + 3: word for word, n in words.items()} | {1: "<start>", 2: "?"}
    told = {" ".join(names[n] for n in row): int(label) for row, label in zip(rows, labels)}
    assert told == {"<start> 정말 좋다": 1, "<start> not good": 0, "<start>": 0}
    assert "<start> ? good" in {" ".join(names[n] for n in row) for row in rows2}
    (few, _), _ = nsmc.load_data(folder, num_words=5, start_char=None, oov_char=None)
    assert sorted(few.tolist()) == [[], [], [4]]
    letters = nsmc.load_data(folder, tokenizer="characters")[0][0]
    assert max(map(len, letters)) == 10


@pytest.mark.parametrize(
    ("content", "en", "ko"),
    [
        (b"id\tdocument\tlabel\n1\tonly\n", "line 2 is not id, review and label", "2번째 줄이"),
        (b"id\tdocument\tlabel\n1\ta\t1\n1\ta\t7\n", "line 3", "3번째"),
        (b"id\tdocument\tlabel\n", "holds no review", "리뷰가 없습니다"),
        (b"\xff\xfe\xff", "not UTF-8 text", "UTF-8 텍스트가 아닙니다"),
    ],
)
def test_files_that_are_no_reviews(tmp_path: Path, content: bytes, en: str, ko: str) -> None:
    with raises("BD062", en=en, ko=ko):
        nsmc.load_texts(nsmc_folder(tmp_path, content))


def test_a_folder_without_the_files(tmp_path: Path) -> None:
    with raises("BD065", en="it does not exist", ko="존재하지"):
        nsmc.load_texts(tmp_path)


# ---- samples ------------------------------------------------------------------------------------------------------------


def test_the_samples_are_what_their_licences_describe() -> None:
    (x, y), (x2, y2) = reviews_sample()
    assert x.shape == y.shape == (4000,) and x2.shape == y2.shape == (1000,)
    assert y.sum() == 2000 and y2.sum() == 500 and y.dtype == np.uint8
    assert len({*x, *x2}) == 5000 and all(isinstance(text, str) and 5 <= len(text) <= 140 for text in [*x, *x2])
    assert sum(any("가" <= letter <= "힣" for letter in text) for text in x) > 3900
    plays = shakespeare_sample()
    assert plays.startswith("First Citizen:\nBefore we proceed") and 190_000 < len(plays) <= 200_000
    assert plays.endswith("degree?\n") and len(set(plays)) == 62 and plays.isascii()


def test_the_samples_are_small_and_licensed() -> None:
    import badak.datasets

    folder = Path(badak.datasets.__file__).parent
    files = [folder / "reviews_sample.txt.xz", folder / "shakespeare_sample.txt.xz"]
    assert sum(file.stat().st_size for file in files) < 400_000
    for file in files:
        licence = file.with_name(file.name.replace(".txt.xz", ".LICENSE.txt")).read_text("utf-8")
        assert file.name in licence and ("CC0" in licence or "public domain" in licence)
        lzma.decompress(file.read_bytes())
