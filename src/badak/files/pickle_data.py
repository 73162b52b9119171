"""Reading the data in a pickle without running what the pickle asks for.

A pickle is a program for a small machine that may call any Python function. The machine here knows the instructions that make
lists, dicts, tuples, numbers and texts, and nothing else: a function or class that the pickle names becomes a ``Named``, a call
of it a ``Made`` that only remembers what it was to be called with. Nothing is imported, nothing is called.

Instructions are told apart by ``pickletools`` of the standard library, which only reads.
"""

from __future__ import annotations

import pickletools
import warnings
from typing import Any, BinaryIO, NamedTuple

from badak.errors import error
from badak.files.wording import brief, damaged, refused

_MOST_STEPS = 5_000_000  # a file of 100,000 tensors takes 3 million
_MOST_TEXT = 1 << 20
# modules that a file of weights has no reason to name: with them a pickle runs programs, opens files and connections
_REFUSED = frozenset(
    "os posix nt subprocess sys shutil socket builtins __builtin__ importlib runpy pty code codeop ctypes commands "
    "multiprocessing threading asyncio pickle _pickle cPickle marshal types operator functools webbrowser platform pip pydoc "
    "timeit cProfile profile pdb bdb tempfile pathlib urllib http requests io _io signal inspect site".split()
)
_HARMLESS = frozenset(
    f"{module} {name}" for module in ("builtins", "__builtin__")
    for name in ("set", "frozenset", "slice", "complex", "bytearray", "dict", "list", "tuple", "int", "float", "bool", "str")
)  # fmt: skip


class Named(NamedTuple):
    """A function or class that the pickle names."""

    module: str
    name: str

    @property
    def path(self) -> str:
        """Both, with a point between."""
        return f"{self.module}.{self.name}"


class Made:
    """What a call would have made.

    Attributes:
        by: what was to be called.
        args: with what.
        state: what was to be put into it, None for nothing.
    """

    __slots__ = ("by", "args", "state")

    def __init__(self, by: Any, args: Any) -> None:
        self.by = by
        self.args = args
        self.state: Any = None


class Stored(NamedTuple):
    """A reference to something beside the pickle: the numbers of a tensor."""

    about: tuple


_MARK = object()
_ORDERED = Named("collections", "OrderedDict")


def read_pickle(stream: BinaryIO, where: str) -> tuple[Any, set[str]]:
    """Read one pickle and leave the stream behind it.

    Args:
        stream: open for reading bytes.
        where: the file, for messages.

    Returns:
        What it holds: dicts, lists, tuples, numbers, texts, ``Named``, ``Made`` and ``Stored``; and the functions and classes
        that it names.

    Raises:
        FileFormatError: BD083, for a damaged pickle; BD270, for one that names what runs programs; BD088, for one that goes on
            without end.
    """
    machine = _Machine(where)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of odd escapes in texts
            machine.run(_Bounded(stream))
        return machine.stack.pop(), machine.names
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError, UnicodeError) as problem:
        if hasattr(problem, "code"):
            raise
        raise damaged(where, f"the pickle in it breaks off or makes no sense ({brief(str(problem), 60)})",
                      f"안에 든 pickle이 끊겼거나 앞뒤가 맞지 않습니다({brief(str(problem), 60)})") from None  # fmt: skip


class _Bounded:
    """A stream that refuses to make room for more bytes than there are; a pickle may name any number of them."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        here = stream.tell()
        self.end = stream.seek(0, 2)
        stream.seek(here)

    def tell(self) -> int:
        """Return the place in the stream."""
        return self.stream.tell()

    def read(self, count: int) -> bytes:
        """Read so many bytes."""
        if count > self.end - self.stream.tell():
            raise ValueError("it ends early")
        return self.stream.read(count)

    def readline(self) -> bytes:
        """Read up to the end of a line."""
        return self.stream.readline(_MOST_TEXT)


class _Machine:
    """Stack and memory of the machine."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.stack: list[Any] = []
        self.memory: dict[int, Any] = {}
        self.names: set[str] = set()

    def run(self, stream: Any) -> None:
        """Follow the instructions up to the end of the pickle."""
        for steps, (op, value, _) in enumerate(pickletools.genops(stream)):
            if steps > _MOST_STEPS:
                raise refused(self.where, "its pickle goes on and on", "pickle의 명령이 지나치게 많습니다")
            if op.name == "STOP":
                return
            self.step(op.name, value)

    def step(self, name: str, value: Any) -> None:
        """Follow one instruction."""
        if name in _VALUES:
            if isinstance(value, str | bytes | bytearray) and len(value) > _MOST_TEXT:
                raise refused(self.where, "it holds an endless text", "지나치게 긴 텍스트가 들어 있습니다")
            self.stack.append(value)
        elif name in ("PROTO", "FRAME"):
            pass
        elif name == "MARK":
            self.stack.append(_MARK)
        elif name in ("PUT", "BINPUT", "LONG_BINPUT"):
            self.memory[value] = self.stack[-1]
        elif name == "MEMOIZE":
            self.memory[len(self.memory)] = self.stack[-1]
        elif name in ("GET", "BINGET", "LONG_BINGET"):
            self.stack.append(self.memory[value])
        else:
            handler = getattr(self, f"do_{name.lower()}", None)
            if handler is None:
                text = f"it holds an instruction that no file of weights needs: {name}"
                raise refused(self.where, text, f"가중치 파일에는 필요 없는 명령이 들어 있습니다: {name}")
            handler(value)

    def marked(self) -> list[Any]:
        """Take off everything above the last mark."""
        place = len(self.stack) - 1
        while self.stack[place] is not _MARK:
            place -= 1
            if place < 0:
                raise ValueError("no mark")
        items = self.stack[place + 1 :]
        del self.stack[place:]
        return items

    def name(self, module: str, name: str) -> Named:
        """Note a function or class."""
        found = Named(module, name)
        if f"{module} {name}" in _HARMLESS:
            return found
        if module.split(".")[0] in _REFUSED:
            raise error("BD270", where=self.where, got=brief(found.path))
        self.names.add(found.path)
        return found

    # --- instructions ---------------------------------------------------------------------------------------------------

    def do_none(self, _: Any) -> None:
        self.stack.append(None)

    def do_newtrue(self, _: Any) -> None:
        self.stack.append(True)

    def do_newfalse(self, _: Any) -> None:
        self.stack.append(False)

    def do_empty_list(self, _: Any) -> None:
        self.stack.append([])

    def do_empty_tuple(self, _: Any) -> None:
        self.stack.append(())

    def do_empty_dict(self, _: Any) -> None:
        self.stack.append({})

    def do_empty_set(self, _: Any) -> None:
        self.stack.append(Made(Named("builtins", "set"), ()))

    def do_additems(self, _: Any) -> None:
        self.marked()  # of a set, which is no weight

    def do_list(self, _: Any) -> None:
        self.stack.append(self.marked())

    def do_tuple(self, _: Any) -> None:
        self.stack.append(tuple(self.marked()))

    def do_tuple1(self, _: Any) -> None:
        self.stack[-1:] = [(self.stack[-1],)]

    def do_tuple2(self, _: Any) -> None:
        self.stack[-2:] = [tuple(self.stack[-2:])]

    def do_tuple3(self, _: Any) -> None:
        self.stack[-3:] = [tuple(self.stack[-3:])]

    def do_dict(self, _: Any) -> None:
        items, made = self.marked(), {}
        self.put(made, items)
        self.stack.append(made)

    def do_pop(self, _: Any) -> None:
        self.stack.pop()

    def do_pop_mark(self, _: Any) -> None:
        self.marked()

    def do_dup(self, _: Any) -> None:
        self.stack.append(self.stack[-1])

    def do_append(self, _: Any) -> None:
        item = self.stack.pop()
        if isinstance(self.stack[-1], list):
            self.stack[-1].append(item)

    def do_appends(self, _: Any) -> None:
        items = self.marked()
        if isinstance(self.stack[-1], list):
            self.stack[-1].extend(items)

    def do_setitem(self, _: Any) -> None:
        value, key = self.stack.pop(), self.stack.pop()
        self.put(self.stack[-1], [key, value])

    def do_setitems(self, _: Any) -> None:
        items = self.marked()
        self.put(self.stack[-1], items)

    def put(self, target: Any, items: list) -> None:
        """Put pairs into a dict; keys are texts and numbers, since those of nested tuples could take for ever to compare."""
        if isinstance(target, dict):
            for key, value in zip(items[::2], items[1::2], strict=True):
                if isinstance(key, str | int | float | bool) or key is None:
                    target[key] = value

    def do_global(self, value: str) -> None:
        module, _, name = value.partition(" ")
        self.stack.append(self.name(module, name))

    def do_stack_global(self, _: Any) -> None:
        name, module = self.stack.pop(), self.stack.pop()
        if not isinstance(name, str) or not isinstance(module, str):
            raise ValueError("a name that is no text")
        self.stack.append(self.name(module, name))

    def do_reduce(self, _: Any) -> None:
        args, by = self.stack.pop(), self.stack.pop()
        made: Any = Made(by, args)
        if by == _ORDERED and isinstance(args, tuple):
            made = {}
            if args and isinstance(args[0], list):
                for pair in args[0]:
                    self.put(made, list(pair))
        self.stack.append(made)

    def do_newobj(self, _: Any) -> None:
        self.do_reduce(None)

    def do_newobj_ex(self, _: Any) -> None:
        self.stack.pop()  # keywords
        self.do_reduce(None)

    def do_obj(self, _: Any) -> None:
        by, *args = self.marked()
        self.stack.append(Made(by, tuple(args)))

    def do_inst(self, value: str) -> None:
        module, _, name = value.partition(" ")
        self.stack.append(Made(self.name(module, name), tuple(self.marked())))

    def do_build(self, _: Any) -> None:
        state = self.stack.pop()
        if isinstance(self.stack[-1], Made):  # an OrderedDict may carry attributes, which no weight needs
            self.stack[-1].state = state

    def do_binpersid(self, _: Any) -> None:
        about = self.stack.pop()
        self.stack.append(Stored(about if isinstance(about, tuple) else (about,)))


_VALUES = frozenset(
    "INT BININT BININT1 BININT2 LONG LONG1 LONG4 STRING BINSTRING SHORT_BINSTRING BINBYTES SHORT_BINBYTES BINBYTES8 BYTEARRAY8 "
    "UNICODE SHORT_BINUNICODE BINUNICODE BINUNICODE8 FLOAT BINFLOAT".split()
)
