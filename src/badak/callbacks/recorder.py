"""Writing a training into the store of runs."""

from __future__ import annotations

import dataclasses
import os
import time
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from badak.callbacks.callback import Callback
from badak.errors import BadakError


class RunRecorder(Callback):
    """Write a training into the store of runs, which ``badak runs list``, ``show`` and ``compare`` read.

    It notes settings, model, seed, versions and machine at the start, the numbers of every epoch, and how it ended: finished,
    stopped (Ctrl-C, early stopping, a loss that is not finite) or failed; a run whose process was killed is shown as
    interrupted. A store that cannot be written is told (BD295) and never stops the training.

    Args:
        name: name of the run; the model's, where left out.
        store: the SQLite file; ``BADAK_RUNS``, otherwise ``runs/runs.db``, where left out.
        note: what a person says of it.
        settings: further settings by name, beside those that ``compile`` and ``fit`` were given.
        data: name of the data, or the arrays ``(x, y)``, whose size and fingerprint are noted.

    Attributes:
        id: the run's number in the store, once training has begun; None while the store cannot be written.

    Example:
        >>> import badak
        >>> badak.callbacks.RunRecorder("wide", settings={"units": 512}).name
        'wide'
    """

    def __init__(
        self,
        name: str | None = None,
        store: Any = None,
        note: str = "",
        settings: Mapping[str, Any] | None = None,
        data: Any = None,
    ) -> None:
        super().__init__()
        self.name = name
        self.store = store
        self.note = note
        self.settings = settings
        self.data = data
        self.facts: dict[str, Any] = {}  # what `badak train` knows better than the model does
        self.units: dict[str, float] = {}  # factors that turn metrics into the target's unit
        self.ends_itself = True  # whether the end of `fit` is the end of the run
        self._recording: Any = None
        self._folder = ""
        self._last: dict[str, float] = {}

    @property
    def id(self) -> int | None:
        """The run's number in the store."""
        return None if self._recording is None else self._recording.id

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """Write the run down, once its first epoch is known."""
        if self._recording is None:
            self._begin(epoch)

    def on_train_begin(self, logs: dict | None = None) -> None:
        """Begin a new run."""
        self._recording = None
        self._last = {}

    def _begin(self, epoch: int) -> None:
        from badak.runs.recording import Recording
        from badak.runs.run import Run
        from badak.runs.store import RunStore

        store = RunStore(self.store)
        run = Run(name=self.name or self.model.name, note=self.note, started=time.time(), **self._described())
        before = None
        if epoch and run.folder:
            try:
                before = store.of_folder(run.folder)
            except BadakError:  # told when the run is written
                before = None
        self._recording = Recording(run, store)
        self._recording.begin(before, epoch)

    def _described(self) -> dict[str, Any]:
        from badak.files.record import make_record

        record = {**make_record(), **self.facts.get("record", {})}
        settings = {
            **(_settings(self.model, self.params) if self.model._compiled is not None else {}),
            **(self.settings or {}),
        }
        settings.update(self.facts.get("settings", {}))
        machine = {
            name: record[name]
            for name in ("badak", "python", "numpy", "platform", "processor", "threads")
            if name in record
        }
        return {
            "command": str(record.get("command") or ""),
            "folder": self.facts.get("folder", ""),
            "seed": record.get("seed"),
            "epochs": self.params.get("epochs"),
            "settings": settings,
            "data": self.facts.get("data") or _data(self.data, self.params),
            "model": _model(self.model),
            "machine": machine,
        }

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Write the epoch's numbers."""
        numbers: dict[str, float] = {}
        for name, value in (logs or {}).items():
            if isinstance(value, list):
                numbers.update({f"{name}/{i}": float(v) for i, v in enumerate(value) if not isinstance(v, list)})
            else:
                numbers[name] = float(value) * self.units.get(name.removeprefix("val_"), 1.0)
        self._last = numbers
        self._recording.measure(epoch, numbers)

    def on_train_end(self, logs: dict | None = None) -> None:
        """Write how it ended."""
        if not self.ends_itself:
            return
        planned, done = self.params.get("epochs"), self._recording is not None and self._recording.run.epochs_done
        why = getattr(self.model.history, "stopped", None) or (
            "early" if self.model.stop_training and done != planned else ""
        )
        self.finish("stopped" if why else "finished", why)

    def on_exception(self, exception: BaseException) -> None:
        """Write how it ended."""
        if isinstance(exception, KeyboardInterrupt):
            if self.ends_itself:
                self.finish("stopped", "interrupted")
        else:
            said = str(exception).splitlines()[0] if str(exception) else ""
            self.finish("failed", f"{type(exception).__name__}: {said}".rstrip(": "))

    def finish(self, state: str, reason: str = "", result: Mapping[str, Any] | None = None) -> None:
        """Write how the run ended, and what was measured at its end; the last epoch's numbers unless others are given.

        Args:
            state: ``"finished"``, ``"stopped"`` or ``"failed"``.
            reason: why it did not finish.
            result: numbers by name.
        """
        if self._recording is not None:
            self._recording.end(state, reason, dict(self._last if result is None else result))


def _settings(model: Any, params: Mapping[str, Any]) -> dict[str, Any]:
    compiled = model.compiled
    optimizer = compiled.optimizer.get_config()
    rate = optimizer.pop("learning_rate", None)
    usual = {f.name: f.default for f in dataclasses.fields(compiled.optimizer)}
    own = {n: v for n, v in optimizer.items() if n != "name" and v not in (usual.get(n), [], None)}
    return {
        "optimizer": type(compiled.optimizer).__name__,
        "learning_rate": rate,
        **{f"optimizer.{name}": value for name, value in own.items()},
        "loss": _name(compiled.loss),
        "metrics": ", ".join(compiled.metric_names),
        "epochs": params.get("epochs"),
        "batch_size": params.get("batch_size"),
        "precision": compiled.precision_wish,
        "backend": compiled.backend.name,
    }


def _name(loss: Any) -> str:
    if isinstance(getattr(loss, "losses", None), list):
        return ", ".join(_name(each) for each in loss.losses if each is not None)
    return str(getattr(loss, "name", None) or getattr(loss, "__name__", None) or type(loss).__name__)


def _model(model: Any) -> dict[str, Any]:
    layers = [
        {"name": row.name, "kind": row.kind, "shape": [list(shape) for shape in row.shapes],
         "weights": 0 if row.layer is None else row.layer.count_params()}
        for row in model.rows()
    ]  # fmt: skip
    return {"name": model.name, "kind": type(model).__name__, "weights": model.count_params(),
            "trainable": sum(weight.numel() for weight in model.trainable_weights), "layers": layers}  # fmt: skip


def _data(data: Any, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of the data: a name, or the shapes and a number that changes when they do."""
    steps, size = params.get("steps"), params.get("batch_size")
    about: dict[str, Any] = {"steps": steps, "batch_size": size}
    if isinstance(data, str | os.PathLike):
        return {"name": os.fspath(data), **about}
    if data is None:
        return about
    crc = 0
    shapes = []
    for part in data if isinstance(data, tuple | list) else [data]:
        array = np.ascontiguousarray(part.numpy() if hasattr(part, "numpy") else part)
        shapes.append(list(array.shape))
        crc = zlib.crc32(
            array.tobytes() if array.dtype.hasobject else array.data, zlib.crc32(str(array.shape).encode(), crc)
        )
    return {"shapes": shapes, "fingerprint": crc, **about}
