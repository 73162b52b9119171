"""``badak evaluate``: how good a saved model is on data."""

from __future__ import annotations

from typing import Any

import click

from badak.cli.command import (
    DatasetName,
    HelpCommand,
    Whole,
    common_options,
    json_option,
    opt,
    threads_option,
    use_threads,
)
from badak.cli.output import output, print_json
from badak.datasets.wording import both
from badak.errors import error, get_language, phrase


def command() -> click.Command:
    """Make the command."""
    data = (
        "a CSV or TSV table, an NPZ file, or a folder of IDX or NPZ files",
        "CSV·TSV 표, NPZ 파일, 또는 IDX·NPZ 파일이 든 폴더",
    )
    all_rows = (
        "use all rows of a table, those the model has learned from too",
        "모델이 학습에 쓴 행까지 표의 모든 행을 사용",
    )
    return HelpCommand(
        "evaluate",
        callback=run,
        params=[
            click.Argument(["model"], type=click.Path(), metavar=phrase("MODEL", "모델")),
            click.Argument(["dataset"], required=False, type=DatasetName(), metavar=phrase("[DATASET]", "[데이터셋]")),
            opt("--data", *data, click.Path(), ("PATH", "경로")),
            opt("--all-rows", *all_rows, is_flag=True),
            opt(
                "--limit",
                "use only so many samples, drawn at random",
                "무작위로 뽑은 샘플 이만큼만 사용",
                Whole(1),
                ("N", "수"),
            ),
            threads_option(),
            json_option(),
            *common_options(),
        ],
        help=phrase(
            "Measure a model on the test part of a data set, or on data of your own. Without either, the data the model was "
            "trained on by name is used. The input is prepared as it was for training.",
            "데이터셋의 테스트용 데이터나 내 데이터로 모델을 평가합니다. 둘 다 생략하면 모델을 학습한 데이터셋을 씁니다. "
            "입력은 학습할 때와 똑같이 처리합니다.",
        ),
        examples=[
            (
                "badak evaluate runs/digits-20260101/model.badak digits",
                phrase("accuracy and confusion matrix", "정확도와 혼동 행렬"),
            ),
            (
                "badak evaluate model.badak --data new.csv --json",
                phrase("a table with a target column, for a script", "정답 열이 있는 표, 스크립트용 출력"),
            ),
        ],
    )


def run(
    model: str,
    dataset: str | None,
    data: str | None,
    all_rows: bool,
    limit: int | None,
    threads: int | None,
    as_json: bool,
) -> None:
    """Evaluate and print."""
    from badak.cli.inputs import model_path
    from badak.files import load_model
    from badak.training.measuring import measure, samples_for

    use_threads(threads)
    model = model_path(model)
    with output(as_json):
        made = load_model(model)
        if made._compiled is None:
            raise error("BD030", where=model)
        tested = samples_for(made, _source(made, model, dataset, data), everything=all_rows).limited(limit)
        evaluation = measure(made, tested)
        for note in tested.notes:
            if not as_json:
                print(note[get_language()])
    if as_json:
        notes = [note[get_language()] for note in tested.notes]
        print_json({"model": model, "data": tested.name, **evaluation.to_dict(), "notes": notes})
        return
    _show(evaluation)


def _source(made: Any, model: str, dataset: str | None, data: str | None) -> dict[str, Any]:
    """Return the source of the data; without any, that of the training."""
    from badak.cli.source import named, path_source

    if dataset is not None and data is not None:
        why = both(f"both the data set {dataset!r} and --data", f"데이터셋 {dataset!r}과 --data를 함께 주었습니다")
        raise error("BD095", where="evaluate", why=why, fix=both("give one of the two", "둘 중 하나만 주세요"))
    if data is not None:
        return path_source(data)
    if dataset is None:
        trained = (made.run_record or {}).get("data") or {}
        if trained.get("kind") != "dataset":
            why = both(
                "the model does not name a data set to measure it on", "모델에 평가할 데이터셋이 적혀 있지 않습니다"
            )
            fix = both(f"badak evaluate {model} --data PATH", f"badak evaluate {model} --data 경로")
            raise error("BD095", where="evaluate", why=why, fix=fix)
        dataset = str(trained["name"])
    return {"kind": "dataset", "name": named(dataset)}


def _show(evaluation: Any) -> None:
    from badak.cli.describe import show_rows
    from badak.cli.results import figure_rows, show_confusion

    rows = figure_rows(evaluation, test=False)
    rows.insert(1, (phrase("loss", "손실"), f"{evaluation.loss:.4f}"))
    show_rows(rows, bold=0)
    if evaluation.task == "classification":
        show_confusion(evaluation)
