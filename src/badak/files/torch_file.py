"""Tensors from files that ``torch.save`` wrote, without PyTorch and without running anything in them.

Two forms: since version 1.6 a zip with ``data.pkl`` and one member per storage; before that pickles one after the other with
the storages behind them.
"""

from __future__ import annotations

import io
import math
import zipfile
from typing import Any, BinaryIO, NamedTuple

import ml_dtypes
import numpy as np

from badak.datasets.zips import DAMAGED_ZIP
from badak.errors import BadakError, error, notify
from badak.files.pickle_data import Made, Named, Stored, read_pickle
from badak.files.wording import brief, damaged, quoted, refused

_MAGIC = 0x1950A86A20F9469CFC6C  # what the older form begins with
_MOST_PICKLE = 64 << 20
_MOST_DEPTH = 100
_TYPES: dict[str, Any] = {
    "DoubleStorage": np.float64, "FloatStorage": np.float32, "HalfStorage": np.float16, "BFloat16Storage": ml_dtypes.bfloat16,
    "LongStorage": np.int64, "IntStorage": np.int32, "ShortStorage": np.int16, "CharStorage": np.int8,
    "ByteStorage": np.uint8, "BoolStorage": np.bool_,
    "float64": np.float64, "float32": np.float32, "float16": np.float16, "bfloat16": ml_dtypes.bfloat16, "int64": np.int64,
    "int32": np.int32, "int16": np.int16, "int8": np.int8, "uint8": np.uint8, "bool": np.bool_,
}  # fmt: skip
_KEYS = (
    "state_dict",
    "model_state_dict",
    "model_state",
    "model",
    "net",
    "network",
    "weights",
    "params",
    "ema",
    "module",
)
_PARAMETERS = (
    "torch._utils._rebuild_parameter",
    "torch._utils._rebuild_parameter_with_state",
    "torch.nn.parameter.Parameter",
)
_OWN = ("torch.", "collections.", "numpy.")  # modules whose names need no mention


class Ref(NamedTuple):
    """A tensor in a file: which storage, where in it, in what form."""

    storage: str
    dtype: np.dtype
    count: int
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def read_torch(file: BinaryIO, where: str) -> dict[str, np.ndarray]:
    """Read the tensors of a file by name, in the order of the file.

    A dict of tensors is found at the top, or under one of the usual keys of a checkpoint (``"state_dict"`` …); of a whole
    pickled model the weights are taken by the names that its ``state_dict()`` would give.

    Args:
        file: open for reading bytes.
        where: the file, for messages.

    Raises:
        FileFormatError: BD083, for a damaged file; BD088 and BD270, for one that must not be trusted; BD271, when there are no
            weights in it.
    """
    file.seek(0)
    if file.read(2) == b"PK":
        return _from_zip(file, where)
    file.seek(0)
    return _from_legacy(file, where)


def _from_zip(file: BinaryIO, where: str) -> dict[str, np.ndarray]:
    try:
        with zipfile.ZipFile(file) as archive:
            members = {info.filename: info for info in archive.infolist()}
            if sum(info.file_size for info in archive.infolist()) > _length(
                file
            ):  # parts on top of each other, or packed
                text = "its parts are longer than the file"
                raise refused(where, text, "안에 든 부분이 파일보다 깁니다")
            main = next((name for name in members if name == "data.pkl" or name.endswith("/data.pkl")), "")
            above = main.removesuffix("data.pkl")
            code = [name for name in members if name.startswith(f"{above}code/")]
            if not main or code:
                raise error("BD271", where=where, got="TorchScript" if code else quoted(members, 3))
            order = (
                _member(archive, members, f"{above}byteorder", 16, where)
                if f"{above}byteorder" in members
                else b"little"
            )
            content, names = read_pickle(io.BytesIO(_member(archive, members, main, _MOST_PICKLE, where)), where)

            def storage(key: str, size: int) -> bytes:
                data = _member(archive, members, f"{above}data/{key}", size, where)
                if len(data) != size:
                    raise _cut(where)
                return data

            return _arrays(_found(content, where), storage, ">" if order == b"big" else "<", names, where)
    except BadakError:
        raise
    except DAMAGED_ZIP as problem:
        raise damaged(where, f"the zip cannot be read ({brief(str(problem), 60)})",
                      f"zip을 읽을 수 없습니다({brief(str(problem), 60)})") from None  # fmt: skip


def _member(archive: zipfile.ZipFile, members: dict, name: str, most: int, where: str) -> bytes:
    info = members.get(name)
    if info is None:
        raise damaged(where, f"the part {brief(name)!r} is missing", f"{brief(name)!r} 부분이 없습니다")
    if info.compress_type != zipfile.ZIP_STORED or info.file_size > most:  # torch.save never packs: no zip bombs
        text = f"its part {brief(name)!r} is packed or longer than the tensors need"
        raise refused(where, text, f"{brief(name)!r} 부분이 압축되어 있거나 텐서에 필요한 크기보다 깁니다")
    return archive.read(info)


def _from_legacy(file: BinaryIO, where: str) -> dict[str, np.ndarray]:
    magic, _ = read_pickle(file, where)
    version, _ = read_pickle(file, where)
    about, _ = read_pickle(file, where)
    if magic != _MAGIC or version != 1001:
        raise error("BD271", where=where, got="pickle")
    content, names = read_pickle(file, where)
    keys, _ = read_pickle(file, where)
    refs = _found(content, where)
    sizes = {ref.storage: ref.count * ref.dtype.itemsize for ref in refs.values()}
    widths = {ref.storage: ref.dtype.itemsize for ref in refs.values()}
    others = _storages(content)
    held: dict[str, bytes] = {}
    for key in keys if isinstance(keys, list) else []:
        if not isinstance(key, str | int):
            break
        count = int.from_bytes(file.read(8), "little")
        width = widths.get(str(key)) or others.get(str(key), 0)
        if not width:
            break  # of nothing that is a tensor: what follows cannot be told apart
        size = count * width
        if str(key) in sizes and sizes[str(key)] != size:
            raise damaged(where, "a storage is of another length than said", "저장된 길이가 적힌 것과 다릅니다")
        if size > _left(file):
            raise _cut(where)
        if str(key) in sizes:
            held[str(key)] = file.read(size)
        else:
            file.seek(size, 1)

    def storage(key: str, size: int) -> bytes:
        if key not in held:
            raise _cut(where)
        return held[key]

    little = not isinstance(about, dict) or about.get("little_endian", True)
    return _arrays(refs, storage, "<" if little else ">", names, where)


def _length(file: BinaryIO) -> int:
    here = file.tell()
    end = file.seek(0, 2)
    file.seek(here)
    return end


def _left(file: BinaryIO) -> int:
    return _length(file) - file.tell()


def _storages(content: Any) -> dict[str, int]:
    """Return the width of a number for each storage that anything in a pickle refers to."""
    found: dict[str, int] = {}
    waiting, seen = [content], set()
    while waiting:
        item = waiting.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, Stored):
            if (
                len(item.about) >= 3
                and isinstance(item.about[2], str | int)
                and isinstance(item.about[1], Named)
                and item.about[1].name in _TYPES
            ):
                found[str(item.about[2])] = np.dtype(_TYPES[item.about[1].name]).itemsize
        elif isinstance(item, dict):
            waiting += item.values()
        elif isinstance(item, list | tuple) and not isinstance(item, Named):
            waiting += item
        elif isinstance(item, Made):
            waiting += [item.args, item.state]
    return found


def _cut(where: str) -> Exception:
    return damaged(where, "the numbers of a tensor are missing or cut off", "텐서의 값이 없거나 중간에 잘렸습니다")


def _found(content: Any, where: str) -> dict[str, Ref]:
    """Find the weights in what a pickle holds."""
    refs = _tensors(content, where)
    if refs:
        return refs
    if isinstance(content, dict):
        for key in [*(key for key in _KEYS if key in content), *content]:
            refs = _tensors(content[key], where)
            if refs:
                return refs
    got = (
        f"{content.by.path}" if isinstance(content, Made) and isinstance(content.by, Named) else type(content).__name__
    )
    if isinstance(content, dict):
        got = f"dict: {quoted(content)}"
    raise error("BD271", where=where, got=brief(got, 120))


def _tensors(value: Any, where: str) -> dict[str, Ref]:
    if isinstance(value, Made) and isinstance(value.state, dict) and "_modules" in value.state:
        found: dict[str, Ref] = {}
        _of_module(value, "", 0, found, where)
        return found
    if not isinstance(value, dict):
        return {}
    refs = {str(key): _ref(item, where) for key, item in value.items()}
    return {key: ref for key, ref in refs.items() if ref is not None}


def _of_module(module: Any, above: str, depth: int, found: dict[str, Ref], where: str) -> None:
    """Collect the weights of a pickled module by the names of its ``state_dict()``."""
    state = module.state if isinstance(module, Made) else None
    if not isinstance(state, dict) or depth > _MOST_DEPTH or len(found) > 100_000:
        return
    for group in ("_parameters", "_buffers"):
        items = state.get(group)
        for name, item in items.items() if isinstance(items, dict) else ():
            ref = _ref(item, where)
            if ref is not None:
                found[f"{above}{name}"] = ref
    inner = state.get("_modules")
    for name, item in inner.items() if isinstance(inner, dict) else ():
        if not any(key.startswith(f"{above}{name}.") for key in found):
            _of_module(item, f"{above}{name}.", depth + 1, found, where)


def _ref(value: Any, where: str) -> Ref | None:
    """Return where a tensor is, None for anything else."""
    if not isinstance(value, Made) or not isinstance(value.by, Named) or not isinstance(value.args, tuple):
        return None
    args = value.args
    if value.by.path in _PARAMETERS and args:
        value = args[0]
        if not isinstance(value, Made) or not isinstance(value.by, Named) or not isinstance(value.args, tuple):
            return None
        args = value.args
    if value.by.path not in (
        "torch._utils._rebuild_tensor_v2",
        "torch._utils._rebuild_tensor",
        "torch._utils._rebuild_tensor_v3",
    ):
        return None
    if len(args) < 4 or not isinstance(args[0], Stored) or len(args[0].about) < 5:
        raise _senseless(where)
    about = args[0].about
    kind = args[6] if value.by.name.endswith("_v3") and len(args) > 6 else about[1]
    dtype = _TYPES.get(kind.name) if isinstance(kind, Named) else None
    if dtype is None:
        got = kind.path if isinstance(kind, Named) else type(kind).__name__
        raise damaged(where, f"numbers of the kind {brief(got)!r}", f"알 수 없는 숫자형 {brief(got)!r}")
    dtype = np.dtype(dtype)
    offset, shape, strides, count = args[1], _numbers(args[2], where), _numbers(args[3], where), about[4]
    if isinstance(kind, Named) and value.by.name.endswith("_v3"):
        count = count // dtype.itemsize if isinstance(count, int) else count  # of bytes, here
    if (
        not isinstance(about[2], str | int)
        or not isinstance(offset, int)
        or not isinstance(count, int)
        or offset < 0
        or count < 0
        or len(shape) != len(strides)
    ):
        raise _senseless(where)
    size = math.prod(shape)
    last = offset + sum((n - 1) * step for n, step in zip(shape, strides)) if size else 0
    if size > count or (size and last >= count):
        raise _senseless(where)
    return Ref(str(about[2]), dtype, count, offset, shape, strides)


def _numbers(value: Any, where: str) -> tuple[int, ...]:
    if isinstance(value, Made) and isinstance(value.by, Named) and value.by.path == "torch.Size":
        value = value.args[0] if isinstance(value.args, tuple) and value.args else ()
    if not isinstance(value, tuple | list) or len(value) > 32:
        raise _senseless(where)
    if not all(isinstance(n, int) and not isinstance(n, bool) and 0 <= n < 1 << 48 for n in value):
        raise _senseless(where)
    return tuple(value)


def _senseless(where: str) -> Exception:
    return damaged(where, "a tensor's shape does not fit its numbers", "텐서의 모양이 저장된 값과 맞지 않습니다")


def _arrays(refs: dict[str, Ref], storage: Any, order: str, names: set[str], where: str) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = {}
    held: dict[str, np.ndarray] = {}
    for name, ref in refs.items():
        if ref.storage not in held:
            data = np.frombuffer(storage(ref.storage, ref.count * ref.dtype.itemsize), np.uint8)
            if order == ">" and ref.dtype.itemsize > 1:
                data = data.reshape(-1, ref.dtype.itemsize)[:, ::-1].reshape(-1)
            held[ref.storage] = data
        flat = held[ref.storage].view(ref.dtype)
        if len(flat) != ref.count:  # one storage read in two number types
            raise _senseless(where)
        steps = tuple(step * ref.dtype.itemsize for step in ref.strides)
        # read only, and inside the storage: ``_ref`` has made sure
        found[name] = np.lib.stride_tricks.as_strided(flat[ref.offset :], ref.shape, steps, writeable=False)
    foreign = sorted(name for name in names if not name.startswith(_OWN))
    if foreign:
        notify("BD272", where=where, got=quoted(foreign, 4))
    return found
