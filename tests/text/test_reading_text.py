"""Texts from files: packed in every way, in other encodings, damaged, without line ends; memory stays small."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from badak.text import Vocabulary, count_tokens, read_lines
from badak.text.reading import guess_encoding, read_blocks
from tests.datasets.damage import changed_at_random
from tests.datasets.helpers import raises

LINES = ["첫 줄", "", "second line", "셋째 'line' é"]
PACK: dict[str, Callable[[bytes], bytes]] = {
    "txt": lambda data: data,
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}


@pytest.mark.parametrize("ending", PACK)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_lines_of_files(tmp_path: Path, ending: str, end: str, last: bool) -> None:
    file = tmp_path / f"lines.{ending}"
    file.write_bytes(PACK[ending]((end.join(LINES) + (end if last else "")).encode()))
    assert list(read_lines(file)) == LINES
    assert list(read_lines([file, str(file)])) == LINES * 2


def test_names_do_not_matter_and_marks_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "called.txt"
    file.write_bytes(gzip.compress(b"\xef\xbb\xbf" + "가\n나".encode()))
    assert list(read_lines(file)) == ["가", "나"]
    file.write_bytes("가\n나\n".encode("utf-16"))
    assert list(read_lines(file, "utf-16")) == ["가", "나"]
    file.write_bytes("가\n나\n".encode("cp949"))
    assert list(read_lines(file, "cp949")) == ["가", "나"]
    file.write_bytes(b"")
    assert list(read_lines(file)) == []


def test_members_of_an_archive(tmp_path: Path) -> None:
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    for path, names in ((one, ["a.txt"]), (two, ["a.txt", "b.txt"])):
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(name, f"in {name}")
    assert list(read_lines(one)) == ["in a.txt"] and list(read_lines(two, member="b.txt")) == ["in b.txt"]
    with raises("BD186", en=("which of its files", "member=…, one of: 'a.txt', 'b.txt'"), ko="어느 파일을 읽을지"):
        list(read_lines(two))
    with raises("BD186", en="it holds no 'c.txt'", ko="'c.txt'이(가) 들어 있지 않습니다"):
        list(read_lines(two, member="c.txt"))


@pytest.mark.parametrize("ending", ["gz", "bz2", "xz"])
@pytest.mark.parametrize("how", ["cut", "changed"])
def test_damaged_files(tmp_path: Path, ending: str, how: str) -> None:
    data = bytearray(PACK[ending]("\n".join(f"line {n} {n * n}" for n in range(9999)).encode()))
    if how == "cut":
        del data[len(data) // 2 :]
    else:
        data[len(data) // 2 : len(data) // 2 + 40] = b"\xa5" * 40
    file = tmp_path / f"bad.{ending}"
    file.write_bytes(data)
    with raises("BD186", en=("damaged or cut off", str(file)), ko="손상되었거나 중간에서 끊겼습니다"):
        list(read_lines(file))


def test_changed_bytes_of_an_archive_end_in_a_coded_error(tmp_path: Path) -> None:
    file = tmp_path / "good.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "hello world\n" * 20)
    changed_at_random(file, lambda path: list(read_lines(path)), {"BD186"})


@pytest.mark.parametrize("before", [0, 3, 200_000])
def test_wrong_encoding_names_line_and_remedy(tmp_path: Path, before: int) -> None:
    file = tmp_path / "old.txt"
    file.write_bytes(b"plain ascii\n" * before + "재미있는 영화".encode("cp949") + b"\nmore\n")
    with raises(
        "BD186",
        en=(f"line {before + 1} is not utf-8 text", "it looks like cp949: give encoding='cp949'", str(file)),
        ko=(f"{before + 1}번째 줄은 utf-8 텍스트가 아닙니다", "encoding='cp949'를 주세요"),
    ):
        list(read_lines(file))
    assert list(read_lines(file, "cp949"))[before] == "재미있는 영화"


def test_encodings() -> None:
    assert guess_encoding("가나다 abc".encode()) == "utf-8"
    assert guess_encoding("가나다 abc".encode("cp949")) == "cp949"
    assert guess_encoding("가".encode("utf-16")) == "utf-16"
    assert guess_encoding(b"\x80\xff\xff\xff\x80") is None


def test_what_is_no_encoding_or_no_file(tmp_path: Path) -> None:
    file = tmp_path / "bytes.txt"
    file.write_bytes(b"\x80\x81\xff\xff")
    with raises("BD186", en="save it as UTF-8", ko="UTF-8로 다시 저장"):
        list(read_lines(file))
    for name in ("utf8000", "hex", None):
        with raises("BD003", en="argument 'encoding'", ko="encoding"):
            list(read_lines(file, name))  # type: ignore[arg-type]
    with raises("BD065", en="it does not exist", ko="존재하지 않습니다"):
        list(read_lines(tmp_path / "none.txt"))
    with raises("BD065", en="it is a folder", ko="폴더입니다"):
        list(read_lines(tmp_path))


def test_a_character_on_the_border_of_two_pieces(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    content = ("a" * ((1 << 20) - 1) + "한" + "\r\n") * 2
    file.write_bytes(content.encode())
    assert list(read_lines(file)) == ["a" * ((1 << 20) - 1) + "한"] * 2


def test_a_file_without_line_ends_comes_in_parts(tmp_path: Path, monkeypatch) -> None:
    from badak.text import reading

    monkeypatch.setattr(reading, "_LONGEST", 1 << 20)
    file = tmp_path / "one-line.txt"
    content = "낱말 word " * 400_000
    file.write_text(content, encoding="utf-8")
    parts = list(read_blocks(file))
    assert len(parts) > 2 and "".join(parts) == content and all(part.endswith(" ") for part in parts)
    assert count_tokens(file) == {"낱말": 400_000, "word": 400_000}


def test_counting_a_file_takes_little_memory(tmp_path: Path) -> None:
    """Four times the text takes no more memory than before: what grows is the number of different words alone."""
    line = "영화가 정말 재밌다 and the plot thickens word{}\n"
    peaks = []
    for count in (20_000, 80_000):
        file = tmp_path / f"{count}.txt.gz"
        with gzip.open(file, "wt", encoding="utf-8", compresslevel=1) as stream:
            stream.writelines(line.format(n % 1000) for n in range(count))
        tracemalloc.start()
        made = Vocabulary.build(file)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert len(made) == 1009
    assert peaks[1] < 1.5 * peaks[0] + 1_000_000
