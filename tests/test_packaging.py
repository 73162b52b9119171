"""The wheel without a compiler: everything a user needs is inside, nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "badak"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Build the wheel with no network and no compiler to be found."""
    pytest.importorskip("scikit_build_core")
    place = tmp_path_factory.mktemp("wheel")
    tools = place / "tools"  # pip brings CMake along for a build where there is none; a compiler it cannot bring
    tools.mkdir()
    for tool in ("cmake", "ninja", "make"):
        if found := shutil.which(tool):
            (tools / tool).symlink_to(found)
    if not (tools / "cmake").exists():
        pytest.skip("no CMake here, and no pip to bring it")
    code = "import sys; from scikit_build_core.build import build_wheel; build_wheel(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", code, str(place)],
        cwd=ROOT,
        # in a folder of its own, since several processes may share the tests
        env=dict(
            os.environ, PATH=str(tools), CC="no-compiler", CXX="no-compiler", SKBUILD_BUILD_DIR=str(place / "build")
        ),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = place.glob("*.whl")
    return zipfile.ZipFile(built)


def test_wheel_holds_every_file_of_the_package(wheel: zipfile.ZipFile) -> None:
    """Sources, data, the marker for type checkers; and nothing that only lies about."""
    inside = {name for name in wheel.namelist() if name.startswith("badak/")}
    wanted = {
        "badak/" + path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*")
        if path.is_file()
        and not {"__pycache__", "kernels"} & set(path.parts)  # the kernels' C++ is for building only
        and path.suffix != ".so"
        and not path.name.startswith(".")
    }
    assert inside == wanted
    assert "badak/py.typed" in inside


def test_wheel_suits_every_platform_and_carries_the_licence(wheel: zipfile.ZipFile) -> None:
    """One wheel for all, with LICENSE, NOTICE and the command."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert Path(str(wheel.filename)).name == f"badak-{version}-py3-none-any.whl"
    info = f"badak-{version}.dist-info/"
    names = set(wheel.namelist())
    assert {info + "licenses/LICENSE", info + "licenses/NOTICE"} <= names
    assert b"badak = badak.cli:main" in wheel.read(info + "entry_points.txt")
    assert not [name for name in names if not name.startswith(("badak/", info))]


def test_embedded_data_is_small(wheel: zipfile.ZipFile) -> None:
    """The digits sample is in, and the whole download stays a small one."""
    items = wheel.infolist()
    data = [item for item in items if item.filename.startswith("badak/datasets/") and ".py" not in item.filename]
    assert data, "no embedded data set in the wheel"
    assert sum(item.compress_size for item in data) <= 1_500_000
    assert sum(item.compress_size for item in items) <= 5_000_000
