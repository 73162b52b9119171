"""The model: compile, fit, evaluate, predict, and the weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from badak.autograd.symbol import has_symbol
from badak.autograd.tensor import Tensor, tensor
from badak.checks import explain_call
from badak.errors import error
from badak.layers.layer import Layer
from badak.models.layer_list import Layers
from badak.models.weights import ModelWeights

if TYPE_CHECKING:
    from collections.abc import Iterable

    from badak.callbacks.history import History
    from badak.models.summary import Row, Summary
    from badak.training.compiled import Compiled
    from badak.training.rate_test import RateTest


class Model(ModelWeights):
    """Layers put together, with what it takes to train and use them.

    Make one with ``badak.Sequential``. A model is a layer itself and can stand inside another.

    Attributes:
        layers: its layers in order.
        optimizer: the optimizer given to ``compile``.
        history: record of the last ``fit``.
        stop_training: set to True by a callback to end ``fit`` after this batch or epoch.
        class_names: names of the classes, written by ``badak train`` and kept in the model file.
        run_key: the random key of the last ``fit``, so that a later one with ``initial_epoch`` goes on exactly.
        callback_states: what the callbacks of the last ``fit`` remember, for the same.
        preprocess: how raw input becomes the model's input, kept in the model file.
    """

    gives_penalty = False

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        """Make a model of symbols where ``badak.Model(inputs, outputs)`` is called."""
        if cls is Model and (len(args) > 1 or "outputs" in kwargs):
            from badak.models.functional import Functional

            return object.__new__(Functional)
        return super().__new__(cls)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        code = getattr(cls.__dict__.get("forward"), "__code__", None)
        taken = 4 if code is None else code.co_argcount  # self, p, x, ctx
        for name, foreign in (("call", "call" in cls.__dict__), ("forward(self, x)", taken < 4)):
            if foreign and not cls.__module__.startswith("badak."):
                raise error(
                    "BD138", where=f"class {cls.__name__}", name=name, cls=cls.__name__, got=f"{cls.__name__}.{name}"
                )

    def __init__(self, name: str | None = None, dtype: str | None = None) -> None:
        object.__setattr__(self, "name", name)
        for field, value in (
            ("dtype", dtype),
            ("trainable", True),
            ("input_shape", None),
            ("input_dim", None),
            ("slot", None),
        ):
            object.__setattr__(self, field, value)
        self.layers: list[Layer] = Layers()
        self.history: History | None = None
        self.stop_training = False
        self.class_names: list[str] | None = None
        self.preprocess: Any = None
        self.run_record: dict | None = None
        self.run_key: tuple[int, int] | None = None
        self.callback_states: dict[str, dict[str, Any]] = {}
        self.trained_layers: tuple[bool, ...] | None = None  # which layers the optimizer's memory was made for
        self._compiled: Compiled | None = None
        self.optimizer_state: Any = None

    # --- what a model does, in order of use -------------------------------------------------------------------------

    @explain_call
    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        metrics: Any = None,
        *,
        loss_weights: Any = None,
        weighted_metrics: Any = None,
        step: Any = None,
        backend: str = "numpy",
        precision: str = "float32",
    ) -> None:
        """Say how the model is to be trained.

        Args:
            optimizer: a name or an object of ``badak.optimizers``; Keras's default is kept.
            loss: a name, a function ``(y_true, y_pred)`` or an object of ``badak.losses``.
            metrics: names or objects of ``badak.metrics``, measured without sample weights.
            loss_weights: factors of the losses of several outputs, a list or a dict by their names; 1 by default. With several
                outputs ``loss`` and ``metrics`` are lists in their order or dicts by their names, too; a single one is for all.
            weighted_metrics: the same, measured with sample weights.
            step: a training step of one's own, ``step(model, trees, batch, key) -> (trees, logs)``.
            backend: ``"numpy"`` computes at once on this processor, ``"xla"`` compiles the step with JAX.
            precision: ``"float32"``; ``"mixed"``: what runs from layer to layer is bfloat16, half the memory and on
                processors that have instructions for it twice the speed, while weights, statistics, the last layer and the
                loss stay float32; ``"auto"``: mixed where this processor has the instructions, which ``fit`` then says.

        Raises:
            ArgumentError: BD014, for a name that does not exist.

        Example:
            >>> import badak
            >>> model = badak.Sequential([badak.layers.Dense(1, input_dim=2)])
            >>> model.compile("sgd", loss="mse", metrics=["mae"])
        """
        from badak.training.compiled import Compiled

        self._compiled = Compiled(
            self, optimizer, loss, metrics, weighted_metrics, step, backend, precision, loss_weights
        )
        self.optimizer_state = None
        self.callback_states = {}

    @explain_call
    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: Any = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool = True,
        class_weight: dict | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int = 1,
        *,
        shuffle_split: bool = True,
    ) -> History:
        """Train the model.

        Args:
            x: inputs: array, list, tensor, pandas or polars frame, ``badak.Dataset``, or a generator of ``(x, y)`` batches.
            y: targets, one for each sample; left out for a Dataset or a generator.
            batch_size: samples in one update; 32 by default.
            epochs: the number of the last epoch (passes over the data), counted from ``initial_epoch``.
            verbose: 0 silent, 1 a live line, 2 one line for each epoch, ``"auto"`` 1 on a terminal and 2 in a pipe.
            callbacks: a list of ``badak.callbacks``.
            validation_split: part of the data, between 0 and 1, kept for validation. Drawn at random with the same share of
                each class (Keras takes the last rows, which fails on sorted data); ``shuffle_split=False`` takes the last.
            validation_data: ``(x, y)`` or ``(x, y, sample_weight)`` or a Dataset to validate on.
            shuffle: whether the order is drawn anew for each epoch.
            class_weight: factor of the loss for each class.
            sample_weight: factor of the loss for each sample.
            initial_epoch: the epoch to begin with, for going on.
            steps_per_epoch: batches in one epoch; needed for generators.
            validation_steps: batches to validate on, for generators.
            validation_batch_size: samples at a time in validation; 256 or ``batch_size``, whichever is larger, and ``batch_size``
                for stateful models.
            validation_freq: validate every so many epochs.
            shuffle_split: see ``validation_split``.

        Returns:
            History: ``history.history`` holds a list for each of ``loss``, the metrics, ``val_loss`` and the ``val_`` metrics.

        Raises:
            StateError: BD030, before ``compile``.
            DataError: for data that cannot be learned from: NaN, text, empty, unequal lengths, labels out of range.

        Example:
            >>> import badak
            >>> badak.utils.set_random_seed(0)
            >>> model = badak.Sequential([badak.layers.Dense(1)])
            >>> model.compile("sgd", loss="mse")
            >>> history = model.fit([[0.0], [1.0]], [[1.0], [3.0]], epochs=3, verbose=0)
            >>> history.epoch
            [0, 1, 2]
        """
        from badak.models.checks import tell_lambdas
        from badak.training.loop import fit

        tell_lambdas(self)
        return fit(
            self, x, y, batch_size=batch_size, epochs=epochs, verbose=verbose, callbacks=callbacks,
            validation_split=validation_split, validation_data=validation_data, shuffle=shuffle, class_weight=class_weight,
            sample_weight=sample_weight, initial_epoch=initial_epoch, steps_per_epoch=steps_per_epoch,
            validation_steps=validation_steps, validation_batch_size=validation_batch_size,
            validation_freq=validation_freq, shuffle_split=shuffle_split,
        )  # fmt: skip

    @explain_call
    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: Any = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Any = None,
        return_dict: bool = False,
    ) -> Any:
        """Measure loss and metrics on data, without changing anything.

        Args:
            x: inputs, as for ``fit``.
            y: targets.
            batch_size: samples at a time; 256 by default.
            verbose: 0 silent, 1 a live line, 2 one line, ``"auto"``.
            sample_weight: factor of the loss for each sample.
            steps: batches to take from a generator.
            callbacks: a list of callbacks.
            return_dict: return a dict by name instead of a list.

        Returns:
            The loss as a number, or ``[loss, metric, …]``, or a dict.

        Raises:
            StateError: BD030, before ``compile``; BD023, before the model has weights.
        """
        from badak.training.loop import evaluate

        return evaluate(
            self, x, y, batch_size=batch_size, verbose=verbose, sample_weight=sample_weight, steps=steps,
            callbacks=callbacks, return_dict=return_dict,
        )  # fmt: skip

    @explain_call
    def predict(
        self, x: Any, batch_size: int | None = None, verbose: Any = 0, steps: int | None = None, callbacks: Any = None
    ) -> np.ndarray:
        """Compute outputs for inputs.

        Args:
            x: inputs of shape (batch, …), as for ``fit``.
            batch_size: samples at a time; 1,024 by default, which keeps memory small.
            verbose: 0 silent, 1 a live line.
            steps: batches to take from a generator.
            callbacks: a list of callbacks.

        Returns:
            NumPy array of shape (batch, …).

        Example:
            >>> import badak
            >>> model = badak.Sequential([badak.layers.Dense(1, kernel_initializer="ones", input_dim=2)])
            >>> model.predict([[1.0, 2.0]]).tolist()
            [[3.0]]
        """
        from badak.training.predicting import predict

        return predict(self, x, batch_size=batch_size, verbose=verbose, steps=steps, callbacks=callbacks)

    def summary(self, line_length: int | None = None, print_fn: Any = None, *, expand_nested: bool = False) -> Summary:
        """Print a table of layers, output shapes and numbers of weights.

        Args:
            line_length: width of the table in characters; the terminal's by default.
            print_fn: called with the text instead of printing it.
            expand_nested: show the layers inside blocks and inner models too.

        Returns:
            The summary; ``str()`` gives the text, a notebook shows it as a table.

        Raises:
            StateError: BD023, when the shape of the input is not known yet.
        """
        from badak.models.summary import Summary

        made = Summary(self, line_length, expand_nested)
        (print_fn or print)(str(made))
        return made

    def save(self, path: Any, overwrite: bool = True) -> None:
        """Write the model to one file: layers, weights, optimizer, class names, how to prepare the input.

        Args:
            path: a name ending in ``.badak``.
            overwrite: whether a file of that name may be replaced.

        Raises:
            FileError: when the file cannot be written; an older file stays as it was.
        """
        from badak.files import save_model

        save_model(self, path, overwrite=overwrite)

    def save_weights(self, path: Any, overwrite: bool = True) -> None:
        """Write only the weights, as ``.safetensors`` with names such as ``dense/kernel``."""
        from badak.files import save_weights

        save_weights(self, path, overwrite=overwrite)

    def load_weights(self, path: Any) -> None:
        """Read weights that ``save_weights`` wrote for a model of the same layers."""
        from badak.files import load_weights

        load_weights(self, path)

    # --- other ways of training -------------------------------------------------------------------------------------

    @explain_call
    def find_learning_rate(
        self,
        x: Any,
        y: Any = None,
        *,
        lowest: float = 1e-6,
        highest: float = 10.0,
        steps: int = 100,
        batch_size: int | None = None,
        sample_weight: Any = None,
        seed: int = 0,
    ) -> RateTest:
        """Try ever larger learning rates, one for each batch, and say which one suits; nothing of the model changes.

        At small rates the loss stays, then falls, then explodes. A good rate is large, and safely below the explosion: a tenth
        of the one at which the smoothed loss is lowest. Weights, statistics, optimizer and the random numbers of later runs are
        afterwards as they were before.

        Args:
            x: inputs, as for ``fit``.
            y: targets.
            lowest: the first rate.
            highest: the last rate; they grow by the same factor at each step.
            steps: how many rates, at least 10; the data are gone through as often as that takes.
            batch_size: samples in a step, the one that will be trained with; 32 by default.
            sample_weight: factor of the loss for each sample.
            seed: of the order of the samples.

        Returns:
            ``suggestion``, the ``rates`` tried with their ``losses``, and ``highest``, where it exploded. Printed, it says so.

        Raises:
            StateError: BD030, before ``compile``.
            ArgumentError: BD040, for rates that do not rise, or too few steps; BD003, for a model with a step of its own, and
                where the loss is not even finite before the first step.

        Example:
            >>> import badak, numpy as np
            >>> badak.utils.set_random_seed(0)
            >>> x = np.linspace(-1, 1, 64, dtype="float32")[:, None]
            >>> model = badak.Sequential([badak.layers.Dense(1)])
            >>> model.compile("sgd", loss="mse")
            >>> found = model.find_learning_rate(x, 3 * x)
            >>> 0.01 < found.suggestion < 1 < found.highest
            True
            >>> model.learning_rate = found.suggestion

        Source: Smith 2017, arXiv 1506.01186, section 3.3.
        """
        from badak.training.rate_test import find_learning_rate

        return find_learning_rate(
            self, x, y, lowest=lowest, highest=highest, steps=steps, batch_size=batch_size, sample_weight=sample_weight,
            seed=seed,
        )  # fmt: skip

    def train_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        class_weight: dict | None = None,
        return_dict: bool = False,
    ) -> Any:
        """Make one update on one batch and return the loss (and metrics) of that batch."""
        from badak.training.loop import train_on_batch

        return train_on_batch(self, x, y, sample_weight, class_weight, return_dict)

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """Return loss and metrics of one batch without changing anything."""
        n = len(x)
        return self.evaluate(
            x, y, batch_size=max(n, 1), verbose=0, sample_weight=sample_weight, return_dict=return_dict
        )

    def predict_on_batch(self, x: Any) -> np.ndarray:
        """Return the outputs of one batch."""
        return self.predict(x, batch_size=max(len(x), 1))

    # --- what it was compiled with ----------------------------------------------------------------------------------

    @property
    def compiled(self) -> Compiled:
        """What ``compile`` was given.

        Raises:
            StateError: BD030, before ``compile``.
        """
        if self._compiled is None:
            raise error("BD030", where=self.label)
        return self._compiled

    @property
    def optimizer(self) -> Any:
        """The optimizer given to ``compile``."""
        return self.compiled.optimizer

    @property
    def loss(self) -> Any:
        """The loss given to ``compile``."""
        return self.compiled.loss

    @property
    def metrics_names(self) -> list[str]:
        """Names of what ``evaluate`` returns, in order."""
        return ["loss", *self.compiled.metric_names]

    @property
    def learning_rate(self) -> float:
        """The learning rate in use; may be set while training."""
        if self.optimizer_state is None:
            self.optimizer_state = self._new_optimizer_state()
        return float(self.optimizer.get_learning_rate(self.optimizer_state))

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        if self.optimizer_state is None:
            self.optimizer_state = self._new_optimizer_state()
        self.optimizer_state = self.optimizer.set_learning_rate(self.optimizer_state, value)

    def _new_optimizer_state(self) -> Any:
        from badak.autograd import tree as trees

        return self.optimizer.init(trees.map(lambda t: t.data, self.params_tree(True)))

    def _forget_training(self) -> None:
        """Drop the optimizer's memory of weights that are no longer these."""
        self.optimizer_state = None

    # --- one layer among others -------------------------------------------------------------------------------------

    def __call__(self, x: Any, *, training: bool = False, mask: Any = None) -> Any:
        """Apply the model to data and return a tensor that can be differentiated."""
        from badak.training.texts import prepare_texts, text_layer

        if has_symbol(x):
            return super().__call__(x, training=training, mask=mask)
        reader = text_layer(self)
        if reader is not None and type(x) is not Tensor:
            x = tensor(prepare_texts([x] if isinstance(x, str) else x, reader, self.label).batch())
            if self.slot is None:
                self.build(())
        elif self.slot is not None:
            self.check_input(x)
        return super().__call__(x, training=training, mask=mask)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """Make a model with new weights from what ``get_config`` returned."""
        if cls is Model and "calls" in config:
            from badak.models.functional import Functional

            return Functional.from_config(config)
        return super().from_config(config)

    # --- data in and out: models of several inputs or outputs say otherwise -----------------------------------------

    @property
    def several_inputs(self) -> bool:
        """Whether data are a list or tuple in the order of the inputs, or a dict by their names."""
        return False

    @property
    def several_outputs(self) -> bool:
        """Whether predictions are a list, tuple or dict, and losses belong to outputs by name."""
        return False

    @property
    def output_names(self) -> list[str]:
        """Names by which targets, losses and metrics may be given where there are several outputs."""
        return [self.layers[-1].name or ""] if self.layers else []

    def as_inputs(self, x: Any) -> Any:
        """Return data in the form the layers take: one array, or a tuple in the order of the inputs."""
        return x

    def like_outputs(self, values: Any) -> Any:
        """Return what the last layers computed in the form in which the model was given its outputs."""
        return values

    def check_input(self, x: Any) -> None:
        """Compare samples with what the model was built for.

        Raises:
            ShapeError: BD027, for another shape; BD244, for samples too short for the windows of the layers.
        """
        from badak.models.checks import check_input

        check_input(self, x)

    def check_samples(self, first: Any, data: Iterable[Any], where: str) -> None:
        """Compare samples with what the model was built for, and let the layers that stand first look at all of them.

        Args:
            first: some samples.
            data: all there are, one or several sets.
            where: the method they were given to.
        """
        from badak.training.texts import text_layer

        if isinstance(first, tuple) or text_layer(self) is not None:
            return  # layers look at several inputs and at texts themselves
        self.check_input(first)
        for x in data:
            if not isinstance(x, tuple):
                self.check_data(x, where)

    # --- looking inside ---------------------------------------------------------------------------------------------

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """Return a layer by its name or its place.

        Raises:
            ArgumentError: BD014, when there is none.
        """
        from badak.errors import close_names

        if index is not None and -len(self.layers) <= index < len(self.layers):
            return self.layers[index]
        for layer in self.layers:
            if name is not None and layer.name == name:
                return layer
        names = [layer.name or "" for layer in self.layers]
        got = repr(name) if name is not None else repr(index)
        near = close_names(name, names) if name is not None else f"0 … {len(names) - 1}"
        raise error("BD014", where=self.label, kind="layer", kind_ko="층", got=got, near=near)

    @property
    def output_shape(self) -> tuple:
        """Shape of the output, None for the batch axis."""
        return (None, *self._built().out_shape)

    def rows(self) -> list[Row]:
        """Return what ``summary`` shows of each layer."""
        from badak.models.summary import Row

        shape, found = self._built().shape, []
        for layer in self.layers:
            shape = layer.shape_after(shape)
            found.append(Row(layer.name or "", type(layer).__name__, [(None, *shape)], layer))
        return found

    def _repr_html_(self) -> str:
        """Show the table of layers in a notebook; before the weights exist, the layers by name."""
        import html

        from badak.models.summary import Summary

        if self.slot is None:
            return (
                f"<pre>{html.escape(repr(self))}\n{html.escape(', '.join(layer.label for layer in self.layers))}</pre>"
            )
        return Summary(self)._repr_html_()
