"""A folder or an archive of pictures, one folder for each class."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

import numpy as np

from badak.datasets.opening import cannot_open, open_file
from badak.datasets.split import split_rows
from badak.datasets.wording import both, quoted
from badak.datasets.zips import DAMAGED_ZIP
from badak.errors import BadakError, error, notify

Pair = tuple[np.ndarray, np.ndarray]

ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip")
_PARTS = {
    "train": ("train", "training"),
    "test": ("test", "testing"),
    "val": ("val", "valid", "validation"),
}
_LARGEST = 128  # pictures up to this side are taken as they are when all are of one size
_USUAL = (64, 64)


class _Found(NamedTuple):
    """One picture: its part, its class, its name for messages, and how its bytes are got."""

    part: str
    label: str
    name: str
    read: Callable[[], bytes]


def load_pictures(
    path: str | os.PathLike[str],
    *,
    size: tuple[int, int] | None = None,
    test_size: float = 0.2,
    seed: int | None = 0,
) -> tuple[Pair, Pair]:
    """Load pictures whose folder is their class: ``cats/1.jpg``, or ``train/cats/1.jpg`` and ``test/cats/2.jpg``.

    Args:
        path: a folder; a tar or zip archive of one; or a folder with ``train`` and ``test`` as archives. Archives are read,
            never unpacked.
        size: (height, width) to which every picture is fitted with its proportions kept and black beside it. Without it,
            pictures of one size up to 128×128 stay as they are, all others become 64×64, which is said aloud.
        test_size: share of each class that is kept for the test where there is no part called test or val.
        seed: decides which pictures these are.

    Returns:
        ``((x_train, y_train), (x_test, y_test))``: x uint8 of shape (pictures, height, width, 3), or (pictures, height, width)
        where all are grey; y the names of the classes, in the order of the files' names.

    Raises:
        FileError: BD065, when it cannot be opened.
        DataError: BD154, when there are no two classes of pictures, or a class of the test part is not in the training part.
        FileFormatError: BD097, for a damaged picture or archive, by name.
        MissingExtraError: BD090, when it takes Pillow to read the pictures and Pillow is not installed.

    Example:
        >>> import pathlib, tempfile
        >>> from badak.datasets import load_pictures
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     for kind, grey in (("dark", 10), ("light", 200)):
        ...         pathlib.Path(folder, kind).mkdir()
        ...         for i in range(5):
        ...             file = pathlib.Path(folder, kind, f"{i}.pgm")
        ...             _ = file.write_bytes(b"P5 2 2 255 " + bytes([grey + i] * 4))
        ...     (x_train, y_train), (x_test, y_test) = load_pictures(folder)
        >>> x_train.shape, sorted(y_test.tolist())
        ((8, 2, 2), ['dark', 'light'])
    """
    where = f"load_pictures({os.fspath(path)!r})"
    found = list(_files(Path(path).expanduser(), where))
    parts = {part: [item for item in found if item.part == part] for part in _PARTS}
    held_out = parts["test"] or parts["val"]
    learned = parts["train"] or [item for item in found if not item.part]
    classes = {item.label for item in learned}
    if len(classes) < 2:
        why = both(
            f"classes found: {quoted(sorted(classes)) or 'none'}", f"찾은 클래스: {quoted(sorted(classes)) or '없음'}"
        )
        raise error("BD154", where=where, why=why)
    unknown = {item.label for item in held_out} - classes
    if unknown:
        names = quoted(sorted(unknown))
        why = both(f"the test part has classes that training lacks: {names}", f"테스트용에만 있는 클래스: {names}")
        raise error("BD154", where=where, why=why)
    x = _arrays(learned + held_out, size, where)
    y = np.array([item.label for item in learned + held_out])
    count = len(learned)
    if held_out:
        return (x[:count], y[:count]), (x[count:], y[count:])
    train, held = split_rows(len(y), y, test_size=test_size, seed=seed)
    return (x[train], y[train]), (x[held], y[held])


def holds_pictures(path: str | os.PathLike[str]) -> bool:
    """Say whether a path is an archive, or a folder whose folders hold pictures.

    Example:
        >>> holds_pictures("photos.tar.gz"), holds_pictures("no such folder")
        (True, False)
    """
    path = Path(path).expanduser()
    if is_archive(path):
        return True
    if not path.is_dir():
        return False
    return next(_files(path, ""), None) is not None


def is_archive(path: str | os.PathLike[str]) -> bool:
    """Say whether a file's name is that of a tar or zip archive."""
    return os.fspath(path).lower().endswith(ARCHIVES)


# ---- what there is ---------------------------------------------------------------------------------------------------------


def _files(path: Path, where: str) -> Iterator[_Found]:
    """Find all pictures, by name."""
    if is_archive(path):
        yield from _archived(path, where, ())
        return
    try:
        items = sorted(path.iterdir())
    except OSError as problem:
        raise cannot_open(path, problem, where, wanted=both("a folder or an archive", "폴더나 압축 파일")) from None
    for item in items:
        if item.name.startswith("."):
            continue
        if item.is_dir():
            for file in sorted(item.rglob("*")):
                made = _found(file.relative_to(path).parts, str(file), file.read_bytes)
                if made and file.is_file():
                    yield made
        elif is_archive(item) and _part_of(item.name.split(".")[0]):
            yield from _archived(item, where, (item.name.split(".")[0],))


def _archived(path: Path, where: str, above: tuple[str, ...]) -> Iterator[_Found]:
    """Find the pictures in an archive; their bytes are kept, because an archive is read from front to back."""
    with open_file(path, where) as file:
        try:
            for name, content in (_zipped if path.suffix.lower() == ".zip" else _tarred)(file):
                parts = PurePosixPath(name).parts
                if above and _part_of(parts[0]):  # train.tar.gz holds train/cats/1.jpg
                    parts = parts[1:]
                made = _found((*above, *parts), f"{path.name}: {name}", lambda content=content: content)
                if made:
                    yield made
        except BadakError:
            raise
        except (tarfile.TarError, *DAMAGED_ZIP) as problem:
            why = both(f"the archive is damaged ({problem})", f"압축 파일이 손상되었습니다({problem})")
            raise error("BD097", where=str(path), why=why) from None


def _zipped(file: BinaryIO) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(file) as archive:
        for name in sorted(archive.namelist()):
            if _wanted(name):
                yield name, archive.read(name)


def _tarred(file: BinaryIO) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=file) as archive:
        for member in archive:
            if member.isfile() and _wanted(member.name):
                content = archive.extractfile(member)
                if content is not None:
                    yield member.name, content.read()


def _wanted(name: str) -> bool:
    from badak.vision import is_picture

    return is_picture(name)


def _part_of(name: str) -> str:
    return next((part for part, words in _PARTS.items() if name.lower() in words), "")


def _found(parts: tuple[str, ...], name: str, read: Callable[[], bytes]) -> _Found | None:
    """Tell part and class of a picture from its place: the folder around it is its class, train or test is above that."""
    if len(parts) < 2 or not _wanted(parts[-1]) or any(part.startswith((".", "__MACOSX")) for part in parts):
        return None
    part = next((_part_of(above) for above in parts[:-2] if _part_of(above)), "")
    return _Found(part, parts[-2], name, read)


# ---- arrays ------------------------------------------------------------------------------------------------------------------


def _arrays(found: list[_Found], size: tuple[int, int] | None, where: str) -> np.ndarray:
    """Read the pictures and bring them to one size and one number of channels."""
    from badak.vision.reading import picture_of

    pictures: list[np.ndarray] = []
    sizes: set[tuple[int, int]] = set()
    for item in found:
        picture = picture_of(io.BytesIO(item.read()), item.name)
        sizes.add(picture.shape[:2])
        # pictures that have to shrink do so at once: only the small ones are kept
        pictures.append(_fitted(picture, size) if size else _limited(picture))
    if size is None and (len(sizes) > 1 or max(max(sizes)) > _LARGEST):
        size = _USUAL
        seen = ", ".join(f"{h}×{w}" for h, w in sorted(sizes)[:3]) + (", …" if len(sizes) > 3 else "")
        what = both(
            f"the pictures are of sizes {seen}; all are fitted into {size[0]}×{size[1]} pixels",
            f"이미지 크기가 {seen}(이)라서 모두 {size[0]}×{size[1]}픽셀에 맞췄습니다",
        )
        notify("BD155", what=what, stacklevel=4)
        pictures = [_fitted(picture, size) for picture in pictures]
    colour = any(picture.ndim == 3 for picture in pictures)
    if colour:
        pictures = [p if p.ndim == 3 else np.repeat(p[..., None], 3, axis=2) for p in pictures]
    return np.stack(pictures)


def _limited(picture: np.ndarray) -> np.ndarray:
    """Shrink a picture that would not stay as it is anyway, so that a folder of photos fits into memory."""
    factor = 2 * _LARGEST / max(picture.shape[:2])
    if factor >= 1:
        return picture
    return _scaled(picture, *(max(round(n * factor), 1) for n in picture.shape[:2]))


def _fitted(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Fit a picture into a field, its proportions kept, in the middle, black beside it."""
    if picture.shape[:2] == tuple(size):
        return picture
    factor = min(size[0] / picture.shape[0], size[1] / picture.shape[1])
    small = _scaled(picture, *(max(round(n * factor), 1) for n in picture.shape[:2]))
    field = np.zeros((*size, *picture.shape[2:]), np.uint8)
    top, left = (size[0] - small.shape[0]) // 2, (size[1] - small.shape[1]) // 2
    field[top : top + small.shape[0], left : left + small.shape[1]] = small
    return field


def _scaled(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    from badak.vision.framing import resize

    planes = picture[..., None] if picture.ndim == 2 else picture
    scaled = np.stack(
        [resize(planes[..., c].astype(np.float32), height, width) for c in range(planes.shape[2])], axis=-1
    )
    out = np.clip(scaled + 0.5, 0, 255).astype(np.uint8)
    return out[..., 0] if picture.ndim == 2 else out
