"""A regressor of scikit-learn around a badak model."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import RegressorMixin

from badak.sklearn import hooks, inputs
from badak.sklearn.estimator import Estimator, validation_of
from badak.sklearn.networks import make_mlp
from badak.sklearn.targets import Numbers


class Regressor(RegressorMixin, Estimator):
    r"""A model that guesses quantities, one or several at once, as an estimator of scikit-learn.

    Targets are learned as they are: a network learns quickly where they are about 1 in size, so large ones are best scaled,
    ``TransformedTargetRegressor(Regressor(), transformer=StandardScaler())``.

    Args:
        model: what learns. None for a network like scikit-learn's ``MLPRegressor``: dense layers, set with
            ``model__hidden_layer_sizes=(100,)``, ``model__activation="relu"``, ``model__dropout=0.0``, ``model__l2=0.0``,
            ``model__dtype``. A model with one input and one output: every fit trains a copy, the given one is never changed. A
            function that returns a model: it is called with the ``model__…`` arguments, and with ``meta`` if it takes that (see
            ``Classifier``).
        loss: a name, class, function or object of ``badak.losses``; the mean of squares by default.
        optimizer: a name, class or object of ``badak.optimizers``; Adam by default.
        metrics: measured in each epoch, into ``history_``. ``loss``, ``optimizer`` and ``metrics`` that are None come from how
            the model was compiled, if it was.
        batch_size: samples in an update.
        epochs: passes over the data.
        validation_split: part of the data to validate on, drawn at random; by default 0.1 where ``early_stopping`` is set and no
            ``X_val`` is given, else 0.
        early_stopping: stop when ``monitor`` has not become better by ``min_delta`` for ``patience`` epochs.
        monitor: what to watch; ``"val_loss"`` where there is something to validate on, else ``"loss"``.
        patience: epochs without improvement to wait for.
        min_delta: smallest change that counts as better.
        restore_best_weights: go back to the weights of the best epoch.
        pretrained: begin with the weights that the given model has (see ``Classifier``).
        random_state: an integer gives the same bits each time; None draws from badak's own seed.
        warm_start: a second ``fit`` goes on with the weights of the first.
        verbose: 0 silent, 1 a live line, 2 one line for each epoch.
        callbacks: names, classes or objects of ``badak.callbacks``; every fit uses copies, which are kept in ``callbacks_``.
        **routed: arguments of the parts, ``optimizer__learning_rate=0.01`` (see ``Classifier``).

    Attributes:
        model_: the trained model.
        history_: for each measured name a list with one number for each epoch.
        n_iter_: epochs trained, with those of ``warm_start`` and ``partial_fit``.
        n_features_in_: columns of X.
        feature_names_in_: their names, where X had some.
        callbacks_: the callbacks as they were after training.

    Raises:
        ArgumentError: BD280, for an unknown parameter; BD283, for something that is no model.
        ShapeError: BD282, when the model's outputs are not as many as the columns of y.

    Of the checks of ``check_estimator`` the same two do not pass as with ``Classifier``: a weight of 2 and a row that is there
    twice do not give the same seven digits when mini-batches are drawn at random.

    Example:
        >>> from badak.sklearn import Regressor
        >>> X, y = [[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]
        >>> regressor = Regressor(epochs=200, optimizer__learning_rate=0.01, random_state=0).fit(X, y)
        >>> bool(regressor.score(X, y) > 0.99)
        True
    """

    _numeric = True
    _default = staticmethod(make_mlp)

    def __init__(
        self,
        model: Any = None,
        *,
        loss: Any = None,
        optimizer: Any = None,
        metrics: Any = None,
        batch_size: int = 32,
        epochs: int = 100,
        validation_split: float | None = None,
        early_stopping: bool = False,
        monitor: str | None = None,
        patience: int = 10,
        min_delta: float = 1e-4,
        restore_best_weights: bool = True,
        pretrained: bool = False,
        random_state: Any = None,
        warm_start: bool = False,
        verbose: Any = 0,
        callbacks: Any = None,
        **routed: Any,
    ) -> None:
        self.model = model
        self.loss = loss
        self.optimizer = optimizer
        self.metrics = metrics
        self.batch_size = batch_size
        self.epochs = epochs
        self.validation_split = validation_split
        self.early_stopping = early_stopping
        self.monitor = monitor
        self.patience = patience
        self.min_delta = min_delta
        self.restore_best_weights = restore_best_weights
        self.pretrained = pretrained
        self.random_state = random_state
        self.warm_start = warm_start
        self.verbose = verbose
        self.callbacks = callbacks
        self._take_routed(routed)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    @hooks.with_callbacks
    def fit(
        self,
        X: Any,
        y: Any,
        sample_weight: Any = None,
        *,
        X_val: Any = None,
        y_val: Any = None,
        sample_weight_val: Any = None,
    ) -> Regressor:
        """Train.

        Args:
            X: samples, one in each row.
            y: a number for each, or several in columns.
            sample_weight: factor of the loss for each sample.
            X_val: samples to validate on, in place of ``validation_split``.
            y_val: their targets.
            sample_weight_val: their factors.

        Returns:
            The estimator itself.
        """
        metadata = None if sample_weight is None else {"sample_weight": sample_weight}
        tasks = hooks.begin(self, self.epochs, {"X": X, "y": y, "metadata": metadata})
        go_on = self.warm_start and hasattr(self, "model_")
        x, y = inputs.checked(self, X, y, reset=not go_on, numeric=True)
        validation = validation_of(self, X_val, y_val, sample_weight_val)
        self._learn(x, y, _columns, sample_weight, validation, epochs=self.epochs, go_on=go_on, tasks=tasks)
        if tasks is not None:
            tasks.close()
        return self

    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> Regressor:
        """Train for one epoch with the weights there are, for data that comes in parts.

        Args:
            X: samples, one in each row.
            y: a number for each, or several in columns.
            sample_weight: factor of the loss for each sample.

        Returns:
            The estimator itself.
        """
        first = not hasattr(self, "model_")
        x, y = inputs.checked(self, X, y, reset=first, numeric=True)
        return self._learn(x, y, _columns, sample_weight, epochs=1, go_on=not first)

    def predict(self, X: Any) -> np.ndarray:
        """Return a number for each sample, or several in columns if y had columns.

        Args:
            X: samples, one in each row.
        """
        out = self._outputs(X).astype(np.float64)  # as scikit-learn's regressors return them
        return out[:, 0] if self._target.flat else out


def _columns(y: Any) -> Numbers:
    return Numbers(1 if y.ndim == 1 else y.shape[1], y.ndim == 1)
