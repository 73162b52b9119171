"""Data sets published as four IDX files: where they lie, how they are recognised, how they are loaded."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from badak.datasets.cache import cache_folder
from badak.datasets.download import download
from badak.datasets.folder import Pair, load_folder
from badak.datasets.idx import damaged, damaged_gzip, is_gzip, parse_idx
from badak.datasets.npz import read_npz
from badak.datasets.opening import open_file
from badak.datasets.wording import Both, both
from badak.errors import FileFormatError, error, notify


@dataclass(frozen=True)
class Part:
    """One file of a published data set, and how to know that it is the right one.

    Attributes:
        file: its name at the mirrors, packed with gzip.
        size: bytes once unpacked.
        sha256: SHA-256 of the unpacked content; mirrors pack differently, so the packed file has no digest of its own.
        md5_packed: MD5 of the packed file, where that is what the publisher states; a file that has it is accepted too.
    """

    file: str
    size: int
    sha256: str
    md5_packed: str | None = None


@dataclass(frozen=True)
class Published:
    """A published data set.

    Attributes:
        name: name of its module, and of its folder in the cache and under ``BADAK_DATA``.
        title: its name for people.
        mirrors: addresses that a file name is appended to, in the order in which they are tried.
        parts: training images and labels, test images and labels.
    """

    name: str
    title: str
    mirrors: tuple[str, ...]
    parts: tuple[Part, Part, Part, Part]


def load(data: Published, path: str | os.PathLike[str] | None = None) -> tuple[Pair, Pair]:
    """Load a published data set from ``BADAK_DATA``, the cache or a mirror, or from a path of the user's."""
    where = f"datasets.{data.name}.load_data"
    if path is not None:
        chosen = Path(path).expanduser()
        # Keras's argument names a file in its own cache; a bare name that is no file here means no more than that
        if chosen.exists() or len(chosen.parts) > 1:
            return _load_path(chosen, where)
    x_train, y_train, x_test, y_test = (_load_part(data, part, where) for part in data.parts)
    return (x_train, y_train), (x_test, y_test)


def _load_path(path: Path, where: str) -> tuple[Pair, Pair]:
    if path.is_dir():
        return load_folder(path)
    arrays = read_npz(path)
    wanted = ("x_train", "y_train", "x_test", "y_test")
    missing = [name for name in wanted if name not in arrays]
    if missing:
        why = both(f"the arrays {', '.join(missing)} are missing", f"배열 {', '.join(missing)} 없습니다")
        raise error("BD068", where=f"{where}({str(path)!r})", why=why)
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])


def _load_part(data: Published, part: Part, where: str) -> np.ndarray:
    own = _in_own_folder(data, part)
    if own is not None:
        raw, wrong = _unpack(own, part)
        if raw is None:
            raise error("BD062", where=where, got=str(own), title=data.title, why=wrong)
        return _parse(raw, where)
    kept = cache_folder() / "datasets" / data.name / part.file
    raw = None
    if kept.exists():
        raw, wrong = _unpack(kept, part)
        if raw is None:
            _say_damaged(kept, wrong)
            kept.unlink(missing_ok=True)
    if raw is None:
        # packing never makes such files longer, apart from a few bytes of header
        download(
            f"{data.name}/{part.file}",
            [mirror + part.file for mirror in data.mirrors],
            kept,
            lambda file: _unpack(file, part)[1],
            most=part.size + 1024,
            where=where,
            files=[each.file for each in data.parts],
        )
        raw, wrong = _unpack(kept, part)
        if raw is None:  # changed behind our back since it was accepted
            raise error("BD062", where=where, got=str(kept), title=data.title, why=wrong)
    return _parse(raw, where)


def _say_damaged(kept: Path, wrong: Both | None) -> None:
    en, ko = ((wrong or {}).get(language, "") for language in ("en", "ko"))
    what = both(
        f"the copy {kept} is damaged ({en}); it is deleted and downloaded again",
        f"보관해 둔 파일 {kept}이(가) 손상되어({ko}) 지우고 다시 내려받습니다",
    )
    notify("BD075", what=what, stacklevel=7)


def _in_own_folder(data: Published, part: Part) -> Path | None:
    folder = os.environ.get("BADAK_DATA")
    if not folder:
        return None
    for name in (data.name, data.name.replace("_", "-")):
        for file in (part.file, part.file.removesuffix(".gz")):
            path = Path(folder).expanduser() / name / file
            if path.exists():
                return path
    return None


def _parse(raw: bytes, where: str) -> np.ndarray:
    return parse_idx(io.BytesIO(raw), len(raw), where)


def _unpack(path: Path, part: Part) -> tuple[bytes, None] | tuple[None, Both]:
    """Return the unpacked content of a file, or what is wrong with it."""
    try:
        raw = _read(path, part)
    except FileFormatError as wrong:
        return None, wrong.fields["why"]
    if len(raw) == part.size and (
        hashlib.sha256(raw).hexdigest() == part.sha256
        or (part.md5_packed is not None and _md5(path) == part.md5_packed)
    ):
        return raw, None
    if len(raw) != part.size:
        have = f"{len(raw)}" if len(raw) < part.size else f"> {part.size}"
        return None, both(
            f"its unpacked content has {have} bytes instead of {part.size}",
            f"압축을 푼 크기가 {part.size}바이트가 아니라 {have}바이트입니다",
        )
    return None, both("its SHA-256 checksum is not the published one", "SHA-256 체크섬이 공개된 값과 다릅니다")


def _read(path: Path, part: Part) -> bytes:
    with open_file(path, str(path)) as file:
        if not is_gzip(file):
            return file.read(part.size + 1)
        try:
            with gzip.GzipFile(fileobj=file) as unpacked:
                return unpacked.read(part.size + 1)  # one more than right is enough to know that it is wrong
        except (gzip.BadGzipFile, zlib.error, EOFError) as problem:
            raise damaged(str(path), damaged_gzip(problem)) from None


def _md5(path: Path) -> str:
    with open(path, "rb") as file:
        # the publisher's choice; it guards against accidents, and against little else
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
