"""One published file, known by its digest: found in the user's folder, in the cache, or fetched from a mirror."""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from badak.datasets.cache import cache_folder
from badak.datasets.download import download
from badak.datasets.opening import open_file
from badak.datasets.wording import Both, both
from badak.errors import error, notify

_PIECE = 1 << 20


@dataclass(frozen=True)
class KeptFile:
    """A file of a published data set.

    Attributes:
        folder: name of its folder in the cache and under ``BADAK_DATA``.
        name: its name at the mirrors.
        title: the data set's name for people.
        urls: full addresses, in the order in which they are tried.
        size: bytes of the content; None where the publisher states none.
        digest: ``(kind, hexadecimal digest)`` of the content: ``"sha256"``, ``"md5"``, or ``"git"``, the name that git gives to
            a file's content (SHA-1 with its length), which the publisher's repository shows.
        most: bytes; a longer answer is not the file.
        packed: whether the content may lie packed with gzip, as ``name + ".gz"`` or under its name.
    """

    folder: str
    name: str
    title: str
    urls: tuple[str, ...]
    size: int | None
    digest: tuple[str, str]
    most: int
    packed: bool = False

    def path(self, where: str, group: list[str]) -> Path:
        """Return where the file lies, after it was found right or fetched.

        Args:
            where: the public function, for messages.
            group: all files of the set, which somebody without a network would have to bring.

        Raises:
            DownloadError: BD060, when no mirror had it; FileError: BD061, when it cannot be stored.
            FileFormatError: BD062, when the file under ``BADAK_DATA`` is another one.
        """
        own = self._in_own_folder()
        if own is not None:
            wrong = self.wrong(own)
            if wrong is not None:
                raise error("BD062", where=where, got=str(own), title=self.title, why=wrong)
            return own
        kept = cache_folder() / "datasets" / self.folder / self.name
        if kept.exists() and (wrong := self.wrong(kept)) is not None:
            en, ko = wrong["en"], wrong["ko"]
            what = both(
                f"the copy {kept} is damaged ({en}); it is deleted and downloaded again",
                f"보관해 둔 파일 {kept}이(가) 손상되어({ko}) 지우고 다시 내려받습니다",
            )
            notify("BD075", what=what)
            kept.unlink(missing_ok=True)
        if not kept.exists():
            label = f"{self.folder}/{self.name}"
            download(label, self.urls, kept, self.wrong, most=self.most, where=where, files=group)
        return kept

    def place(self) -> str:
        """Say where the file is, without looking inside: ``"data"`` (BADAK_DATA), ``"cache"`` or ``"absent"``."""
        if self._in_own_folder() is not None:
            return "data"
        return "cache" if (cache_folder() / "datasets" / self.folder / self.name).exists() else "absent"

    def wrong(self, path: Path) -> Both | None:
        """Return what is wrong with a file, or None."""
        kind, wanted = self.digest
        size = 0
        made = hashlib.sha1(usedforsecurity=False) if kind == "git" else hashlib.new(kind, usedforsecurity=False)
        try:
            if kind == "git":  # git puts the length in front, so a first pass over the content finds it
                made.update(f"blob {sum(map(len, self.pieces(path)))}\0".encode())
            for piece in self.pieces(path):
                size += len(piece)
                made.update(piece)
        except (gzip.BadGzipFile, zlib.error, EOFError):
            return both("its compressed data is damaged", "압축된 내용이 손상되었습니다")
        if self.size is not None and size != self.size:
            return both(
                f"its content has {size} bytes instead of {self.size}",
                f"내용이 {self.size}바이트가 아니라 {size}바이트입니다",
            )
        if made.hexdigest() != wanted:
            name = {"git": "git", "md5": "MD5", "sha256": "SHA-256"}[kind]
            return both(f"its {name} checksum is not the published one", f"{name} 체크섬이 공개된 값과 다릅니다")
        return None

    def pieces(self, path: Path) -> Iterator[bytes]:
        """Yield the content in pieces, unpacked where it may be packed; no more than a little beyond ``most``."""
        with open_file(path, str(path)) as file:
            start = file.read(2)
            file.seek(0)
            source = gzip.GzipFile(fileobj=file) if self.packed and start == b"\x1f\x8b" else file
            read = 0
            while read <= self.most and (piece := source.read(_PIECE)):
                read += len(piece)
                yield piece

    def _in_own_folder(self) -> Path | None:
        folder = os.environ.get("BADAK_DATA")
        if not folder:
            return None
        names = [self.name, f"{self.name}.gz"] if self.packed else [self.name]
        for name in names:
            path = Path(folder).expanduser() / self.folder / name
            if path.exists():
                return path
        return None
