"""What the estimators share: parameters, and the way from ``fit`` to a trained model."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import _check_sample_weight, check_is_fitted

from badak.callbacks import CALLBACKS, EarlyStopping
from badak.callbacks.history import Record
from badak.errors import error, shape_text
from badak.losses import LOSSES, resolve
from badak.metrics import METRICS
from badak.optimizers.registry import OPTIMIZERS
from badak.sklearn import hooks, inputs, networks
from badak.sklearn.routing import is_routed, known, made, routed, spread
from badak.training.split import split_indices
from badak.utils import next_key, seeded

_COMPILE = ("loss_weights", "weighted_metrics", "step", "backend", "precision")
_FIT = ("shuffle", "steps_per_epoch", "validation_freq", "validation_batch_size")
_PREDICT = ("batch_size", "verbose", "callbacks")
_CROSSENTROPY = ("ce", "crossentropy")  # names for the one that fits the targets
_SEEDS = np.iinfo(np.int32).max


class Estimator(hooks.Support, BaseEstimator):
    """Base of the estimators: what they are given, and how they learn."""

    # What the subclasses' constructors store.
    model: Any
    loss: Any
    optimizer: Any
    metrics: Any
    batch_size: int
    epochs: int
    validation_split: float | None
    early_stopping: bool
    monitor: str | None
    patience: int
    min_delta: float
    restore_best_weights: bool
    pretrained: bool
    random_state: Any
    warm_start: bool
    verbose: Any
    callbacks: Any
    _routed: dict[str, Any]

    # What ``fit`` learns.
    model_: Any
    history_: dict[str, list]
    n_iter_: int
    n_features_in_: int

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # What scikit-learn shows and tries out are the parameters with a name of their own. That the constructor takes
        # arguments of parts besides (**routed) is no parameter called "routed".
        whole = inspect.signature(cls.__init__)
        named = [p for p in whole.parameters.values() if p.name != "self" and p.kind is not p.VAR_KEYWORD]
        cls.__signature__ = whole.replace(parameters=named)

    # --- parameters ---------------------------------------------------------------------------------------------------

    def _take_routed(self, given: dict[str, Any]) -> None:
        """Keep arguments of the parts under their names; ``get_params`` and ``clone`` find them there."""
        for name in given:
            if not is_routed(name):
                known([name], self._get_param_names(), type(self).__name__)
        self._routed = given

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters, with those of the parts (``optimizer__learning_rate``) that were given.

        Args:
            deep: as in scikit-learn; without effect, the parts are no estimators.
        """
        return {**super().get_params(deep=False), **self._routed}

    def set_params(self, **params: Any) -> Any:
        """Set parameters, also those of the parts: ``set_params(epochs=20, model__hidden_layer_sizes=(64,))``.

        Args:
            **params: parameters by name.

        Raises:
            ArgumentError: BD280, for an unknown name.
        """
        own = self._get_param_names()
        known([name for name in params if not is_routed(name)], own, type(self).__name__)
        for name, value in params.items():
            if is_routed(name):
                self._routed = {**self._routed, name: value}  # a new dict: a shallow copy keeps its own
            else:
                setattr(self, name, value)
        return self

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    # --- what subclasses say --------------------------------------------------------------------------------------------

    _numeric = False  # y are quantities
    _default: Any  # the function that builds the network where no model is given

    def _weights(self, y: Any, target: Any, weight: Any) -> Any:
        """Return the factor of each sample's loss."""
        return weight

    # --- learning -------------------------------------------------------------------------------------------------------

    def _learn(
        self, x: Any, y: Any, target_of: Any, weight: Any = None, validation: Any = None, *, epochs: int,
        go_on: bool = False, tasks: Any = None,
    ) -> Any:  # fmt: skip
        """Train: the common part of ``fit`` and ``partial_fit``.

        Args:
            x: X, checked.
            y: y, checked.
            target_of: makes the target from y, if there is none to go on with.
            weight: factor of the loss for each sample, as given.
            validation: X, y and weights to validate on, checked, or None.
            epochs: how many.
            go_on: train the model that there is.
            tasks: scikit-learn's callbacks.
        """
        where = type(self).__name__
        if weight is not None:
            weight = _check_sample_weight(weight, x, ensure_non_negative=True)
        if not go_on:
            self._random = (self._seed(), 0)
        with seeded(*self._random) as root:
            if not go_on:
                self._target = target_of(y)
                model = networks.new_model(self, self._meta(x, y), x, self._default)
                self._compile(model)
                self.model_, self.history_, self.n_iter_ = model, Record(), 0
            target, model = self._target, self.model_
            self._announce()
            units = self._check_outputs(model, target)
            encoded = target.encode(y, model.loss, units)
            weight = self._weights(y, target, weight)
            held = None
            if validation is not None:
                held = validation[0], target.encode(validation[1], model.loss, units), validation[2]
            fraction = self._fraction(validation is not None) if epochs else 0
            if fraction:
                train, out = split_indices(_labels(encoded), x.shape[0], fraction, next_key(), True)
                held = tuple(inputs.take(part, out) for part in (x, encoded, weight))
                x, encoded, weight = (inputs.take(part, train) for part in (x, encoded, weight))
            if epochs:
                self._train(model, x, encoded, weight, held, epochs, tasks, where)
            self._random = (root.seed, root.count)
        return self

    def _train(self, model: Any, x: Any, y: Any, weight: Any, held: Any, epochs: int, tasks: Any, where: str) -> None:
        """Run the epochs and add what they measured to the record."""
        options = routed(self, "fit")
        known(options, _FIT, where, "fit__")
        self.callbacks_ = spread(self.callbacks, routed(self, "callbacks"), CALLBACKS, "callbacks")
        called = list(self.callbacks_)
        if self.early_stopping:
            called.append(
                EarlyStopping(
                    monitor=self.monitor or ("loss" if held is None else "val_loss"), patience=self.patience,
                    min_delta=self.min_delta, restore_best_weights=self.restore_best_weights,
                )
            )  # fmt: skip
        if tasks is not None:
            called.append(tasks)
        if inputs.is_sparse(x):
            shuffled = options.pop("shuffle", True)
            data = {"x": inputs.batches(x, y, weight, self.batch_size, shuffled)}
            if held is not None:
                options["validation_data"] = inputs.batches(held[0], held[1], held[2], max(self.batch_size, 256), False)
        else:
            data = {"x": x, "y": y, "sample_weight": weight, "batch_size": self.batch_size}
            if held is not None:
                parts = (inputs.dense(held[0]), inputs.dense(held[1]), held[2])
                options["validation_data"] = parts if held[2] is not None else parts[:2]
        history = model.fit(**data, epochs=epochs, verbose=self.verbose, callbacks=called, **options)
        for callback in self.callbacks_:
            callback.model = None  # the estimator has it already; a copy of a callback should not bring another one
        self.n_iter_ += len(history.epoch)
        for name, values in history.history.items():
            self.history_.setdefault(name, []).extend(values)

    def _seed(self) -> int:
        """Return the number that everything random of this fit comes from."""
        given = self.random_state
        if given is None:
            return int(next_key()[0])
        if isinstance(given, np.random.Generator):
            return int(given.integers(_SEEDS))
        if isinstance(given, int | np.integer) and not isinstance(given, bool):
            return int(given)
        from sklearn.utils import check_random_state

        return int(check_random_state(given).randint(_SEEDS))

    def _meta(self, x: Any, y: Any) -> dict[str, Any]:
        """Return what a function that builds a model may want to know; the names are SciKeras's."""
        target = self._target
        meta = {
            "X_shape_": tuple(x.shape), "X_dtype_": x.dtype, "n_features_in_": getattr(self, "n_features_in_", None),
            "target_type_": target.kind, "n_outputs_expected_": target.outputs, "output_activation": self._activation(target),
        }  # fmt: skip
        if hasattr(target, "labels"):
            meta.update(classes_=target.labels, n_classes_=len(target.labels))
        return meta

    def _activation(self, target: Any) -> str:
        """Return what the last layer of a network should apply: nothing, for losses of logits and of margins."""
        loss = resolve(self.loss) if isinstance(self.loss, str) and self.loss not in _CROSSENTROPY else self.loss
        logits = routed(self, "loss").get("from_logits", getattr(loss, "from_logits", False))
        return "linear" if logits or getattr(loss, "targets", "") == "signs" else target.activation

    def _announce(self) -> None:
        """Set the attributes that say what was learned about y."""

    def _compile(self, model: Any) -> None:
        """Compile the model; what the estimator does not say comes from how the model was compiled, or is chosen."""
        given = model._compiled
        more = routed(self, "compile")
        known(more, _COMPILE, type(self).__name__, "compile__")
        optimizer, loss, metrics = self.optimizer, self.loss, self.metrics
        if given is not None:
            optimizer = given.optimizer if optimizer is None else optimizer
            loss = given.loss_wish if loss is None else loss
            if metrics is None:
                metrics = [wish for wish, weighted in given.metric_wishes if not weighted]
                more.setdefault("weighted_metrics", [wish for wish, weighted in given.metric_wishes if weighted])
            kept = {"step": given.custom_step, "backend": given.backend.name, "precision": given.precision_wish}
            more = {**kept, **more}
        if isinstance(loss, str) and loss in _CROSSENTROPY and hasattr(self._target, "labels"):
            loss = None
        if loss is None and more.get("step") is None:
            loss = self._target.loss(model)
        args = routed(self, "loss")
        if loss is not None:
            named = isinstance(loss, str) or (callable(loss) and not isinstance(loss, type))
            loss = made(resolve(loss) if named else loss, args, LOSSES, "loss")
        else:
            known(args, (), "loss", "loss__")
        model.compile(
            made("adam" if optimizer is None else optimizer, routed(self, "optimizer"), OPTIMIZERS, "optimizer"),
            loss, spread(metrics, routed(self, "metrics"), METRICS, "metrics", keep_names=True) or None, **more,
        )  # fmt: skip

    def _check_outputs(self, model: Any, target: Any) -> int:
        """Return the number of outputs.

        Raises:
            ShapeError: BD282, when the model gives another number than the targets have.
        """
        where = type(self).__name__
        units = networks.output_units(model, where, target.outputs)
        if not target.fits(units):
            where = f"{where} › {model.label}"
            raise error("BD282", where=where, got=shape_text(model.output_shape), expected=target.expected())
        return units

    def _fraction(self, validated: bool) -> float:
        """Return the part of the data to validate on."""
        if validated:
            return 0.0
        if self.validation_split is None:
            return 0.1 if self.early_stopping else 0.0
        return self.validation_split

    # --- using ----------------------------------------------------------------------------------------------------------

    def _outputs(self, x: Any) -> np.ndarray:
        """Return what the model gives for X."""
        check_is_fitted(self, "model_")
        return self._run(self.model_, inputs.checked(self, x, reset=False))

    def _run(self, model: Any, x: Any) -> np.ndarray:
        options = routed(self, "predict")
        known(options, _PREDICT, type(self).__name__, "predict__")
        return inputs.predict(model, x, options)


def _labels(encoded: Any) -> Any:
    """Return targets as ``split_indices`` reads them; a sparse matrix has no classes to keep in equal shares."""
    return None if inputs.is_sparse(encoded) else encoded


def validation_of(estimator: Any, x: Any, y: Any, weight: Any) -> Any:
    """Check data to validate on; None where there is none."""
    if x is None:
        return None
    x, y = inputs.checked(estimator, x, y, reset=False, numeric=estimator._numeric)
    return x, y, None if weight is None else _check_sample_weight(weight, x, ensure_non_negative=True)
