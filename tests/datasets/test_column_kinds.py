"""What a column is told to be, from its heading and its cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badak.datasets.columns import Column, as_text, is_missing, kind_of, parse_number, why_unusable

REVIEW = "This film was a pleasant surprise number {} from the first scene to the last"


@pytest.mark.parametrize(
    ("kind", "name", "cells"),
    [
        ("number", "hours", ["1", "2", "3", "4", "5", "6", "7"]),  # a running number, but not a name
        ("number", "size", ["1.5", "-2", "+3e2", ".5", "4."]),
        ("number", "grid", ["1", "2", "3"]),  # ends in "id", and is none
        ("number", "paid", ["1", "2", "3"]),
        ("number", "id", ["1", "2", "2", "3"]),  # comes back, so it names no row
        ("number", "id", ["1.5", "2.5", "3.5"]),
        ("number", "sales", ["1,000", "25,000", "900"]),
        ("identifier", "id", ["1", "2", "3"]),
        ("identifier", "user_id", ["10", "25", "31"]),
        ("identifier", "PassengerId", ["1", "2", "3"]),
        ("identifier", "userID", ["1", "2", "3"]),
        ("identifier", "No.", ["1", "2", "3"]),
        ("identifier", "번호", ["1", "2", "3"]),
        ("identifier", "unnamed_1", ["0", "1", "2"]),
        ("identifier", "name", [f"user{n}" for n in range(10)]),
        ("category", "name", [f"user{n}" for n in range(9)]),
        ("category", "zip", ["06236", "04524", "06236"]),
        ("category", "city", ["Seoul", "Busan"] * 10),
        ("category", "grade", ["1", "2", "A", "B"]),
        ("category", "few", ["a", "b", "c"]),  # too few rows to call them identifiers
        ("category", "answer", ["yes", None, "yes"]),  # given or not: that tells something
        ("text", "review", [REVIEW.format(n) for n in range(12)]),
        ("text", "후기", [f"정말 재미있게 봤습니다 {n}번째 관람인데 또 보고 싶은 영화입니다" for n in range(12)]),
        ("date", "day", ["2024-01-02", "2024-01-03", "2024-02-01"]),
        ("date", "day", ["2024.1.2", "2024.1.3 10:00", "2024.2.1."]),
        ("date", "날짜", ["2024년 1월 2일", "2024년 1월 3일"]),
        ("constant", "year", ["2024", "2024", "2024"]),
        ("empty", "note", [None, None]),
        ("mixed", "age", [str(n) for n in range(20)] + ["unknown"]),
        ("mixed", "price", ["3,14", "2,72", "1,0"]),
    ],
)
def test_kinds(kind: str, name: str, cells: list[str | None]) -> None:
    assert kind_of(name, cells) == kind


@given(value=st.one_of(st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_python_writes_are_read_back(value: float) -> None:
    assert parse_number(repr(value)) == float(value)


@given(value=st.integers(0, 10**12))
def test_grouped_numbers(value: int) -> None:
    text = f"{value:,}"
    assert parse_number(text) == value
    assert parse_number(text, grouping=False) == (None if "," in text else value)


@pytest.mark.parametrize(
    "text", ["", "1_000", "0x10", "1,23", "1,2345", "0,123", "１２", "nan", "inf", "1e999", "1 2", "12%"]
)
def test_no_numbers(text: str) -> None:
    assert parse_number(text) is None


def test_missing() -> None:
    assert all(map(is_missing, ["", " ", "NA", "na", "NaN", "?", "-", "NULL", "#N/A", "Infinity"]))
    assert not any(map(is_missing, ["0", "no", "none of these", "nano", "없음"]))
    assert as_text(None) is None and as_text(float("inf")) is None and as_text(" x ") == "x" and as_text(3.0) == "3"


@pytest.mark.parametrize(
    ("cells", "en", "ko"),
    [
        ([REVIEW.format(n) for n in range(12)], "free text (12 different", "자유로운 글입니다(서로 다른 글 12개)"),
        ([f"user{n}" for n in range(12)], "an identifier (12 different values)", "식별자입니다(서로 다른 값 12개)"),
        (["2024-01-02", "2024-01-03"], "dates; add columns", "날짜입니다"),
        (["x", "x"], "same value 'x'", "값이 'x'로 같습니다"),
        ([None], "no values at all", "값이 하나도 없습니다"),
        (["3,14", "2,72"], "decimal comma ('3,14'); write '3.14'", "'3.14'처럼"),
        ([str(n) for n in range(20)] + ["old"], "a few cells that are none", "숫자가 아닌 칸"),
    ],
)
def test_reasons(cells: list[str | None], en: str, ko: str) -> None:
    why = why_unusable(Column("c", tuple(cells), kind_of("c", cells)))
    assert en in why["en"] and ko in why["ko"]
