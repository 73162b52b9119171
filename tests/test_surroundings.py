"""The surroundings that conftest.py promises to every test."""

from __future__ import annotations

import importlib.util
import os
import random
import socket
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import numpy as np
import pytest


def test_no_network() -> None:
    """Names do not resolve and addresses are not reached, as when the cable is out."""
    with pytest.raises(OSError, match="no network"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(urllib.error.URLError, match="no network"):
        urllib.request.urlopen("http://example.invalid/", timeout=1)


def test_this_machine_is_reached() -> None:
    """Servers of the tests themselves, on the loopback address, are."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=5).close()


def test_messages_are_english_and_the_cache_is_temporary() -> None:
    """Neither the user's locale nor the user's files matter."""
    from badak.errors import get_language

    assert get_language() == "en"
    assert Path(os.environ["BADAK_CACHE"]).is_relative_to(tempfile.gettempdir())
    assert "BADAK_DATA" not in os.environ


@pytest.mark.skipif(os.environ.get("BADAK_TEST_NO_JAX", "0") in ("", "0"), reason="only in the run without JAX")
def test_jax_is_not_there() -> None:
    """The run without JAX really has none."""
    assert importlib.util.find_spec("jax") is None
    with pytest.raises(ModuleNotFoundError):
        import jax  # noqa: F401


@pytest.mark.parametrize("turn", [1, 2])
def test_random_numbers_start_at_the_same_place(turn: int) -> None:
    """Each test sees the same draws, whichever ran before it."""
    drawn = (random.random(), float(np.random.default_rng(0).random()), float(np.random.rand()))
    _DRAWN.setdefault("first", drawn)
    assert drawn == _DRAWN["first"]


_DRAWN: dict[str, tuple[float, float, float]] = {}
