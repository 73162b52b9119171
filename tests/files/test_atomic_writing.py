"""Saving that fails: the old file stays, nothing half-written is left, the message says what to do."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest

import badak
from badak.errors import FileError
from badak.files import atomic, save_weights
from badak.files.atomic import writing
from tests.files.helpers import in_another_process, make_model


@pytest.fixture(scope="module")
def model() -> Any:
    """Return a model to save."""
    return make_model()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a file that is there already."""
    (tmp_path / "m.badak").write_bytes(b"old")
    return tmp_path / "m.badak"


def refusal(model: Any, path: Any, *words: str, **options: Any) -> FileError:
    """Save, which must fail with BD081 and these words in English; the Korean text is whole, too."""
    with pytest.raises(FileError) as caught:
        model.save(path, **options)
    problem = caught.value
    assert problem.code == "BD081"
    for language in ("en", "ko"):
        assert "?>" not in problem.text(language)
        assert {"en": "to fix:", "ko": "해결:"}[language] in problem.text(language)
    for word in words:
        assert word in problem.text("en")
    return problem


class Failing:
    """A file on a disk that is full after so many bytes."""

    def __init__(self, path: str, room: int, number: int) -> None:
        self.file = open(path, "xb")
        self.room = room
        self.number = number

    def write(self, data: Any) -> int:
        size = memoryview(data).nbytes
        if self.room < size:
            raise OSError(self.number, os.strerror(self.number))
        self.room -= size
        return self.file.write(data)

    def __enter__(self) -> Failing:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


@pytest.mark.parametrize("part", [0.0, 0.01, 0.4, 0.9, 0.999])
def test_a_full_disk(part: float, model: Any, old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it happens: before the first byte, in the middle of the weights, in the list at the end."""
    model.save(old.parent / "whole.badak")
    room = int((old.parent / "whole.badak").stat().st_size * part)
    (old.parent / "whole.badak").unlink()
    monkeypatch.setattr(atomic, "open", lambda path, mode: Failing(path, room, errno.ENOSPC), raising=False)
    problem = refusal(model, old, "no space left", "free in", "older file is untouched")
    assert "저장할 공간이 없습니다" in problem.text("ko")
    assert old.read_bytes() == b"old"
    assert os.listdir(old.parent) == ["m.badak"]


@pytest.mark.parametrize(
    ("function", "number", "word"),
    [
        ("fsync", errno.ENOSPC, "no space left"),
        ("fsync", errno.EIO, "Input/output error"),
        ("replace", errno.EACCES, "may not write"),
        ("replace", errno.EROFS, "may not write"),
        ("replace", errno.EDQUOT, "no space left"),
    ],
)
def test_failures_at_the_end(
    function: str, number: int, word: str, model: Any, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bringing it to the disk and renaming may fail as well."""

    def failing(*_: Any) -> Any:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(atomic.os, function, failing)
    refusal(model, old, word)
    monkeypatch.undo()
    assert old.read_bytes() == b"old"
    assert os.listdir(old.parent) == ["m.badak"]


def test_no_right_to_write(model: Any, old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulated: the super-user may write anywhere."""

    def denied(*_: Any) -> Any:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(atomic, "open", denied, raising=False)
    problem = refusal(model, old, "may not write", "folder of your own")
    assert "쓸 권한이 없습니다" in problem.text("ko")
    assert isinstance(problem, OSError)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the super-user may write anywhere")
def test_no_right_to_write_in_earnest(model: Any, tmp_path: Path) -> None:
    """In a folder that may only be read."""
    tmp_path.chmod(0o500)
    try:
        refusal(model, tmp_path / "m.badak", "may not write")
    finally:
        tmp_path.chmod(0o700)


def test_a_limit_of_the_system(old: Path) -> None:
    """In earnest: a process that may write no file longer than 2,000 bytes."""
    resource = pytest.importorskip("resource")
    assert resource
    code = """
import resource, sys
import badak
model = badak.Sequential([badak.layers.Dense(500, input_dim=10)])
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
try:
    model.save(sys.argv[1])
except badak.errors.FileError as problem:
    print(problem.code, "no space left" in str(problem))
"""
    done = in_another_process(code, old)
    assert done.stdout.split() == ["BD081", "True"], done.stderr
    assert old.read_bytes() == b"old"
    assert os.listdir(old.parent) == ["m.badak"]


def test_things_in_the_way(model: Any, old: Path, tmp_path: Path) -> None:
    """A folder of that name, no such folder, a file where a folder should be, a name without end."""
    (tmp_path / "folder").mkdir()
    refusal(model, tmp_path / "folder", "a folder has that name", "model.badak")
    refusal(model, tmp_path / "no" / "where" / "m.badak", "there is no folder", "os.makedirs")
    refusal(model, old / "m.badak", "there is no folder")
    refusal(model, tmp_path / ("x" * 300), "too long")
    assert sorted(os.listdir(tmp_path)) == ["folder", "m.badak"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes as on POSIX")
def test_what_is_no_file_is_not_replaced(model: Any, tmp_path: Path) -> None:
    """The super-user could otherwise rename a model over a device; a pipe of our own stands for it here."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    refusal(model, pipe, "a device or a pipe")
    assert stat.S_ISFIFO(os.stat(pipe).st_mode)


def test_overwrite(model: Any, old: Path) -> None:
    """overwrite=False keeps the old file; the default replaces it."""
    refusal(model, old, "overwrite=False", overwrite=False)
    assert old.read_bytes() == b"old"
    model.save(old.parent / "new.badak", overwrite=False)
    model.save(old)
    assert badak.load_model(old).count_params() == model.count_params()


def test_ctrl_c_while_saving(old: Path) -> None:
    """The temporary file goes, the old file stays, the interrupt is handed on."""
    with pytest.raises(KeyboardInterrupt), writing(old, "test") as file:
        file.write(b"half")
        assert len(os.listdir(old.parent)) == 2
        raise KeyboardInterrupt
    assert old.read_bytes() == b"old"
    assert os.listdir(old.parent) == ["m.badak"]


def test_an_error_of_the_writer_is_handed_on(old: Path) -> None:
    """What is no error of the file system keeps its class."""
    with pytest.raises(ZeroDivisionError), writing(old, "test"):
        raise ZeroDivisionError
    assert os.listdir(old.parent) == ["m.badak"]


def test_readers_see_the_old_or_the_new_file(model: Any, tmp_path: Path) -> None:
    """While one saves again and again, another always loads a whole model."""
    import threading

    path = tmp_path / "m.badak"
    model.save(path)
    done = threading.Event()

    def save() -> None:
        for _ in range(25):
            model.save(path)
        done.set()

    thread = threading.Thread(target=save)
    thread.start()
    loads = 0
    while not done.is_set() or loads == 0:
        assert badak.load_model(path).count_params() == model.count_params()
        loads += 1
    thread.join()
    assert os.listdir(tmp_path) == ["m.badak"]


def test_weights_are_written_in_the_same_way(model: Any, old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """save_weights, too, leaves the old file."""
    monkeypatch.setattr(atomic, "open", lambda path, mode: Failing(path, 50, errno.ENOSPC), raising=False)
    with pytest.raises(FileError) as caught:
        save_weights(model, old)
    assert caught.value.code == "BD081"
    assert "save_weights" in str(caught.value)
    assert os.listdir(old.parent) == ["m.badak"]
    assert old.read_bytes() == b"old"
