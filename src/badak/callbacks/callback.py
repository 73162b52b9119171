"""What a callback is, and the list that calls them."""

from __future__ import annotations

import inspect
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
        self.callbacks = callbacks
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

    def listening(self, moment: str) -> list:
        """Return the bound methods of those that define the moment themselves, so that the others cost nothing."""
        return [
            getattr(c, moment)
            for c in self.callbacks
            if getattr(type(c), moment) is not getattr(Callback, moment) or moment in vars(c)
        ]
