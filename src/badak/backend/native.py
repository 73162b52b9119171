"""The native kernels: finding oneDNN, loading the module ``_kernels``, and which operation is computed by which kernel.

Optional by construction: without the module, without oneDNN's library, on another platform or with ``BADAK_KERNELS=off``
the same operations run in NumPy. ``badak doctor`` says which is in use and why. ``BADAK_KERNELS`` may also be the path of a
module, which is loaded instead of the installed one: how a build with sanitizers is tested.
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
    table.clear()
    wish = os.environ.get("BADAK_KERNELS", "")
    if wish.lower() in ("off", "0", "no", "false"):
        reason = "off"
        return
    module = _module(wish)
    if module is None:
        reason = "not built"
        return
    path = library_path()
    if path is None:
        reason = "no oneDNN"
        return
    import ctypes
    from importlib.util import module_from_spec

    try:
        with _environment("GOMP_SPINCOUNT", str(SPIN)):  # read by OpenMP's library when it is loaded
            ctypes.CDLL(str(path), mode=ctypes.RTLD_GLOBAL)
        found = sys.modules.get(module.name) or module_from_spec(module)
        module.loader.exec_module(found)
    except Exception as problem:  # whatever is wrong with a library or with a module: NumPy can compute
        reason = str(problem) or repr(problem)
        return
    sys.modules[module.name] = found
    from badak.backend.adapters import table_of

    try:
        made = table_of(found)
        found.loops()
    except AttributeError as problem:  # built before a kernel was added: the sources went on without it
        from badak.errors import notify

        reason = "old"
        notify("BD163", where=str(found.__file__), got=str(problem))
        return
    kernels, reason = found, ""
    found.set_threads(_threads())
    table.update(made)
    if not _forks:
        _forks.append(True)
        os.register_at_fork(
            before=lambda: kernels and kernels.before_fork(),
            after_in_parent=lambda: kernels and kernels.after_fork(False),
            after_in_child=lambda: kernels and kernels.after_fork(True),
        )


# Not empty once the kernels are told of forks: that cannot be taken back, or be asked for twice.
_forks: list[bool] = []


def _module(wish: str) -> Any:
    """Return the spec of the module that ``BADAK_KERNELS`` names, or of the installed one; None where there is none."""
    from importlib.machinery import ExtensionFileLoader
    from importlib.util import find_spec, spec_from_file_location

    name = "badak.backend._kernels"
    if os.sep not in wish and not wish.endswith(".so"):
        return find_spec(name)
    path = os.path.abspath(wish)
    return spec_from_file_location(name, path, loader=ExtensionFileLoader(name, path))


def _threads() -> int:
    """Return with how many threads to begin; badak.backend.threads decides otherwise where asked to."""
    text = os.environ.get("BADAK_THREADS", "")  # what has no meaning there is reported as soon as something is trained
    return max(1, int(text)) if text.isdecimal() else available_cpus()


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
        "loops": kernels.loops(), "threads": kernels.get_threads(), "operations": sorted(table), "library": str(library_path()),
    }  # fmt: skip


# oneDNN's numbers of instruction sets (dnnl_cpu_isa_t)
ISA = {
    0x1: "SSE4.1", 0x3: "AVX", 0x7: "AVX2", 0xF: "AVX2 with VNNI", 0x1F: "AVX2 with VNNI 2", 0x27: "AVX-512",
    0x67: "AVX-512 with VNNI", 0xE7: "AVX-512 with bfloat16", 0x1E7: "AVX-512 with float16", 0xFE7: "AVX-512 with AMX",
    0x3EF: "AVX-512 with float16", 0xFEF: "AVX-512 with AMX", 0x1FEF: "AVX-512 with AMX and float16",
}  # fmt: skip


if sys.platform.startswith("linux") and os.uname().machine == "x86_64":
    load()
else:
    reason = "platform"
