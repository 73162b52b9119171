"""The parts of a report about a model of texts: what it reads, and which tokens speak for which class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from badak.inspect.classes import is_texts, percent
from badak.inspect.page import section, table
from badak.inspect.words import Words, same

_MOST_LETTERS = 140  # of a text in a cell
_MOST_TOKENS = 24
_MOST_TELLING = 12
_MOST_CLASSES = 12
_SAMPLE = 1_000  # texts show well enough how many tokens are unknown


def text_cells(reader: Any, texts: Sequence[str]) -> tuple[list[Words], list[list[str]]]:
    """Return texts and their tokens as cells of a table; unknown tokens stand in guillemets."""
    head = [Words("text", "글"), Words("tokens («unknown»)", "토큰(«모르는 것»)")]
    return head, [[_cut(text), tokens_shown(reader, text)] for text in texts]


def tokens_shown(reader: Any, text: str) -> str:
    """Return the tokens of a text in one line, as the model sees them.

    Example:
        >>> import badak
        >>> reader = badak.layers.TextVectorization(vocabulary=["a", "film"])
        >>> tokens_shown(reader, "A fine film!")
        'a · «fine» · film'
    """
    known = _known(reader)
    found = reader.tokens(text)[: reader.output_sequence_length]
    # a space is a token of its own where characters are read, and must be seen
    shown = [_visible(token) if token in known else f"«{_visible(token)}»" for token in found[:_MOST_TOKENS]]
    return " · ".join(shown) + (f" … ({len(found)})" if len(found) > _MOST_TOKENS else "")


def vocabulary(model: Any, reader: Any, samples: Any) -> str:
    """Say how many tokens the model knows, how much of the test texts that is, and which tokens tell most."""
    size = len(reader.vocabulary)
    said = Words(f"The model knows {size:,} tokens.", f"모델이 아는 토큰은 {size:,}개입니다.")
    if is_texts(samples):
        known = _known(reader)
        found = [token for text in samples[:_SAMPLE] for token in reader.tokens(text)[: reader.output_sequence_length]]
        if found:
            share = percent(sum(token not in known for token in found) / len(found))
            said = Words(
                f"{said.en} Of the tokens of the test texts, {share} are unknown to it.",
                f"{said.ko} 테스트용 글의 토큰 가운데 {share}는 모르는 것입니다.",
            )
    telling = _telling(model, reader)
    if telling is None:
        frequent = [_visible(token) for token in reader.vocabulary[: 2 * _MOST_TOKENS]]
        body = table([Words("the most frequent ones", "가장 자주 나온 것")], [[" · ".join(frequent)]])
    else:
        said = Words(
            f"{said.en} Below are those that speak most for each answer; # stands before words, a space is shown as ␣.",
            f"{said.ko} 아래는 각 답에 가장 크게 기여하는 토큰입니다. 낱말 앞에는 #, 띄어쓰기는 ␣로 나타냈습니다.",
        )
        body = table([Words("answer", "답"), Words("tokens", "토큰")], telling)
    return section(Words("What the model reads", "모델이 읽는 것"), body, said)


def _telling(model: Any, reader: Any) -> list[list[Any]] | None:
    """Return the strongest tokens of each class, for a model that adds up a number for each token; None for others."""
    scores = _scores(model)
    if scores is None or len(scores) != reader.vocabulary_size():
        return None
    first = reader.vocabulary_size() - len(reader.vocabulary)
    scores = scores[first:]
    if scores.shape[1] == 1:
        rows = [(Words("higher", "높게"), scores[:, 0]), (Words("lower", "낮게"), -scores[:, 0])]
    else:
        scores = scores - scores.mean(axis=1, keepdims=True)
        names = model.class_names or [str(k) for k in range(scores.shape[1])]
        rows = [(same(name), scores[:, k]) for k, name in enumerate(names[:_MOST_CLASSES])]
    return [
        [name, " · ".join(_visible(reader.vocabulary[i]) for i in np.argsort(-column, kind="stable")[:_MOST_TELLING])]
        for name, column in rows
    ]


def _scores(model: Any) -> np.ndarray | None:
    """Return what each token adds to each answer, shape (tokens, answers), where the model is that simple."""
    from badak.layers import Dense, Embedding, GlobalAveragePooling1D

    kinds = [type(layer) for layer in model.layers if type(layer).__name__ != "InputLayer"][1:]
    weights = [layer.get_weights() for layer in model.layers]
    if kinds == [Embedding, GlobalAveragePooling1D, Dense]:
        return weights[-3][0] @ weights[-1][0]
    return weights[-1][0] if kinds == [Dense] else None


def _known(reader: Any) -> Any:
    return reader.__dict__.get("_ids") or {}


def _visible(token: str) -> str:
    return token.replace(" ", "␣") if token.strip() != token or not token else token


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 1] + "…"
