"""``badak predict``: what a saved model says about new input."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Any

import click

from badak.cli.command import HelpCommand, common_options, json_option, opt, threads_option, use_threads
from badak.cli.output import output, print_json
from badak.cli.text import columns_of, cut, faint, strong, table
from badak.errors import error, phrase

_MOST_ROWS = 20  # on a terminal; a pipe or a file gets all


def command() -> click.Command:
    """Make the command."""
    path = click.Path(allow_dash=True)
    out = (
        "write the predictions to a CSV file, beside the columns of the input",
        "입력의 열과 함께 예측을 CSV 파일로 저장",
    )
    return HelpCommand(
        "predict",
        callback=run,
        params=[
            click.Argument(["model"], type=click.Path(), metavar=phrase("MODEL", "모델")),
            click.Argument(["inputs"], nargs=-1, required=True, type=path, metavar=phrase("INPUT …", "입력 …")),
            opt("--out", *out, click.Path(), ("FILE", "파일")),
            threads_option(),
            json_option(),
            *common_options(),
        ],
        help=phrase(
            "Predict. INPUT is a CSV or TSV table with a row for each sample ('-' reads it from the standard input), an .npy "
            "or .npz array, or pictures: PGM and PPM always, PNG and JPEG with the package Pillow. A model of texts takes a "
            "text file with one text on each line, a table with a column of texts, or the text itself.\n\n"
            "A model of handwritten digits takes a photo or a drawing, dark on light or light on dark: the digit is cut out, "
            "scaled and centred as in MNIST.",
            "예측합니다. 입력은 한 행이 샘플 하나인 CSV·TSV 표(‘-’이면 표준 입력에서 읽음), .npy·.npz 배열, 또는 그림입니다. "
            "PGM·PPM은 바로 읽고, PNG·JPEG는 Pillow 패키지가 있어야 합니다. 글을 읽는 모델에는 한 줄에 글 하나씩 적은 "
            "텍스트 파일, 텍스트 열이 있는 표, 또는 글 자체를 주세요.\n\n"
            "손글씨 숫자 모델에는 사진이든 그림이든, 밝은 바탕이든 어두운 바탕이든 그대로 주세요. 숫자를 잘라 내어 MNIST처럼 "
            "크기와 위치를 맞춥니다.",
        ),
        examples=[
            ("badak predict model.badak seven.png", phrase("a digit you have drawn", "직접 그린 숫자")),
            ("badak predict model.badak new.csv --out answers.csv", phrase("rows of a table", "표의 행들")),
            (
                "badak predict reviews.badak " + phrase('"a fine film"', '"정말 재밌다"'),
                phrase("a text", "글 하나"),
            ),
            ("head -5 new.csv | badak predict model.badak - --json", phrase("in a pipe", "파이프로 연결")),
        ],
    )


_OTHER_FORMS = (".xlsx", ".xls", ".json", ".npy", ".npz", ".parquet", ".html", ".pdf", ".png")


def run(model: str, inputs: tuple[str, ...], out: str | None, threads: int | None, as_json: bool) -> None:
    """Predict and print."""
    from badak.cli.inputs import model_path, read_input, together
    from badak.files import load_model
    from badak.training.answers import answers

    use_threads(threads)
    model = model_path(model)
    ending = Path(out).suffix.lower() if out is not None else ""
    if ending in _OTHER_FORMS:
        why = {"en": f"--out writes a CSV file, not {ending}", "ko": f"--out은 {ending}이(가) 아니라 CSV 파일을 씁니다"}
        raise error("BD095", where="--out", got=out, why=why, fix=f"--out {Path(str(out)).with_suffix('.csv')}")
    with output(as_json):
        made = load_model(model)
        read = [read_input(made, name) for name in inputs]
        found = [answers(made, one.raw, preparation=one.preparation, where=one.name) for one in read]
        if out is not None:
            _write(Path(out), read, found)
    if as_json:
        print_json(
            {
                "model": model,
                "out": out,
                "predictions": [
                    {"input": one.name, "row": place, **answer.to_dict()}
                    for one, listed in zip(read, found)
                    for place, answer in enumerate(listed, start=1)  # as the printed table counts
                ],
            }
        )
        return
    for one, listed in together(read, found):
        if one.picture:
            _show_picture(one, listed[0])
        elif out is None:
            _show_rows(one, listed)
    if out is not None:
        count = sum(map(len, found))
        print(phrase(f"{count:,} predictions are in {out}", f"예측 {count:,}개를 {out}에 저장했습니다"))


def percent(share: float) -> str:
    """Write a probability."""
    from badak.inspect.classes import percent as written

    return written(share)


def _show_picture(one: Any, answer: Any) -> None:
    """Print one answer, and on a terminal what the model saw."""
    if sys.stdout.isatty() and getattr(one.raw, "ndim", 0) == 3:
        print(faint(_drawn(one.raw[0])))
    prefix = f"{one.name}: "
    if answer.probability is None:
        print(prefix + strong(f"{answer.value:.6g}"))
        return
    rest = ", ".join(f"{name} ({percent(share)})" for name, share in answer.ranked[1:] if share >= 0.005)
    said = strong(f"{answer.value} ({percent(answer.probability)})")
    print(f"{prefix}{said}" + (phrase(f"   then {rest}", f"   다음은 {rest}") if rest else ""))


def _drawn(picture: Any) -> str:
    """Draw a grey picture with blocks, two pixels above each other in one letter."""
    import numpy as np

    ink = np.asarray(picture, np.float32) / max(float(np.max(picture)), 1.0)
    ink = ink[:, : columns_of() - 2]
    ink = np.pad(ink, ((0, len(ink) % 2), (0, 0))) > 0.35
    letters = np.array([[" ", "▄"], ["▀", "█"]])
    rows = letters[ink[0::2].astype(int), ink[1::2].astype(int)]
    return "\n".join("  " + "".join(row).rstrip() for row in rows)


def _show_rows(one: Any, listed: list[Any]) -> None:
    """Print a line for each row: where it came from, the answer, how sure the model is."""
    on_screen = sys.stdout.isatty()
    shown = listed[:_MOST_ROWS] if on_screen else listed
    rows = [[phrase("row", "행"), one.target or phrase("prediction", "예측")]]
    if listed[0].probability is not None:
        rows[0] += [phrase("sure", "확신"), phrase("then", "다음")]
    for place, answer in enumerate(shown):
        if answer.probability is None:
            rows.append([str(place + 1), _number(answer.value)])
            continue
        rest = ", ".join(f"{name} ({percent(share)})" for name, share in answer.ranked[1:] if share >= 0.005)
        rows.append([str(place + 1), str(answer.value), percent(answer.probability), rest])
    right = [0, 2] if listed[0].probability is not None else [0, 1]
    for line in table(rows, right=right).splitlines():
        print(cut(line, columns_of()) if on_screen else line)
    rest = len(listed) - len(shown)
    if rest:
        print(
            phrase(
                f"… and {rest:,} more; --out FILE writes all", f"… 외 {rest:,}행. --out 파일로 모두 저장할 수 있습니다"
            )
        )


def _number(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(f"{v:.6g}" for v in value)
    return f"{value:,.2f}" if abs(value) >= 1000 else f"{value:.5g}"


def _write(path: Path, read: list[Any], found: list[list[Any]]) -> None:
    """Write a CSV: what the input had, the prediction, and for classes how sure the model is."""
    from badak.training.runs import write_text

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    first = read[0]
    head = list(first.columns) if first.columns else ["input", "row"]
    label = f"predicted {first.target}" if first.target else "prediction"
    writer.writerow([*head, label, *(["probability"] if found[0][0].probability is not None else [])])
    for one, listed in zip(read, found):
        for place, answer in enumerate(listed):
            cells = one.cells(place) if first.columns else [one.name, place + 1]
            extra = [] if answer.probability is None else [f"{answer.probability:.4f}"]
            value = f"{answer.value:.7g}" if isinstance(answer.value, float) else answer.value
            writer.writerow([*cells, value, *extra])
    content = text.getvalue()
    # spreadsheets take a file without a mark for the system's old encoding
    write_text(path, content, "utf-8" if content.isascii() else "utf-8-sig")
