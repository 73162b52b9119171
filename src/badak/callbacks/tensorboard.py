"""Curves, histograms, pictures and the graph of a training, for TensorBoard."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from badak.callbacks.callback import Callback
from badak.checks import whole
from badak.errors import BadakError, error, notify

# A batch is written at the latest after so many seconds, and after so many events; an epoch at once.
_SECONDS, _EVENTS = 5.0, 500


class TensorBoard(Callback):
    """Write event files that ``tensorboard --logdir logs`` shows while the model trains.

    Neither TensorFlow nor TensorBoard is needed to write them. Below ``log_dir`` there are the runs ``train`` and ``validation``,
    with Keras's names: ``epoch_loss``, ``epoch_accuracy`` …, ``epoch_learning_rate``; ``evaluation_loss_vs_iterations``; with
    ``update_freq`` also ``batch_loss`` …; with ``histogram_freq`` ``dense/kernel/histogram``, and ``dense/kernel/image`` with
    ``write_images``.

    A training that begins with the first epoch takes the place of what an earlier one wrote into the same folder; one that
    goes on (``initial_epoch``) continues its curves. A disk that fills up ends the writing, not the training (BD291).

    Args:
        log_dir: the folder; one for each training keeps them apart: ``"logs/adam"``.
        histogram_freq: histograms of all weights every so many epochs; 0 for none.
        write_graph: write the model's graph.
        write_images: write the weights as pictures too, with the histograms; the smallest is black, the largest white.
        write_steps_per_second: write how many batches a second there were.
        update_freq: ``"epoch"``, ``"batch"``, or a number of batches after which loss and metrics are written too.
        profile_batch: must be 0: badak has no traces for TensorBoard's profiler.
        embeddings_freq: must be 0, as ``embeddings_metadata`` must be None: badak writes no files for the projector.
        embeddings_metadata: see ``embeddings_freq``.
        hparams: settings of this training for the table "hparams": names with numbers, texts, or yes and no.
        gradient_data: ``(x, y)``, some samples: with the histograms of the weights there are those of the gradients of the loss
            on these samples, ``dense/kernel/gradient``. Left out, gradients cost nothing.

    Raises:
        ArgumentError: BD003, BD040 for a wrong ``update_freq`` or ``histogram_freq``; BD297, for what badak does not have.
        FileError: BD290, at the start of ``fit``, when nothing can be written there.

    Source: the tags are those of ``keras.callbacks.TensorBoard``, Keras 3.

    Example:
        >>> import badak
        >>> badak.callbacks.TensorBoard("logs/adam", histogram_freq=1).update_freq
        'epoch'
    """

    def __init__(
        self,
        log_dir: Any = "logs",
        histogram_freq: int = 0,
        write_graph: bool = True,
        write_images: bool = False,
        write_steps_per_second: bool = False,
        update_freq: Any = "epoch",
        profile_batch: Any = 0,
        embeddings_freq: int = 0,
        embeddings_metadata: Any = None,
        *,
        hparams: Mapping[str, Any] | None = None,
        gradient_data: Any = None,
    ) -> None:
        super().__init__()
        self.log_dir = os.fspath(log_dir)
        self.histogram_freq = whole("TensorBoard", "histogram_freq", histogram_freq)
        self.write_graph = write_graph
        self.write_images = write_images
        self.write_steps_per_second = write_steps_per_second
        if update_freq not in ("epoch", "batch") and (
            isinstance(update_freq, bool) or not isinstance(update_freq, int) or update_freq < 1
        ):
            expected = {"en": "'epoch' | 'batch' | a number of batches", "ko": "'epoch' | 'batch' | 배치 수"}
            raise error("BD003", where="TensorBoard", name="update_freq", got=repr(update_freq), expected=expected)
        self.update_freq = update_freq
        _refuse(profile_batch=profile_batch, embeddings_freq=embeddings_freq, embeddings_metadata=embeddings_metadata)
        self.hparams = hparams
        self.gradient_data = gradient_data
        if gradient_data is not None and (not isinstance(gradient_data, tuple | list) or len(gradient_data) != 2):
            raise error(
                "BD003", where="TensorBoard", name="gradient_data", got=repr(gradient_data)[:80], expected="(x, y)"
            )
        self._writers: dict[str, Any] = {}
        self._fitting = self._stopped = self._from_the_start = False
        if update_freq != "epoch":  # defined only where wanted: looking at each batch costs time
            self._every = 1 if update_freq == "batch" else int(update_freq)
            self.on_train_batch_end = self._write_batch

    # --- moments --------------------------------------------------------------------------------------------------------------

    def on_train_begin(self, logs: dict | None = None) -> None:
        """Make the file of the training."""
        self._stopped = self._begun = self._from_the_start = False
        self._fitting = True
        self._batches = 0
        self._writers = {}
        self._writer("train")

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """Write the graph and the settings once; begin to measure the time."""
        self._clock = self._batch_clock = time.perf_counter()
        if not self._begun:
            self._begun = True
            self._batches = epoch * (self.params.get("steps") or 0)
            self._guarded(self._begin, epoch)

    def _begin(self, epoch: int) -> None:
        from badak.tensorboard import summaries

        self._from_the_start = epoch == 0
        train = self._writer("train")
        if self._from_the_start:
            train._file().add(summaries.start_again(), 0)
        if self.gradient_data is not None and self.histogram_freq:
            self._gradients()  # samples that do not fit are told now, not after the first epoch
        if self.write_graph:
            train.add_graph(self.model)
        if self.hparams:
            self._writer("")._file().add(summaries.session_start(self.hparams, time.time()))
        self._flush()

    def _write_batch(self, batch: int, logs: dict | None = None) -> None:
        """Write the averages of the epoch so far, every so many batches."""
        now = time.perf_counter()
        if self._batches % self._every == 0:
            numbers = dict(logs or {})
            if self.write_steps_per_second and now > self._batch_clock:
                numbers["steps_per_second"] = 1 / (now - self._batch_clock)
            self._guarded(self._numbers, "train", "batch_{}", numbers, self._batches)
        self._batches += 1
        self._batch_clock = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Write the epoch's numbers, and histograms where it is their turn."""
        self._guarded(self._epoch, epoch, logs or {}, time.perf_counter() - self._clock)

    def _epoch(self, epoch: int, logs: dict, seconds: float) -> None:
        train = {name: value for name, value in logs.items() if not name.startswith("val_")}
        train.setdefault("learning_rate", self.model.learning_rate)
        if self.write_steps_per_second and seconds > 0 and self.params.get("steps"):
            train["steps_per_second"] = self.params["steps"] / seconds
        self._numbers("train", "epoch_{}", train, epoch)
        validation = {name[4:]: value for name, value in logs.items() if name.startswith("val_")}
        self._numbers("validation", "epoch_{}", validation, epoch)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            self._weights(epoch)
        self._flush()

    def on_test_end(self, logs: dict | None = None) -> None:
        """Write what was measured over the updates made so far."""
        logs = logs or {}
        if self._fitting:
            logs = {name[4:]: value for name, value in logs.items() if name.startswith("val_")}
        else:
            self._stopped = False
        state = self.model.optimizer_state
        if state is not None:
            self._guarded(
                self._numbers, "validation", "evaluation_{}_vs_iterations", logs, int(np.asarray(state["iteration"]))
            )
        if not self._fitting:
            self._guarded(self._close)

    def on_train_end(self, logs: dict | None = None) -> None:
        """Write what waits, and close the files."""
        if self.hparams:
            from badak.tensorboard import summaries

            self._guarded(lambda: self._writer("")._file().add(summaries.session_end(time.time())))
        self._guarded(self._close)
        self._fitting = False

    def on_exception(self, exception: BaseException) -> None:
        """Write what waits: the curves up to here are of use."""
        self._guarded(self._close)
        self._fitting = False

    # --- writing --------------------------------------------------------------------------------------------------------------

    def _writer(self, run: str) -> Any:
        if run not in self._writers:
            from badak.tensorboard import SummaryWriter

            place = os.path.join(self.log_dir, run) if run else self.log_dir
            # steps that an earlier training in this folder wrote are no longer shown
            purge = 0 if self._from_the_start and self._fitting else None
            self._writers[run] = SummaryWriter(place, purge_step=purge, max_queue=_EVENTS, flush_secs=_SECONDS)
        return self._writers[run]

    def _guarded(self, write: Callable, *args: Any) -> None:
        """Write, unless that has failed before; a disk that fills up does not end the training."""
        if self._stopped:
            return
        try:
            write(*args)
        except BadakError as problem:
            if problem.code != "BD290":
                raise
            self._stopped = True
            for writer in self._writers.values():
                writer._abandon()
            notify("BD291", where=self.log_dir, name="TensorBoard", why=problem.fields["why"], once=False)

    def _numbers(self, run: str, tag: str, logs: Mapping[str, Any], step: int) -> None:
        if not logs:
            return
        writer = self._writer(run)
        for name, value in logs.items():
            if isinstance(value, list):  # a metric with a number for each class
                for i, each in enumerate(value):
                    if not isinstance(each, list):
                        writer.add_scalar(f"{tag.format(name)}/{i}", each, step)
            else:
                writer.add_scalar(tag.format(name), value, step)

    def _weights(self, epoch: int) -> None:
        from badak.files.places import Layout
        from badak.tensorboard import summaries
        from badak.tensorboard.pictures import picture_of_weights

        train = self._writer("train")
        for path, array in Layout.of(self.model).arrays():
            train.add_histogram(f"{path}/histogram", array, epoch)
            picture = picture_of_weights(array) if self.write_images else None
            if picture is not None:
                train._file().add(summaries.image(f"{path}/image", picture), epoch)
        if self.gradient_data is not None:
            for path, array in self._gradients():
                train.add_histogram(f"{path}/gradient", array, epoch)

    def _gradients(self) -> list[tuple[str, np.ndarray]]:
        """Return the gradients of the loss on the samples given; those that the user has in ``.grad`` stay."""
        from badak.files.places import Layout

        x, y = self.gradient_data
        weights = self.model.trainable_weights
        before = [weight.grad for weight in weights]
        try:
            for weight in weights:
                weight.grad = None
            self._loss(x, y).backward()
            learned = {
                id(holder.slot.params[holder.name]): holder.path
                for holder in Layout.of(self.model).holders
                if holder.learned
            }
            return [(learned[id(w)], np.asarray(w.grad.numpy())) for w in weights if w.grad is not None]
        finally:
            for weight, grad in zip(weights, before):
                weight.grad = grad

    def _loss(self, x: Any, y: Any) -> Any:
        from badak import losses
        from badak.training.outputs import OutputLosses, by_output

        loss, made = self.model.compiled.loss, self.model(x, training=False)
        if isinstance(loss, OutputLosses):
            parts = tuple(made.values()) if isinstance(made, dict) else tuple(made)
            targets = tuple(np.asarray(each) for each in by_output(y, loss.names, "gradient_data", "TensorBoard"))
            return loss.parts(targets, parts, None, None)[0]
        y = losses.align(np.asarray(y), tuple(made.shape), loss=loss)
        return loss(y, made)

    def _flush(self) -> None:
        for writer in self._writers.values():
            writer.flush()

    def _close(self) -> None:
        writers, self._writers = list(self._writers.values()), {}
        for writer in writers:
            writer.close()


def _refuse(**given: Any) -> None:
    """Say what badak's TensorBoard does not have, instead of leaving it out in silence."""
    for name, value in given.items():
        if value not in (0, None, False):
            fix = {"en": f"leave {name} out", "ko": f"{name} 인수를 빼세요"}
            usual = None if name == "embeddings_metadata" else 0
            raise error("BD297", where="TensorBoard", got=f"{name}={value!r}", expected=f"{name}={usual}", fix=fix)
