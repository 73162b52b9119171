"""Downloads against a mirror on this machine: whatever goes wrong, a file is there complete or not at all."""

from __future__ import annotations

import io
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from badak.datasets import download as module
from badak.datasets.download import download, partial_file
from badak.datasets.wording import both
from badak.errors import DownloadError, FileError
from tests.datasets.helpers import raises
from tests.datasets.mirror import (
    Mirror,
    hangs_up,
    redirects,
    running,
    sends,
    silent,
    status,
    without_length,
    wrong_piece,
)

CONTENT = bytes(range(256)) * 2000  # half a megabyte: several pieces


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TIMEOUT", 0.4)


def accept(file: Path) -> dict[str, str] | None:
    return None if file.read_bytes() == CONTENT else both("wrong content", "내용이 다릅니다")


def fetch(target: Path, *urls: str, most: int = len(CONTENT)) -> bytes:
    download("set/file", urls, target, accept, most=most, where="datasets.test")
    return target.read_bytes()


def nothing_left(folder: Path) -> bool:
    return not [file for file in folder.iterdir() if file.suffix != ".lock"]


def test_plain(tmp_path: Path, mirror: Mirror) -> None:
    target = tmp_path / "new" / "folder" / "file.gz"
    assert fetch(target, mirror.put("f", sends(CONTENT))) == CONTENT
    assert mirror.asked == [("/f", None)]
    assert {file.name for file in target.parent.iterdir()} == {"file.gz", "file.gz.lock"}


def test_resumes_where_a_run_was_ended(tmp_path: Path, mirror: Mirror) -> None:
    """What an earlier run had fetched is not fetched again."""
    target, url = tmp_path / "f", mirror.put("f", sends(CONTENT))
    partial_file(target, url).write_bytes(CONTENT[:300_000])
    assert fetch(target, url) == CONTENT
    assert mirror.asked == [("/f", "bytes=300000-")]
    assert not partial_file(target, url).exists()


def test_resumes_after_a_break(tmp_path: Path, mirror: Mirror) -> None:
    """A connection that breaks is taken up again by itself."""
    url = mirror.put("f", sends(CONTENT, stop=200_000), sends(CONTENT, stop=400_000), sends(CONTENT))
    assert fetch(tmp_path / "f", url) == CONTENT
    assert mirror.asked == [("/f", None), ("/f", "bytes=200000-"), ("/f", "bytes=400000-")]


def test_keeps_the_beginning_for_the_next_run(tmp_path: Path, mirror: Mirror) -> None:
    target, url = tmp_path / "f", mirror.put("f", sends(CONTENT, stop=100_000))
    with raises(
        "BD060",
        en=(f"{url}: cut off after 100000 of {len(CONTENT)} bytes", "digits_sample()", "BADAK_DATA", str(tmp_path)),
        ko=(f"{len(CONTENT)}바이트 가운데 100000바이트만 받고", "digits_sample()", "내려받지 못했습니다"),
    ) as info:
        fetch(target, url)
    assert isinstance(info.value, DownloadError)
    assert len(mirror.asked) == module.ATTEMPTS
    assert partial_file(target, url).read_bytes() == CONTENT[:100_000]
    mirror.put("f", sends(CONTENT))
    assert fetch(target, url) == CONTENT
    assert mirror.asked[-1] == ("/f", "bytes=100000-")


def test_server_without_ranges(tmp_path: Path, mirror: Mirror) -> None:
    """It sends all of it again, and that is not put behind the beginning."""
    target, url = tmp_path / "f", mirror.put("f", sends(CONTENT, ranges=False))
    partial_file(target, url).write_bytes(CONTENT[:1000])
    assert fetch(target, url) == CONTENT


def test_beginning_of_another_version(tmp_path: Path, mirror: Mirror) -> None:
    """A wrong beginning is found out by the checksum, and the whole fetched afresh."""
    target, url = tmp_path / "f", mirror.put("f", sends(CONTENT))
    partial_file(target, url).write_bytes(b"x" * 1000)
    assert fetch(target, url) == CONTENT
    assert mirror.asked == [("/f", "bytes=1000-"), ("/f", None)]


def test_everything_was_there_already(tmp_path: Path, mirror: Mirror) -> None:
    """A run ended between the last byte and the check."""
    target, url = tmp_path / "f", mirror.put("f", sends(CONTENT))
    partial_file(target, url).write_bytes(CONTENT)
    assert fetch(target, url) == CONTENT
    assert mirror.asked == [("/f", f"bytes={len(CONTENT)}-")]


def test_more_than_everything(tmp_path: Path, mirror: Mirror) -> None:
    target, url = tmp_path / "f", mirror.put("f", sends(CONTENT))
    partial_file(target, url).write_bytes(CONTENT + b"too much")
    assert fetch(target, url) == CONTENT


def test_wrong_piece(tmp_path: Path, mirror: Mirror) -> None:
    target, url = tmp_path / "f", mirror.put("f", wrong_piece(CONTENT))
    partial_file(target, url).write_bytes(CONTENT[:1000])
    assert fetch(target, url) == CONTENT


def test_length_not_announced(tmp_path: Path, mirror: Mirror) -> None:
    assert fetch(tmp_path / "f", mirror.put("f", without_length(CONTENT))) == CONTENT


def test_redirected(tmp_path: Path, mirror: Mirror) -> None:
    there = mirror.put("there", sends(CONTENT))
    assert fetch(tmp_path / "f", mirror.put("f", redirects(there))) == CONTENT


def test_corrupt_file_is_deleted_and_the_next_mirror_tried(tmp_path: Path, mirror: Mirror) -> None:
    bad, good = mirror.put("bad", sends(b"<html>log in</html>")), mirror.put("good", sends(CONTENT))
    assert fetch(tmp_path / "f", bad, good) == CONTENT
    assert [path for path, _ in mirror.asked] == ["/bad", "/good"]
    assert not partial_file(tmp_path / "f", bad).exists()


def test_only_corrupt_files(tmp_path: Path, mirror: Mirror) -> None:
    url = mirror.put("bad", sends(CONTENT[:-1] + b"!"))
    with raises("BD060", en=f"{url}: wrong content", ko=f"{url}: 내용이 다릅니다"):
        fetch(tmp_path / "f", url)
    assert nothing_left(tmp_path)


@pytest.mark.parametrize(
    ("code", "en", "ko"),
    [
        (401, "HTTP 401, needs a login", "로그인이 필요"),
        (403, "HTTP 403, access denied", "접근이 거부"),
        (404, "HTTP 404, not found", "파일이 없습니다"),
        (418, "HTTP 418", "HTTP 418"),
        (429, "HTTP 429, too many requests", "요청이 너무 많습니다"),
        (503, "HTTP 503, trouble at the server", "서버에 문제"),
    ],
)
def test_refusals(tmp_path: Path, mirror: Mirror, code: int, en: str, ko: str) -> None:
    """A refusal is not argued with: one request, then the next mirror."""
    url = mirror.put("f", status(code))
    with raises("BD060", en=(url, en), ko=ko):
        fetch(tmp_path / "f", url)
    assert len(mirror.asked) == 1
    assert fetch(tmp_path / "f", url, mirror.put("good", sends(CONTENT))) == CONTENT


def test_no_answer(tmp_path: Path, mirror: Mirror) -> None:
    start = time.monotonic()
    with raises("BD060", en="no answer for 0.4 seconds", ko="0.4초 동안 응답이 없습니다"):
        fetch(tmp_path / "f", mirror.put("f", silent))
    assert time.monotonic() - start < 3


def test_silence_in_the_middle(tmp_path: Path, mirror: Mirror) -> None:
    """It is waited for, then asked for the rest."""
    url = mirror.put("f", sends(CONTENT, stop=131_072, hang=True), sends(CONTENT))
    assert fetch(tmp_path / "f", url) == CONTENT
    assert mirror.asked == [("/f", None), ("/f", "bytes=131072-")]


def test_hung_up(tmp_path: Path, mirror: Mirror) -> None:
    with raises("BD060", en="the connection broke", ko="연결이 끊어졌습니다"):
        fetch(tmp_path / "f", mirror.put("f", hangs_up))


def test_nobody_there(tmp_path: Path, mirror: Mirror) -> None:
    """Refused by this machine, unknown by name, and an address that is none; all three are listed."""
    urls = "http://127.0.0.1:9/f", "http://mirror.invalid/f", "no-address"
    with raises(
        "BD060",
        en=[f"{urls[0]}: connection refused", f"{urls[1]}: the name is not known; is there a network?", f"{urls[2]}: "],
        ko=["연결이 거부되었습니다", "네트워크에 연결되어 있나요?"],
    ):
        fetch(tmp_path / "f", *urls)


def test_endless_answers_are_not_stored(tmp_path: Path, mirror: Mirror) -> None:
    for answer in (sends(CONTENT * 2), without_length(CONTENT * 2)):
        with raises("BD060", en="the file has at most 512.0 kB", ko="512.0 kB를 넘지 않습니다"):
            fetch(tmp_path / "f", mirror.put("f", answer))
        assert nothing_left(tmp_path)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_no_space_left(tmp_path: Path, mirror: Mirror) -> None:
    """The real thing: what is written goes to a device that is full."""
    target, url = tmp_path / "f", mirror.put("f", sends(CONTENT))
    partial_file(target, url).symlink_to("/dev/full")
    with raises(
        "BD061",
        en=("no space is left on the disk", str(tmp_path), "BADAK_CACHE"),
        ko=("남은 공간이 없습니다", "BADAK_CACHE"),
    ) as info:
        fetch(target, url)
    assert isinstance(info.value, FileError) and not isinstance(info.value, DownloadError)
    assert nothing_left(tmp_path)


def test_file_where_the_folder_should_be(tmp_path: Path, mirror: Mirror) -> None:
    (tmp_path / "cache").write_text("a file")
    for target in (tmp_path / "cache" / "f", tmp_path / "cache" / "deeper" / "f"):
        with raises("BD061", en="a file is in the way", ko="폴더가 있어야 할 자리에 파일"):
            fetch(target, mirror.put("f", sends(CONTENT)))


def test_no_right_to_write(tmp_path: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulated, for the superuser may write everywhere."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with raises("BD061", en=("you may not write there", str(tmp_path)), ko="쓰기 권한이 없습니다"):
        fetch(tmp_path / "new" / "f", mirror.put("f", sends(CONTENT)))


def test_two_at_once_fetch_it_once(tmp_path: Path, mirror: Mirror) -> None:
    """The second waits, and finds what the first has fetched."""
    url = mirror.put("f", lambda handler: (time.sleep(0.15), sends(CONTENT)(handler)))
    results: list[bytes] = []
    threads = [threading.Thread(target=lambda: results.append(fetch(tmp_path / "f", url))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [CONTENT] * 3
    assert len(mirror.asked) == 1


class Screen(io.StringIO):
    """An error stream that says it is a screen."""

    def isatty(self) -> bool:
        return True


def test_progress_on_a_screen(tmp_path: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Screen())
    fetch(tmp_path / "f", mirror.put("f", sends(CONTENT)))
    shown = sys.stderr.getvalue()
    assert "downloading set/file (512.0 kB) from 127.0.0.1" in shown
    assert "100 %" in shown.split("\r")[-1] and shown.endswith("\n")


def test_progress_when_piped(
    tmp_path: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One plain line on the error stream, nothing on the output."""
    from badak import errors

    errors.set_language("ko")
    fetch(tmp_path / "f", mirror.put("f", sends(CONTENT)))
    captured = capsys.readouterr()
    assert captured.out == "" and "\r" not in captured.err
    assert "set/file(512.0 kB) 내려받는 중" in captured.err and captured.err.count("\n") == 1
