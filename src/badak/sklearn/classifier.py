"""A classifier of scikit-learn around a badak model."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, column_or_1d

from badak.ops.activation import sigmoid
from badak.ops.softmax import softmax
from badak.sklearn import hooks, inputs
from badak.sklearn.estimator import Estimator, validation_of
from badak.sklearn.networks import make_mlp
from badak.sklearn.targets import Classes, Tags, classes_of, different_classes


def _margin(loss: Any) -> bool:
    """Whether a loss, or its name or class, is one of margins, whose numbers are no probabilities."""
    from badak.losses import get, resolve

    if isinstance(loss, str):
        loss = resolve(get(loss))
    return getattr(loss, "targets", "") == "signs"


def _gives_probabilities(estimator: Any) -> bool:
    if hasattr(estimator, "model_"):
        return not _margin(estimator.model_.loss)
    return estimator.loss is None or not _margin(estimator.loss)


def _gives_margins(estimator: Any) -> bool:
    return not _gives_probabilities(estimator)


class Classifier(ClassifierMixin, Estimator):
    r"""A model that tells classes apart, as an estimator of scikit-learn.

    Two classes, several, or several yes-or-no labels at once (a matrix of 0 and 1); labels of any kind. Fed with arrays,
    pandas and polars frames, images (n, height, width, channels), texts for models that begin with ``TextVectorization``, and
    sparse matrices, of which one batch at a time is made dense.

    Args:
        model: what learns. None for a network like scikit-learn's ``MLPClassifier``: dense layers, set with
            ``model__hidden_layer_sizes=(100,)``, ``model__activation="relu"``, ``model__dropout=0.0``, ``model__l2=0.0``,
            ``model__dtype``. A model with one input and one output: every fit trains a copy, the given one is never changed. A
            function that returns a model: it is called with the ``model__…`` arguments, and with ``meta`` if it takes that, a
            dict with ``n_features_in_``, ``X_shape_``, ``X_dtype_``, ``target_type_``, ``n_outputs_expected_``,
            ``output_activation``, ``classes_``, ``n_classes_``.
        loss: a name, class, function or object of ``badak.losses``; the cross-entropy that fits by default, of
            probabilities or, behind a linear last layer, of logits. Targets come as the loss wants them: class numbers, 0 and
            1, or one-hot rows (a function of one's own gets these).
        optimizer: a name, class or object of ``badak.optimizers``; Adam by default.
        metrics: measured in each epoch, into ``history_``. ``loss``, ``optimizer`` and ``metrics`` that are None come from how
            the model was compiled, if it was.
        batch_size: samples in an update.
        epochs: passes over the data.
        validation_split: part of the data to validate on, drawn with the same share of each class; by default 0.1 where
            ``early_stopping`` is set and no ``X_val`` is given, else 0.
        early_stopping: stop when ``monitor`` has not become better by ``min_delta`` for ``patience`` epochs.
        monitor: what to watch; ``"val_loss"`` where there is something to validate on, else ``"loss"``.
        patience: epochs without improvement to wait for.
        min_delta: smallest change that counts as better.
        restore_best_weights: go back to the weights of the best epoch.
        class_weight: factor of the loss by label, ``{"spam": 5.0, "ham": 1.0}``, or ``"balanced"`` (for several labels at once:
            not possible).
        pretrained: begin with the weights that the given model has; otherwise, as scikit-learn's estimators do, every fit draws
            new ones from ``random_state``. Vocabularies and the like, learned by ``adapt``, are kept in both cases; where there
            are none yet, the first layer adapts to the training data.
        random_state: an integer gives the same bits each time; None draws from badak's own seed
            (``badak.utils.set_random_seed``); a ``RandomState`` or ``Generator`` is drawn from.
        warm_start: a second ``fit`` goes on with the weights of the first.
        verbose: 0 silent, 1 a live line, 2 one line for each epoch.
        callbacks: names, classes or objects of ``badak.callbacks``, one, a list, or a dict by names of one's own. Every fit uses
            copies, which are kept in ``callbacks_``. scikit-learn's own callbacks are given to ``set_callbacks``.
        **routed: arguments of the parts: ``model__units=64``, ``optimizer__learning_rate=0.01``, ``loss__label_smoothing=0.1``,
            ``metrics__0__threshold=0.3``, ``callbacks__0__patience=3``, ``compile__precision="mixed"``,
            ``fit__shuffle=False``, ``predict__batch_size=64``; they can be searched over like all parameters.

    Attributes:
        classes_: the different labels in rising order (for several labels at once the numbers of the columns).
        model_: the trained model.
        history_: for each measured name a list with one number for each epoch.
        n_iter_: epochs trained, with those of ``warm_start`` and ``partial_fit``.
        n_features_in_: columns of X.
        feature_names_in_: their names, where X had some.
        callbacks_: the callbacks as they were after training.

    Raises:
        ArgumentError: BD280, for an unknown parameter; BD283, for something that is no model.
        DataError: BD281, for targets of one class; BD286, for several columns of several classes; BD287, for other classes
            than before.
        ShapeError: BD282, when the model's outputs are not as many as the classes.

    Of the checks of ``sklearn.utils.estimator_checks.check_estimator`` two do not pass,
    ``check_sample_weight_equivalence_on_dense_data`` and ``…_on_sparse_data``: they want a weight of 2 to be the same, to seven
    digits, as a row that is there twice. In mini-batches drawn at random a repeated row falls into other batches than a weighted
    one: the steps have the same direction on average, but are not the same.

    Example:
        >>> from sklearn.datasets import load_iris
        >>> from sklearn.pipeline import make_pipeline
        >>> from sklearn.preprocessing import StandardScaler
        >>> from badak.sklearn import Classifier
        >>> X, y = load_iris(return_X_y=True)
        >>> pipeline = make_pipeline(StandardScaler(), Classifier(epochs=40, random_state=0))
        >>> bool(pipeline.fit(X, y).score(X, y) > 0.9)
        True
    """

    classes_: np.ndarray
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
        class_weight: Any = None,
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
        self.class_weight = class_weight
        self.pretrained = pretrained
        self.random_state = random_state
        self.warm_start = warm_start
        self.verbose = verbose
        self.callbacks = callbacks
        self._take_routed(routed)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
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
    ) -> Classifier:
        """Train.

        Args:
            X: samples, one in each row.
            y: a label for each, or a matrix of 0 and 1, dense or sparse.
            sample_weight: factor of the loss for each sample.
            X_val: samples to validate on, in place of ``validation_split``.
            y_val: their labels.
            sample_weight_val: their factors.

        Returns:
            The estimator itself.
        """
        tasks = hooks.begin(self, self.epochs, {"X": X, "y": y, "metadata": _metadata(sample_weight)})
        x, y = self._checked(X, y)
        go_on = self.warm_start and hasattr(self, "model_")
        validation = validation_of(self, X_val, y_val, sample_weight_val)
        if validation is not None:
            validation = validation[0], _rows(validation[1]), validation[2]
        if go_on and isinstance(self._target, Classes) and not np.array_equal(np.unique(y), self._target.labels):
            raise different_classes(f"{np.unique(y)[:20].tolist()}", self._target.labels)
        self._learn(
            x, y, lambda y: classes_of(y, None, "Classifier"), sample_weight, validation,
            epochs=self.epochs, go_on=go_on, tasks=tasks,
        )  # fmt: skip
        if tasks is not None:
            tasks.close()
        return self

    def partial_fit(self, X: Any, y: Any, classes: Any = None, sample_weight: Any = None) -> Classifier:
        """Train for one epoch with the weights there are, for data that comes in parts.

        Args:
            X: samples, one in each row.
            y: a label for each.
            classes: all labels that will ever come; needed at the first call, unless ``y`` holds them all.
            sample_weight: factor of the loss for each sample.

        Returns:
            The estimator itself.
        """
        first = not hasattr(self, "model_")
        x, y = self._checked(X, y, reset=first)
        if not first and classes is not None and not np.array_equal(np.unique(classes), self.classes_):
            raise different_classes(f"classes={np.unique(classes)[:20].tolist()}", self.classes_)
        return self._learn(
            x, y, lambda y: classes_of(y, classes, "Classifier"), sample_weight, epochs=1, go_on=not first
        )

    def _checked(self, x: Any, y: Any, reset: bool | None = None) -> tuple[Any, Any]:
        """Return X and y as arrays."""
        reset = not (self.warm_start and hasattr(self, "model_")) if reset is None else reset
        x, y = inputs.checked(self, x, y, reset=reset)
        check_classification_targets(y)
        return x, _rows(y)

    def _announce(self) -> None:
        self.classes_ = self._target.labels

    def _weights(self, y: Any, target: Any, weight: Any) -> Any:
        if self.class_weight is None:
            return weight
        from sklearn.utils.class_weight import compute_sample_weight

        factors = compute_sample_weight(self.class_weight, y)
        return factors if weight is None else factors * weight

    def predict(self, X: Any) -> np.ndarray:
        """Return the most probable label of each sample; for several labels at once a matrix of 0 and 1.

        Args:
            X: samples, one in each row.
        """
        scores = self._scores(X)
        if isinstance(self._target, Tags):
            return (scores > self._threshold()).astype(int)
        if scores.shape[1] == 1:
            return self.classes_[(scores[:, 0] > self._threshold()).astype(int)]
        return self.classes_[scores.argmax(axis=1)]

    def _threshold(self) -> float:
        """Return where yes begins."""
        return 0.5 if _gives_probabilities(self) else 0.0

    @hooks.only_if(_gives_probabilities)
    def predict_proba(self, X: Any) -> np.ndarray:
        """Return the probability of each class, in the order of ``classes_``; shape (samples, classes).

        Args:
            X: samples, one in each row.
        """
        scores = self._scores(X)
        one = scores.shape[1] == 1 and not isinstance(self._target, Tags)
        return np.concatenate([1 - scores, scores], axis=1) if one else scores

    @hooks.only_if(_gives_probabilities)
    def predict_log_proba(self, X: Any) -> np.ndarray:
        """Return the logarithm of the probability of each class; shape (samples, classes).

        Args:
            X: samples, one in each row.
        """
        with np.errstate(divide="ignore"):  # the logarithm of 0 is minus infinity, which is no mistake
            return np.log(self.predict_proba(X))

    @hooks.only_if(_gives_margins)
    def decision_function(self, X: Any) -> np.ndarray:
        """Return the margins, where the loss is one of margins (hinge); shape (samples,) for two classes.

        Args:
            X: samples, one in each row.
        """
        scores = self._scores(X)
        if isinstance(self._target, Tags) or len(self.classes_) > 2:
            return scores
        return scores[:, -1] if scores.shape[1] == 1 else scores[:, 1] - scores[:, 0]

    def _scores(self, x: Any) -> np.ndarray:
        """Return probabilities or margins, one for each output of the model."""
        check_is_fitted(self, "model_")
        out = self._outputs(x).astype(np.float64)  # as scikit-learn's classifiers return them
        if not _gives_probabilities(self):
            return out
        logits = getattr(self.model_.loss, "from_logits", False)
        if out.shape[1] == 1 or isinstance(self._target, Tags):
            return np.asarray(sigmoid(out)) if logits else out
        if logits:
            return np.asarray(softmax(out))
        # scikit-learn's scores want a sum of 1 to the digits of float64, which float32 does not have
        return out / out.sum(axis=1, keepdims=True) if out.min() >= 0 else out


def _metadata(weight: Any) -> dict[str, Any] | None:
    return None if weight is None else {"sample_weight": weight}


def _rows(y: Any) -> np.ndarray:
    """Return labels in one row, or a dense matrix of several labels."""
    y = inputs.dense(y)
    return column_or_1d(y, warn=True) if y.ndim == 1 or y.shape[1] == 1 else y
