"""Vocabularies: order, limits, looking up both ways, files."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from badak.text import CharacterTokenizer, Vocabulary, WordTokenizer, count_tokens, words
from tests.datasets.helpers import raises

TEXTS = ["the cat sat on the mat", "the dog", "고양이 강아지 고양이"]


@given(st.lists(st.text(alphabet="가나다ab ", max_size=12), max_size=12), st.integers(1, 3), st.integers(2, 9))
def test_order_and_limits(texts: list[str], min_count: int, max_size: int) -> None:
    counted = Counter(word for text in texts for word in words(text))
    wanted = sorted(sorted((w for w, c in counted.items() if c >= min_count), reverse=True), key=lambda w: -counted[w])
    made = Vocabulary.build(texts, min_count=min_count, max_size=max_size)
    assert made.tokens == ["", "[UNK]", *wanted[: max_size - 2]]
    assert made.counts == {token: counted[token] for token in made.tokens[2:]}


def test_the_order_of_texts_does_not_matter() -> None:
    shuffled = TEXTS * 3
    random.Random(0).shuffle(shuffled)
    assert Vocabulary.build(shuffled) == Vocabulary.build(TEXTS * 3)


def test_looking_up_both_ways() -> None:
    made = Vocabulary(["b", "a"], special=["[START]"])
    assert made.tokens == ["", "[UNK]", "[START]", "b", "a"]
    assert made.encode(["a", "?", "[START]", ""]) == [4, 1, 2, 0]
    assert made.decode(np.array([[4, 0], [2, 1]])) == ["a", "", "[START]", "[UNK]"]
    assert made["a"] == 4 and made.get("zz") == 1 and made.get("zz", -1) == -1
    assert "a" in made and "zz" not in made and len(made) == 5 and list(made) == made.tokens


def test_special_tokens_in_the_text_keep_their_numbers() -> None:
    made = Vocabulary.build([["[START]", "a", "a", "[UNK]"]], special=["[START]"])
    assert made.tokens == ["", "[UNK]", "[START]", "a"]


@pytest.mark.parametrize(
    ("limits", "name"),
    [({"max_size": 1}, "max_size"), ({"min_count": 0}, "min_count"), ({"max_size": 2.5}, "max_size")],
)
def test_limits_without_a_meaning(limits: dict, name: str) -> None:
    with raises("BD003", en=f"argument '{name}'", ko=name):
        Vocabulary.build(TEXTS, **limits)


def test_numbers_and_words_that_are_not_there() -> None:
    made = Vocabulary(["cat", "dog"])
    with raises("BD193", en=("-1 at place 1", "from 0 to 3"), ko=("1번째 값 -1", "0부터 3까지")):
        made.decode([2, -1])
    with raises("BD193", en="4 at place 0", ko="0번째 값 4"):
        made.decode([4])
    with raises("BD193", en="1.5 at place 0", ko="1.5"):
        made.decode([1.5])
    with raises("BD190", en=("no such word: 'cats'", "'cat'"), ko="없는 단어입니다: 'cats'"):
        made["cats"]


@pytest.mark.parametrize(
    ("tokens", "en", "ko"),
    [
        (["a", "a"], "'a' comes twice", "'a'이(가) 두 번"),
        ([""], "'' comes twice", "두 번"),
        ([1], "1 is no text", "글자가 아닙니다"),
    ],
)
def test_tokens_that_make_no_vocabulary(tokens: list, en: str, ko: str) -> None:
    with raises("BD191", en=en, ko=ko):
        Vocabulary(tokens)


@pytest.mark.parametrize(
    ("texts", "en"),
    [("one text", "'one text'"), ([1, "a"], "(number 0)"), (["a", None], "(number 1)"), (["a", [1]], "(number 1)")],
)
def test_what_is_no_text(texts, en: str) -> None:
    with raises("BD185", en=en, ko="텍스트 목록이 아닙니다"):
        Vocabulary.build(texts)


def test_generators_lists_of_tokens_and_functions() -> None:
    assert count_tokens(text for text in TEXTS) == Counter(word for text in TEXTS for word in text.split())
    assert count_tokens([["A", "b"], ["b"]]) == Counter({"b": 2, "A": 1})
    assert count_tokens(["abca"], "characters") == Counter("abca") == count_tokens(["abca"], CharacterTokenizer())
    assert count_tokens(["a|b|a"], lambda text: text.split("|")) == Counter({"a": 2, "b": 1})
    assert count_tokens(["가"], "jamo") == Counter("ㄱㅏ")
    with raises("BD003", en="'words' | 'characters'", ko="'words'"):
        count_tokens(["a"], "syllables")


def test_files_are_counted_piece_by_piece(tmp_path: Path) -> None:
    """Many small texts, put together for speed, give the counts of each text by itself; so do files."""
    lines = [f"단어{n % 97} word{n % 31} 'x{n % 7}'" for n in range(20_000)]
    wanted = Counter(word for line in lines for word in words(line))
    assert count_tokens(lines) == wanted
    files = []
    for part in range(2):
        file = tmp_path / f"{part}.txt"
        file.write_text("\n".join(lines[part::2]) + "\n", encoding="utf-8")
        files.append(file)
    assert count_tokens(files) == wanted and count_tokens(files, WordTokenizer()) == wanted
    assert count_tokens(files[0], "characters") == Counter("".join(lines[0::2]))


# ---- files --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "made", [Vocabulary.build(TEXTS, special=["[END]"]), Vocabulary([]), Vocabulary(["\n", " ", "가"])]
)
def test_saved_and_loaded(made: Vocabulary, tmp_path: Path) -> None:
    made.save(tmp_path / "v.json")
    loaded = Vocabulary.load(tmp_path / "v.json")
    assert loaded == made and loaded.counts == made.counts and loaded.special == made.special
    first = (tmp_path / "v.json").read_bytes()
    loaded.save(tmp_path / "v.json")
    assert (tmp_path / "v.json").read_bytes() == first


def test_a_token_on_each_line(tmp_path: Path) -> None:
    file = tmp_path / "v.txt"
    file.write_text("[UNK]\n가\n나\n", encoding="utf-8")
    assert Vocabulary.load(file).tokens == ["", "[UNK]", "가", "나"]


@pytest.mark.parametrize(
    ("content", "en", "ko"),
    [
        ('{"a": 1', "the JSON is damaged", "깨졌습니다"),
        ('{"a": 1}', "JSON of another kind", "다른 종류"),
        ('{"format": "badak vocabulary", "version": 9}', "version 9", "버전이 9"),
        ('{"format": "badak vocabulary", "version": 1, "tokens": 3}', "do not belong together", "맞지 않습니다"),
        (json.dumps({"format": "badak vocabulary", "version": 1, "tokens": ["a"], "counts": [1, 2], "special": [],
                     "padding": "", "unknown": "?"}), "do not belong together", "맞지 않습니다"),
        (json.dumps({"format": "badak vocabulary", "version": 1, "tokens": ["a"], "counts": None, "special": 0,
                     "padding": "", "unknown": "?"}), "do not belong together", "맞지 않습니다"),
    ],
)  # fmt: skip
def test_files_that_hold_no_vocabulary(tmp_path: Path, content: str, en: str, ko: str) -> None:
    file = tmp_path / "v.json"
    file.write_text(content, encoding="utf-8")
    with raises("BD196", en=(en, str(file)), ko=ko):
        Vocabulary.load(file)


WEIRD = st.text(
    alphabet=st.sampled_from("aB'’_-.!\n\t \x1c\x85\u2028\u00a0\u200b\u200d\u0301\u1100\u1161가é１İΣſﬁ¨"), max_size=25
)


@given(st.lists(WEIRD, max_size=5), st.sampled_from([0, 3, 1 << 19]))
def test_counting_pieces_between_spaces_is_counting_words(texts: list[str], most: int) -> None:
    """The shortcut that cuts each different piece once gives what cutting every text gives."""
    from unittest.mock import patch

    from badak.layers import TextVectorization
    from badak.layers.vectorize import _Cut
    from badak.text import NgramTokenizer, vocabulary

    cuts = [
        WordTokenizer(),
        WordTokenizer(filters="-!"),
        WordTokenizer(form="NFKC"),
        NgramTokenizer(2, of="characters"),
    ]
    cuts += [_Cut(TextVectorization()), _Cut(TextVectorization(standardize=None)), _Cut(TextVectorization(form="NFKD"))]
    with patch.object(vocabulary, "_MOST_PIECES", most):
        for cut in cuts:
            assert cut.cuts_at_space
            assert count_tokens(texts, cut) == Counter(token for text in texts for token in cut(text)), cut


def test_tf_idf_of_texts_says_to_count_first():
    from badak.errors import BadakError, set_language
    from badak.text import TfIdf

    for language, said in (("en", "weighs counts"), ("ko", "등장 횟수")):
        set_language(language)
        for wrong in (["a b", "b c"], [["a"], ["b", "c"]], [1, 2]):
            with pytest.raises(BadakError, match="BD304") as caught:
                TfIdf().fit_transform(wrong)
            assert said in str(caught.value) and "count_matrix" in str(caught.value)
    set_language("en")


def test_the_places_of_keras_2():
    import badak
    from badak.preprocessing.sequence import pad_sequences
    from badak.preprocessing.text import Tokenizer

    assert pad_sequences is badak.utils.pad_sequences and Tokenizer is badak.text.Tokenizer


def test_n_grams_of_words_and_characters():
    from badak.text import MixedNgramTokenizer

    assert MixedNgramTokenizer(words=None, characters=(3,))("가 나") == [" 가 ", "가 나", " 나 "]
    assert MixedNgramTokenizer(words=(2,), characters=None)("a b, c") == ["#a b", "#b c"]
    assert MixedNgramTokenizer(1, 1, once=False)("aa") == [" ", "a", "a", " ", "#aa"]
    assert MixedNgramTokenizer()("") == MixedNgramTokenizer()("  ") == []
