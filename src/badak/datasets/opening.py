"""Opening a file or folder of the user, with an error that says what is there instead."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from badak.datasets.wording import Both, both
from badak.errors import BadakError, close_names, error


def open_file(path: str | os.PathLike[str], where: str) -> BinaryIO:
    """Open a file for reading bytes.

    Raises:
        FileError: BD065, when there is no such file, it is a folder, or it may not be read.
    """
    path = Path(path).expanduser()
    try:
        if path.is_dir():  # asked first: Windows answers "permission denied" when a folder is opened
            raise IsADirectoryError
        return open(path, "rb")
    except OSError as problem:
        raise cannot_open(path, problem, where, wanted=both("a file", "파일")) from None


def list_folder(path: str | os.PathLike[str], where: str) -> list[Path]:
    """List the visible files of a folder by name.

    Raises:
        FileError: BD065, when there is no such folder, it is a file, or it may not be read.
    """
    path = Path(path).expanduser()
    try:
        return sorted(item for item in path.iterdir() if item.is_file() and not item.name.startswith("."))
    except OSError as problem:
        raise cannot_open(path, problem, where, wanted=both("a folder", "폴더")) from None


def cannot_open(path: Path, problem: OSError, where: str, wanted: Both) -> BadakError:
    """Make the error for a path that could not be opened."""
    if isinstance(problem, FileNotFoundError):
        why, fix = both("it does not exist", "존재하지 않습니다"), _nearby(path)
    elif isinstance(problem, IsADirectoryError):
        why, fix = both("it is a folder", "폴더입니다"), _inside(path)
    elif isinstance(problem, NotADirectoryError):
        why = both("it is a file, not a folder", "폴더가 아니라 파일입니다")
        fix = both(
            "give the folder that holds the file; read_table reads a table (CSV), read_idx and read_npz read arrays",
            "그 파일이 들어 있는 폴더를 주세요. 표(CSV)는 read_table, 배열 하나는 read_idx나 read_npz로 읽습니다",
        )
    elif isinstance(problem, PermissionError):
        why = both("you may not read it", "읽을 권한이 없습니다")
        fix = both(
            "ask its owner for the right to read it, or copy it", "소유자에게 읽기 권한을 요청하거나 복사해서 쓰세요"
        )
    else:
        why, fix = both(problem.strerror or str(problem), problem.strerror or str(problem)), both("", "")
    return error("BD065", where=where, got=str(path), why=why, expected=wanted, fix=fix)


def _nearby(path: Path) -> Both:
    folder = path.parent
    names = [item.name for item in folder.iterdir()] if folder.is_dir() else []
    if not names:
        return both(
            "check the path; the folder around it is empty or missing",
            "경로를 확인하세요. 상위 폴더가 비어 있거나 없습니다",
        )
    near = close_names(path.name, names[:1000])
    near = ", ".join(near.split(", ")[:5])
    return both(f"check the path; nearby there are {near}", f"경로를 확인하세요. 그 폴더에 있는 것: {near}")


def _inside(path: Path) -> Both:
    names = sorted(item.name for item in path.iterdir())[:5]
    listed = ", ".join(map(repr, names))
    if not names:
        return both("name a file; this folder is empty", "파일 이름까지 적어 주세요. 이 폴더는 비어 있습니다")
    return both(f"name a file inside it, such as {listed}", f"폴더 안의 파일 이름까지 적어 주세요. 예: {listed}")
