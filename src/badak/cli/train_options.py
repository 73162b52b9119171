"""What ``badak train`` may be told."""

from __future__ import annotations

import click

from badak.cli.command import (
    Choice,
    DatasetName,
    Layers,
    Real,
    Whole,
    common_options,
    json_option,
    opt,
    threads_option,
)
from badak.errors import phrase


def parameters() -> list[click.Parameter]:
    """Return the argument and the options, in the order of the help page."""
    from badak.training.recipes import DEFAULT_SEED, MODELS
    from badak.training.text_networks import TEXT_MODELS, TOKENS

    number, path = ("N", "수"), click.Path()
    share, whole = Real(0.0, 1.0), Whole(1)
    argument = click.Argument(
        ["dataset"], required=False, type=DatasetName(), metavar=phrase("[DATASET]", "[데이터셋]")
    )
    data = (
        "your own data: a CSV or TSV table, an NPZ file, a folder of IDX or NPZ files, or a folder (or tar or zip archive) of "
        "pictures, or of .txt files, with a folder for each class",
        "내 데이터: CSV·TSV 표, NPZ 파일, IDX·NPZ 파일이 든 폴더, 또는 클래스마다 폴더가 있는 이미지 폴더(tar·zip도 가능)나 "
        ".txt 파일 폴더",
    )
    task = (
        "what to predict, a class or a number; told from the target otherwise",
        "예측할 것이 클래스(분류)인지 수(회귀)인지. 생략하면 예측할 값을 보고 정함",
    )
    out = ("folder for the results; runs/NAME-DATE otherwise", "결과를 저장할 폴더. 생략하면 runs/이름-날짜")
    resume = ("go on with a run: that in DIR, or the newest", "이어서 학습하기: 폴더의 학습, 또는 가장 최근 학습")
    listed, for_texts = ", ".join(MODELS), ", ".join(TEXT_MODELS)
    every = dict.fromkeys([*MODELS, *TEXT_MODELS])
    kind = (
        f"kind of model: {listed}; for texts {for_texts}. Otherwise simple-cnn for pictures, ngrams for texts, mlp for the rest",
        f"모델의 종류: {listed}. 글에는 {for_texts}. 생략하면 이미지에는 simple-cnn, 글에는 ngrams, 그 밖에는 mlp",
    )
    text = (
        "the column of texts to learn from; found by itself where the table has nothing else to learn from",
        "학습할 글이 있는 열. 글 말고는 배울 열이 없는 표라면 알아서 찾음",
    )
    tokens = (
        "how a model of texts reads; words, or characters where most letters are Korean, Chinese or Japanese otherwise",
        "글을 나누는 단위: words(낱말) 또는 characters(글자). 생략하면 한글·한자·가나가 많을 때 글자, 아니면 낱말",
    )
    split = (
        "share of the training samples that chooses the best epoch",
        "가장 좋은 에포크를 고르는 데 쓸 학습 샘플의 비율",
    )
    patience = ("stop after so many epochs without improvement", "이만큼의 에포크 동안 나아지지 않으면 멈춤")
    seed = (
        f"of weights, order and splits; {DEFAULT_SEED} otherwise, so that runs can be repeated",
        f"가중치·순서·분할의 시드. 생략하면 {DEFAULT_SEED}이라 같은 결과를 다시 얻을 수 있음",
    )
    return [
        argument,
        opt("--data", *data, path, ("PATH", "경로")),
        opt("--target", "the column of the table to predict", "표에서 예측할 열", None, ("COLUMN", "열이름")),
        opt("--text", *text, None, ("COLUMN", "열이름")),
        opt("--task", *task, Choice("classification", "regression"), "classification|regression"),
        opt(
            "--limit",
            "train on only so many samples, for a quick try",
            "샘플을 이만큼만 써서 빠르게 시험",
            Whole(2),
            number,
        ),
        opt("--out", *out, path, ("DIR", "폴더")),
        opt("--overwrite", "replace an earlier run in --out", "--out 폴더의 이전 결과를 바꿔 쓰기", is_flag=True),
        opt("--resume", *resume, None, ("[DIR]", "[폴더]"), is_flag=False, flag_value=""),
        opt("--model", *kind, Choice(*every), ("MODEL", "모델")),
        opt("--tokens", *tokens, Choice(*TOKENS), "words|characters"),
        opt(
            "--fast",
            "the quickest good model for pictures: 99 % of MNIST within seconds (--model fast-cnn)",
            "이미지를 가장 빨리 배우는 모델. MNIST에서 몇 초 만에 99 % (--model fast-cnn)",
            is_flag=True,
        ),
        opt("--hidden", "neurons in each hidden layer", "은닉층마다의 뉴런 수", Layers(), "128,64"),
        opt("--dropout", "share of values left out in training", "학습 중에 빼는 값의 비율", share, "0…1"),
        opt("--epochs", "passes over the data", "데이터를 되풀이해 학습하는 횟수", whole, number),
        opt("--batch-size", "samples in one update", "한 번 갱신할 때 쓰는 샘플 수", whole, number),
        opt(
            "--optimizer",
            "sgd, momentum, adam, adamw, rmsprop …",
            "sgd, momentum, adam, adamw, rmsprop …",
            None,
            ("NAME", "이름"),
        ),
        opt("--learning-rate --lr", "highest learning rate", "학습률의 최댓값", Real(0.0, above=True), number),
        opt("--validation-split", *split, share, "0…1"),
        opt("--patience", *patience, whole, number),
        opt("--seed", *seed, Whole(0), number),
        threads_option(),
        opt("--quiet -q", "print the result only", "결과만 출력", is_flag=True),
        json_option(),
        *common_options(),
    ]
