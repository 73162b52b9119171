"""The kernels are tested with two threads, however many processors there are and processes share the tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from badak.backend import native


@pytest.fixture(autouse=True)
def _two_threads() -> Iterator[None]:
    """Begin with two threads, and give back as many as there were."""
    if native.kernels is None:
        yield
        return
    before = native.kernels.get_threads()
    native.kernels.set_threads(2)
    yield
    native.kernels.set_threads(before)
