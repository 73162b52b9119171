"""Words, characters, n-grams, jamo, normal forms: against slow definitions, and on texts that are odd or large."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badak import text
from tests.datasets.helpers import raises

LETTERS = st.text(alphabet=st.sampled_from("aZ09_' ’-.!\n\t가각힣ㅋé\u0301कि중😀\u200d１"), max_size=40)


def slow_words(string: str) -> list[str]:
    """Walk over the letters one by one: the rule in words."""
    found, word = [], ""
    letters = unicodedata.normalize("NFC", string.lower())
    for place, letter in enumerate(letters):
        inside = unicodedata.category(letter)[0] in "LNM" or letter in "_\u200c\u200d"
        if not inside and letter in "'’" and word and word[-1] not in "'’" and place + 1 < len(letters):
            follows = letters[place + 1]
            inside = unicodedata.category(follows)[0] in "LNM" or follows in "_\u200c\u200d"
        if inside:
            word += letter
        elif word:
            found.append(word)
            word = ""
    return found + ([word] if word else [])


@given(LETTERS)
def test_words_follow_the_rule(string: str) -> None:
    assert text.words(string) == slow_words(string)


@given(st.text(alphabet="ab'_ .-!0", max_size=30))
def test_the_quick_way_for_ascii_gives_the_same_words(string: str) -> None:
    from badak.text import cutting

    assert text.words(string) == cutting._word().findall(string.lower())


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("", []),
        (" \n\t ", []),
        ("...!?", []),
        ("It's 'quoted' rock'n'roll", ["it's", "quoted", "rock'n'roll"]),
        ("나는 밥을 먹었다. 10점!", ["나는", "밥을", "먹었다", "10점"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("naïve café", ["naïve", "café"]),
        ("좋아요😀최고", ["좋아요", "최고"]),
        ("Ünïcödé", ["ünïcödé"]),
        ("𝒜bc 𠀀字", ["𝒜bc", "𠀀字"]),
    ],
)
def test_words_of_many_scripts(given: str, wanted: list[str]) -> None:
    assert text.words(given) == wanted


def test_options_of_words() -> None:
    assert text.words("Ab,cD", lower=False) == ["Ab", "cD"]
    assert text.words("a-b c", filters="") == ["a-b", "c"]
    assert text.words("a-b_c d", filters=text.KERAS_FILTERS) == ["a", "b", "c", "d"]
    taken_apart = unicodedata.normalize("NFD", "한국")
    assert text.words(taken_apart) == ["한국"] and text.words(taken_apart, form=None) == [taken_apart]
    assert text.words("①㎏", form="NFKC") == ["1kg"] and text.words("①㎏") == [
        "①"
    ]  # ㎏ is a symbol until it is letters


@given(st.text(max_size=60))
def test_normal_form_is_that_of_unicodedata(string: str) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert text.normalize(string, form) == unicodedata.normalize(form, string)
    assert text.normalize(string, None) == string


@pytest.mark.parametrize("make", [lambda: text.normalize("é", "nfc"), lambda: text.WordTokenizer(form="NFX")])
def test_an_unknown_normal_form(make) -> None:
    with raises("BD003", en="'NFC' | 'NFD' | 'NFKC' | 'NFKD'", ko="기대한 값"):
        make()


@given(st.lists(st.sampled_from("abc"), max_size=8), st.integers(1, 4))
def test_ngrams_are_all_windows(tokens: list[str], n: int) -> None:
    wanted = [" ".join(tokens[i : i + k]) for k in range(1, n + 1) for i in range(len(tokens) - k + 1)]
    assert text.ngrams(tokens, n) == wanted
    assert text.ngrams(tokens, (n,), joint="") == ["".join(tokens[i : i + n]) for i in range(len(tokens) - n + 1)]


@pytest.mark.parametrize("n", [0, -1, 1.5, True, (), (2, 0), "2"])
def test_sizes_without_a_meaning(n) -> None:
    with raises("BD003", en="argument 'n'", ko="'n'"):
        text.ngrams(["a"], n)


# ---- jamo ---------------------------------------------------------------------------------------------------------------


def test_every_syllable_is_taken_apart_as_unicode_says() -> None:
    """All 11,172, against NFD with its letters renamed, and back."""
    syllables = [chr(code) for code in range(0xAC00, 0xD7A4)]
    name = re.compile(r"HANGUL (?:CHOSEONG|JUNGSEONG|JONGSEONG) (.+)")
    for syllable in syllables:
        apart = unicodedata.normalize("NFD", syllable)
        ours = text.decompose(syllable)
        assert len(ours) == len(apart)
        for jamo, letter in zip(apart, ours):
            assert name.match(unicodedata.name(jamo))[1] == unicodedata.name(letter).removeprefix("HANGUL LETTER ")
        assert text.compose(ours) == syllable


@given(st.text(alphabet=st.sampled_from("가각간갏갚닭밟뷁없읽아어이하 ab.1"), max_size=30))
def test_taking_apart_and_together(string: str) -> None:
    assert text.compose(text.decompose(string)) == string


def test_letters_that_make_no_syllable_stay() -> None:
    assert text.compose("ㅋㅋㅋ ㅠㅠ ㅎ") == "ㅋㅋㅋ ㅠㅠ ㅎ"
    assert text.compose("ㄷㅏㄺㅇㅣ") == "닭이" and text.compose("ㄷㅏㄹㄱㅣ") == "달기"
    assert text.JamoTokenizer()(unicodedata.normalize("NFD", "한")) == ["ㅎ", "ㅏ", "ㄴ"]


# ---- tokenizers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tokenizer",
    [text.WordTokenizer(), text.CharacterTokenizer(), text.NgramTokenizer(2), text.JamoTokenizer(),
     text.NgramTokenizer((2, 3), of="characters"), text.WordTokenizer(filters="")],
    ids=lambda t: type(t).__name__,
)  # fmt: skip
def test_a_megabyte_in_linear_time(tokenizer) -> None:
    """Four times the text takes about four times as long; a quadratic method would take sixteen times."""
    sample = "한국 영화가 정말 재밌다... don't you 'think' so?\n"
    times = []
    for size in (125_000, 500_000):
        string = sample * (size // len(sample))
        best = min(_timed(tokenizer, string) for _ in range(2))
        times.append(best)
    assert times[1] < 10 * times[0] + 0.05
    assert times[1] < 10


def _timed(tokenizer, string: str) -> float:
    start = time.process_time()
    tokenizer(string)
    return time.process_time() - start


@pytest.mark.parametrize(
    "string", ["가" * 1_000_000, "'" * 1_000_000, "a'" * 500_000, "\u0301" * 1_000_000, "_" * 1_000_000]
)
def test_a_megabyte_of_one_letter(string: str) -> None:
    start = time.process_time()
    text.words(string)
    assert time.process_time() - start < 10


def test_tokenizers_are_values() -> None:
    assert text.WordTokenizer(lower=False) == text.WordTokenizer(lower=False) != text.WordTokenizer()
    assert list(text.WordTokenizer().stream(iter(["a b", "c"]))) == [["a", "b"], ["c"]]
    with raises("BD003", en="'words' | 'characters'", ko="'words' | 'characters'"):
        text.NgramTokenizer(2, of="letters")


def test_a_tokenizer_of_ones_own_says_how_it_cuts() -> None:
    class Nothing(text.TextTokenizer):
        pass

    with raises("BD025", en=("does not define __call__()", "Nothing"), ko="__call__() 정의가 없습니다"):
        Nothing()("a b")
