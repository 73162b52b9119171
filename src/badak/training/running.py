"""One training run from the first epoch, or from a checkpoint, to the evaluation of the best model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from badak.callbacks import History
from badak.datasets.wording import both
from badak.errors import BadakError, error
from badak.training.evaluation import Evaluation, evaluate
from badak.training.keeper import Keeper, shareable
from badak.training.material import Material, load_material
from badak.training.recipes import Recipe, build, parts_of
from badak.training.runs import RunFolder, run_record

# From so many samples on the share of right answers is known to about two per cent.
_ENOUGH_TO_COUNT = 500


@dataclass(frozen=True)
class Trained:
    """What a run gives.

    Attributes:
        model: the model with the weights of its best epoch.
        history: the figures of every epoch, those before a checkpoint included; ``mae`` is in the target's unit.
        evaluation: the best model on the test part.
        recipe: the choices.
        material: the data.
        record: what it takes to repeat the run.
        seconds: time spent in training.
        stopped: why it ended before the last epoch: ``"interrupted"``, ``"not finite"``, ``"patience"``; else empty.
        best_epoch: number of the best epoch, from 1; None when no epoch was completed.
        run: where its files are, if they were written.
    """

    model: Any
    history: History
    evaluation: Evaluation
    recipe: Recipe
    material: Material
    record: dict[str, Any]
    seconds: float
    stopped: str
    best_epoch: int | None
    run: RunFolder | None = None


@dataclass(frozen=True)
class Checkpoint:
    """An unfinished run, read back.

    Attributes:
        model: the model with the weights and the optimizer's memory after its last whole epoch.
        material: the data, loaded again.
        recipe: the choices.
        record: what it takes to repeat the run.
        progress: what was noted so far.
        run: its folder.
    """

    model: Any
    material: Material
    recipe: Recipe
    record: dict[str, Any]
    progress: dict[str, Any]
    run: RunFolder

    @property
    def epoch(self) -> int:
        """How many epochs are done."""
        return len(self.progress["epochs"])


def train(
    material: Material,
    recipe: Recipe,
    *,
    run: RunFolder | None = None,
    command: str | None = None,
    callbacks: Sequence[Any] = (),
    checkpoint: Checkpoint | None = None,
    on_interrupt: Callable[[], None] | None = None,
    recorder: Any = None,
    verbose: int = 0,
) -> Trained:
    """Train a model by a recipe, keep the best one, and test it.

    Ctrl-C ends the training, not the run: the best model so far is tested and returned, ``stopped`` says so.

    Args:
        material: the data.
        recipe: the choices.
        run: where model, checkpoint and history are written, during the run and after it; None writes nothing.
        command: the command that started it, for the record.
        callbacks: called besides badak's own.
        checkpoint: the run to go on with.
        on_interrupt: called when Ctrl-C has ended the training, before the best model is tested.
        recorder: a ``RunRecorder`` that writes the run into the store of runs.
        verbose: as for ``Model.fit``.

    Returns:
        The best model, its history and its test.

    Raises:
        FileError: BD092 and those of ``Model.save``, when a file cannot be written.
    """
    from badak.utils import set_random_seed

    set_random_seed(recipe.seed)
    model = build(material, recipe)  # also when going on: the random numbers after it are then the same
    if checkpoint is not None:
        model, record, progress = checkpoint.model, checkpoint.record, checkpoint.progress
        record = {**record, "recipe": recipe.to_config()}
    else:
        record = run_record(
            command,
            data=_located(material.source) or {"name": material.name},
            recipe=recipe.to_config(),
            seed=recipe.seed,
            fingerprint=material.fingerprint(),
            target=material.preparation.target,
        )
        progress = None
    unit = getattr(material.preparation, "target_scale", 1.0) if material.task == "regression" else 1.0
    x, y, validation = parts_of(material, recipe)
    judges = len(validation[0]) if validation else len(x)
    # a rate that falls to nothing leaves little between the last epochs: accuracy would choose one of them by luck
    by_accuracy = judges >= _ENOUGH_TO_COUNT and recipe.schedule != "one-cycle"
    keeper = Keeper(run, record, unit, recipe.patience, progress, by_accuracy=by_accuracy)
    keeper.set_model(model)
    if recorder is not None:
        _introduce(recorder, material, recipe, record, run, unit)
    stopped = ""
    try:
        fitted = model.fit(
            x,
            y,
            batch_size=recipe.batch_size,
            epochs=recipe.epochs,
            initial_epoch=len(keeper.epochs),
            verbose=verbose,
            validation_data=validation,
            validation_batch_size=1024,
            callbacks=[keeper, *([recorder] if recorder is not None else []), *callbacks],
        )
        stopped = fitted.stopped or ("patience" if keeper.out_of_patience else "")
    except KeyboardInterrupt:
        stopped = "interrupted"
        if on_interrupt is not None:
            on_interrupt()
    try:
        trained = _finish(model, keeper, material, recipe, record, stopped, run)
    except BaseException as problem:
        if recorder is not None:
            recorder.on_exception(problem)
            recorder.finish("stopped", "interrupted")  # where it was Ctrl-C once more
        raise
    if recorder is not None:
        recorder.finish("stopped" if stopped else "finished", stopped, _result(trained))
    return trained


def _introduce(
    recorder: Any, material: Material, recipe: Recipe, record: dict, run: RunFolder | None, unit: float
) -> None:
    """Tell the recorder what is known of the run beside the model."""
    recorder.ends_itself = False  # the test comes after `fit`
    recorder.units = {"mae": unit}
    recorder.facts = {
        "record": record,
        "settings": {name: value for name, value in recipe.to_config().items() if name != "optimizer"},
        "folder": str(run.path.resolve()) if run is not None else "",
        "data": {
            "name": material.name,
            "fingerprint": record.get("fingerprint"),
            "samples": len(material.x_train),
            **{k: v for k, v in record["data"].items() if k != "name"},
        },
    }


def _result(trained: Trained) -> dict[str, Any]:
    """Return the figures of the test that are single numbers."""
    figures = trained.evaluation.to_dict(confusion=False)
    told = {f"test_{k}": figures[k] for k in ("loss", "accuracy", "mae", "rmse", "r2") if figures.get(k) is not None}
    return {**told, "best_epoch": trained.best_epoch}


def _located(source: dict[str, Any]) -> dict[str, Any]:
    """Return a source with its path in full, so that a run can go on from another folder."""
    return {**source, "path": str(Path(source["path"]).resolve())} if "path" in source else source


def _finish(
    model: Any, keeper: Keeper, material: Material, recipe: Recipe, record: dict, stopped: str, run: RunFolder | None
) -> Trained:
    """Go back to the best weights, test them, write what is left to write."""
    if keeper.best_epoch is None:
        keeper.keep_present()
    elif keeper.best_weights is not None:
        model.set_weights(keeper.best_weights)
    elif run is not None:  # the best epoch lies before the checkpoint
        from badak.files import load_model

        model.set_weights(load_model(run.model).get_weights())
    evaluation = evaluate(
        model, material.x_test, material.y_test, preparation=material.preparation, baseline=material.y_train
    )
    best = None if keeper.best_epoch is None else keeper.best_epoch + 1
    record = {
        **record,
        "seconds": round(keeper.seconds, 3),
        "epochs": len(keeper.epochs),
        "best_epoch": best,
        "stopped": stopped,
        "test": evaluation.to_dict(confusion=False),
    }
    model.run_record = shareable(record)
    if run is not None:
        model.save(run.model)
        run.write_history(keeper.history, keeper.epochs)
    history = History()
    history.history, history.epoch, history.stopped = keeper.history, keeper.epochs, stopped or None
    model.history = history
    return Trained(model, history, evaluation, recipe, material, record, keeper.seconds, stopped, best, run)


def open_checkpoint(run: RunFolder) -> Checkpoint:
    """Read an unfinished run back, with its data.

    Args:
        run: its folder.

    Returns:
        All it takes to go on.

    Raises:
        StateError: BD094, when there is no checkpoint, or the data is not what it was.
        BadakError: when the checkpoint or the data cannot be read.
    """
    from badak.files import load_model

    if not run.checkpoint.exists():
        why = both(f"'{run.path}' holds no checkpoint.badak", f"'{run.path}' 폴더에 checkpoint.badak 파일이 없습니다")
        raise error("BD094", where="--resume", why=why)
    model = load_model(run.checkpoint)
    record = dict(model.run_record or {})
    progress = record.pop("progress", None)
    try:
        recipe = Recipe.from_config(record["recipe"])
        source, fingerprint = record["data"], record["fingerprint"]
        len((progress or {})["epochs"])
        source["kind"]
    except (KeyError, TypeError):
        why = both("checkpoint.badak was not written by a training run", "학습 중에 저장된 checkpoint.badak이 아닙니다")
        raise error("BD094", where=str(run.checkpoint), why=why) from None
    try:
        material = load_material(source)
    except BadakError as problem:
        raise problem.within("--resume") from None
    if material.fingerprint() != fingerprint:
        why = both("the data has changed since the run began", "학습을 시작한 뒤로 데이터가 바뀌었습니다")
        fix = both("start a new run, or bring the old data back", "새로 학습하거나 예전 데이터를 되돌려 놓으세요")
        raise error("BD094", where=str(run.path), got=str(source.get("path") or source.get("name")), why=why, fix=fix)
    return Checkpoint(model, material, recipe, record, progress or {}, run)


def extended(recipe: Recipe, epochs: int | None) -> Recipe:
    """Return the recipe with another number of epochs in all."""
    return recipe if epochs is None else replace(recipe, epochs=epochs)
