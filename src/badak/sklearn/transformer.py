"""A transformer of scikit-learn: what a layer inside a badak model says of each sample."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import check_array, check_is_fitted

from badak.checks import one_of
from badak.errors import error
from badak.sklearn import hooks, inputs, networks
from badak.sklearn.estimator import Estimator, validation_of
from badak.sklearn.targets import Itself, Numbers, classes_of

_TARGETS = ("X", "y")


def _rebuilds(estimator: Any) -> bool:
    return estimator.target == "X"


class Transformer(ClassNamePrefixFeaturesOutMixin, TransformerMixin, Estimator):
    r"""Features that a model has learned: the output of one of its layers, as a transformer of scikit-learn.

    Without a model it is an autoencoder, a nonlinear relative of ``PCA``: it learns to give back X through a narrow layer, and
    the transformed samples are what that layer says. With a trained model and ``target=None`` it is a feature extractor.

    Args:
        model: what learns. None for an autoencoder of dense layers, set with ``model__n_components=2``,
            ``model__hidden_layer_sizes=(100,)`` (behind the code in the opposite order), ``model__activation="relu"``,
            ``model__dropout=0.0``, ``model__l2=0.0``, ``model__dtype``. A model with one input and one output, of which a copy is
            trained, or a function that returns one, see ``Classifier``.
        layer: name or number of the layer whose output is wanted; ``"code"`` for the default network, otherwise None for the
            output of the model itself. Each sample's output is laid out in one row.
        target: what the model learns to give: ``"X"``, the input itself (an autoencoder); ``"y"``, labels or quantities; None:
            nothing, it stays as it is (give ``pretrained=True``, too).
        loss: the mean of squares by default; for labels the cross-entropy.
        optimizer: a name, class or object of ``badak.optimizers``; Adam by default.
        metrics: measured in each epoch, into ``history_``.
        batch_size: samples in an update.
        epochs: passes over the data.
        validation_split: part of the data to validate on; by default 0.1 where ``early_stopping`` is set and no ``X_val`` is
            given, else 0.
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
        **routed: arguments of the parts, ``model__n_components=8`` (see ``Classifier``).

    Attributes:
        model_: the trained model.
        history_: for each measured name a list with one number for each epoch.
        n_iter_: epochs trained.
        n_features_in_: columns of X.
        feature_names_in_: their names, where X had some.
        callbacks_: the callbacks as they were after training.

    Raises:
        ArgumentError: BD280, for an unknown parameter; BD283, for something that is no model; BD014, for an unknown layer; BD040,
            for another target.
        ShapeError: BD282, when the model's outputs are not as many as what it has to learn.

    Of the checks of ``check_estimator`` the same two do not pass as with ``Classifier``: a weight of 2 and a row that is there
    twice do not give the same seven digits when mini-batches are drawn at random.

    Example:
        >>> from sklearn.datasets import load_iris
        >>> from badak.sklearn import Transformer
        >>> X, _ = load_iris(return_X_y=True)
        >>> autoencoder = Transformer(model__n_components=2, epochs=5, random_state=0).fit(X)
        >>> autoencoder.transform(X).shape, autoencoder.inverse_transform([[0.0, 0.0]]).shape
        ((150, 2), (1, 4))
        >>> autoencoder.get_feature_names_out().tolist()
        ['transformer0', 'transformer1']
    """

    _default = staticmethod(networks.make_autoencoder)

    def __init__(
        self,
        model: Any = None,
        *,
        layer: Any = None,
        target: str | None = "X",
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
        self.layer = layer
        self.target = target
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
        tags.target_tags.required = self.target == "y"
        tags.target_tags.multi_output = True
        tags.transformer_tags.preserves_dtype = ["float32"]  # what models compute in
        return tags

    @hooks.with_callbacks
    def fit(
        self,
        X: Any,
        y: Any = None,
        sample_weight: Any = None,
        *,
        X_val: Any = None,
        y_val: Any = None,
        sample_weight_val: Any = None,
    ) -> Transformer:
        """Train the model, on X alone unless ``target="y"``.

        Args:
            X: samples, one in each row.
            y: labels or quantities; only looked at for ``target="y"``.
            sample_weight: factor of the loss for each sample.
            X_val: samples to validate on, in place of ``validation_split``.
            y_val: their targets.
            sample_weight_val: their factors.

        Returns:
            The estimator itself.
        """
        if self.target is not None:
            one_of("Transformer", "target", self.target, _TARGETS)
        epochs = 0 if self.target is None else self.epochs
        metadata = None if sample_weight is None else {"sample_weight": sample_weight}
        tasks = hooks.begin(self, epochs, {"X": X, "y": y, "metadata": metadata})
        go_on = self.warm_start and hasattr(self, "model_")
        x, y = self._checked(X, y, not go_on)
        validation = None
        if X_val is not None:
            validation = validation_of(self, X_val, y_val if self.target == "y" else None, sample_weight_val)
            if self.target == "X":
                validation = validation[0], validation[0], validation[2]
        self._learn(x, y, self._target_of, sample_weight, validation, epochs=epochs, go_on=go_on, tasks=tasks)
        if tasks is not None:
            tasks.close()
        return self

    def _checked(self, x: Any, y: Any, reset: bool) -> tuple[Any, Any]:
        """Return X, and what is to be learned."""
        if self.target == "y":
            x, y = inputs.checked(self, x, y, reset=reset)
            return x, inputs.dense(y)
        x = inputs.checked(self, x, reset=reset)
        return x, x

    def _target_of(self, y: Any) -> Any:
        if self.target != "y":
            return Itself(tuple(y.shape[1:]))
        if type_of_target(y).startswith("continuous"):
            return Numbers(1 if y.ndim == 1 else y.shape[1])
        return classes_of(y, None, "Transformer")

    def _announce(self) -> None:
        self._code_shape = tuple(self._code(self.model_).output_shape[1:])  # before training: the layer may not exist
        self._n_features_out = int(np.prod([size or 0 for size in self._code_shape]))

    def _check_outputs(self, model: Any, target: Any) -> int:
        if self.target is None or (isinstance(target, Itself) and tuple(model.output_shape[1:]) == target.shape):
            return 0  # nothing to fit, or samples come out as they went in, images too
        return super()._check_outputs(model, target)

    # --- using ----------------------------------------------------------------------------------------------------------

    def _place(self) -> Any:
        """Return the name or number of the layer, None for the model's output."""
        return "code" if self.layer is None and self.model is None else self.layer

    def _code(self, model: Any) -> Any:
        """Return the model up to the layer."""
        from badak import Model

        place = self._place()
        return model if place is None else Model(model.inputs, _layer(model, place).output)

    def transform(self, X: Any) -> np.ndarray:
        """Return what the layer says of each sample, in one row.

        Args:
            X: samples, one in each row.
        """
        check_is_fitted(self, "model_")
        x = inputs.checked(self, X, reset=False)
        return self._run(self._code(self.model_), x).reshape(x.shape[0], -1)

    @hooks.only_if(_rebuilds)
    def inverse_transform(self, X: Any) -> np.ndarray:
        """Return samples from transformed ones, by the layers behind the code (for ``target="X"``).

        Args:
            X: rows as ``transform`` returns them.

        Raises:
            StateError: BD288, when the features are the model's own output.
        """
        from badak import Model

        check_is_fitted(self, "model_")
        place = self._place()
        if place is None:
            raise error("BD288", where="Transformer.inverse_transform", got="layer=None")
        rows = check_array(X).reshape(-1, *self._code_shape)
        return self._run(Model(_layer(self.model_, place).output, self.model_.output), rows)


def _layer(model: Any, place: Any) -> Any:
    return model.get_layer(index=place) if isinstance(place, int | np.integer) else model.get_layer(place)
