"""The folder of one training run: what lies in it, which name the next one gets, and how it is written."""

from __future__ import annotations

import contextlib
import csv
import errno
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from badak.datasets.wording import both
from badak.errors import error

RUNS = "runs"


class RunFolder:
    """One run: ``model.badak``, ``report.html``, ``history.csv``, ``checkpoint.badak``.

    Args:
        path: the folder; it is made when something is first written.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)

    @property
    def model(self) -> Path:
        """The best model so far."""
        return self.path / "model.badak"

    @property
    def report(self) -> Path:
        """The report."""
        return self.path / "report.html"

    @property
    def history(self) -> Path:
        """One row for each epoch."""
        return self.path / "history.csv"

    @property
    def checkpoint(self) -> Path:
        """The state after the last whole epoch, to go on from."""
        return self.path / "checkpoint.badak"

    def holds_a_run(self) -> bool:
        """Say whether a run was written here before."""
        return any(file.exists() for file in (self.model, self.checkpoint, self.history, self.report))

    def make(self) -> None:
        """Make the folder.

        Raises:
            FileError: BD092, when it cannot be made or written to.
        """
        with writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            if not os.access(self.path, os.W_OK):
                raise PermissionError(errno.EACCES, "", str(self.path))

    def clear(self) -> None:
        """Remove the files of an earlier run (only those this class names)."""
        with writing(self.path):
            for file in (self.model, self.checkpoint, self.history, self.report):
                file.unlink(missing_ok=True)

    def write_history(self, history: Mapping[str, Sequence[float]], epochs: Sequence[int]) -> None:
        """Write one row for each epoch as CSV."""
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(["epoch", *history])
        for place, epoch in enumerate(epochs):
            rows.writerow([epoch + 1, *(values[place] if place < len(values) else "" for values in history.values())])
        write_text(self.history, text.getvalue())


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the operating system says about a file that cannot be written into an error that helps.

    Raises:
        FileError: BD092.
    """
    try:
        yield
    except OSError as problem:
        if getattr(problem, "code", None):  # explained already
            raise
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            why = both("no space is left on the disk", "디스크에 남은 공간이 없습니다")
        elif isinstance(problem, PermissionError) or problem.errno == errno.EROFS:
            why = both("you may not write there", "쓰기 권한이 없습니다")
        elif isinstance(problem, NotADirectoryError | FileExistsError):
            why = both("a file is in the way of the folder", "폴더가 있어야 할 자리에 파일이 있습니다")
        elif isinstance(problem, IsADirectoryError):
            why = both("a folder of that name exists", "같은 이름의 폴더가 있습니다")
        elif isinstance(problem, FileNotFoundError):
            why = both("there is no such folder", "그런 폴더가 없습니다")
        elif problem.errno == errno.ENAMETOOLONG:
            why = both("the name is too long", "이름이 너무 깁니다")
        else:  # the system's own words are English wherever they come from
            name = errno.errorcode.get(problem.errno or 0, type(problem).__name__)
            why = both(problem.strerror or str(problem), f"운영체제가 거부했습니다({name})")
        raise error("BD092", where=str(path), why=why) from None


def write_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a text file so that it is there complete, or as it was before.

    Raises:
        FileError: BD092, when it cannot be written.
    """
    write_bytes(path, text.encode(encoding))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file so that it is there complete, or as it was before.

    Raises:
        FileError: BD092, when it cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with writing(path):
        try:
            beside.write_bytes(content)
            os.replace(beside, path)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise


def new_run(name: str, out: str | os.PathLike[str] | None = None, *, overwrite: bool = False) -> RunFolder:
    """Choose the folder of a new run and make it.

    Args:
        name: what is trained on, for the folder's name.
        out: the folder wished for; ``runs/NAME-DATE``, with a number where that is taken, where left out.
        overwrite: whether an earlier run in ``out`` may be replaced.

    Raises:
        FileError: BD093, when ``out`` holds a run already; BD092, when nothing can be written there.
    """
    if out is not None:
        run = RunFolder(out)
        if run.path.exists() and not run.path.is_dir():
            raise error("BD092", where=str(out), why=both("it is a file", "폴더가 아니라 파일입니다"))
        if run.holds_a_run():
            if not overwrite:
                raise error("BD093", where="--out", got=str(out))
            run.clear()
        run.make()
        return run
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in name).strip("-") or "run"
    stem = f"{safe}-{datetime.now():%Y%m%d}"
    with writing(Path(RUNS)):
        Path(RUNS).mkdir(exist_ok=True)
        for number in range(1, 10_000):
            path = Path(RUNS) / (stem if number == 1 else f"{stem}-{number}")
            try:
                path.mkdir()  # of two runs started at once only one makes it
            except FileExistsError:
                continue
            return RunFolder(path)
    raise error("BD092", where=RUNS, why=both("there are too many runs of one day", "하루에 만든 폴더가 너무 많습니다"))


def newest_run(within: str | os.PathLike[str] = RUNS) -> RunFolder:
    """Return the run that was written to last.

    Raises:
        StateError: BD094, when there is none to go on with.
    """
    found = sorted(Path(within).glob("*/checkpoint.badak"), key=lambda file: file.stat().st_mtime)
    if not found:
        why = both(
            f"no run in '{within}' has a checkpoint", f"'{within}' 폴더에 체크포인트가 있는 학습 결과가 없습니다"
        )
        fix = both("name the folder: --resume DIR", "폴더를 직접 지정하세요: --resume 폴더")
        raise error("BD094", where="--resume", why=why, fix=fix)
    return RunFolder(found[-1].parent)


def run_record(command: str | None = None, **facts: Any) -> dict[str, Any]:
    """Return what it takes to repeat a run: seed, versions, machine, threads, date, command, and the given facts."""
    from badak.files import make_record

    record = {**make_record(), **facts}
    if command is not None:
        record["command"] = command
    return record


def badak_version() -> str:
    """Return badak's version, also where it runs from its source folder."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("badak")
    except PackageNotFoundError:
        return "0+source"
