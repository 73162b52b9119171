"""What the cells of a column are: numbers, a few repeated words, free text, a running number, dates."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from badak.datasets.wording import Both, both

KINDS = ("number", "category", "text", "identifier", "date", "constant", "empty", "mixed")

# what people and programs write where a value is missing; infinities cannot be learned from either
MISSING = frozenset(
    [
        "",
        "?",
        "-",
        "--",
        ".",
        "na",
        "n/a",
        "#n/a",
        "<na>",
        "nan",
        "-nan",
        "null",
        "none",
        "nat",
        "missing",
        "결측",
        "결측치",
    ]
    + ["inf", "-inf", "+inf", "infinity", "-infinity", "#div/0!", "#value!", "#ref!", "#name?", "#num!"]
)

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_CODE = re.compile(r"[+-]?0\d+", re.ASCII)  # 06236 is a postcode: as a number it would lose its zero
_DATE = re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}\.?([ T].*)?|\d{4}년 ?\d{1,2}월 ?\d{1,2}일.*", re.ASCII)
_ID_WORDS = frozenset(["id", "idx", "index", "no", "uuid", "key"])
_ID_NAME = re.compile(r"unnamed_\d+|#|.*(번호|순번|아이디)")

_MOSTLY = 0.9  # from here on the rest looks like slips of the pen, not like another kind of column
_FEW = 10  # fewer values than this show no pattern


def is_missing(text: str) -> bool:
    """Say whether a cell means "no value"."""
    return text.strip().lower() in MISSING


def parse_number(text: str, grouping: bool = True) -> float | None:
    """Read a number as spreadsheets write it; ``None`` when it is none. ``grouping`` allows 1,234,567."""
    if grouping and _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not _NUMBER.fullmatch(text):  # float() alone would take "1_000", "nan" and other scripts' digits
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def as_text(value: object) -> str | None:
    """Write a cell given as a Python value the way a file would hold it; ``None`` when it is missing."""
    if value is None:
        return None
    if isinstance(value, float | np.floating):
        if not math.isfinite(value):
            return None
        # a class read as 3 from a file is the same class as 3.0 from a program
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))
    text = str(value).strip()
    return None if is_missing(text) else text


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: its heading.
        texts: its cells as written, without spaces around them; ``None`` where a value is missing.
        kind: ``number`` or ``category`` (these can be learned from), ``text``, ``identifier``, ``date``, ``constant``,
            ``empty``, or ``mixed``: numbers with a few cells that are none.
        grouping: whether a comma between groups of three digits is read as in 1,234,567.
    """

    name: str
    texts: tuple[str | None, ...]
    kind: str
    grouping: bool = True

    @cached_property
    def missing(self) -> int:
        """Number of cells without a value."""
        return sum(text is None for text in self.texts)

    @cached_property
    def distinct(self) -> dict[str, int]:
        """Each different value and how often it occurs, in order of first appearance."""
        counts: dict[str, int] = {}
        for text in self.texts:
            if text is not None:
                counts[text] = counts.get(text, 0) + 1
        return counts

    @cached_property
    def numbers(self) -> np.ndarray:
        """The cells as numbers, shape (rows,), float64; NaN where there is none."""
        values = [None if text is None else parse_number(text, self.grouping) for text in self.texts]
        return np.array([math.nan if value is None else value for value in values], dtype=np.float64)

    def strays(self, most: int = 3) -> list[tuple[int, str]]:
        """The first cells that are no numbers: (row from 0, text)."""
        wrong = np.flatnonzero(np.isnan(self.numbers))
        return [(int(row), text) for row in wrong if (text := self.texts[row]) is not None][:most]

    def take(self, rows: Sequence[int] | np.ndarray) -> Column:
        """Return the column with some of its rows; its kind stays."""
        part = Column(self.name, tuple(self.texts[row] for row in rows), self.kind, self.grouping)
        if "numbers" in self.__dict__:  # worked out already: reading a number from text is what takes time here
            part.__dict__["numbers"] = self.numbers[list(rows)]
        return part


def kind_of(name: str, texts: Sequence[str | None], grouping: bool = True) -> str:
    """Tell what a column is from its heading and cells."""
    there = [text for text in texts if text is not None]
    values = set(there)
    if not values:
        return "empty"
    if len(values) == 1 and len(there) == len(texts):
        return "constant"  # a value that is sometimes missing does tell something
    codes = sum(_CODE.fullmatch(text) is not None for text in values)
    numeric = sum(parse_number(text, grouping) is not None for text in there)
    if numeric == len(there) and not codes:
        return "identifier" if _is_running_number(name, there, grouping) else "number"
    if numeric >= _MOSTLY * len(there) and not codes and len(there) >= _FEW:
        return "mixed"
    if _decimal_commas(there):
        return "mixed"
    if sum(_DATE.fullmatch(text) is not None for text in there) >= _MOSTLY * len(there):
        return "date"
    return _kind_of_words(there, len(values))


def _kind_of_words(there: list[str], different: int) -> str:
    if len(there) < _FEW:
        return "category"
    share = different / len(there)
    words = sum(len(text.split()) for text in there) / len(there)
    letters = sum(map(len, there)) / len(there)
    if share > 0.5 and (words >= 4 or letters > 40):  # sentences; Korean packs more into a word, so letters count too
        return "text"
    return "identifier" if share > _MOSTLY else "category"


def _is_running_number(name: str, there: list[str], grouping: bool) -> bool:
    # only with a telling name: hours 1, 2, 3 … are a number to learn from
    if not _names_rows(name) or len(set(there)) < len(there) or len(there) < 3:
        return False
    return all((value := parse_number(text, grouping)) is not None and value.is_integer() for text in there)


def _names_rows(name: str) -> bool:
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)  # user_id, userId, USER ID, but not grid
    return _ID_NAME.fullmatch(name) is not None or bool(words and words[-1].lower() in _ID_WORDS)


def _decimal_commas(there: Sequence[str]) -> bool:
    commas = sum(_DECIMAL_COMMA.fullmatch(text) is not None for text in there)
    plain = sum(_NUMBER.fullmatch(text) is not None for text in there)
    return commas > 0 and commas + plain >= _MOSTLY * len(there)


def why_unusable(column: Column) -> Both:
    """Say why a column is not something to learn from as it is."""
    count = len(column.distinct)
    if column.kind == "text":
        return both(
            f"free text ({count} different texts); text needs a model of its own",
            f"자유로운 글입니다(서로 다른 글 {count}개). 글에는 전용 모델이 필요합니다",
        )
    if column.kind == "identifier":
        return both(
            f"an identifier ({count} different values): it names rows and says nothing about new ones",
            f"식별자입니다(서로 다른 값 {count}개). 행을 구별할 뿐 새로운 행에 대해 알려 주는 것이 없습니다",
        )
    if column.kind == "date":
        return both(
            "dates; add columns such as year, month or weekday to learn from them",
            "날짜입니다. 학습에 쓰려면 연도·월·요일 같은 열을 추가하세요",
        )
    if column.kind == "constant":
        only = next(iter(column.distinct))
        return both(f"the same value {only!r} in every row", f"모든 행의 값이 {only!r}로 같습니다")
    if column.kind == "empty":
        return both("no values at all", "값이 하나도 없습니다")
    if column.kind == "mixed" and _decimal_commas([text for text in column.texts if text is not None]):
        shown = next(text for text in column.distinct if "," in text)
        return both(
            f"numbers with a decimal comma ({shown!r}); write {shown.replace(',', '.')!r}",
            f"소수점을 쉼표로 적었습니다({shown!r}). {shown.replace(',', '.')!r}처럼 적어 주세요",
        )
    return both("numbers with a few cells that are none", "숫자 사이에 숫자가 아닌 칸이 섞여 있습니다")


def say_strays(column: Column, lines: Sequence[int], why: Both | None = None) -> Both:
    """Say which cells keep a column from being numbers, and where they are."""
    why, strays = why or why_unusable(column), column.strays()
    en = ", ".join(f"{text!r} (line {lines[row]})" for row, text in strays)
    ko = ", ".join(f"{text!r}({lines[row]}번째 줄)" for row, text in strays)
    return both(f"{why['en']}: {en}", f"{why['ko']}: {ko}")
