"""Where the module and oneDNN's library are found, and what is said and done where they are not."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

import badak
from badak.backend import native
from tests.kernels.compare import needs_kernels
from tests.kernels.test_threads_of_kernels import program

COMPUTE = """
import json, sys
import numpy as np, badak
from badak.backend import native
x = badak.tensor(np.linspace(-1, 1, 2 * 6 * 6 * 3, dtype=np.float32).reshape(2, 6, 6, 3), requires_grad=True)
w = badak.tensor(np.linspace(1, -1, 3 * 3 * 3 * 4, dtype=np.float32).reshape(3, 3, 3, 4), requires_grad=True)
y = badak.max_pool(badak.conv(x, w, padding="same", activation="tanh"))
y.sum().backward()
maps = open("/proc/self/maps").read() if sys.platform == "linux" else ""
found = native.describe()
print(json.dumps({"use": found["in_use"], "reason": found.get("reason", ""), "library": "libdnnl" in maps,
                  "module": "badak.backend._kernels" in sys.modules, "y": y.numpy().ravel().tolist(),
                  "dw": w.grad.numpy().ravel().tolist()}))
"""


def compute(code: str = COMPUTE, **environment: str) -> dict:
    done = program("-c", code, **environment)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def same(a: dict, b: dict) -> None:
    for part in ("y", "dw"):
        np.testing.assert_allclose(a[part], b[part], rtol=2e-5, atol=1e-5)


@needs_kernels
@pytest.mark.parametrize("word", ["off", "OFF", "0", "no", "false"])
def test_switched_off(word: str) -> None:
    off = compute(BADAK_KERNELS=word)
    assert (off["use"], off["reason"], off["library"], off["module"]) == ("numpy", "off", False, False)
    if word == "off":
        on = compute()
        assert (on["use"], on["library"], on["module"]) == ("native", True, True)
        same(on, off)


@needs_kernels
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"no module at all", "invalid ELF header|file too short"),
        (b"", "file too short"),
        (None, "cannot open shared object file"),
    ],
)
def test_broken_module(tmp_path, text, said) -> None:
    import re

    path = tmp_path / "_kernels.so"
    if text is not None:
        path.write_bytes(text)
    found = compute(BADAK_KERNELS=str(path))
    assert (found["use"], found["module"]) == ("numpy", False)
    assert re.search(said, found["reason"]), found["reason"]
    doctor = program("-m", "badak", "doctor", BADAK_KERNELS=str(path))
    assert "loading failed" in doctor.stdout
    assert doctor.returncode == 0


@needs_kernels
def test_module_without_its_function(tmp_path) -> None:
    """A library that is no Python module: here oneDNN's own."""
    found = compute(BADAK_KERNELS=str(native.library_path()))
    assert found["use"] == "numpy"
    assert "PyInit" in found["reason"]


@needs_kernels
def test_a_module_elsewhere(tmp_path) -> None:
    copy = tmp_path / "here" / "_kernels.so"
    copy.parent.mkdir()
    shutil.copy(native.kernels.__file__, copy)
    code = COMPUTE + "\nassert native.kernels.__file__ == " + repr(str(copy)) + ", native.kernels.__file__"
    same(compute(code, BADAK_KERNELS=str(copy)), compute())


LATER = "import os; os.environ['BADAK_KERNELS'] = 'off'; from badak.backend import native; os.environ['BADAK_KERNELS'] = ''; "


@needs_kernels
def test_without_onednn() -> None:
    found = compute(LATER + "native.library_path = lambda: None; native.load()" + COMPUTE)
    assert (found["use"], found["reason"], found["module"]) == ("numpy", "no oneDNN", False)
    same(found, compute())


@needs_kernels
def test_broken_onednn(tmp_path) -> None:
    path = tmp_path / "libdnnl.so.3"
    path.write_bytes(b"\x7fELF")
    found = compute(LATER + f"native.library_path = lambda: {str(path)!r}; native.load()" + COMPUTE)
    assert found["use"] == "numpy"
    assert "file too short" in found["reason"]


@needs_kernels
@pytest.mark.parametrize(
    ("language", "said"), [("en", "built for another version"), ("ko", "다른 버전의 badak에 맞춰")]
)
def test_kernels_of_another_version(language, said) -> None:
    """Sources that were updated without building again want kernels that are not there: NumPy computes, and it is said."""
    older = (
        "import badak.backend.adapters as adapters, warnings\n"
        "def table_of(k): return {'new': k.kernel_of_tomorrow}\n"
        "adapters.table_of = table_of\n"
        "with warnings.catch_warnings(record=True) as told:\n"
        "    warnings.simplefilter('always'); native.load()\n"
        f"assert len(told) == 1 and 'BD163' in str(told[0].message) and {said!r} in str(told[0].message), told\n"
        "assert 'kernel_of_tomorrow' in str(told[0].message)\n"
    )
    found = compute(LATER + "\n" + older + COMPUTE, BADAK_LANG=language)
    assert (found["use"], found["reason"]) == ("numpy", "old")
    same(found, compute())


@pytest.mark.parametrize("up", ["../../..", "../.."])
def test_library_of_another_layout(tmp_path, monkeypatch, up) -> None:
    """The environment's ``lib`` is the usual place; `pip install --user` and --target have others, and the list of files."""
    site = tmp_path / "lib" / "python3" / "site-packages"
    info = site / "onednn_cpu_gomp-2023.2.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: onednn-cpu-gomp\nVersion: 2023.2.0\n")
    (info / "RECORD").write_text(f"{up}/here/libdnnl.so.3,,\n{up}/here/libdnnl.so,,\n")
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "nowhere"))
    monkeypatch.syspath_prepend(str(site))
    assert native.library_path() is None  # listed and not there
    library = (site / up / "here" / "libdnnl.so.3").resolve()
    library.parent.mkdir()
    library.touch()
    assert native.library_path() == library
    (info / "RECORD").unlink()
    assert native.library_path() is None
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    (tmp_path / "lib" / "libdnnl.so.3").touch()
    assert native.library_path() == tmp_path / "lib" / "libdnnl.so.3"


def test_no_package(monkeypatch) -> None:
    monkeypatch.setattr(sys, "prefix", "/nowhere")
    monkeypatch.setattr(native, "PACKAGE", "a-package-that-nobody-has")
    assert native.library_path() is None


@needs_kernels
def test_from_a_place_that_cannot_be_written(tmp_path) -> None:
    """As installed by an administrator: nothing is written beside the module."""
    site = tmp_path / "site"
    shutil.copytree(Path(badak.__file__).parent, site / "badak", ignore=shutil.ignore_patterns("__pycache__"))
    if not (site / "badak" / "backend" / Path(native.kernels.__file__).name).exists():
        shutil.copy(native.kernels.__file__, site / "badak" / "backend")
    places = [site, *site.rglob("*")]
    for place in places:
        place.chmod(0o555 if place.is_dir() else 0o444)
    try:
        # an editable installation looks before PYTHONPATH does
        first = "import sys; sys.meta_path = [f for f in sys.meta_path if 'editable' not in type(f).__module__]\n"
        code = first + COMPUTE + f"\nassert native.__file__.startswith({str(site)!r}), native.__file__"
        found = program("-c", code, PYTHONPATH=str(site))
        assert found.returncode == 0, found.stderr
        assert json.loads(found.stdout)["use"] == "native"
    finally:
        for place in places:
            place.chmod(0o755)
