"""A mirror on this machine that can be told to misbehave in every way mirrors do."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[Any], None]  # gets the request handler


class Mirror(ThreadingHTTPServer):
    """Gives each path its answers in turn, the last one again and again; remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[tuple[str, str | None]] = []  # path and Range
        self.closing = threading.Event()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def put(self, path: str, *answers: Answer) -> str:
        """Set what a path answers; returns its address."""
        self.answers["/" + path] = list(answers)
        return self.base + path

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are part of the game."""


class _Handler(BaseHTTPRequestHandler):
    server: Mirror

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Range")))
        answers = self.server.answers.get(self.path, [status(404)])
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def running() -> Iterator[Mirror]:
    """Run a mirror for the length of a with block."""
    with Mirror() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()


# ---- answers -------------------------------------------------------------------------------------------------------


def sends(content: bytes, *, stop: int | None = None, ranges: bool = True, hang: bool = False) -> Answer:
    """A file; ``stop`` breaks off there, ``hang`` goes silent there; without ``ranges`` it is always all of it."""

    def answer(handler: Any) -> None:
        wanted = handler.headers.get("Range")
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and ranges else 0
        if start >= len(content) and start:
            handler.send_response(416)
            handler.send_header("Content-Range", f"bytes */{len(content)}")
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        handler.send_response(206 if start else 200)
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        handler.send_header("Content-Length", str(len(content) - start))
        handler.end_headers()
        handler.wfile.write(content[start : len(content) if stop is None else max(stop, start)])
        handler.wfile.flush()
        if hang:
            handler.server.closing.wait(10)

    return answer


def status(code: int) -> Answer:
    """A refusal."""
    return lambda handler: handler.send_error(code)


def silent(handler: Any) -> None:
    """No answer at all."""
    handler.server.closing.wait(10)


def hangs_up(handler: Any) -> None:
    """The connection closes without a word."""
    handler.close_connection = True


def wrong_piece(content: bytes) -> Answer:
    """Another piece than was asked for, when a piece is asked for."""

    def answer(handler: Any) -> None:
        if not handler.headers.get("Range"):
            sends(content)(handler)
            return
        handler.send_response(206)
        handler.send_header("Content-Range", f"bytes 0-{len(content) - 1}/{len(content)}")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def without_length(content: bytes) -> Answer:
    """A file whose length is not announced."""

    def answer(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def redirects(address: str) -> Answer:
    """Look over there."""

    def answer(handler: Any) -> None:
        handler.send_response(302)
        handler.send_header("Location", address)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer
