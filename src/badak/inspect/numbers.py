"""The parts of a report about predicted numbers: predicted against true, residuals, the largest errors."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.inspect.classes import sample_rows
from badak.inspect.page import section, table
from badak.inspect.plots import Axis, Drawing, ticks
from badak.inspect.words import Words
from badak.training.evaluation import Evaluation

_MOST_POINTS = 2_000
_MOST_ROWS = 12


def short(value: float) -> str:
    """Write a number with as many digits as a person reads.

    Example:
        >>> short(12345.678), short(0.0012345)
        ('12,346', '0.001234')
    """
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def scatter(evaluation: Evaluation, target: str) -> str:
    """Draw predictions against true values, and how the errors are spread."""
    truth, answers = evaluation.truth, evaluation.predictions
    every = np.linspace(0, len(truth) - 1, min(len(truth), _MOST_POINTS)).astype(int)
    both = np.concatenate([truth, answers])
    marks = ticks(float(both.min()), float(both.max()))
    true, predicted = Words(f"true {target}", f"실제 {target}"), Words(f"predicted {target}", f"예측 {target}")
    plot = Drawing(Axis(marks, true), Axis(marks, predicted), "scatter", grid_x=True)
    plot.rule((marks[0], marks[0]), (marks[-1], marks[-1]))
    plot.points(truth[every], answers[every])
    caption = Words("Predicted against true", "예측값과 실제값")
    figures = f'<figure><figcaption id="scatter">{caption.html()}</figcaption>{plot.text()}</figure>'
    lead = Words(
        "On the dotted line a prediction is exact. Errors that spread evenly around zero are chance; a slant or a second hump "
        "is something the model has not learned yet.",
        "점선 위에 있으면 정확히 맞힌 것입니다. 오차가 0을 중심으로 고르게 퍼져 있으면 우연이고, 한쪽으로 기울거나 "
        "봉우리가 둘이면 모델이 아직 배우지 못한 것이 있다는 뜻입니다.",
    )
    return section(Words("Predictions", "예측"), f'<div class="pair">{figures}{_residuals(evaluation)}</div>', lead)


def _residuals(evaluation: Evaluation) -> str:
    errors = evaluation.predictions - evaluation.truth
    reach = float(np.abs(errors).max()) or 1.0
    marks = ticks(-reach, reach)
    counts, edges = np.histogram(errors, bins=int(min(max(np.sqrt(len(errors)), 7), 31)) | 1, range=(-reach, reach))
    height = Axis([m for m in ticks(0, float(counts.max()), 5) if m == int(m)], Words("test samples", "테스트 샘플 수"))
    plot = Drawing(Axis(marks, Words("error (predicted − true)", "오차(예측 − 실제)")), height, "residuals")
    plot.bars(edges, counts)
    plot.rule((0, height.marks[0]), (0, height.marks[-1]))
    caption = Words("Errors", "오차의 분포")
    return f'<figure><figcaption id="residuals">{caption.html()}</figcaption>{plot.text()}</figure>'


def largest(evaluation: Evaluation, samples: Any, target: str = "") -> str:
    """List the samples with the largest errors."""
    truth, answers = evaluation.truth.tolist(), evaluation.predictions.tolist()
    errors = [answer - value for answer, value in zip(answers, truth)]
    order = np.argsort(-np.abs(errors), kind="stable")[:_MOST_ROWS]
    head, cells = sample_rows(samples, order, target)
    right = range(len(head), len(head) + 3)
    head = [*head, Words("true", "실제"), Words("predicted", "예측"), Words("error", "오차")]
    rows = [
        [
            *row,
            short(truth[i]),
            short(answers[i]),
            f"{'+' if errors[i] > 0 else ''}{short(errors[i])}",
        ]
        for row, i in zip(cells, order)
    ]
    lead = Words("The test samples that were missed by most.", "예측이 가장 많이 빗나간 테스트 샘플입니다.")
    return section(Words("The largest errors", "가장 큰 오차"), table(head, rows, numeric=list(right)), lead)
