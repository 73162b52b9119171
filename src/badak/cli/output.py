"""Where output goes: results for people on the standard output, or pure JSON there and everything else on the other."""

from __future__ import annotations

import contextlib
import json
import math
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from badak.cli.problems import notices_on_stderr


@contextlib.contextmanager
def output(as_json: bool, quiet: bool = False) -> Iterator[None]:
    """Send what is printed meanwhile to the error stream when the standard output is kept for JSON; show notices there."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(notices_on_stderr(quiet))
        if as_json:
            stack.enter_context(contextlib.redirect_stdout(sys.stderr))
        yield


def print_json(value: Any) -> None:
    """Print plain values as JSON on the standard output; numbers that are not finite become null."""
    text = json.dumps(_plain(value), ensure_ascii=not _speaks_unicode(), indent=2)
    print(text)


def _speaks_unicode() -> bool:
    return "utf" in (getattr(sys.stdout, "encoding", None) or "").lower()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
