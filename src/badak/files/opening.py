"""Opening a file that a user named: what is there, and what to do when it is not what was meant."""

from __future__ import annotations

import errno
import os
import stat
from typing import Any, BinaryIO

from badak.errors import BadakError, close_names, error, notify
from badak.files.wording import Both, both, quoted

_MOST_NAMES = 1000  # of a folder that are looked through for a similar name


def path_text(path: Any, where: str) -> str:
    """Return a path as text, with ``~`` replaced by the home folder.

    Raises:
        ArgumentError: BD003, for something that names no file.
    """
    try:
        text = os.fsdecode(os.fspath(path))
    except TypeError:
        text = ""
    if not text or "\0" in text:
        raise error("BD003", where=where, name="path", got=repr(path)[:80], expected="'digits.badak' | pathlib.Path")
    return os.path.expanduser(text)


_OTHERS = (
    ".h5",
    ".hdf5",
    ".keras",
    ".pt",
    ".pth",
    ".pkl",
    ".pickle",
    ".joblib",
    ".onnx",
    ".ckpt",
    ".pb",
    ".tflite",
    ".npz",
)


def tell_ending(path: Any, wanted: str, where: str) -> None:
    """Say once that a file whose name promises another program's form is badak's own (BD142)."""
    stem, ending = os.path.splitext(os.path.basename(os.fsdecode(os.fspath(path))))
    if ending.lower() in _OTHERS or (ending.lower() in (".badak", ".safetensors") and ending.lower() != wanted):
        name = stem.removesuffix(".weights") + wanted  # Keras asks for two endings: w.weights.h5
        notify("BD142", where=where, got=stem + ending, ending=ending, wanted=wanted, name=name)


def open_file(path: str, where: str) -> BinaryIO:
    """Open a file for reading bytes; pipes and devices, which could block or never end, are not opened.

    Raises:
        FileError: BD080, when there is no such file, it is a folder or a device, or it may not be read.
    """
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):  # asked first: Windows answers "permission denied" when a folder is opened
            raise IsADirectoryError
        if not stat.S_ISREG(mode):
            raise OSError(errno.ENODEV, "")
        return open(path, "rb")
    except OSError as problem:
        raise cannot_open(path, problem, where) from None


def cannot_open(path: str, problem: OSError, where: str) -> BadakError:
    """Make the error for a file that could not be opened or read."""
    if isinstance(problem, FileNotFoundError | NotADirectoryError):
        why, fix = both("it does not exist", "존재하지 않습니다"), _nearby(path)
    elif isinstance(problem, IsADirectoryError):
        why, fix = both("it is a folder", "폴더입니다"), _inside(path)
    elif isinstance(problem, PermissionError):
        why = both("you may not read it", "읽을 권한이 없습니다")
        fix = both("ask its owner for the right to read it", "소유자에게 읽기 권한을 요청하세요")
    elif problem.errno == errno.ENODEV:
        why = both("it is a device or a pipe, not a file", "파일이 아니라 장치나 파이프입니다")
        fix = both("name a file on disk", "디스크에 있는 파일을 지정하세요")
    else:
        text = problem.strerror or type(problem).__name__
        why = both(f"the system says “{text}”", f"시스템 오류 “{text}”")
        fix = both(
            "check the disk or the network drive, then try again",
            "디스크나 네트워크 드라이브를 확인한 뒤 다시 해 보세요",
        )
    return error("BD080", where=where, got=repr(path), why=why, fix=fix)


def _nearby(path: str) -> Both:
    folder = os.path.dirname(path) or os.curdir
    names = _names(folder)
    if not names:
        here = os.path.isdir(folder)
        return both(
            f"check the path; the folder {folder!r} {'is empty' if here else 'does not exist'}",
            f"경로를 확인하세요. {folder!r} 폴더가 {'비어 있습니다' if here else '없습니다'}",
        )
    listed = ", ".join(close_names(os.path.basename(path), names).split(", ")[:5])
    return both(f"check the path; nearby there are {listed}", f"경로를 확인하세요. 그 폴더에 있는 것: {listed}")


def _inside(path: str) -> Both:
    names = _names(path)
    if "saved_model.pb" in names:
        return both(
            "this is a TensorFlow SavedModel, which badak does not read; save with badak, or copy the weights with "
            "badak_model.set_weights(keras_model.get_weights())",
            "텐서플로 SavedModel 폴더로, badak은 읽지 않습니다. badak으로 저장하거나 "
            "badak_model.set_weights(keras_model.get_weights())로 가중치를 옮기세요",
        )
    if {"config.json", "weights.safetensors"} <= set(names):
        return both(
            "this is an unpacked model file: zip the files inside it, without the folder around them",
            "압축이 풀린 모델 파일입니다. 폴더는 빼고 안의 파일들만 zip으로 묶으세요",
        )
    if not names:
        return both("name a file; this folder is empty", "파일 이름까지 적어 주세요. 이 폴더는 비어 있습니다")
    chosen = [name for name in names if name.endswith(".badak")] or names
    listed = quoted(chosen)
    return both(f"name a file inside it, such as {listed}", f"폴더 안의 파일 이름까지 적어 주세요. 예: {listed}")


def _names(folder: str) -> list[str]:
    """List the visible names in a folder, none where that is not possible."""
    names: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.name.startswith("."):
                    names.append(entry.name)
                if len(names) == _MOST_NAMES:
                    break
    except OSError:
        pass
    return sorted(names)
