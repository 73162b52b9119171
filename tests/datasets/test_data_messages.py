"""The sentences of BD060 to BD079: each in two languages, each used, no field without a value."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from badak import errors
from badak.messages import CODES, data, render

SOURCE = Path(data.__file__).parents[1]


def test_codes_are_a_range_of_their_own() -> None:
    assert sorted(data.ENTRIES) == [f"BD0{number}" for number in range(60, 80)]


@pytest.mark.parametrize("code", sorted(data.ENTRIES))
def test_both_languages_name_the_same_fields(code: str) -> None:
    for pair in data.ENTRIES[code][1:]:
        if pair is None:
            continue
        fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in pair]
        assert fields[0] == fields[1]
        assert not re.search("[가-힣]", pair[0])
        assert re.search("[가-힣]", pair[1]) or re.fullmatch(r"\{\w+\}", pair[1])


@pytest.mark.parametrize("code", sorted(data.ENTRIES))
def test_kind_exists_and_code_is_used(code: str) -> None:
    kind = getattr(errors, CODES[code].kind)
    assert issubclass(kind, errors.BadakError | errors.Notice)
    places = [file for file in (SOURCE / "datasets").glob("*.py") if f'"{code}"' in file.read_text("utf-8")]
    assert places


def test_code_stands_in_front() -> None:
    assert render("BD071", {"names": "'a'", "where": "w", "got": "g"}, "ko").startswith("[BD071] 같은 이름의 열이")
