"""scikit-learn's callbacks (``set_callbacks``, scikit-learn 1.9 and later): every epoch is a task of ``fit``.

``ProgressBar`` draws the epochs, ``ScoringMonitor`` measures after each of them, a callback of one's own may end training.
"""

from __future__ import annotations

import copy
import importlib
from collections.abc import Callable
from typing import Any, TypeVar

from sklearn.utils.metaestimators import available_if

from badak.callbacks import Callback

try:
    theirs: Any = importlib.import_module("sklearn.callback")
except ImportError:  # scikit-learn before 1.9: there are no callbacks that could be set
    theirs = None

Method = TypeVar("Method", bound=Callable[..., Any])


class _Nothing:
    """Stands where scikit-learn has no callbacks."""


Support: Any = _Nothing if theirs is None else theirs.CallbackSupportMixin


def with_callbacks(method: Method) -> Method:
    """Let scikit-learn end what its callbacks have begun, however the method ends."""
    return method if theirs is None else theirs.with_callbacks(method)


def only_if(check: Callable[[Any], bool]) -> Callable[[Method], Method]:
    """Give a method only to those estimators for which the check holds (scikit-learn's ``available_if``, with types)."""

    def decorate(method: Method) -> Method:
        made: Any = available_if(check)(method)
        return made

    return decorate


class Tasks(Callback):
    """Tells scikit-learn's callbacks when ``fit`` and its epochs begin and end, and stops where one of them asks for it.

    Args:
        estimator: the estimator that is fitted.
        context: the task of the whole ``fit``.
        given: X, y and metadata as the user gave them.
    """

    def __init__(self, estimator: Any, context: Any, given: dict[str, Any]) -> None:
        super().__init__()
        self.estimator = estimator
        self.context = context
        self.given = given
        self.epoch: Any = None

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """Begin the task of this epoch."""
        self.epoch = self.context.subcontext(task_name="epoch")
        self.epoch.call_on_fit_task_begin(
            estimator=self.estimator, **self.given, reconstruction_attributes=self.learned
        )

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """End the task of this epoch, and training where a callback asks for it."""
        ended, self.epoch = self.epoch, None
        stop = ended.call_on_fit_task_end(
            estimator=self.estimator, **self.given, reconstruction_attributes=self.learned
        )
        if stop:
            self.model.stop_training = True

    def close(self) -> None:
        """End the task of an epoch that was broken off, and that of ``fit``."""
        if self.epoch is not None:
            self.epoch.call_on_fit_task_end(estimator=self.estimator, **self.given)
            self.epoch = None
        self.context.call_on_fit_task_end(
            estimator=self.estimator, **self.given, reconstruction_attributes=self.learned
        )

    def learned(self) -> dict[str, Any]:
        """Return what makes an estimator that predicts as if training ended now; the model is copied, as it learns on."""
        return {"model_": copy.deepcopy(self.estimator.model_)}


def begin(estimator: Any, epochs: int, given: dict[str, Any]) -> Tasks | None:
    """Begin the task of ``fit``; None where scikit-learn has no callbacks."""
    if not hasattr(estimator, "_init_callback_context"):
        return None
    context = estimator._init_callback_context(max_subtasks=epochs)
    tasks = Tasks(estimator, context, given)
    # before the first epoch there may be no model yet that could predict: nothing to rebuild it from
    context.call_on_fit_task_begin(estimator=estimator, **given)
    return tasks
