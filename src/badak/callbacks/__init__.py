"""Callbacks: what happens beside training."""

from __future__ import annotations

from typing import Any

from badak.callbacks.callback import Callback, CallbackList
from badak.callbacks.checkpoint import ModelCheckpoint
from badak.callbacks.history import History
from badak.callbacks.logger import CSVLogger, JSONLogger, LambdaCallback
from badak.callbacks.rate import LearningRateScheduler, ReduceLROnPlateau
from badak.callbacks.recorder import RunRecorder
from badak.callbacks.stopping import EarlyStopping, TerminateOnNaN
from badak.callbacks.tensorboard import TensorBoard
from badak.registry import Registry

CALLBACKS = Registry("callback", "콜백")
for _class in (
    CSVLogger, EarlyStopping, History, JSONLogger, LambdaCallback, LearningRateScheduler, ModelCheckpoint, ReduceLROnPlateau,
    RunRecorder, TensorBoard, TerminateOnNaN,
):  # fmt: skip
    CALLBACKS.add()(_class)
CALLBACKS.names.update(
    csv_logger=CSVLogger, early_stopping=EarlyStopping, history=History, reduce_lr_on_plateau=ReduceLROnPlateau,
    terminate_on_nan=TerminateOnNaN, model_checkpoint=ModelCheckpoint, tensorboard=TensorBoard, run_recorder=RunRecorder,
)  # fmt: skip


def get(identifier: Any) -> Callback:
    """Return a callback for a name, a class or an object.

    Raises:
        ArgumentError: BD014, for anything else.

    Example:
        >>> import badak
        >>> badak.callbacks.get("early_stopping").patience
        0
    """
    if isinstance(identifier, Callback):
        return identifier
    if isinstance(identifier, type) and issubclass(identifier, Callback):
        return identifier()
    if not isinstance(identifier, str):
        from badak.errors import error

        raise error(
            "BD014",
            where="callbacks",
            kind="callback",
            kind_ko="콜백",
            got=repr(identifier)[:60],
            near="EarlyStopping(…)",
        )
    found = CALLBACKS.find(identifier, "callbacks")
    return found()


__all__ = [
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "JSONLogger",
    "LambdaCallback",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "ReduceLROnPlateau",
    "TerminateOnNaN",
    "get",
]
