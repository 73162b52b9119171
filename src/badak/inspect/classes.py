"""The parts of a report about right and wrong answers: the confusion matrix and the worst mistakes."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import numpy as np

from badak.inspect.page import section, table
from badak.inspect.png import data_uri
from badak.inspect.words import Words, same
from badak.training.evaluation import Evaluation

_MOST_CLASSES = 20  # more rows and columns than this are a list of pairs instead
_MOST_PICTURES = 24
_MOST_ROWS = 12
_MOST_COLUMNS = 8


def percent(share: float) -> str:
    """Write a share in per cent, without ever rounding up to certainty.

    Example:
        >>> percent(0.954), percent(0.9999), percent(1.0)
        ('95 %', '99.9 %', '100 %')
    """
    if 0.995 <= share < 1:
        return f"{min(np.floor(share * 1000) / 10, 99.9):.1f} %"
    return f"{share * 100:.0f} %"


def confusion(evaluation: Evaluation) -> str:
    """Show which classes are taken for which."""
    counts = evaluation.confusion()
    names = evaluation.class_names
    title = Words("What is taken for what", "무엇을 무엇으로 보았나")
    if len(names) > _MOST_CLASSES:
        pairs = evaluation.confused(15)
        head = [Words("true class", "정답"), Words("predicted as", "예측"), Words("times", "횟수")]
        return section(title, table(head, pairs, numeric=[2]), _pairs_lead(pairs))
    lead = Words(
        "Rows are the true classes, columns the predictions: right answers lie on the diagonal. The last column is the share "
        "of the row that was found.",
        "행은 정답, 열은 예측입니다. 맞힌 것은 대각선에 놓입니다. 마지막 열은 그 클래스에서 맞힌 비율입니다.",
    )
    pairs = evaluation.confused(3)
    if pairs:
        listed = ", ".join(f"{a} → {b} ({n})" for a, b, n in pairs)
        lead = Words(f"{lead.en} Taken for another most often: {listed}.", f"{lead.ko} 가장 자주 헷갈린 쌍: {listed}.")
    return section(title, _matrix(counts, names), lead)


def _pairs_lead(pairs: Sequence[tuple]) -> Words:
    if not pairs:
        return Words("Every test sample was classified rightly.", "모든 테스트 샘플을 맞혔습니다.")
    return Words("The classes that were taken for another most often.", "가장 자주 다른 것으로 착각한 클래스입니다.")


def _matrix(counts: np.ndarray, names: Sequence[str]) -> str:
    k = len(names)
    totals = counts.sum(axis=1)
    wrong = counts - np.diag(np.diag(counts))
    worst = max(int(wrong.max()), 1)
    shown = [html.escape(name) for name in names]
    across = Words("predicted", "예측").html()
    down, rate = Words("true", "정답").html(), Words("found", "맞힌 비율").html()
    head = f'<tr><th></th><th scope="colgroup" colspan="{k}" class="across">{across}</th><th></th></tr>'
    head += f"<tr><th>{down}</th>" + "".join(f'<th scope="col">{name}</th>' for name in shown) + f"<th>{rate}</th></tr>"
    rows = ""
    for i in range(k):
        cells = "".join(_matrix_cell(int(counts[i, j]), i == j, int(totals[i]), worst) for j in range(k))
        found = percent(counts[i, i] / totals[i]) if totals[i] else "–"
        rows += f'<tr><th scope="row">{shown[i]}</th>{cells}<td class="rate">{found}</td></tr>'
    return f'<div class="scroll"><table class="matrix"><thead>{head}</thead><tbody>{rows}</tbody></table></div>'


def _matrix_cell(count: int, diagonal: bool, total: int, worst: int) -> str:
    if not count:
        return '<td class="none">0</td>'
    # the strongest mistake stays paler than the diagonal, so that grey print keeps the two apart
    depth = 0.25 + 0.7 * count / max(total, 1) if diagonal else 0.12 + 0.48 * count / worst
    strong = " strong" if diagonal and depth > 0.5 else ""
    return f'<td class="{"hit" if diagonal else "miss"}{strong}" style="--a:{depth:.2f}">{count}</td>'


# ---- mistakes --------------------------------------------------------------------------------------------------------------


def mistakes(evaluation: Evaluation, samples: Any, target: str = "", reader: Any = None) -> str:
    """Show the samples that the model was most sure about, wrongly.

    Args:
        evaluation: predictions and truth.
        samples: pictures (samples, height, width[, 3]) uint8, a table, arrays (samples, features), texts, or None.
        target: name of the predicted column of a table.
        reader: the layer that reads texts, to show its tokens.
    """
    wrong = np.flatnonzero(evaluation.predicted != evaluation.truth)
    title = Words("The worst mistakes", "가장 크게 틀린 것들")
    if not len(wrong):
        everything = Words(
            "There are none: every test sample was classified rightly.", "없습니다. 테스트 샘플을 모두 맞혔습니다."
        )
        return section(title, f"<p>{everything.html()}</p>")
    sure = evaluation.predictions[wrong, evaluation.predicted[wrong]]
    order = wrong[np.argsort(-sure, kind="stable")]
    lead = Words(
        f"{len(wrong):,} of {evaluation.n:,} test samples are wrong. These are the ones the model was most sure about: true "
        "class → its answer, and how sure it was.",
        f"테스트 샘플 {evaluation.n:,}개 중 {len(wrong):,}개를 틀렸습니다. 그중 모델이 가장 확신했던 것들입니다. "
        "정답 → 모델의 답, 그리고 확신한 정도입니다.",
    )
    if reader is not None and is_texts(samples):
        from badak.inspect.tokens import text_cells

        head, cells = text_cells(reader, [samples[int(place)] for place in order[:_MOST_ROWS]])
        return section(title, _rows(evaluation, (head, cells), order[:_MOST_ROWS], target), lead)
    if is_pictures(samples):
        return section(title, _pictures(evaluation, samples, order[:_MOST_PICTURES]), lead)
    return section(title, _rows(evaluation, samples, order[:_MOST_ROWS], target), lead)


def is_pictures(samples: Any) -> bool:
    """Say whether samples can be shown as pictures.

    Example:
        >>> import numpy as np
        >>> is_pictures(np.zeros((5, 28, 28))), is_pictures(np.zeros((5, 3)))
        (True, False)
    """
    return isinstance(samples, np.ndarray) and (samples.ndim == 3 or (samples.ndim == 4 and samples.shape[3] in (1, 3)))


def is_texts(samples: Any) -> bool:
    """Say whether samples are texts.

    Example:
        >>> is_texts(["fine"]), is_texts([[1.0]])
        (True, False)
    """
    from badak.training.texts import is_text

    return samples is not None and is_text(samples)


def as_bytes(picture: np.ndarray, dark_on_light: bool = False) -> np.ndarray:
    """Turn the numbers of a picture into 0 … 255."""
    values = picture[..., 0] if picture.ndim == 3 and picture.shape[2] == 1 else picture
    if values.dtype != np.uint8:
        low, high = float(np.min(values)), float(np.max(values))
        values = ((values - low) / ((high - low) or 1.0) * 255 + 0.5).astype(np.uint8)
    return 255 - values if dark_on_light else values


def _pictures(evaluation: Evaluation, samples: np.ndarray, order: np.ndarray) -> str:
    ink = samples.ndim == 3 and float(np.median(samples[:200])) <= float(np.mean(samples[:200]))  # drawn on 0
    items = ""
    for place in order:
        true, answer, sure = _names(evaluation, int(place))
        alt = Words(f"true {true}, answer {answer}, {sure}", f"정답 {true}, 모델의 답 {answer}, {sure}").plain()
        source = data_uri(as_bytes(samples[place], ink))
        items += (
            f'<li><img src="{source}" alt="{alt}"><b>{html.escape(true)} → {html.escape(answer)}</b>'
            f"<br><small>{sure}</small></li>"
        )
    return f'<ul class="mistakes">{items}</ul>'


def _names(evaluation: Evaluation, place: int) -> tuple[str, str, str]:
    chosen = int(evaluation.predicted[place])
    sure = percent(float(evaluation.predictions[place, chosen]))
    return evaluation.class_names[int(evaluation.truth[place])], evaluation.class_names[chosen], sure


def _rows(evaluation: Evaluation, samples: Any, order: np.ndarray, target: str) -> str:
    head, cells = samples if isinstance(samples, tuple) else sample_rows(samples, order, target)
    head = [*head, Words("true", "정답"), Words("answer", "모델의 답"), Words("sure", "확신")]
    rows = [[*row, *_names(evaluation, int(place))] for row, place in zip(cells, order)]
    return table(head, rows, numeric=[len(head) - 1])


def sample_rows(samples: Any, order: np.ndarray, target: str = "") -> tuple[list[Words], list[list[str]]]:
    """Return some samples as rows of a table, without the target: head and cells; at most eight columns."""
    if samples is None:
        return [Words("test sample", "테스트 샘플")], [[f"{place + 1}"] for place in order]
    if is_texts(samples):
        return [Words("text", "글")], [[str(samples[int(place)])[:140]] for place in order]
    if isinstance(samples, np.ndarray):
        flat = samples.reshape(len(samples), -1)[:, :_MOST_COLUMNS]
        return [same(f"x{k}") for k in range(flat.shape[1])], [[f"{v:.4g}" for v in flat[place]] for place in order]
    names = [name for name in samples.names if name != target and samples[name].distinct][:_MOST_COLUMNS]
    cells = [[(samples[name].texts[int(place)] or "–")[:40] for name in names] for place in order]
    return [same(name) for name in names], cells
