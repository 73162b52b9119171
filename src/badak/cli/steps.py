"""What to try next, as commands that can be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from badak.cli.quote import join, quote
from badak.inspect.words import Words

if TYPE_CHECKING:
    from badak.training.running import Trained


def next_steps(trained: Trained) -> list[tuple[Words, str]]:
    """Return what to do with a model that was just trained: why, and the command."""
    run, source = trained.run, trained.material.source
    if run is None:
        return []
    model = quote(str(run.model))
    if trained.stopped == "interrupted":
        resume = f"badak train --resume {quote(str(run.path))}"
        return [(Words("go on where it stopped", "멈춘 곳부터 이어서 학습하기"), resume)]
    if trained.stopped == "not finite":
        return [_slower(trained)]
    steps = _uses(trained, model)
    if source.get("kind") == "dataset":
        steps.append((Words("measure it again", "다시 평가하기"), f"badak evaluate {model} {source['name']}"))
    look = Words("see curves and mistakes in a browser", "브라우저에서 학습 곡선과 틀린 것 보기")
    return [*steps, (look, f"report: {run.report}"), *_further(trained)]


def _slower(trained: Trained) -> tuple[Words, str]:
    """Return the same training with a smaller learning rate."""
    from badak.training.recipes import learning_rate_of

    optimizer = trained.recipe.optimizer
    smaller = min(trained.recipe.learning_rate / 10, learning_rate_of(optimizer))
    again = f"{_again(trained.material.source)} --optimizer {optimizer} --lr {smaller:g}"
    return Words("try again with a smaller learning rate", "학습률을 줄여 다시 학습하기"), again


def _uses(trained: Trained, model: str) -> list[tuple[Words, str]]:
    """Return what to predict with the model."""
    preparation, source = trained.material.preparation, trained.material.source
    if preparation.picture == "digit":
        draw = Words("recognise a digit you have drawn", "직접 그린 숫자 알아맞히기")
        return [(draw, f"badak predict {model} picture.png")]
    if preparation.picture:
        own = Words("recognise a picture of your own", "내 그림 알아맞히기")
        return [(own, f"badak predict {model} picture.png")]
    if preparation.kind == "text":
        text = "재미있게 봤어요" if trained.recipe.tokens == "characters" else "a fine film"
        return [(Words("ask about a text of your own", "내 글로 예측하기"), f'badak predict {model} "{text}"')]
    if source.get("kind") == "table":
        data = quote(_name(source["path"]))
        return [(Words("predict rows of a table", "표의 행 예측하기"), f"badak predict {model} {data}")]
    return []


def _further(trained: Trained) -> list[tuple[Words, str]]:
    """Return what to train next: more data, or a model to compare with."""
    source, kind = trained.material.source, trained.recipe.model
    if source.get("name") == "digits":
        more = Words("all 60,000 digits (11 MB download)", "숫자 60,000장 전체로 학습하기(11 MB 내려받기)")
        return [(more, "badak train mnist")]
    if kind == "simple-cnn":
        why = Words(
            "a deeper network takes longer and errs less", "더 오래 걸리지만 덜 틀리는, 더 깊은 모델로 학습하기"
        )
        return [(why, f"{_again(source)} --model deep-cnn")]
    if kind == "ngrams":
        why = Words("a network that reads the text in order, to compare", "글을 차례대로 읽는 신경망과 비교하기")
        return [(why, f"{_again(source)} --model gru")]
    if kind == "mlp":
        why = Words("compare with a model without hidden layers", "은닉층 없는 모델과 비교하기")
        return [(why, f"{_again(source)} --model linear")]
    return []


def _again(source: dict[str, Any]) -> str:
    """Return the command that trains on the same data."""
    if source.get("kind") == "dataset":
        return f"badak train {source['name']}"
    words = ["badak", "train", "--data", _name(source.get("path", "PATH"))]
    if source.get("kind") == "table":
        words += ["--target", source["target"], *(["--text", source["text"]] if source.get("text") else [])]
    return join(words)


def _name(path: str) -> str:
    """Return a path as seen from the current folder where that is shorter."""
    import os

    try:
        near = os.path.relpath(path)
    except ValueError:  # another drive of Windows
        return path
    return near if len(near) < len(path) else path
