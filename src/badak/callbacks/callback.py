"""What a callback is, and the list that calls them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from badak.errors import close_names, notify


class Callback:
    """Base of all callbacks: methods that ``fit``, ``evaluate`` and ``predict`` call at certain moments.

    Attributes:
        model: the model being trained.
        params: what ``fit`` was called with.

    Example:
        >>> import badak
        >>> class Shout(badak.callbacks.Callback):
        ...     def on_epoch_end(self, epoch, logs=None):
        ...         print("epoch", epoch, "ended")
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for old, name in (("on_batch_begin", "on_train_batch_begin"), ("on_batch_end", "on_train_batch_end")):
            if old in cls.__dict__ and name not in cls.__dict__:  # Keras's older names
                setattr(cls, name, cls.__dict__[old])
        known = [name for name in dir(Callback) if name.startswith("on_")]
        for name in cls.__dict__:
            if name.startswith("on_") and name not in (*known, "on_batch_begin", "on_batch_end"):
                notify("BD131", where=cls.__name__, got=name, near=close_names(name, known))

    def __init__(self) -> None:
        self.model: Any = None
        self.params: dict = {}

    def __repr__(self) -> str:
        parameters = inspect.signature(type(self)).parameters.values()
        state = vars(self)
        given = [f"{p.name}={state[p.name]!r}" for p in parameters if p.name in state and state[p.name] != p.default]
        return f"{type(self).__name__}({', '.join(given)})"

    def set_model(self, model: Any) -> None:
        """Receive the model before anything else is called."""
        self.model = model

    def set_params(self, params: dict) -> None:
        """Receive what ``fit`` was called with."""
        self.params = params

    def state_dict(self) -> dict[str, Any]:
        """Return what the callback remembers from epoch to epoch, for model files: numbers, texts, arrays; nothing by default.

        A later ``fit`` with ``initial_epoch`` gives it back to a callback of the same class, so that a run that goes on from a
        file decides as the uninterrupted one.

        Example:
            >>> import badak
            >>> badak.callbacks.ReduceLROnPlateau().state_dict()
            {'best': inf, 'wait': 0, 'resting': 0}
        """
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take over what ``state_dict`` returned, after ``on_train_begin``."""

    def on_train_begin(self, logs: dict | None = None) -> None:
        """Called at the start of ``fit``."""

    def on_train_end(self, logs: dict | None = None) -> None:
        """Called at the end of ``fit``."""

    def on_exception(self, exception: BaseException) -> None:
        """Called when ``fit`` ends by an error or by Ctrl-C, in the place of ``on_train_end``; to close what is open."""

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """Called before each epoch."""

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Called after each epoch; ``logs`` holds loss, metrics and their ``val_`` counterparts."""

    def on_train_batch_begin(self, batch: int, logs: dict | None = None) -> None:
        """Called before each update."""

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """Called after each update; ``logs`` holds the averages of the epoch so far."""

    def on_test_begin(self, logs: dict | None = None) -> None:
        """Called at the start of ``evaluate`` and of validation."""

    def on_test_end(self, logs: dict | None = None) -> None:
        """Called at the end of ``evaluate`` and of validation."""

    def on_test_batch_begin(self, batch: int, logs: dict | None = None) -> None:
        """Called before each batch of ``evaluate``."""

    def on_test_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """Called after each batch of ``evaluate``."""

    def on_predict_begin(self, logs: dict | None = None) -> None:
        """Called at the start of ``predict``."""

    def on_predict_end(self, logs: dict | None = None) -> None:
        """Called at the end of ``predict``."""

    def on_predict_batch_begin(self, batch: int, logs: dict | None = None) -> None:
        """Called before each batch of ``predict``."""

    def on_predict_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """Called after each batch of ``predict``."""


class CallbackList:
    """Calls the same method of several callbacks; knows which of them care about single batches."""

    def __init__(self, callbacks: list, model: Any, params: dict) -> None:
        self.callbacks = _saving_last(callbacks)
        for callback in callbacks:
            callback.set_model(model)
            callback.set_params(params)

    def call(self, moment: str, *args: Any) -> None:
        """Call one method on all."""
        for callback in self.callbacks:
            getattr(callback, moment)(*args)

    def tell(self, exception: BaseException) -> None:
        """Tell all of them that training ends by an exception; what they raise at that does not hide it."""
        for callback in self.callbacks:
            try:
                callback.on_exception(exception)
            except Exception as second:
                exception.add_note(f"{type(callback).__name__}.on_exception: {second}")

    def states(self) -> dict[str, dict[str, Any]]:
        """Return what the callbacks remember, by class name; a second one of a class is numbered."""
        found: dict[str, dict[str, Any]] = {}
        for name, callback in self._named():
            state = callback.state_dict() if hasattr(callback, "state_dict") else {}
            if state:
                found[name] = state
        return found

    def restore(self, states: dict[str, dict[str, Any]]) -> None:
        """Give each callback what one of its class remembered."""
        for name, callback in self._named():
            if name in states:
                callback.load_state_dict(states[name])

    def _named(self) -> Iterator[tuple[str, Any]]:
        counts: dict[str, int] = {}
        for callback in self.callbacks:
            name = type(callback).__name__
            counts[name] = number = counts.get(name, 0) + 1
            yield (name if number == 1 else f"{name} {number}"), callback

    def listening(self, moment: str) -> list:
        """Return the bound methods of those that define the moment themselves, so that the others cost nothing."""
        return [
            getattr(c, moment)
            for c in self.callbacks
            if getattr(type(c), moment) is not getattr(Callback, moment) or moment in vars(c)
        ]


def _saving_last(callbacks: list) -> list:
    """Put those that save the model behind those that remember something: a file holds what all of them decided."""
    deciding = [i for i, c in enumerate(callbacks) if not getattr(c, "saves", False) and _remembers(c)]
    if not deciding:
        return callbacks
    last = deciding[-1] + 1
    early = [c for c in callbacks[:last] if getattr(c, "saves", False)]
    return [*[c for c in callbacks[:last] if not getattr(c, "saves", False)], *early, *callbacks[last:]]


def _remembers(callback: Any) -> bool:
    return getattr(type(callback), "state_dict", Callback.state_dict) is not Callback.state_dict
