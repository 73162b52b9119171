"""The native kernels: finding oneDNN, loading the module ``_kernels``, and which operation is computed by which kernel.

Optional by construction: without the module, without oneDNN's library, on another platform or with ``BADAK_KERNELS=off``
the same operations run in NumPy. ``badak doctor`` says which is in use and why.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Any

from badak.backend.processors import available_cpus

kernels: Any = None
"""The loaded module, None where there is none."""

wanted = True
"""Whether the kernels are used; ``autograd.op.use_kernels`` changes it."""

reason = ""
"""Why there are no kernels: ``"off"``, ``"platform"``, ``"not built"``, ``"no oneDNN"`` or the loader's own words."""

table: dict[str, tuple[Any, Any]] = {}
"""By name of the operation, the kernel of its forward and of its vjp; None for the composite.

A kernel takes what the record's forward, or vjp, takes, and returns None for a call that is not one for it: another number
type, an array of no elements, an option it does not know.
"""

PACKAGE = "onednn-cpu-gomp"  # from where oneDNN's library comes
LIBRARY = "libdnnl.so.3"

# Rounds that a waiting thread spins before it sleeps: long enough that a step's next kernel finds it awake, short enough to
# leave the processor to others at once (GNU's default spins for seconds where no thread limit is set).
SPIN = 20_000


def library_path() -> Path | None:
    """Return where the package put oneDNN's library: the environment's ``lib``, or where its list of files says."""
    usual = Path(sys.prefix, "lib", LIBRARY)
    if usual.exists():
        return usual
    from importlib.metadata import PackageNotFoundError, files  # not at once: it takes longer than all the rest here

    try:
        listed = files(PACKAGE) or []
    except PackageNotFoundError:
        return None
    found = [Path(str(entry.locate())).resolve() for entry in listed if entry.name == LIBRARY]
    return next((path for path in found if path.exists()), None)


def load() -> None:
    """Load the kernels if they are here and wanted; sets ``kernels`` and ``reason``."""
    global kernels, reason
    kernels = None
    if os.environ.get("BADAK_KERNELS", "").lower() in ("off", "0", "no", "false"):
        reason = "off"
        return
    from importlib.util import find_spec

    if find_spec("badak.backend._kernels") is None:
        reason = "not built"
        return
    path = library_path()
    if path is None:
        reason = "no oneDNN"
        return
    import ctypes

    try:
        with _environment("GOMP_SPINCOUNT", str(SPIN)):  # read by OpenMP's library when it is loaded
            ctypes.CDLL(str(path), mode=ctypes.RTLD_GLOBAL)
        from badak.backend import _kernels  # type: ignore[attr-defined]
    except (OSError, ImportError) as problem:
        reason = str(problem)
        return
    kernels, reason = _kernels, ""
    _kernels.set_threads(available_cpus())  # badak.backend.threads decides otherwise where asked to
    from badak.backend.adapters import table_of

    table.update(table_of(_kernels))
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: _kernels.set_threads(1))  # OpenMP's threads do not survive a fork


@contextlib.contextmanager
def _environment(name: str, value: str):
    """Set an environment variable for a moment, unless the user has set it."""
    if name in os.environ or "OMP_WAIT_POLICY" in os.environ:
        yield
        return
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]


def describe() -> dict[str, Any]:
    """Return what ``badak doctor`` tells about the kernels."""
    if kernels is None:
        return {"in_use": "numpy", "reason": reason}
    found = kernels.library()
    return {
        "in_use": "native", "oneDNN": found["version"], "instructions": ISA.get(found["isa"], hex(found["isa"])),
        "threads": kernels.get_threads(), "operations": sorted(table), "library": str(library_path()),
    }  # fmt: skip


# oneDNN's numbers of instruction sets (dnnl_cpu_isa_t)
ISA = {
    0x1: "SSE4.1", 0x3: "AVX", 0x7: "AVX2", 0xF: "AVX2 with VNNI", 0x1F: "AVX2 with VNNI 2", 0x27: "AVX-512",
    0x67: "AVX-512 with VNNI", 0xE7: "AVX-512 with bfloat16", 0x1E7: "AVX-512 with float16", 0xFE7: "AVX-512 with AMX",
    0x3EF: "AVX-512 with float16", 0xFEF: "AVX-512 with AMX", 0x1FEF: "AVX-512 with AMX and float16",
}  # fmt: skip


if sys.platform.startswith("linux"):
    load()
else:
    reason = "platform"
