"""Subwords and morphemes: with the libraries where they are, and what is said where they are not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import badak
from badak import text
from tests.datasets.helpers import raises

TEXTS = ["영화가 정말 재밌다", "영화는 별로였다", "정말 정말 좋은 영화", "재밌는 영화를 봤다"] * 5


@pytest.mark.parametrize(
    ("package", "make"),
    [
        ("tokenizers", lambda: text.SubwordTokenizer.train(TEXTS)),
        ("tokenizers", lambda: text.SubwordTokenizer("{}")),
        ("kiwipiepy", lambda: text.MorphemeTokenizer()),
    ],
)
def test_without_the_library(monkeypatch, package: str, make) -> None:
    from badak.text import subword

    subword._loaded.cache_clear()
    monkeypatch.setitem(sys.modules, package, None)
    with raises("BD090", en=(package, 'pip install "badak[text]"'), ko=(package, 'pip install "badak[text]"')):
        make()


def test_badak_text_needs_neither(monkeypatch) -> None:
    for package in ("tokenizers", "kiwipiepy"):
        monkeypatch.setitem(sys.modules, package, None)
    assert text.words("그냥 됩니다") == ["그냥", "됩니다"]
    assert set(text.__all__) <= set(dir(text))


@pytest.mark.parametrize("kind", ["bpe", "wordpiece", "unigram"])
def test_subwords(tmp_path: Path, kind: str) -> None:
    pytest.importorskip("tokenizers")
    made = text.SubwordTokenizer.train(TEXTS, vocab_size=60, kind=kind, special=["[MASK]"])
    assert made.pieces[:3] == ["[PAD]", "[UNK]", "[MASK]"] and len(made) == len(made.pieces) <= 60
    ids = made.encode("정말 좋은 영화")
    assert [made.pieces[number] for number in ids] == made("정말 좋은 영화")
    assert made.decode(ids) == "정말 좋은 영화"
    assert made.encode_all(["정말", "영화"]) == [made.encode("정말"), made.encode("영화")]
    assert made.encode("") == [] and made("") == []
    made.save(tmp_path / "tokenizer.json")
    assert text.SubwordTokenizer.load(tmp_path / "tokenizer.json") == made
    file = tmp_path / "texts.txt"
    file.write_text("\n".join(TEXTS), encoding="utf-8")
    from_file = text.SubwordTokenizer.train(file, vocab_size=60, kind=kind, special=["[MASK]"])
    assert len(from_file) == len(made)  # which of equally good pieces is kept is the library's free choice
    assert from_file.decode(from_file.encode("정말 좋은 영화")) == "정말 좋은 영화"


def test_subwords_travel_with_a_model(tmp_path: Path) -> None:
    pytest.importorskip("tokenizers")
    cut = text.SubwordTokenizer.train(TEXTS, vocab_size=60)
    layer = badak.layers.TextVectorization(split=cut, standardize=None)
    layer.adapt(TEXTS)
    model = badak.Sequential([layer])
    model.build(())
    model.save(tmp_path / "m.badak")
    assert badak.load_model(tmp_path / "m.badak").predict(TEXTS[:2]).tolist() == layer(TEXTS[:2]).tolist()


def test_subwords_refused() -> None:
    pytest.importorskip("tokenizers")
    with raises("BD196", en="the tokenizers library cannot read it", ko="tokenizers 라이브러리가"):
        text.SubwordTokenizer('{"a": 1}')
    with raises("BD003", en="'bpe' | 'wordpiece' | 'unigram'", ko="kind"):
        text.SubwordTokenizer.train(TEXTS, kind="bytes")
    with raises("BD003", en="vocab_size", ko="vocab_size"):
        text.SubwordTokenizer.train(TEXTS, vocab_size=2)
    with raises("BD185", en="(number 1)", ko="1번째"):
        text.SubwordTokenizer.train(["a", 1])


def test_morphemes(tmp_path: Path) -> None:
    pytest.importorskip("kiwipiepy")
    cut = text.MorphemeTokenizer()
    assert cut("영화를 봤다") == ["영화", "를", "보", "었", "다"] and cut("") == []
    assert text.MorphemeTokenizer(tags=("N",))("영화를 친구와 봤다") == ["영화", "친구"]
    assert text.MorphemeTokenizer(with_tags=True)("영화를")[0] == "영화/NNG"
    assert list(cut.stream(["영화를", "봤다"])) == [["영화", "를"], ["보", "었", "다"]]
    with raises("BD003", en="('N', 'V') | None", ko="tags"):
        text.MorphemeTokenizer(tags="N")  # type: ignore[arg-type]
    layer = badak.layers.TextVectorization(split=text.MorphemeTokenizer(tags=("N", "V")), standardize=None)
    layer.adapt(["영화를 봤다", "영화가 좋다"])
    model = badak.Sequential([layer])
    model.build(())
    model.save(tmp_path / "m.badak")
    assert badak.load_model(tmp_path / "m.badak").predict(["영화는"]).tolist() == [[2]]
