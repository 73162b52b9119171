"""Writing a file as a whole or not at all: nobody ever sees half of it, and a failure leaves the old one."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from typing import Any, BinaryIO

from badak.errors import BadakError, error
from badak.files.opening import path_text
from badak.files.wording import both, size_text


@contextlib.contextmanager
def writing(path: Any, where: str, *, overwrite: bool = True) -> Iterator[BinaryIO]:
    """Give a file to write to that takes the place of ``path`` when the block ends well.

    The bytes go to a temporary file in the same folder, are brought to the disk, and then renamed. Whatever ends the
    block early, Ctrl-C too, removes the temporary file. A link keeps pointing where it points; the rights of an older
    file are kept.

    Args:
        path: the file to be.
        where: who writes, for the message.
        overwrite: whether an older file may be replaced.

    Yields:
        The temporary file, open for writing bytes.

    Raises:
        FileError: BD081, when the folder is missing, something is in the way, rights or space are lacking.
    """
    target = os.path.realpath(path_text(path, where))
    old_mode = _look(target, where, overwrite)
    # a short name of its own: the name of the target may already be as long as the file system allows
    temporary = os.path.join(os.path.dirname(target), f".badak-{secrets.token_hex(6)}.partial")
    made = False
    try:
        with open(temporary, "xb") as file:
            made = True
            yield file
            file.flush()
            os.fsync(file.fileno())
        if old_mode is not None:
            with contextlib.suppress(OSError):  # a file system without rights
                os.chmod(temporary, old_mode)
        os.replace(temporary, target)
        made = False
        _settle(os.path.dirname(target))
    except OSError as problem:
        if isinstance(problem, BadakError):
            raise
        raise _failed(target, problem, where) from None
    finally:
        if made:
            with contextlib.suppress(OSError):
                os.remove(temporary)


def _look(target: str, where: str, overwrite: bool) -> int | None:
    """See what stands at the target; return the rights of a file there."""
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        if not os.path.isdir(os.path.dirname(target)):
            raise _failed(target, FileNotFoundError(errno.ENOENT, ""), where) from None
        return None
    except OSError as problem:
        raise _failed(target, problem, where) from None
    if stat.S_ISDIR(mode):
        raise _failed(target, IsADirectoryError(errno.EISDIR, ""), where)
    if not stat.S_ISREG(mode):  # renaming over it would take the device away
        raise _failed(target, OSError(errno.ENODEV, ""), where)
    if not overwrite:
        raise _failed(target, FileExistsError(errno.EEXIST, ""), where)
    return stat.S_IMODE(mode)


def _settle(folder: str) -> None:
    """Bring the new name to the disk too, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _failed(target: str, problem: OSError, where: str) -> BadakError:
    folder = os.path.dirname(target)
    code = problem.errno
    if code in (errno.ENOSPC, getattr(errno, "EDQUOT", None), errno.EFBIG):
        why = both("there is no space left for it", "저장할 공간이 없습니다")
        free = _free(folder)
        fix = both(
            f"make room ({free} free in {folder!r}) or save to another disk; an older file is untouched",
            f"공간을 비우거나({folder!r}에 {free} 남음) 다른 디스크에 저장하세요. 예전 파일은 그대로 있습니다",
        )
    elif isinstance(problem, PermissionError) or code == errno.EROFS:
        why = both("you may not write there", "그곳에 쓸 권한이 없습니다")
        fix = both(
            "save to a folder of your own; an older file is untouched",
            "본인 폴더에 저장하세요. 예전 파일은 그대로 있습니다",
        )
    elif isinstance(problem, IsADirectoryError):
        why = both("a folder has that name", "같은 이름의 폴더가 있습니다")
        inside = os.path.join(target, "model.badak")
        fix = both(f"name a file, such as {inside!r}", f"파일 이름까지 적어 주세요. 예: {inside!r}")
    elif isinstance(problem, FileExistsError):
        why = both(
            "there is a file of that name, and overwrite=False", "같은 이름의 파일이 있는데 overwrite=False입니다"
        )
        fix = both("choose another name or leave out overwrite=False", "다른 이름을 쓰거나 overwrite=False를 빼세요")
    elif isinstance(problem, FileNotFoundError | NotADirectoryError):
        why = both(f"there is no folder {folder!r}", f"{folder!r} 폴더가 없습니다")
        fix = both(f"make it first: os.makedirs({folder!r})", f"폴더를 먼저 만드세요: os.makedirs({folder!r})")
    elif code == errno.ENODEV:
        why = both("a device or a pipe is there, not a file", "그 자리에 파일이 아니라 장치나 파이프가 있습니다")
        fix = both("name a file on disk", "디스크의 파일 이름을 지정하세요")
    elif code == errno.ENAMETOOLONG:
        why = both("the name is too long", "이름이 너무 깁니다")
        fix = both("choose a shorter one", "더 짧은 이름을 쓰세요")
    else:
        text = problem.strerror or type(problem).__name__
        why = both(f"the system says “{text}”", f"시스템 오류 “{text}”")
        fix = both("check the disk, or save elsewhere", "디스크를 확인하거나 다른 곳에 저장하세요")
    return error("BD081", where=where, got=repr(target), why=why, fix=fix)


def _free(folder: str) -> str:
    try:
        return size_text(shutil.disk_usage(folder).free)
    except OSError:
        return "?"
