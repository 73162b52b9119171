"""The loop: epochs of steps, validation, callbacks, and a stop before the weights are ruined."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak import losses
from badak.autograd import tree as trees_
from badak.backend import on_numpy
from badak.backend.threads import computing
from badak.callbacks.callback import CallbackList
from badak.callbacks.history import History, other_name
from badak.checks import number_type
from badak.errors import error, notify, phrase, shape_text
from badak.models.checks import check_sequences
from badak.training.batches import ArrayBatches, ListedBatches, StreamBatches, is_list_of_batches, take
from badak.training.dataset import Dataset
from badak.training.intake import (
    check_lengths,
    class_weights,
    prepare_inputs,
    prepare_targets,
    prepare_weights,
    sample_shape,
)
from badak.training.outputs import by_output
from badak.training.progress import Progress, choose_verbosity
from badak.training.split import split_indices
from badak.training.step import results, start_metrics


def fit(model: Any, x: Any, y: Any, **options: Any) -> History:
    """Train a model; see ``Model.fit``."""
    compiled = model.compiled
    epochs, initial = _whole(options["epochs"], "epochs", 0), _whole(options["initial_epoch"], "initial_epoch", 0)
    from badak.utils import next_key

    # Going on from an epoch draws the same orders and masks as a run that was never interrupted.
    key = model.run_key = (model.run_key if initial else None) or next_key()
    data, validation, note = _training_data(model, x, y, options, key)
    _settle(model, data, validation, "fit")
    if compiled.custom_step is None and not model.trainable_weights:
        notify("BD144", where=model.label, got=f"trainable = {model.trainable}, {model.count_params():,} weights")
    progress = Progress(choose_verbosity(options["verbose"]), epochs, len(data))
    history = History()
    params = {
        "epochs": epochs,
        "steps": len(data),
        "verbose": progress.verbose,
        "batch_size": options["batch_size"] or 32,
        "do_validation": validation is not None,
    }
    callbacks = CallbackList([*_callbacks(options["callbacks"]), history], model, params)
    _check_monitors(callbacks, compiled, validation is not None)
    model.history = history
    model.stop_training = False
    if note:
        progress.say(note)
    if compiled.several and compiled.metrics:
        progress.say(compiled.echo(data.peek()[1] if isinstance(data, StreamBatches) else data.y))
    if compiled.precision is not None:
        progress.say(
            phrase(
                "precision: bfloat16 between the layers, weights in float32",
                "정밀도: 층 사이는 bfloat16, 가중치는 float32",
            )
        )
    elif compiled.precision_wish == "auto":
        progress.say(
            phrase(
                "precision: float32, as nothing here computes quicker in bfloat16",
                "정밀도: float32(이 컴퓨터에서는 bfloat16이 더 빠르지 않습니다)",
            )
        )
    with computing(work_of(model, params["batch_size"])):
        Run(model, data, validation, callbacks, progress, history, key, options["validation_freq"]).go(initial, epochs)
    return history


class Run:
    """One call of ``fit``: the trees that the steps hand on, and the moments at which others may look."""

    def __init__(self, model, data, validation, callbacks, progress, history, key, validation_freq):
        self.model = model
        self.compiled = model.compiled
        self.data = data
        self.validation = validation
        self.callbacks = callbacks
        self.progress = progress
        self.history = history
        self.step_key = self.compiled.backend.root(on_numpy.fold(key, 3))
        self.validation_freq = validation_freq
        self.batch_begin = callbacks.listening("on_train_batch_begin")
        self.batch_end = callbacks.listening("on_train_batch_end")
        self.trees: dict = {}
        self.iteration = 0  # of this run, counted from its first epoch

    def go(self, initial: int, epochs: int) -> None:
        """Run the epochs; whatever ends them, the model holds the newest good weights and the callbacks know it."""
        try:
            self._go(initial, epochs)
        except BaseException as problem:
            self.callbacks.tell(problem)
            raise

    def _go(self, initial: int, epochs: int) -> None:
        callbacks, model = self.callbacks, self.model
        self.take_over()
        callbacks.call("on_train_begin")
        if initial and model.callback_states:
            callbacks.restore(model.callback_states)
        model.__dict__["live_callbacks"] = callbacks  # files that are written meanwhile hold what these remember
        self.take_over()
        logs: dict[str, Any] = {}
        self.iteration = initial * len(self.data)
        try:
            for epoch in range(initial, epochs):
                callbacks.call("on_epoch_begin", epoch)
                self.take_over()
                logs = self.epoch(epoch)
                if not logs or model.stop_training:
                    break
        except KeyboardInterrupt:
            self.progress.interrupt()
            self.hand_back()
            self.history.stopped = "interrupted"
            raise
        finally:
            if self.compiled.backend.name != "numpy":  # weights at rest are NumPy's, writable
                self.trees = trees_.map(np.array, self.trees)
            self.hand_back()
            model.callback_states = callbacks.states()
            del model.__dict__["live_callbacks"]
        callbacks.call("on_train_end", logs)

    def take_over(self) -> None:
        """Read everything that changes from the model, where callbacks may have changed it."""
        model = self.model
        frozen = tuple(layer.trainable for layer in _walk(model))
        if frozen != model.trained_layers:  # the optimizer's memory belongs to the weights that were learned before
            self.compiled.forget()
            if model.trained_layers is not None:
                model.optimizer_state = None
        model.trained_layers = frozen
        self.step = self.compiled.train_step()
        if model.optimizer_state is None:
            model.optimizer_state = model._new_optimizer_state()
        to_device = self.compiled.backend.from_host
        self.trees = trees_.map(to_device, {
            "params": model.raw_params(True), "fixed": model.raw_params(False), "state": model.state_tree(),
            "optimizer": model.optimizer_state, "metrics": self.trees.get("metrics", {}),
        })  # fmt: skip

    def hand_back(self) -> None:
        """Write everything back to the model, for callbacks, validation and the user."""
        trees = self.trees
        self.model.write_params(trees["params"], True)
        self.model.write_state(trees["state"])
        self.model.optimizer_state = trees["optimizer"]

    def epoch(self, number: int) -> dict[str, Any]:
        """Run one epoch; return its numbers, or nothing when the loss was not finite."""
        metrics = self.compiled.metrics or []
        self.trees["metrics"] = trees_.map(self.compiled.backend.from_host, start_metrics(metrics))
        good = trees_.map(np.array, self.trees["params"])  # to go back to, should an update spoil the weights
        progress, step, fold = self.progress, self.step, self.compiled.backend.fold
        progress.begin(number)
        self.said: dict[str, float] = {}  # sums of what a step of one's own returns
        done = 0
        for batch in self.data.epoch(number):
            if self.batch_begin:
                self.listen(self.batch_begin, done, {})
            self.iteration += 1
            self.trees, logs = step(self.trees, batch, fold(self.step_key, self.iteration))
            if not math.isfinite(logs["loss"]):
                self.not_finite(batch, good, number, done)
                return {}
            done += 1
            if self.compiled.custom_step is not None:
                self.note(logs)
            if self.batch_end:
                self.listen(self.batch_end, done - 1, self.numbers(metrics, done))
                if self.model.stop_training:
                    break
            if progress.wants_write():
                progress.write(done, self.numbers(metrics, done))
        logs = self.numbers(metrics, done)
        self.hand_back()
        if self.validation is not None and (number + 1) % self.validation_freq == 0:
            self.callbacks.call("on_test_begin")
            logs.update({f"val_{k}": v for k, v in measure_on(self.model, self.validation).items()})
            self.callbacks.call("on_test_end", logs)
        self.callbacks.call("on_epoch_end", number, logs)
        self.take_over()
        progress.end(logs)
        return logs

    def note(self, logs: dict) -> None:
        """Add up what a step of one's own returned: the epoch shows the mean over its batches."""
        for name, value in logs.items():
            if np.ndim(value) == 0:
                self.said[name] = self.said.get(name, 0.0) + float(value)

    def numbers(self, metrics: list, done: int) -> dict[str, Any]:
        """Return loss and metrics of the epoch so far."""
        found = results(metrics, self.trees["metrics"])
        measured = float(self.trees["metrics"]["loss"]["count"]) > 0  # such a step may keep the sums itself
        return {**found, **{k: v / done for k, v in self.said.items() if not (measured and k in found)}}

    def listen(self, listeners: list, batch: int, logs: dict) -> None:
        """Let callbacks look at, and change, the model between two batches."""
        self.hand_back()
        for listener in listeners:
            listener(batch, logs)
        self.take_over()

    def not_finite(self, batch: tuple, good: dict, epoch: int, done: int) -> None:
        """Stop: go back to good weights if the last update spoilt them, find out where it began, and say so."""
        from badak.training.diagnose import first_not_finite

        fine = all(np.isfinite(np.asarray(p)).all() for p in trees_.leaves(self.trees["params"]))
        if not fine:
            self.trees["params"] = good
        self.progress.interrupt()
        self.hand_back()
        found = first_not_finite(self.model, batch)
        self.model.stop_training = True
        self.history.stopped = "not finite"
        notify(
            "BD047", once=False, stacklevel=6, got=found,
            where=f"fit, {phrase('epoch', '에포크')} {epoch + 1}, {phrase('step', '스텝')} {done + 1}",
            rate=f"{self.model.learning_rate:g}",
            kept={"en": "the weights before this step" if fine else "the weights at the start of this epoch",
                  "ko": "이 스텝 직전의 가중치" if fine else "이 에포크를 시작할 때의 가중치"},
        )  # fmt: skip


def _walk(layer: Any) -> Any:
    yield layer
    for _, inner in layer.sublayers():
        yield from _walk(inner)


# --- data ------------------------------------------------------------------------------------------------------------------


def _training_data(model: Any, x: Any, y: Any, options: dict, key: Any) -> tuple[Any, Any, str]:
    """Make the batches to train and to validate on, and the line that says how they were split."""
    dtype = number_type(model.dtype or np.float32, model.label)
    batch_size = _batch_size(options["batch_size"], 32)
    split = options["validation_split"] or 0.0
    x, y, weight = _unpacked(x, y, options["sample_weight"], batch_size)
    validation, note = None, ""
    if _is_stream(x):
        if split:
            raise error(
                "BD003", where="fit", name="validation_split", got=repr(split), expected="validation_data=(x, y)"
            )
        data: Any = StreamBatches(x, options["steps_per_epoch"], "fit", dtype, True, _cast_for(model, dtype), model)
    else:
        inputs, targets, weight = _arrays(model, x, y, weight, options["class_weight"], "fit", dtype)
        n = check_lengths({"x": inputs, "y": targets, "sample_weight": weight}, "fit")
        if model.slot is None:  # what follows asks the layers
            model.build(sample_shape(model, inputs))
        if split:
            train, held = split_indices(targets, n, split, on_numpy.fold(key, 1), options["shuffle_split"])
            validation = ArrayBatches(
                take(inputs, held),
                take(targets, held),
                take(weight, held),
                _validation_size(model, options),
                cast=_cast_for(model, dtype),
            )
            inputs, targets, weight = take(inputs, train), take(targets, train), take(weight, train)
            note = _split_note(len(train), len(held), options["shuffle_split"])
        order = on_numpy.fold(key, 2) if options["shuffle"] else None
        if order is not None and _is_stateful(model):
            notify("BD181", where="fit", got=f"shuffle={options['shuffle']!r}")
        data = ArrayBatches(
            inputs, targets, weight, batch_size, order, _has_batch_statistics(model), _cast_for(model, dtype)
        )
        if options["steps_per_epoch"]:
            data.bounds = data.bounds[: options["steps_per_epoch"]]
    if options["validation_data"] is not None:
        given, size = options["validation_data"], _validation_size(model, options)
        validation = _evaluation_data(model, given, None, None, size, options["validation_steps"], "fit")

        note = ""
    return data, validation, note


def _split_note(train: int, held: int, shuffled: bool) -> str:
    if shuffled:
        return phrase(
            f"validation_split: {held:,} of {train + held:,} samples drawn at random for validation, classes in equal shares "
            "(shuffle_split=False takes the last rows instead)",
            f"validation_split: 전체 {train + held:,}개 중 {held:,}개를 무작위로, 클래스 비율을 지켜 검증용으로 떼었습니다 "
            "(shuffle_split=False이면 뒤쪽 행을 떼어 냅니다)",
        )
    return phrase(
        f"validation_split: the last {held:,} of {train + held:,} samples validate",
        f"validation_split: 전체 {train + held:,}개 중 뒤쪽 {held:,}개로 검증합니다",
    )


def _unpacked(x: Any, y: Any, weight: Any, batch_size: int) -> tuple[Any, Any, Any]:
    """Take the arrays out of a Dataset that only holds arrays; leave one that maps or batches as a stream."""
    if isinstance(x, Dataset):
        if y is not None:
            expected = {"en": "no y: the Dataset holds the targets", "ko": "y 없이. 정답은 Dataset에 들어 있습니다"}
            raise error("BD003", where="fit", name="y", got=type(y).__name__, expected=expected)
        if x.functions or x.ahead or x.batch_size or x.order_key is not None:
            return (x if x.batch_size else x.batch(batch_size)), None, None
        return x.x, x.y, x.sample_weight
    if y is None and is_list_of_batches(x):
        return ListedBatches(x), None, None
    return x, y, weight


def _only_target(model: Any, y: Any, where: str) -> Any:
    """Take the targets of the only output out of a dict by its name, or out of a list of one array.

    Raises:
        DataError: BD242, for a name that the output does not have.
    """
    if isinstance(y, dict):
        return by_output(y, model.output_names, "y", where)[0]
    return y[0] if isinstance(y, list) and len(y) == 1 and getattr(y[0], "ndim", 0) > 0 and len(y[0]) > 1 else y


def _is_stream(x: Any) -> bool:
    return isinstance(x, Dataset) or (hasattr(x, "__next__") and not hasattr(x, "shape")) or _is_sequence_of_batches(x)


def _is_sequence_of_batches(x: Any) -> bool:
    known = (
        isinstance(x, np.ndarray | list | tuple | dict | str | bytes) or hasattr(x, "shape") or hasattr(x, "to_numpy")
    )
    return not known and hasattr(x, "__iter__")


def _arrays(model: Any, x: Any, y: Any, weight: Any, class_weight: Any, where: str, dtype: Any) -> tuple:
    if x is None:
        raise error("BD035", where=where, got="x = None")
    several = model.compiled.several
    if not several:
        y = _only_target(model, y, where)
        check_sequences(model, y, where, "y")
    rows = len(y) if y is not None and not several and np.ndim(y) else None
    inputs = prepare_inputs(x, where, dtype, model, rows)
    targets = prepare_targets(y, where, dtype, model.output_names if several else None)
    if targets is None and model.compiled.loss is not None:
        raise error("BD140", where=where, call=where, got=f"x {shape_text(inputs)}, y = None")
    if weight is not None:
        if several and isinstance(weight, list | tuple | dict):
            parts = by_output(weight, model.output_names, "sample_weight", where)
            weight = tuple(prepare_weights(part, where, dtype) for part in parts)
        else:
            weight = prepare_weights(weight, where, dtype)
    if class_weight and several:
        raise error(
            "BD003", where=where, name="class_weight", got=repr(class_weight)[:80], expected="sample_weight={…}"
        )
    if class_weight:
        factor = class_weights(np.asarray(targets), class_weight, where).astype(dtype)
        weight = factor if weight is None else weight * factor
    return inputs, targets, weight


def _evaluation_data(model: Any, x: Any, y: Any, weight: Any, batch_size: int, steps: Any, where: str) -> Any:
    """Make the batches to measure on from ``(x, y)``, a Dataset, a generator or arrays."""
    dtype = number_type(model.dtype or np.float32, model.label)
    if where == "fit" and y is None and isinstance(x, tuple | list) and 2 <= len(x) <= 3 and not is_list_of_batches(x):
        x, y, weight = (*x, None)[:3]
    x, y, weight = _unpacked(x, y, weight, batch_size)
    if _is_stream(x):
        return StreamBatches(x, steps, where, dtype, True, _cast_for(model, dtype), model)
    inputs, targets, weight = _arrays(model, x, y, weight, None, where, dtype)
    check_lengths({"x": inputs, "y": targets, "sample_weight": weight}, where)
    return ArrayBatches(inputs, targets, weight, batch_size, cast=_cast_for(model, dtype))


def _cast_for(model: Any, dtype: Any) -> Any:
    """Integers such as pixels become the model's number type unless the first layer looks them up."""
    return dtype if model.casts_integers else None


def _has_batch_statistics(model: Any) -> bool:
    return any(layer.uses_batch_statistics for layer in _walk(model))


def _settle(model: Any, data: Any, validation: Any, where: str) -> None:
    """Build the model, choose loss and metrics by the targets, and check the targets once."""
    x, y = data.peek()[:2] if isinstance(data, StreamBatches) else (data.x, data.y)
    if model.slot is None:
        model.build(sample_shape(model, x))
    model.check_samples(x, [part.x for part in (data, validation) if isinstance(part, ArrayBatches)], where)
    compiled = model.compiled
    if y is None:
        return
    for part in [data, validation]:
        if isinstance(part, ArrayBatches) and part.y is not None and compiled.loss is not None:
            part.y = _all_fitting(compiled, part.y, _out_shape(model, part.x))
    out = _out_shape(model, x)
    y = data.y if isinstance(data, ArrayBatches) else _all_fitting(compiled, y, out)
    compiled.settle(y, out)


def _out_shape(model: Any, x: Any) -> Any:
    """Return the shape of one output for these inputs: sequences may have another number of steps than the first ones had."""
    slot, shape = model._built(), sample_shape(model, x)
    return slot.out_shape if shape == slot.shape else model.out_shape(shape)


def _all_fitting(compiled: Any, y: Any, out: Any) -> Any:
    """Check the targets of every output."""
    if not compiled.several:
        return _fitting(compiled.loss, y, out)
    return tuple(
        part if compiled.loss_of(i) is None else _fitting(compiled.loss_of(i), part, shape)
        for i, (part, shape) in enumerate(zip(y, out, strict=True))
    )


def _fitting(loss: Any, y: Any, out: tuple) -> Any:
    """Check targets against the loss and the outputs; (N,) and (N,1) are lined up and that is said once."""
    if loss == "crossentropy":
        loss = losses.resolve(losses.choose("crossentropy", y.dtype, tuple(y.shape), (None, *out)))
    before = y.shape
    y = losses.align(y, (len(y), *out), loss=loss)
    if y.shape != before:
        notify("BD046", where="fit", got=f"y {before}", expected=f"{y.shape}", stacklevel=7)
    losses.check_labels(loss, y, (len(y), *out))
    return y


# --- measuring --------------------------------------------------------------------------------------------------------------


def measure_on(
    model: Any, data: Any, progress: Progress | None = None, callbacks: CallbackList | None = None
) -> dict[str, Any]:
    """Return loss and metrics over batches."""
    compiled = model.compiled
    metrics = compiled.metrics or []
    step = compiled.eval_step()
    to_device = compiled.backend.from_host
    trees = trees_.map(to_device, {
        "params": model.raw_params(True), "fixed": model.raw_params(False), "state": model.state_tree(empty=True),
        "metrics": start_metrics(metrics),
    })  # fmt: skip
    begin = callbacks.listening("on_test_batch_begin") if callbacks else []
    end = callbacks.listening("on_test_batch_end") if callbacks else []
    for i, batch in enumerate(data.epoch(0)):
        for listener in begin:
            listener(i, {})
        trees["metrics"], trees["state"] = step(trees, batch)
        for listener in end:
            listener(i, results(metrics, trees["metrics"]))
        if progress is not None and progress.wants_write():
            progress.write(i + 1, results(metrics, trees["metrics"]))
    return results(metrics, trees["metrics"])


def evaluate(model: Any, x: Any, y: Any, **options: Any) -> Any:
    """Measure a model on data; see ``Model.evaluate``."""
    compiled = model.compiled
    if model.slot is None:
        raise error("BD023", where=model.label)
    size = _batch_size(options["batch_size"], 256)
    data = _evaluation_data(model, x, y, options["sample_weight"], size, options["steps"], "evaluate")
    _settle(model, data, None, "evaluate")
    progress = Progress(choose_verbosity(options["verbose"]), 0, len(data), phrase("Evaluate", "평가"))
    callbacks = CallbackList(_callbacks(options["callbacks"]), model, {"steps": len(data)})
    callbacks.call("on_test_begin")
    progress.begin(0)
    with computing(work_of(model, size)):
        logs = measure_on(model, data, progress, callbacks)
    progress.end(logs)
    callbacks.call("on_test_end", logs)
    if options["return_dict"]:
        return logs
    values = [logs["loss"], *(logs[name] for name in compiled.metric_names)]
    return values if len(values) > 1 else values[0]


def train_on_batch(model: Any, x: Any, y: Any, sample_weight: Any, class_weight: Any, return_dict: bool) -> Any:
    """Make one update; see ``Model.train_on_batch``."""
    from badak.utils import next_key

    dtype = number_type(model.dtype or np.float32, model.label)
    inputs, targets, weight = _arrays(model, x, y, sample_weight, class_weight, "train_on_batch", dtype)
    n = check_lengths({"x": inputs, "y": targets, "sample_weight": weight}, "train_on_batch")
    data = ArrayBatches(inputs, targets, weight, n, cast=_cast_for(model, dtype))
    _settle(model, data, None, "train_on_batch")
    key = next_key()
    run = Run(model, data, None, CallbackList([], model, {}), Progress(0, 1, 1), History(), key, 1)
    run.take_over()
    metrics = model.compiled.metrics or []
    run.trees["metrics"] = start_metrics(metrics)
    with computing(work_of(model, n)):
        for batch in data.epoch(0):
            run.trees, logs = run.step(run.trees, batch, run.step_key)
            if not math.isfinite(logs["loss"]):
                run.not_finite(batch, run.trees["params"], 0, 0)
    run.hand_back()
    found = results(metrics, run.trees["metrics"])
    if return_dict:
        return found
    values = [found["loss"], *(found[name] for name in model.compiled.metric_names)]
    return values if len(values) > 1 else values[0]


def work_of(model: Any, batch_size: int) -> float:
    """Estimate the arithmetic of one pass over a batch: a multiplication and an addition each time a weight is used."""
    return 2.0 * batch_size * model.work()


# --- small checks -------------------------------------------------------------------------------------------------------------


def _whole(value: Any, name: str, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        expected = {"en": f"an integer ≥ {least}", "ko": f"{least} 이상의 정수"}
        raise error("BD003", where="fit", name=name, got=repr(value), expected=expected)
    return int(value)


def _batch_size(value: Any, default: int) -> int:
    return default if value is None else _whole(value, "batch_size", 1)


def _validation_size(model: Any, options: dict) -> int:
    # A stateful layer remembers one sequence for each sample of a batch: rows of other batches would not go on with them.
    size = _batch_size(options["batch_size"], 32)
    return _batch_size(options["validation_batch_size"], size if _is_stateful(model) else max(size, 256))


def _is_stateful(model: Any) -> bool:
    return any(layer.stateful for layer in _walk(model))


def _callbacks(callbacks: Any) -> list:
    from badak import callbacks as family

    if callbacks is None:
        return []
    listed = list(callbacks) if isinstance(callbacks, list | tuple) else [callbacks]
    return [family.get(c) for c in listed]


def _check_monitors(callbacks: CallbackList, compiled: Any, validated: bool) -> None:
    """Refuse a callback that watches a name which will never be measured."""
    names = ["loss", *compiled.metric_names]
    names += [f"val_{n}" for n in names] if validated else []
    for callback in callbacks.callbacks:
        monitor = getattr(callback, "monitor", None)
        if monitor is None:
            continue
        resolved = monitor if monitor in names else other_name(monitor)
        callback.monitor = resolved if resolved in names else monitor
        if resolved not in names and compiled.custom_step is None:
            missing_validation = resolved.startswith("val_") and not validated
            raise error(
                "BD048" if missing_validation else "BD049", where=type(callback).__name__, got=repr(monitor),
                expected=", ".join(names),
            )  # fmt: skip
