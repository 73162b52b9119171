"""What is said of a result: figures of a test, where the files are, what to try next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from badak.cli.describe import show_rows
from badak.cli.steps import next_steps
from badak.cli.text import columns_of, faint, pad, strong, width
from badak.errors import get_language, phrase
from badak.inspect.classes import percent
from badak.inspect.numbers import short

if TYPE_CHECKING:
    from badak.training.evaluation import Evaluation
    from badak.training.running import Trained


def show_trained(trained: Trained, report: Any, quiet: bool = False) -> None:
    """Print what came of a training run; quietly, the figures and files alone."""
    said = _stopped(trained)
    if said:
        print(said)
    if not quiet:
        print()
    rows = figure_rows(trained.evaluation, test=True)
    if trained.run is not None:
        rows.append((phrase("model", "모델"), str(trained.run.model)))
    if report is not None:
        said = phrase("open it in a browser", "브라우저로 열어 보세요")
        rows.append((phrase("report", "보고서"), str(report) if quiet else f"{report}  ({said})"))
    show_rows(rows, bold=0)
    if not quiet or trained.stopped:
        _show_steps(next_steps(trained))


def _stopped(trained: Trained) -> str:
    last, best = len(trained.history.epoch), trained.best_epoch
    if trained.stopped == "interrupted":
        if best is None:
            return phrase(
                "Stopped within the first epoch; the model is kept as it is now.",
                "첫 에포크 도중에 멈췄습니다. 지금 상태의 모델을 저장했습니다.",
            )
        return phrase(
            f"Stopped after epoch {last}; the best model, of epoch {best}, is kept.",
            f"에포크 {last}까지 마치고 멈췄습니다. 가장 좋았던 에포크 {best}의 모델을 저장했습니다.",
        )
    if trained.stopped == "not finite":
        return phrase(
            "Stopped because the loss is no finite number any more; the good model is kept.",
            "손실이 더는 유한한 값이 아니어서 멈췄습니다. 그 전의 좋은 모델을 저장했습니다.",
        )
    if trained.stopped == "patience":
        return phrase(
            f"Stopped early: nothing has improved since epoch {best}.",
            f"에포크 {best} 뒤로 나아지지 않아 일찍 마쳤습니다.",
        )
    return ""


def figure_rows(evaluation: Evaluation, test: bool) -> list[tuple[str, str]]:
    """Return the figures of a test as rows, the most telling first; the baseline stands beside it."""
    if evaluation.task == "regression":
        return _regression_rows(evaluation)
    name = phrase("test accuracy", "테스트 정확도") if test else phrase("accuracy", "정확도")
    said = phrase(
        f"{evaluation.right:,} of {evaluation.n:,} right; always “{evaluation.guess}” would be {percent(evaluation.baseline)}",
        f"{evaluation.n:,}개 중 {evaluation.right:,}개 맞힘. "
        f"항상 ‘{evaluation.guess}’(으)로 답하면 {percent(evaluation.baseline)}",
    )
    rows = [(name, f"{evaluation.accuracy * 100:.1f} % ({said})")]
    pairs = evaluation.confused(3)
    if pairs:
        listed = ", ".join(f"{a} → {b} ({n})" for a, b, n in pairs)
        rows.append((phrase("most confused", "자주 헷갈린 쌍"), listed))
    return rows


def _regression_rows(evaluation: Evaluation) -> list[tuple[str, str]]:
    guess = phrase(
        f"always the mean, {short(float(evaluation.guess))}, would be {short(evaluation.baseline)}",
        f"항상 평균 {short(float(evaluation.guess))}(으)로 답하면 {short(evaluation.baseline)}",
    )
    rows = [(phrase("mean abs. error", "평균 절대 오차"), f"{short(evaluation.mae)} ({guess})")]
    rows.append(("RMSE", short(evaluation.rmse)))
    if evaluation.r2 is not None:
        rows.append(("R²", f"{evaluation.r2:.3f}"))
    return rows


def _show_steps(steps: list[tuple[Any, str]]) -> None:
    if not steps:
        return
    print()
    print(phrase("What to try next", "다음으로 해 볼 것"))
    korean = get_language() == "ko"
    columns = columns_of()
    shown = [
        (command, words.ko if korean else words.en) for words, command in steps if not command.startswith("report: ")
    ]
    left = max(width(command) for command, _ in shown) + 4
    beside = all(left + width(said) <= columns for _, said in shown)
    for command, said in shown:
        if beside:
            print(f"  {pad(command, left - 2)}{faint(said)}")
        else:
            print(f"  {strong(command)}\n      {said}")


def show_confusion(evaluation: Evaluation) -> None:
    """Print the confusion matrix where it fits: rows are the true classes."""
    names = [name if width(name) <= 12 else name[:11] + "…" for name in evaluation.class_names]
    counts = evaluation.confusion()
    sizes = [max(width(name), len(str(int(counts[:, k].max()))), 2) for k, name in enumerate(names)]
    left = max([width(name) for name in names] + [width(phrase("true", "정답"))])
    if left + sum(sizes) + 2 * len(sizes) > columns_of():
        return
    print()
    print(
        phrase("Confusion: a row for each true class, a column for each prediction", "혼동 행렬: 행은 정답, 열은 예측")
    )
    print("  " + pad("", left) + "".join("  " + pad(name, size, right=True) for name, size in zip(names, sizes)))
    for i, name in enumerate(names):
        cells = [pad(str(int(n)) if n else "·", size, right=True) for n, size in zip(counts[i], sizes)]
        cells = [strong(cell) if i == j else cell for j, cell in enumerate(cells)]
        print("  " + pad(name, left, right=True) + "".join("  " + cell for cell in cells))
