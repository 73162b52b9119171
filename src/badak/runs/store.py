"""The store of runs: one SQLite file that several programs may read and write at once."""

from __future__ import annotations

import contextlib
import json
import math
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import BadakError, error, near_names
from badak.runs.run import Run

_MARK = 0x6264616B  # "bdak", where SQLite files say whose they are
_VERSION = 1
_WAIT = 5.0  # seconds to wait for another program

_TABLES = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- a number is never given twice
    name TEXT NOT NULL, state TEXT NOT NULL, started REAL NOT NULL, ended REAL, beat REAL NOT NULL,
    host TEXT NOT NULL, process TEXT NOT NULL, command TEXT NOT NULL, folder TEXT NOT NULL, note TEXT NOT NULL,
    reason TEXT NOT NULL, seed TEXT, epochs INTEGER,
    settings TEXT NOT NULL, data TEXT NOT NULL, model TEXT NOT NULL, machine TEXT NOT NULL, result TEXT NOT NULL
) STRICT;
CREATE TABLE metrics (
    run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, name TEXT NOT NULL, epoch INTEGER NOT NULL,
    value REAL,  -- NULL for what is not a number
    PRIMARY KEY (run, name, epoch)
) STRICT, WITHOUT ROWID;
"""
_PLAIN = ("name", "started", "ended", "beat", "host", "process", "command", "folder", "note", "reason", "epochs")
_JSON = ("settings", "data", "model", "machine", "result")


def default_store() -> Path:
    """Return where runs are recorded: the file ``BADAK_RUNS`` names, ``runs/runs.db`` otherwise.

    Example:
        >>> import badak
        >>> badak.runs.default_store().name
        'runs.db'
    """
    return Path(os.environ.get("BADAK_RUNS") or Path("runs") / "runs.db")


class RunStore:
    """Reads and writes the store of runs.

    The file is made when something is first written. It is opened for each call only, in the mode in which readers do not wait
    for writers (WAL), so any number of trainings may share it.

    Args:
        path: the file, or the folder of a ``runs.db``; where left out, that of ``default_store()``.
        wait: seconds to wait while another program writes.

    Example:
        >>> import badak, tempfile
        >>> store = badak.runs.RunStore(tempfile.mkdtemp() + "/runs.db")
        >>> number = store.add(badak.runs.Run(name="first", settings={"units": 64}))
        >>> store.measure(number, {"loss": {0: 0.5, 1: 0.25}})
        >>> store.get("first").best("loss")
        0.25
    """

    def __init__(self, path: Any = None, wait: float = _WAIT) -> None:
        self.path = Path(default_store() if path is None else path)
        if self.path.is_dir():
            self.path = self.path / "runs.db"
        self.wait = wait

    def __repr__(self) -> str:
        return f"<RunStore {str(self.path)!r}>"

    # --- reading --------------------------------------------------------------------------------------------------------------

    def runs(self) -> list[Run]:
        """Return all runs, in the order of their numbers; none where there is no file yet.

        Raises:
            FileFormatError: BD292, for a file that is not badak's, damaged, or of a newer badak.
            StateError: BD293, while another program has locked it.
        """
        if not self.path.exists():
            return []
        with self._open(write=False) as base:
            return self._read(base) if self._is_ours(base) else []

    def get(self, wish: Any) -> Run:
        """Return a run by its number, its name or its folder; the newest of those with the name; ``"last"`` is the newest of all.

        Raises:
            ArgumentError: BD294, when there is none.
        """
        text = str(wish).strip()
        runs = self.runs()
        folder = os.path.realpath(text) if text else ""
        tests = (
            lambda run: str(run.id) == text.removeprefix("#"),
            lambda run: run.name == text,
            lambda run: bool(run.folder) and os.path.realpath(run.folder) == folder,
            lambda run: text == "last",
        )
        for fits in tests:
            found = [run for run in runs if fits(run)]
            if found:
                return found[-1]
        near = near_names(text, [run.name for run in runs], 0.4)
        numbers = f"{runs[0].id} … {runs[-1].id}" if runs else both("none yet", "아직 없음")
        raise error("BD294", where=str(self.path), got=text, expected=", ".join(map(repr, near)) or numbers)

    def of_folder(self, folder: str) -> Run | None:
        """Return the newest run whose files are in a folder."""
        real = os.path.realpath(folder)
        found = [run for run in self.runs() if run.folder and os.path.realpath(run.folder) == real]
        return found[-1] if found else None

    @staticmethod
    def _read(base: sqlite3.Connection) -> list[Run]:
        found = {row["id"]: _run(row) for row in base.execute("SELECT * FROM runs ORDER BY id")}
        for number, name, epoch, value in base.execute(
            "SELECT run, name, epoch, value FROM metrics ORDER BY run, epoch"
        ):
            if number in found:
                found[number].metrics.setdefault(name, {})[epoch] = math.nan if value is None else value
        return list(found.values())

    # --- writing --------------------------------------------------------------------------------------------------------------

    def add(self, run: Run) -> int:
        """Write a run down with all its numbers; return the number it gets.

        Raises:
            FileError: BD092, when the file cannot be made or written.
            FileFormatError: BD292, for a file that is not badak's.
            StateError: BD293, while another program has locked it.
        """
        row = _row(run)
        names = ", ".join(row)
        with self._open() as base:
            done = base.execute(f"INSERT INTO runs ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
            number = int(done.lastrowid or 0)
            _put(base, number, run.metrics)
        return number

    def measure(self, number: int, metrics: Mapping[str, Mapping[int, float]]) -> None:
        """Write numbers of epochs down; those of an epoch that has some are replaced."""
        with self._open() as base:
            _put(base, number, metrics)
            base.execute("UPDATE runs SET beat = ? WHERE id = ?", (time.time(), number))

    def change(self, number: int, **fields: Any) -> None:
        """Change fields of a run, by the names of ``Run``."""
        run = Run(**fields)
        row = {
            name: value
            for name, value in _row(run).items()
            if name in fields or (name == "state" and "noted_state" in fields)
        }
        with self._open() as base:
            assignments = ", ".join(f"{name} = ?" for name in row)
            base.execute(f"UPDATE runs SET {assignments} WHERE id = ?", (*row.values(), number))

    def forget_from(self, number: int, epoch: int) -> None:
        """Drop the numbers of epochs from one on, before they are trained again."""
        with self._open() as base:
            base.execute("DELETE FROM metrics WHERE run = ? AND epoch >= ?", (number, epoch))

    def delete(self, numbers: Iterable[int]) -> None:
        """Remove runs from the store; their folders stay."""
        with self._open() as base:
            base.executemany("DELETE FROM runs WHERE id = ?", [(number,) for number in numbers])

    # --- the file -------------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _open(self, write: bool = True) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction, turning what can go wrong into coded errors."""
        from badak.training.runs import writing

        with writing(self.path), self._explained():
            if write:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            address = f"{self.path.absolute().as_uri()}?{'mode=rwc' if write else self._for_reading()}"
            base = sqlite3.connect(address, timeout=self.wait, isolation_level=None, uri=True)
            try:
                base.row_factory = sqlite3.Row
                self._check(base, write)
                if not write:
                    base.execute("BEGIN")  # one view of both tables
                    yield base
                    return
                base.execute("PRAGMA synchronous = NORMAL")
                base.execute("PRAGMA foreign_keys = ON")
                base.execute("BEGIN IMMEDIATE")  # waits here rather than failing later
                yield base
                base.execute("COMMIT")
            finally:
                base.close()  # without COMMIT nothing has happened

    def _for_reading(self) -> str:
        """Return how to open the file for reading: in a folder of somebody else's SQLite cannot put its own files beside it."""
        if os.access(self.path, os.W_OK) and os.access(self.path.absolute().parent, os.W_OK):
            return "mode=rw"
        return "mode=ro" if self.path.with_name(f"{self.path.name}-wal").exists() else "mode=ro&immutable=1"

    def _check(self, base: sqlite3.Connection, write: bool) -> None:
        """Make sure the file is badak's, and make its tables where it is empty."""
        if self._is_ours(base):
            return
        if not write:
            return
        with contextlib.suppress(sqlite3.OperationalError):  # a file system without shared memory keeps the other mode
            base.execute("PRAGMA journal_mode = WAL")
        base.execute("BEGIN IMMEDIATE")
        if not self._is_ours(base):  # another program may have been quicker
            for statement in _TABLES.split(";\n"):
                base.execute(statement)
            base.execute(f"PRAGMA application_id = {_MARK}")
            base.execute(f"PRAGMA user_version = {_VERSION}")
        base.execute("COMMIT")

    def _is_ours(self, base: sqlite3.Connection) -> bool:
        """Say whether the tables are there; an empty file has none yet."""
        mark, version = (base.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
        tables = {row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not mark and not tables:
            return False
        if mark != _MARK or not {"runs", "metrics"} <= tables:
            listed = ", ".join(sorted(tables)[:4])
            why = both(
                f"another program's database, with the tables {listed}",
                f"다른 프로그램의 데이터베이스입니다(테이블: {listed})",
            )
            raise error("BD292", where=str(self.path), why=why)
        if version > _VERSION:
            why = both(
                f"a newer badak wrote it (form {version}; this one reads up to {_VERSION})",
                f"더 새로운 badak이 만든 파일입니다(형식 {version}, 이 badak은 {_VERSION}까지 읽음)",
            )
            fix = both("update badak: pip install -U badak", "badak을 업데이트하세요: pip install -U badak")
            raise error("BD292", where=str(self.path), why=why, fix=fix)
        return True

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as problem:
            raise self._problem(problem) from None

    def _problem(self, problem: sqlite3.Error) -> BadakError:
        said = str(problem)
        kind = getattr(problem, "sqlite_errorcode", 0) & 0xFF
        if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return error("BD293", where=str(self.path), seconds=f"{self.wait:g}")
        if kind in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT) or isinstance(problem, sqlite3.IntegrityError):
            why = both(
                f"it is damaged, or no database at all ({said})", f"손상되었거나 데이터베이스가 아닙니다({said})"
            )
            return error("BD292", where=str(self.path), why=why)
        if kind == sqlite3.SQLITE_FULL:
            why = both("no space is left on the disk", "디스크에 남은 공간이 없습니다")
        elif kind in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            why = both("it cannot be opened for writing", "쓰기용으로 열 수 없습니다")
        else:
            why = both(said, f"SQLite 오류: {said}")
        return error("BD092", where=str(self.path), why=why)


def _put(base: sqlite3.Connection, number: int, metrics: Mapping[str, Mapping[int, float]]) -> None:
    rows = [
        (number, name, int(epoch), None if math.isnan(value) else float(value))
        for name, values in metrics.items()
        for epoch, value in values.items()
    ]
    base.executemany("INSERT OR REPLACE INTO metrics (run, name, epoch, value) VALUES (?, ?, ?, ?)", rows)


def _row(run: Run) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(run, name) for name in _PLAIN}
    row["state"] = run.noted_state
    row["seed"] = None if run.seed is None else str(run.seed)  # seeds may be longer than SQLite's integers
    row.update({name: json.dumps(plain(getattr(run, name)), ensure_ascii=False) for name in _JSON})
    return row


def _run(row: sqlite3.Row) -> Run:
    fields: dict[str, Any] = {name: row[name] for name in _PLAIN}
    for name in _JSON:
        try:
            value = json.loads(row[name])
        except ValueError:
            value = {}
        fields[name] = value if isinstance(value, dict) else {}
    seed = row["seed"]
    return Run(id=row["id"], noted_state=row["state"], seed=None if seed is None else int(seed), **fields)


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: numbers that are not finite become texts, objects their description."""
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
