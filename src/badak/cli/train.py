"""``badak train``: from data to a model, a report, and what to try next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from badak.cli.command import HelpCommand, use_threads
from badak.cli.output import output, print_json
from badak.cli.problems import FAILED, INTERRUPTED
from badak.cli.quote import join
from badak.cli.train_options import parameters
from badak.datasets.wording import both
from badak.errors import error, phrase

if TYPE_CHECKING:
    from badak.training.running import Checkpoint, Trained

# options that make the recipe, by the recipe's own names
_RECIPE = (
    "model",
    "hidden",
    "dropout",
    "tokens",
    "epochs",
    "batch_size",
    "optimizer",
    "learning_rate",
    "validation_split",
    "patience",
    "seed",
)


def command() -> click.Command:
    """Make the command."""
    return HelpCommand(
        "train",
        callback=run,
        params=parameters(),
        help=phrase(
            "Train a model on a data set that badak knows (digits if none is named), on a table of your own (with numbers and "
            "words, or with a column of texts), on a folder of pictures with a folder for each class, or on IDX or NPZ files. "
            "Keeps the best model, tests it on data it has not "
            "seen, and writes a report. Whatever is not said is chosen to suit the data.\n\n"
            "Ctrl-C stops early and keeps the best model so far; --resume goes on from there.",
            "badak이 아는 데이터셋(이름이 없으면 digits), 내 표(숫자와 단어, 또는 글이 있는 열), "
            "클래스마다 폴더가 있는 이미지 폴더, 또는 IDX·NPZ 파일로 모델을 "
            "학습합니다. 가장 좋은 "
            "모델을 저장하고, 처음 보는 데이터로 시험하고, 보고서를 만듭니다. "
            "지정하지 않은 것은 데이터에 맞게 알아서 정합니다.\n\n"
            "Ctrl-C를 누르면 일찍 멈추고 그때까지 가장 좋은 모델을 남깁니다. --resume으로 이어서 학습할 수 있습니다.",
        ),
        examples=[
            ("badak train", phrase("handwritten digits, less than half a minute", "손글씨 숫자, 30초 이내")),
            (
                "badak train mnist --model deep-cnn",
                phrase("a deeper convolutional network on all of MNIST", "MNIST 전체로 더 깊은 합성곱 신경망 학습"),
            ),
            (
                "badak train fashion_mnist --epochs 5 --hidden 512",
                phrase("other data, other choices", "다른 데이터, 다른 설정"),
            ),
            (
                "badak train --data sales.csv --target sales",
                phrase("predict a column of your table from the others", "표의 한 열을 나머지 열로 예측"),
            ),
            (
                "badak train reviews",
                phrase("Korean film reviews, good or bad", "한국어 영화 리뷰가 긍정인지 부정인지"),
            ),
            (
                "badak train --data reviews.tsv --target label --model lstm",
                phrase("texts of your own, read by a recurrent network", "내 글을 순환 신경망으로 학습"),
            ),
            ("badak train --resume", phrase("go on with the newest run", "가장 최근 학습 이어서 하기")),
        ],
    )


def run(**options: Any) -> int:
    """Train, and return the exit code."""
    with output(options["as_json"], options["quiet"]):
        trained, report = _train(options)
        if not options["as_json"]:
            from badak.cli.results import show_trained

            show_trained(trained, report, quiet=options["quiet"])
    if options["as_json"]:
        print_json(_as_json(trained, report))
    return {"interrupted": INTERRUPTED, "not finite": FAILED}.get(trained.stopped, 0)


def _train(options: dict[str, Any]) -> tuple[Trained, Any]:
    from badak.callbacks import RunRecorder
    from badak.cli.describe import show_start
    from badak.cli.progress import TrainingProgress
    from badak.training.running import train

    use_threads(options["threads"])
    checkpoint = _checkpoint(options) if options["resume"] is not None else None
    if checkpoint is not None:
        material, recipe, run_folder = checkpoint.material, checkpoint.recipe, checkpoint.run
    else:
        material, recipe, run_folder = _begun(options)
    if not options["quiet"]:
        show_start(material, recipe, checkpoint)
    first = checkpoint.epoch if checkpoint else 0
    unit = getattr(material.preparation, "target_scale", 1.0) if material.task == "regression" else 1.0
    progress = None if options["quiet"] else TrainingProgress(recipe.epochs, len(material.x_train), first, unit)
    command = join(["badak", *(click.get_current_context().obj or [])])
    recorder = RunRecorder(run_folder.path.resolve().name)
    callbacks = [progress] if progress else []

    def interrupted() -> None:
        if progress:
            progress.close()
        print(
            phrase(
                "\nStopping: the best model so far is tested and kept. Ctrl-C again ends at once.",
                "\n멈추는 중입니다. 그때까지 가장 좋은 모델을 시험하고 저장합니다. Ctrl-C를 한 번 더 누르면 바로 끝납니다.",
            )
        )

    try:
        trained = train(
            material,
            recipe,
            run=run_folder,
            command=command,
            callbacks=callbacks,
            checkpoint=checkpoint,
            on_interrupt=interrupted,
            recorder=recorder,
        )
        return trained, _report(trained)
    except KeyboardInterrupt:
        resume = join(["badak", "train", "--resume", run_folder.path])
        print(phrase(f"\n“{resume}” goes on.", f"\n‘{resume}’ 명령으로 이어서 학습할 수 있습니다."))
        raise
    finally:
        if progress:
            progress.close()


def _begun(options: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Load the data, choose the recipe, and make the folder of a new run."""
    from badak.cli.source import train_source
    from badak.training.material import load_material
    from badak.training.recipes import DEFAULT_SEED, recipe_for
    from badak.training.runs import new_run

    seed = DEFAULT_SEED if options["seed"] is None else options["seed"]
    source = train_source(
        options["dataset"], options["data"], options["target"], options["task"], options["limit"], seed, options["text"]
    )
    material = load_material(source)
    wishes = {name: options[name] for name in _RECIPE}
    if options["fast"]:
        wishes["model"] = wishes["model"] or "fast-cnn"
    recipe = recipe_for(material, **wishes)
    return material, recipe, new_run(material.name, options["out"], overwrite=options["overwrite"])


def _report(trained: Trained) -> Any:
    """Write the report beside the model."""
    from badak.cli.steps import next_steps
    from badak.inspect import report
    from badak.inspect.words import Words

    material = trained.material
    kind = {"classification": Words("classification", "분류"), "regression": Words("regression", "회귀")}[material.task]
    if trained.run is None:
        return None
    return report(
        trained.model,
        trained.history,
        path=trained.run.report,
        title=Words(f"{material.name}: {kind.en}", f"{material.name}: {kind.ko}"),
        samples=material.shown if material.shown is not None else material.x_test,
        evaluation=trained.evaluation,
        next_steps=[(words, step) for words, step in next_steps(trained) if not step.startswith("report: ")],
    )


def _as_json(trained: Trained, report: Any) -> dict[str, Any]:
    run = trained.run
    history = trained.history.history
    return {
        "test": trained.evaluation.to_dict(),
        "last": {name: values[-1] for name, values in history.items() if values},
        "epochs": len(trained.history.epoch),
        "best_epoch": trained.best_epoch,
        "stopped": trained.stopped or None,
        "seconds": trained.seconds,
        "seed": trained.recipe.seed,
        "weights": trained.model.count_params(),
        "recipe": trained.recipe.to_config(),
        "paths": {
            "folder": run and str(run.path),
            "model": run and str(run.model),
            "report": report and str(report),
            "history": run and str(run.history),
            "checkpoint": run and str(run.checkpoint),
        },
    }


# ---- going on ------------------------------------------------------------------------------------------------------------


def _checkpoint(options: dict[str, Any]) -> Checkpoint:
    """Open the run to go on with; only what does not change its course may be given anew."""
    from dataclasses import replace

    from badak.training.running import open_checkpoint
    from badak.training.runs import RunFolder, newest_run

    wish = options["resume"]
    checkpoint = open_checkpoint(RunFolder(wish) if wish else newest_run())
    _refuse_changes(options, checkpoint)
    recipe = replace(
        checkpoint.recipe,
        epochs=options["epochs"] or checkpoint.recipe.epochs,
        patience=options["patience"] or checkpoint.recipe.patience,
    )
    if checkpoint.epoch >= recipe.epochs:
        place, done = str(checkpoint.run.path), checkpoint.epoch
        why = both(f"all {done} epochs of '{place}' are done", f"'{place}'의 {done} 에포크를 이미 모두 마쳤습니다")
        fix = both(f"--epochs {done + 10} for ten more", f"열 에포크 더 학습하려면 --epochs {done + 10}")
        raise error("BD094", where="--resume", why=why, fix=fix)
    return replace(checkpoint, recipe=recipe)


def _refuse_changes(options: dict[str, Any], checkpoint: Checkpoint) -> None:
    kept = {**checkpoint.record.get("data", {}), **checkpoint.recipe.to_config()}
    kept |= {
        "hidden": checkpoint.recipe.hidden,
        "dataset": kept.get("name"),
        "out": None,
        "data": None,
        "overwrite": False,
    }
    for name in ("dataset", "data", "target", "text", "task", "limit", "out", "overwrite", *_RECIPE):
        given = options[name]
        if name in ("epochs", "patience") or given is None or given is False or given == kept.get(name):
            continue
        shown = "DATASET" if name == "dataset" else f"--{name.replace('_', '-')}"
        why = both(
            f"a run goes on as it began, so {shown} cannot be given",
            f"처음 설정 그대로 이어 가므로 {shown} 값을 바꿀 수 없습니다",
        )
        fix = both(
            f"leave {shown} out, or start a new run without --resume",
            f"{shown} 값을 빼거나, --resume 없이 새로 학습하세요",
        )
        raise error("BD095", where="--resume", got=f"{shown} {given}", why=why, fix=fix)
