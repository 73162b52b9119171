"""Fetching one file from the first mirror that has it: resumable, checked, and complete or not there at all."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from badak.datasets.wording import Both, both, size_text
from badak.errors import error, phrase

TIMEOUT = 20.0  # seconds without a single byte; a classroom's shared line can pause for long
ATTEMPTS = 3  # per mirror, each going on where the last one stopped
CHUNK = 1 << 16  # small enough for a smooth progress line, large enough not to matter

Accept = Callable[[Path], Both | None]


class _Failed(Exception):
    """One attempt at one mirror ended early."""

    def __init__(self, reason: Both, *, again: bool = False) -> None:
        super().__init__(reason["en"])
        self.reason = reason
        self.again = again  # whether going on from where it stopped is worth a try


def download(
    name: str,
    urls: Sequence[str],
    target: Path,
    accept: Accept,
    *,
    most: int,
    where: str,
    files: Sequence[str] = (),
) -> None:
    """Fetch a file into its place.

    Args:
        name: what the progress line calls it.
        urls: mirrors, tried in this order.
        target: where the file goes; it appears there complete and accepted, or not at all. What was fetched of it waits
            beside it for the next try.
        accept: looks at a complete file; returns ``None``, or what is wrong with it.
        most: bytes; an answer longer than this is not the file and is not stored.
        where: the public function, for messages.
        files: all files of the set, which a user without a network would have to bring; this one alone by default.

    Raises:
        DownloadError: BD060, when no mirror had the file; it lists each with its reason.
        FileError: BD061, when the file cannot be stored.
    """
    tried: list[tuple[str, Both]] = []
    with _storing(target, where):
        target.parent.mkdir(parents=True, exist_ok=True)
    with _one_process_at_a_time(target, where):
        if target.exists():  # another process was quicker
            return
        for url in urls:
            reason = _from_mirror(name, url, target, accept, most, where)
            if reason is None:
                return
            tried.append((url, reason))
    listing = {
        language: "\n".join(["", *(f"    {url}: {reason[language]}" for url, reason in tried)])
        for language in ("en", "ko")
    }
    raise error(
        "BD060",
        where=where,
        name=target.name,
        tried=listing,
        folder=str(target.parent),
        group=target.parent.name,
        files=", ".join(files or [target.name]),
    )


def partial_file(target: Path, url: str) -> Path:
    """Return where the beginning of a download waits; each mirror has its own, for they may pack differently."""
    return target.with_name(f"{target.name}.{zlib.crc32(url.encode()):08x}.partial")


def _from_mirror(name: str, url: str, target: Path, accept: Accept, most: int, where: str) -> Both | None:
    part = partial_file(target, url)
    reason: Both | None = None
    for _ in range(ATTEMPTS):
        resumed = _size(part) > 0
        try:
            _transfer(name, url, part, most, where)
        except _Failed as failure:
            reason = failure.reason
            if failure.again:
                continue
            return reason
        reason = accept(part)
        if reason is None:
            with _storing(target, where):
                os.replace(part, target)
            return None
        part.unlink()
        if not resumed:  # fetched in one piece and wrong: this mirror has another file
            return reason
    return reason


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _transfer(name: str, url: str, part: Path, most: int, where: str) -> None:
    """Fetch what is missing of one file from one mirror."""
    import http.client
    import urllib.error
    import urllib.request

    have = _size(part)
    headers = {"User-Agent": "badak", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=TIMEOUT)
    except urllib.error.HTTPError as refusal:
        with refusal:
            if refusal.code != 416:  # range not satisfiable
                raise _Failed(_http_reason(refusal)) from None
            if _total(refusal.headers.get("Content-Range")) == have:
                return  # all of it was here already
        part.unlink()
        raise _Failed(
            both("the file there is another one now", "서버의 파일이 그 사이 바뀌었습니다"), again=True
        ) from None
    except urllib.error.URLError as trouble:
        raise _Failed(_reason(trouble.reason)) from None
    except (OSError, http.client.HTTPException, ValueError) as trouble:
        raise _Failed(_reason(trouble)) from None
    with answer:
        if answer.status == 206:
            first, total = _first(answer.headers.get("Content-Range")), _total(answer.headers.get("Content-Range"))
            if first != have:  # a server that sends another piece than it was asked for
                part.unlink()
                raise _Failed(both("it sent the wrong piece of the file", "요청과 다른 부분을 보냈습니다"), again=True)
        else:
            have, total = 0, _number(answer.headers.get("Content-Length"))
        if (total or 0) > most:
            raise _Failed(_too_long(total or 0, most))
        with _storing(part, where), open(part, "ab" if have else "wb") as file:
            done = have
            with _progress(name, url, have, total) as show:
                for piece in _pieces(answer):
                    done += len(piece)
                    if done > most:
                        break
                    file.write(piece)
                    show(done)
    if done > most:
        part.unlink()
        raise _Failed(_too_long(done, most))
    if total is not None and done < total:
        raise _Failed(_cut_off(done, total), again=True)


def _pieces(answer: Any) -> Iterator[bytes]:
    import http.client

    try:
        while piece := answer.read(CHUNK):
            yield piece
    except http.client.IncompleteRead as early:
        yield early.partial
    except (OSError, http.client.HTTPException) as trouble:
        raise _Failed(_reason(trouble), again=True) from None


# ---- the disk ------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _storing(path: Path, where: str) -> Iterator[None]:
    """Turn what the operating system says about a file that cannot be written into an error that helps."""
    import errno

    try:
        yield
    except _Failed:
        raise
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            why = both("no space is left on the disk", "디스크에 남은 공간이 없습니다")
            with contextlib.suppress(OSError):  # a full disk is worse than fetching the beginning again
                path.unlink()
        elif isinstance(problem, PermissionError) or problem.errno == errno.EROFS:
            why = both("you may not write there", "쓰기 권한이 없습니다")
        elif isinstance(problem, NotADirectoryError | FileExistsError):
            why = both("a file is in the way of the folder", "폴더가 있어야 할 자리에 파일이 있습니다")
        else:
            why = both(problem.strerror or str(problem), problem.strerror or str(problem))
        raise error("BD061", where=where, got=str(path.parent), why=why) from None


@contextlib.contextmanager
def _one_process_at_a_time(target: Path, where: str) -> Iterator[None]:
    """Hold a lock on the download; the system lets it go when the process ends, however it ends."""
    with _storing(target, where):
        lock = open(target.with_name(f"{target.name}.lock"), "ab")
    with lock:
        # where a file system has no locks, two downloads at once cost a failed checksum and another try
        with contextlib.suppress(OSError):
            _lock(lock.fileno())
        yield


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)


# ---- what went wrong, in words -------------------------------------------------------------------------------------


def _http_reason(refusal: Any) -> Both:
    words = {
        401: both("needs a login", "로그인이 필요합니다"),
        403: both("access denied", "접근이 거부되었습니다"),
        404: both("not found", "파일이 없습니다"),
        407: both("the proxy needs a login", "프록시 로그인이 필요합니다"),
        429: both("too many requests", "요청이 너무 많습니다"),
    }
    server = both("trouble at the server", "서버에 문제가 있습니다")
    say = words.get(refusal.code, server if refusal.code >= 500 else both(refusal.reason, refusal.reason))
    return {language: f"HTTP {refusal.code}, {text}" for language, text in say.items()}


def _reason(trouble: Any) -> Both:
    import socket
    import ssl

    if isinstance(trouble, TimeoutError):
        return both(f"no answer for {TIMEOUT:g} seconds", f"{TIMEOUT:g}초 동안 응답이 없습니다")
    if isinstance(trouble, socket.gaierror):
        return both(
            "the name is not known; is there a network?", "주소를 찾을 수 없습니다. 네트워크에 연결되어 있나요?"
        )
    if isinstance(trouble, ssl.SSLError):
        return both(f"no secure connection ({trouble.reason})", f"보안 연결을 맺지 못했습니다({trouble.reason})")
    if isinstance(trouble, ConnectionRefusedError):
        return both("connection refused", "연결이 거부되었습니다")
    if isinstance(trouble, ConnectionError):
        return both("the connection broke", "연결이 끊어졌습니다")
    text = getattr(trouble, "strerror", None) or str(trouble) or type(trouble).__name__
    return both(text, text)


def _cut_off(done: int, total: int) -> Both:
    return both(f"cut off after {done} of {total} bytes", f"{total}바이트 가운데 {done}바이트만 받고 끊어졌습니다")


def _too_long(size: int, most: int) -> Both:
    return both(
        f"sends {size_text(size)} or more; the file has at most {size_text(most)}",
        f"{size_text(size)} 이상을 보냅니다. 이 파일은 {size_text(most)}를 넘지 않습니다",
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None


def _first(content_range: str | None) -> int | None:
    match = re.fullmatch(r"bytes (\d+)-\d+/.*", content_range or "")
    return int(match[1]) if match else None


def _total(content_range: str | None) -> int | None:
    return _number((content_range or "").rpartition("/")[2])


# ---- the progress line ---------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _progress(name: str, url: str, have: int, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show how far a download is, on the error stream so that piped output stays clean, live on a screen."""
    from urllib.parse import urlsplit

    host = urlsplit(url).netloc
    size = size_text(total) if total else "?"
    start = phrase(f"downloading {name} ({size}) from {host}", f"{host}에서 {name}({size}) 내려받는 중")
    if not sys.stderr.isatty():
        print(start, file=sys.stderr)
        yield lambda done: None
        return
    began, last = time.monotonic(), 0.0

    def show(done: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < 0.2 and done != total:  # a few times a second is all the eye needs
            return
        last = now
        speed = (done - have) / max(now - began, 1e-3)
        share = f" {100 * done // total:3d} %" if total else ""
        print(f"\r{start}{share}  {size_text(done)}  {size_text(speed)}/s ", end="", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        print(file=sys.stderr)
