"""The part of HDF5 that Keras writes: groups, attributes, and arrays that lie in one piece.

Read here rather than with h5py, because its C library takes the numbers in a file of unknown origin for true (a damaged file may
end the process), and so that Keras's files need no further package. Every place in the file is compared with its length before
it is looked at, no object is visited twice, and no array is copied before somebody asks for it.

Source: The HDF Group, HDF5 File Format Specification, version 3.0, sections II.A (superblock 0 and 1), III.A.1 (B-trees 1),
III.C–E (symbol tables, local and global heaps), IV.A.1.a (object headers 1) and IV.A.2 (messages).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from badak.errors import error
from badak.files.safetensors import number_type
from badak.files.wording import both, brief, damaged, refused

SIGNATURE = b"\x89HDF\r\n\x1a\n"
_NOWHERE = (1 << 64) - 1
_MOST_OBJECTS = 100_000
_MOST_DEPTH = 60
_MOST_MESSAGES = 10_000  # of one object; each attribute is one
_MOST_TEXT = 16 << 20  # bytes of one attribute
_DATASPACE, _DATATYPE, _LAYOUT, _ATTRIBUTE, _CONTINUED, _TABLE = 0x01, 0x03, 0x08, 0x0C, 0x10, 0x11
_LINKS = (0x02, 0x06)  # groups of a newer form


class Array(NamedTuple):
    """An array of the file, not read yet."""

    data: np.ndarray
    shape: tuple[int, ...]
    dtype: np.dtype

    def read(self) -> np.ndarray:
        """Return the numbers in memory of their own, in the byte order of this machine."""
        values = np.frombuffer(self.data.tobytes(), self.dtype).reshape(self.shape)
        return values.astype(self.dtype.newbyteorder("="), copy=not values.flags.writeable)


class Group:
    """A group: its members by name, and what is said about it."""

    def __init__(self, file: _File, headers: list[tuple[int, int, int]]) -> None:
        self.members: dict[str, Group | Array] = {}
        self._file = file
        self._headers = headers

    def get(self, path: str) -> Group | Array | None:
        """Return the member that a path of names leads to, None where there is none."""
        found: Any = self
        for name in path.split("/"):
            found = found.members.get(name) if isinstance(found, Group) else None
        return found

    def attributes(self) -> dict[str, Any]:
        """Return texts and lists of texts by name; attributes of other kinds are left out."""
        found: dict[str, Any] = {}
        for kind, start, size in self._headers:
            if kind == _ATTRIBUTE:
                name, value = self._file.attribute(start, size)
                if value is not None:
                    found[name] = value
        return found


def read_hdf5(data: np.ndarray, where: str) -> Group:
    """Read what is in a file; arrays stay where they are until their ``read`` is called.

    Args:
        data: the bytes of the file, possibly mapped.
        where: the file, for the message.

    Returns:
        The root group.

    Raises:
        FileFormatError: BD083, when it is damaged; BD088, when it is made to do harm; BD311, for forms of HDF5 that Keras does
            not write.
    """
    return _File(data, where).root()


class _File:
    """Bytes, and how numbers and objects are found in them."""

    def __init__(self, data: np.ndarray, where: str) -> None:
        self.data = data
        self.where = where
        self.size = len(data)
        self.seen: set[int] = set()
        self.extents: list[tuple[int, int]] = []

    # --- bytes --------------------------------------------------------------------------------------------------------------

    def bytes(self, at: int, count: int) -> bytes:
        """Return bytes of the file."""
        if at < 0 or count < 0 or at + count > self.size:
            raise self.damage("a part lies outside the file", "파일 밖을 가리키는 부분이 있습니다")
        return self.data[at : at + count].tobytes()

    def number(self, at: int, count: int = 8) -> int:
        """Return an unsigned number."""
        return int.from_bytes(self.bytes(at, count), "little")

    def damage(self, en: str, ko: str) -> Exception:
        return damaged(self.where, en, ko)

    def other_form(self, what: str) -> Exception:
        return error("BD311", where=self.where, got=what)

    # --- groups and arrays -----------------------------------------------------------------------------------------------------

    def root(self) -> Group:
        """Read the superblock and everything below it."""
        if self.bytes(0, 8) != SIGNATURE:
            raise self.damage("it does not begin as HDF5 does", "HDF5의 시작 부분이 아닙니다")
        version = self.number(8, 1)
        if version > 1:
            raise self.other_form(f"HDF5 superblock {version}")
        if self.number(13, 1) != 8 or self.number(14, 1) != 8:
            raise self.other_form("HDF5 offsets of another size than 8")
        begin = 24 + 4 * (version == 1)
        base, end = self.number(begin), self.number(begin + 16)
        if base:
            raise self.other_form("HDF5 user block")
        if end > self.size:
            raise self.damage("it ends early: part of it is missing", "중간에서 끊겨 일부가 없습니다")
        root = self.object(self.number(begin + 32 + 8))
        if not isinstance(root, Group):
            raise self.damage("there is no root group", "루트 그룹이 없습니다")
        waiting = [(root, 0)]
        while waiting:
            group, depth = waiting.pop()
            if depth > _MOST_DEPTH:
                raise refused(self.where, "groups are nested too deep", "그룹이 너무 깊게 들어 있습니다")
            for name, address in self.links(group):
                if name in group.members:
                    raise self.damage(f"the name {brief(name)!r} comes twice", f"{brief(name)!r}이(가) 두 번 나옵니다")
                made = group.members[name] = self.object(address)
                if isinstance(made, Group):
                    waiting.append((made, depth + 1))
        self.extents.sort()
        if any(one[1] > two[0] for one, two in zip(self.extents, self.extents[1:])):
            raise refused(self.where, "arrays overlap", "배열이 서로 겹칩니다")
        return root

    def once(self, address: int) -> None:
        """Refuse a place that was visited before: groups that contain themselves, nodes that go in a circle."""
        if address in self.seen:
            raise refused(self.where, "a part stands in two places", "한 부분이 두 군데에서 쓰입니다")
        self.seen.add(address)
        if len(self.seen) > _MOST_OBJECTS:
            raise refused(self.where, "it has more than 100,000 parts", "부분이 10만 개를 넘습니다")

    def object(self, address: int) -> Group | Array:
        """Read an object header: a group, or an array that is not read yet."""
        self.once(address)
        headers = self.messages(address)
        kinds = {kind for kind, _, _ in headers}
        if kinds & {_DATASPACE, _LAYOUT} == {_DATASPACE, _LAYOUT}:
            return self.array(headers)
        return Group(self, headers)

    def messages(self, address: int) -> list[tuple[int, int, int]]:
        """Return kind, place and size of the messages of an object."""
        if self.bytes(address, 4) == b"OHDR":
            raise self.other_form("HDF5 object headers of version 2 (libver='latest')")
        if self.number(address, 1) != 1:
            raise self.damage("an object header is none", "객체 헤더가 아닌 곳을 가리킵니다")
        found: list[tuple[int, int, int]] = []
        blocks = [(address + 16, self.number(address + 8, 4))]
        while blocks:
            at, size = blocks.pop(0)
            end = at + size
            self.bytes(at, size)
            while at + 8 <= end:
                kind, length = self.number(at, 2), self.number(at + 2, 2)
                if at + 8 + length > end:
                    raise self.damage("a message is longer than its header", "헤더보다 긴 메시지가 있습니다")
                if kind == _CONTINUED:
                    self.once(self.number(at + 8))
                    blocks.append((self.number(at + 8), self.number(at + 16)))
                elif kind in _LINKS:
                    raise self.other_form("HDF5 groups of a newer form (libver='latest')")
                else:
                    found.append((kind, at + 8, length))
                if len(found) > _MOST_MESSAGES:
                    raise refused(self.where, "an object has too many parts", "객체 하나에 부분이 너무 많습니다")
                at += 8 + length
        return found

    def links(self, group: Group) -> list[tuple[str, int]]:
        """Return names and places of a group's members."""
        tables = [start for kind, start, size in group._headers if kind == _TABLE and size >= 16]
        if not tables:
            return []
        tree, heap = self.number(tables[0]), self.number(tables[0] + 8)
        if self.bytes(heap, 4) != b"HEAP":
            raise self.damage("the names of a group are missing", "그룹의 이름이 없습니다")
        names, length = self.number(heap + 24), self.number(heap + 8)
        text = self.bytes(names, length)
        found: list[tuple[str, int]] = []
        nodes = [tree]
        while nodes:
            node = nodes.pop()
            self.once(node)
            mark = self.bytes(node, 4)
            if mark == b"TREE":
                count = self.number(node + 6, 2)
                nodes += [self.number(node + 32 + 16 * i) for i in range(count)][::-1]
            elif mark == b"SNOD":
                for i in range(self.number(node + 6, 2)):
                    entry = node + 8 + 40 * i
                    if self.number(entry + 16, 4) == 2:
                        raise self.other_form("HDF5 soft link")
                    found.append((self.text_at(text, self.number(entry)), self.number(entry + 8)))
                    if len(found) > _MOST_OBJECTS:
                        raise refused(self.where, "a group has too many members", "그룹의 항목이 너무 많습니다")
            else:
                raise self.damage("the list of a group is none", "그룹의 목록이 올바르지 않습니다")
        return found

    def text_at(self, text: bytes, at: int) -> str:
        end = text.find(b"\0", at)
        if at >= len(text) or end < 0 or end - at > 4096:
            raise self.damage("a name is not in its list", "목록에 없는 이름이 있습니다")
        return self.decoded(text[at:end])

    def decoded(self, text: bytes) -> str:
        try:
            return text.decode()
        except UnicodeDecodeError:
            raise self.damage("a name is not UTF-8 text", "UTF-8이 아닌 이름이 있습니다") from None

    def array(self, headers: list[tuple[int, int, int]]) -> Array:
        """Find out type, shape and place of an array."""
        at = {kind: start for kind, start, _ in headers}
        if _DATATYPE not in at:
            raise self.damage("an array has no number type", "숫자형이 없는 배열이 있습니다")
        shape, dtype = self.shape(at[_DATASPACE]), self.dtype(at[_DATATYPE])
        layout = at[_LAYOUT]
        version, way = self.number(layout, 1), self.number(layout + 1, 1)
        if version not in (3, 4) or way not in (0, 1):
            raise self.other_form("HDF5 array in pieces or compressed")
        count = math.prod(shape) * dtype.itemsize
        if way == 0:
            begin, size = layout + 4, self.number(layout + 2, 2)
        else:
            begin, size = self.number(layout + 2), self.number(layout + 10)
        if count == 0:
            begin, size = 0, 0
        if size < count or begin == _NOWHERE:
            raise self.damage("an array is shorter than its shape says", "모양보다 짧은 배열이 있습니다")
        if begin + count > self.size:
            raise self.damage("an array lies outside the file", "파일 밖을 가리키는 배열이 있습니다")
        if count:
            self.extents.append((begin, begin + count))
        return Array(self.data[begin : begin + count], shape, dtype)

    def shape(self, at: int) -> tuple[int, ...]:
        version, ndim, flags = self.number(at, 1), self.number(at + 1, 1), self.number(at + 2, 1)
        if version not in (1, 2) or ndim > 32 or flags & 2:
            raise self.damage("a shape makes no sense", "모양이 올바르지 않습니다")
        if version == 2 and self.number(at + 3, 1) == 2:  # no values at all
            return (0,)
        begin = at + (8 if version == 1 else 4)
        sizes = tuple(self.number(begin + 8 * i) for i in range(ndim))
        if any(size >= 1 << 48 for size in sizes):
            raise refused(self.where, f"a shape of {sizes}", f"모양이 {sizes}입니다")
        return sizes

    def dtype(self, at: int) -> np.dtype:
        kind, bits, size = self.number(at, 1) & 0x0F, self.number(at + 1, 3), self.number(at + 4, 4)
        order = ">" if bits & 1 else "<"
        if kind == 1 and size in (2, 4, 8):
            if size == 2 and self.number(at + 13, 1) == 8:  # bits of the exponent
                return number_type("bfloat16")
            return np.dtype(f"{order}f{size}")
        if kind == 0 and size in (1, 2, 4, 8):
            return np.dtype(f"{order}{'i' if bits & 8 else 'u'}{size}")
        if kind == 8 and size == 1:  # as h5py writes truth values
            return np.dtype(np.bool_)
        if kind == 5 and size == 2:  # as h5py writes bfloat16 of ml_dtypes
            return number_type("bfloat16")
        raise self.other_form(f"HDF5 type of class {kind}, {size} bytes")

    # --- attributes: texts ----------------------------------------------------------------------------------------------------

    def attribute(self, at: int, size: int) -> tuple[str, Any]:
        """Return name and value of an attribute; None for one that holds something else than texts."""
        version = self.number(at, 1)
        lengths = [self.number(at + 2 + 2 * i, 2) for i in range(3)]
        if version not in (1, 2, 3) or sum(lengths) > size:
            raise self.damage("an attribute makes no sense", "속성이 올바르지 않습니다")
        begin = at + 8 + (version == 3)
        step = [-(-length // 8) * 8 if version == 1 else length for length in lengths]
        name = self.decoded(self.bytes(begin, lengths[0]).partition(b"\0")[0])
        kind_at, shape_at, data_at = begin + step[0], begin + step[0] + step[1], begin + sum(step)
        shape = self.shape(shape_at) if lengths[2] else ()
        count = math.prod(shape)
        kind, width = self.number(kind_at, 1) & 0x0F, self.number(kind_at + 4, 4)
        if count * width > _MOST_TEXT:
            raise refused(
                self.where, f"the attribute {brief(name)!r} is huge", f"속성 {brief(name)!r}이(가) 너무 큽니다"
            )
        if kind == 3:
            parts = [self.bytes(data_at + i * width, width).rstrip(b"\0 ") for i in range(count)]
        elif kind == 9 and self.number(kind_at + 1, 3) & 0x0F == 1 and width == 16:
            parts = [self.shared_text(data_at + i * width) for i in range(count)]
        else:
            return name, [] if count == 0 else None
        texts = [self.decoded(part) for part in parts]
        return name, texts if shape else texts[0] if texts else ""

    def shared_text(self, at: int) -> bytes:
        """Return a text of the global heap."""
        length, heap, index = self.number(at, 4), self.number(at + 4), self.number(at + 12, 4)
        if length == 0:
            return b""
        if self.bytes(heap, 4) != b"GCOL":
            raise self.damage("a text is missing", "글자가 없습니다")
        end = heap + self.number(heap + 8)
        place = heap + 16
        for _ in range(1 << 16):
            if place + 16 > end:
                break
            number, size = self.number(place, 2), self.number(place + 8)
            if number == index:
                if length > min(size, _MOST_TEXT):
                    break
                return self.bytes(place + 16, length)
            if number == 0:
                break
            place += 16 + -(-size // 8) * 8
        raise self.damage("a text is missing", "글자가 없습니다")


def bad_hdf5() -> dict[str, str]:
    """Say what Keras's HDF5 files are made of, for BD311."""
    return both("groups and arrays as Keras writes them", "Keras가 쓰는 형태의 그룹과 배열")
