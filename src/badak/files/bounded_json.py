"""JSON from a file of unknown origin: bounded in size, depth and time, strict in what it accepts."""

from __future__ import annotations

import json
from typing import Any

from badak.files.wording import both, brief, damaged, refused, size_text

MOST_BYTES = 16 << 20
MOST_VALUES = 1_000_000  # an empty list takes 56 bytes in memory and 3 in the text
MOST_DEPTH = 100
MOST_DIGITS = 40  # seeds have up to 128 bits; the time to read a number grows with the square of its digits


class _Bad(ValueError):
    """Something that JSON allows and a file of badak never has."""


def read_json(data: bytes, where: str) -> Any:
    """Parse JSON.

    Args:
        data: the text as UTF-8.
        where: file and part, for the message.

    Returns:
        Dicts, lists, strings, numbers, truth values and None.

    Raises:
        FileFormatError: BD083, when it is not JSON, a name comes twice in one object, or a number is NaN or infinite;
            BD088, when it is larger or deeper than a model file needs.
    """
    if len(data) > MOST_BYTES:
        size = size_text(len(data))
        raise refused(where, f"the description alone is {size} long", f"설명 부분만 {size}입니다")
    if data.count(b",") + data.count(b"[") + data.count(b"{") > MOST_VALUES:
        raise refused(where, "the description has more than a million parts", "설명에 든 항목이 백만 개를 넘습니다")
    try:
        value = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_unique, parse_int=_integer, parse_constant=_constant
        )
    except RecursionError:
        raise _too_deep(where) from None
    except _Bad as problem:
        en, ko = problem.args
        raise damaged(where, en, ko) from None
    except UnicodeDecodeError as problem:
        place = problem.start
        raise damaged(where, f"byte {place} is not UTF-8 text", f"{place}번째 바이트가 UTF-8 글자가 아닙니다") from None
    except json.JSONDecodeError as problem:
        en = f"the JSON breaks off at line {problem.lineno}, column {problem.colno} ({problem.msg})"
        ko = f"JSON이 {problem.lineno}행 {problem.colno}열에서 깨졌습니다({problem.msg})"
        raise damaged(where, en, ko) from None
    if _deeper_than(value, MOST_DEPTH):
        raise _too_deep(where)
    return value


def write_json(value: Any, indent: int | None = 1) -> bytes:
    """Write JSON as UTF-8, the same bytes for the same value; with ``indent=None`` on one line."""
    separators = (",", ": ") if indent else (",", ":")
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators).encode()
    except UnicodeEncodeError:  # half a surrogate pair, as in an undecodable file name
        return json.dumps(value, allow_nan=False, indent=indent, separators=separators).encode()


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))
        raise _Bad(f"the name {brief(twice)!r} comes twice", f"{brief(twice)!r}(이)라는 이름이 두 번 나옵니다")
    return found


def _integer(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise _Bad(f"a number has {len(text)} digits", f"숫자 하나가 {len(text)}자리입니다")
    return int(text)


def _constant(text: str) -> Any:
    raise _Bad(f"{text} is not a JSON number", f"{text}은(는) JSON 숫자가 아닙니다")


def _too_deep(where: str) -> Exception:
    en = f"lists and objects are nested more than {MOST_DEPTH} deep"
    return refused(where, en, f"목록과 객체가 {MOST_DEPTH}겹 넘게 들어 있습니다")


def _deeper_than(value: Any, most: int) -> bool:
    level = [value]
    for _ in range(most + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def kind_text(value: Any) -> dict[str, str]:
    """Name the kind of a JSON value in both languages."""
    names = {
        dict: ("an object", "객체"), list: ("a list", "목록"), str: ("a text", "글자"), bool: ("true or false", "참/거짓"),
        int: ("a number", "숫자"), float: ("a number", "숫자"), type(None): ("null", "null"),
    }  # fmt: skip
    return both(*names.get(type(value), (type(value).__name__, type(value).__name__)))
