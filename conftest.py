"""What holds for every test, those in docstrings included: English, a cache folder of its own, fixed seeds, no network.

Where several processes share the tests (``pytest -n 2``) each computes with one thread. With ``BADAK_TEST_NO_JAX=1`` the
tests run as on a machine without JAX.
"""

from __future__ import annotations

import errno
import importlib.util
import ipaddress
import os
import random
import socket
import sys
import tempfile
from collections.abc import Iterator

import pytest

_SEED = 20260101

# Scripts that make reference numbers with other frameworks hold no tests and cannot be imported without those.
collect_ignore_glob = ["tests/references/make_*.py"]

# Before NumPy, badak or JAX is imported anywhere: they read the environment once.
if "PYTEST_XDIST_WORKER" in os.environ:  # one of several processes, which together keep every processor busy
    for _name in ("BADAK_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(_name, "1")
os.environ["BADAK_LANG"] = "en"
os.environ.pop("BADAK_DATA", None)
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("MPLBACKEND", "Agg")
_CACHE = tempfile.TemporaryDirectory(prefix="badak-test-cache-", ignore_cleanup_errors=True)
os.environ["BADAK_CACHE"] = _CACHE.name

NO_JAX = os.environ.get("BADAK_TEST_NO_JAX", "0") not in ("", "0")
if NO_JAX:  # `import jax` now fails as on a machine that has none, and find_spec agrees
    for _name in ("jax", "jaxlib"):
        sys.modules[_name] = None  # type: ignore[assignment]

import numpy as np  # noqa: E402  (after the environment is set)
from hypothesis import HealthCheck, settings  # noqa: E402

settings.register_profile(
    "default",  # the same examples every time: a red run can be repeated
    derandomize=True,
    deadline=None,
    max_examples=40,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("thorough", settings.get_profile("default"), derandomize=False, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_report_header() -> str:
    """Say which of the two runs this is."""
    return "badak: run without JAX" if NO_JAX else "badak: run with JAX where a test asks for it"


def pytest_unconfigure() -> None:
    """Remove the cache folder of this process."""
    _CACHE.cleanup()


@pytest.fixture(autouse=True)
def _seed() -> None:
    """Start every test at the same random numbers of badak, NumPy and Python, whatever ran before it."""
    random.seed(_SEED)
    np.random.seed(_SEED)
    try:
        from badak.utils import set_random_seed
    except ImportError:
        return
    set_random_seed(_SEED)


@pytest.fixture(autouse=True)
def _messages() -> Iterator[None]:
    """Speak English, and say again what badak says once per process, so that no test depends on an earlier one."""
    from badak import errors

    errors.set_language("en")
    errors._said.clear()
    yield
    errors.set_language("en")


@pytest.fixture(autouse=True)
def _no_figures_left() -> Iterator[None]:
    """Close the figures that a test or an example opened: pyplot keeps them all."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.fixture
def quick_xla() -> Iterator[None]:
    """Let XLA leave out LLVM's optimisation, which takes half of the time and changes no meaning; no effect without JAX."""
    if importlib.util.find_spec("jax") is None:
        yield
        return
    import jax

    jax.config.update("jax_disable_most_optimizations", True)
    yield
    jax.config.update("jax_disable_most_optimizations", False)


def _is_local(host: object) -> bool:
    if host in (None, "", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sockets reach this machine only; anything else fails as on a machine without a network."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo
    unreachable = errno.ENETUNREACH

    def local(sock: socket.socket, address: object) -> bool:
        unix = getattr(socket, "AF_UNIX", None)
        return sock.family == unix or (isinstance(address, tuple) and _is_local(address[0]))

    def guarded_connect(self: socket.socket, address: object) -> None:
        if not local(self, address):
            raise OSError(unreachable, f"tests have no network: {address}")
        connect(self, address)  # type: ignore[arg-type]

    def guarded_connect_ex(self: socket.socket, address: object) -> int:
        return connect_ex(self, address) if local(self, address) else unreachable  # type: ignore[arg-type]

    def guarded_getaddrinfo(host: object, *args: object, **kwargs: object) -> object:
        if not _is_local(host):
            raise socket.gaierror(socket.EAI_AGAIN, f"tests have no network: {host!r}")
        return getaddrinfo(host, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
