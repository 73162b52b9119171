"""The parts of a report with plain facts: headline figures, the model, the run, what to try next."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from badak.inspect.classes import percent
from badak.inspect.numbers import short
from badak.inspect.page import figures, section, table
from badak.inspect.words import Words, same


def headline(model: Any, evaluation: Any, run: Mapping[str, Any], epochs: int) -> str:
    """Return the figures that sum a run up."""
    shown: list[tuple[Words, Words, Words | None]] = []
    if evaluation is not None and evaluation.task == "classification":
        right = Words(
            f"{evaluation.right:,} of {evaluation.n:,} right", f"{evaluation.n:,}개 중 {evaluation.right:,}개 맞힘"
        )
        guess = Words(f"always saying “{evaluation.guess}”", f"항상 “{evaluation.guess}”(으)로 답하면")
        shown = [
            (Words("test accuracy", "테스트 정확도"), same(f"{evaluation.accuracy * 100:.1f} %"), right),
            (Words("baseline", "기준선"), same(percent(evaluation.baseline)), guess),
        ]
    elif evaluation is not None:
        error = Words("mean absolute error", "평균 절대 오차")
        tested = Words(f"on {evaluation.n:,} test samples", f"테스트 샘플 {evaluation.n:,}개")
        guess = Words(f"always saying {short(evaluation.guess)}", f"항상 평균 {short(evaluation.guess)}(으)로 답하면")
        shown = [(error, same(short(evaluation.mae)), tested)]
        if evaluation.r2 is not None:
            explained = Words("of the variance explained", "설명한 분산의 비율")
            shown.append((Words("R²", "결정 계수 R²"), same(f"{evaluation.r2:.3f}"), explained))
        shown.append((Words("baseline", "기준선"), same(short(evaluation.baseline)), guess))
    if evaluation is not None and evaluation.task == "classification" and evaluation.loss == evaluation.loss:
        shown.append((Words("test loss", "테스트 손실"), same(f"{evaluation.loss:.4g}"), None))
    if epochs:
        best = run.get("best_epoch")
        count = Words(f"of {epochs}", f"전체 {epochs} 에포크 중")
        whole = (Words("epochs", "에포크"), same(f"{epochs}"), None)
        shown.append(whole if best is None else (Words("best epoch", "가장 좋은 에포크"), same(f"{best}"), count))
    if run.get("seconds"):
        shown.append((Words("training time", "학습 시간"), _time(float(run["seconds"])), None))
    shown.append((Words("weights", "가중치 수"), same(f"{model.count_params():,}"), None))
    return figures(shown)


def _time(seconds: float) -> Words:
    if seconds < 100:
        return Words(f"{seconds:.1f} s", f"{seconds:.1f}초")
    minutes, rest = divmod(round(seconds), 60)
    return Words(f"{minutes} min {rest} s", f"{minutes}분 {rest}초")


def stop_notice(run: Mapping[str, Any]) -> str:
    """Say it when training ended before its last epoch."""
    said = {
        "interrupted": Words(
            "Training was interrupted; the best model until then is shown.",
            "학습이 중간에 중단되었습니다. 그때까지 가장 좋았던 모델의 결과입니다.",
        ),
        "not finite": Words(
            "Training stopped because the loss was no finite number; the best model until then is shown.",
            "손실이 유한한 값이 아니어서 학습이 중단되었습니다. 그때까지 가장 좋았던 모델의 결과입니다.",
        ),
        "patience": Words(
            "Training stopped because nothing had improved for a while.", "한동안 나아지지 않아 학습을 일찍 마쳤습니다."
        ),
    }.get(str(run.get("stopped") or ""))
    return f'<p class="notice">{said.html()}</p>' if said else ""


def model_table(model: Any) -> str:
    """Show the layers, the shapes of their outputs and their numbers of weights."""
    from badak.models.summary import Summary

    summary = Summary(model)
    head = [
        Words("layer", "층"),
        Words("kind", "종류"),
        Words("output shape", "출력 모양"),
        Words("weights", "가중치 수"),
    ]
    rows = [list(row) for row in summary.rows]
    total, learned = summary.total, summary.trainable
    lead = (
        Words(f"{total:,} weights, all of them learned.", f"가중치 {total:,}개를 모두 학습했습니다.")
        if total == learned
        else Words(
            f"{total:,} weights, {learned:,} of them learned.", f"가중치 {total:,}개 중 {learned:,}개를 학습했습니다."
        )
    )
    return section(Words("The model", "모델"), table(head, rows, numeric=[3]), lead)


_FACTS = {
    "command": Words("command", "명령"),
    "seed": Words("seed", "시드"),
    "data": Words("data", "데이터"),
    "target": Words("target", "예측 대상"),
    "model": Words("model", "모델"),
    "training": Words("training", "학습"),
    "date": Words("date", "시각"),
    "threads": Words("threads", "스레드"),
    "badak": same("badak"),
    "python": same("Python"),
    "numpy": same("NumPy"),
    "platform": Words("system", "시스템"),
}


def run_section(run: Mapping[str, Any]) -> str:
    """Show what it takes to repeat the run."""
    facts = {**run, **_recipe_facts(run)}
    cells = ""
    for name, label in _FACTS.items():
        value = facts.get(name)
        if value in (None, "", {}):
            continue
        shown = _fact(name, value)
        cells += f"<dt>{label.html()}</dt><dd>{f'<code>{shown}</code>' if name == 'command' else shown}</dd>"
    if not cells:
        return ""
    lead = Words(
        "The same command, seed and number of threads give the same model.",
        "같은 명령, 같은 시드, 같은 스레드 수면 같은 모델이 나옵니다.",
    )
    return section(Words("The run", "실행 기록"), f'<dl class="record">{cells}</dl>', lead)


def _fact(name: str, value: Any) -> str:
    if isinstance(value, Words):
        return value.html()
    if isinstance(value, Mapping):
        return html.escape(_data(value))
    return html.escape(local_time(value) if name == "date" else str(value))


def local_time(moment: Any) -> str:
    """Write a moment noted in UTC as the clock on the wall shows it.

    Example:
        >>> local_time("some day")
        'some day'
    """
    try:
        return datetime.fromisoformat(str(moment)).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return str(moment)


def _data(source: Mapping[str, Any]) -> str:
    name = source.get("name") or str(source.get("path", "")).replace("\\", "/").rpartition("/")[2]
    return f"{name} (--limit {source['limit']})" if source.get("limit") else str(name)


def _recipe_facts(run: Mapping[str, Any]) -> dict[str, Words]:
    recipe = run.get("recipe")
    if not isinstance(recipe, Mapping):
        return {}
    hidden = "-".join(map(str, recipe.get("hidden", ())))
    model = f"{recipe.get('model')} {hidden}".strip()
    if recipe.get("dropout"):
        model += f", dropout {recipe['dropout']:g}"
    optimizer, rate, size = recipe.get("optimizer"), f"{recipe.get('learning_rate'):g}", recipe.get("batch_size")
    epochs, split, schedule = recipe.get("epochs"), f"{recipe.get('validation_split'):g}", recipe.get("schedule")
    training = Words(
        f"{optimizer}, learning rate {rate} ({schedule}), batch size {size}, {epochs} epochs, validation split {split}",
        f"{optimizer}, 학습률 {rate}({schedule}), 배치 크기 {size}, {epochs} 에포크, 검증 비율 {split}",
    )
    return {"model": same(model), "training": training}


def next_section(steps: Sequence[tuple[Words, str]]) -> str:
    """Show what to try next."""
    if not steps:
        return ""
    items = "".join(f"<li>{said.html()}<pre>{html.escape(command)}</pre></li>" for said, command in steps)
    return section(Words("What to try next", "다음으로 해 볼 것"), f'<ul class="next">{items}</ul>')
