"""Where the model of an estimator comes from: a default network, a function that builds one, or a model that is copied."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

from badak.errors import error, shape_text
from badak.sklearn.copies import fresh_copy, learn_preparation
from badak.sklearn.routing import known, routed


def make_mlp(
    meta: dict[str, Any],
    hidden_layer_sizes: Sequence[int] | int = (100,),
    activation: Any = "relu",
    dropout: float = 0.0,
    l2: float = 0.0,
    dtype: str | None = None,
) -> Any:
    """Build the network of ``Classifier()`` and ``Regressor()``: dense layers, as scikit-learn's ``MLPClassifier`` has them.

    Args:
        meta: what is known of the data.
        hidden_layer_sizes: units of each hidden layer.
        activation: of the hidden layers.
        dropout: share of the units that are left out while training, after each hidden layer.
        l2: penalty on the squares of the kernels.
        dtype: number type; float32 by default.
    """
    model = _begun(meta, dtype)
    for units in _sizes(hidden_layer_sizes):
        _add_hidden(model, units, activation, dropout, l2)
    model.add(_dense(meta["n_outputs_expected_"], activation=meta["output_activation"], l2=l2))
    return model


def make_autoencoder(
    meta: dict[str, Any],
    n_components: int = 2,
    hidden_layer_sizes: Sequence[int] | int = (100,),
    activation: Any = "relu",
    dropout: float = 0.0,
    l2: float = 0.0,
    dtype: str | None = None,
) -> Any:
    """Build the network of ``Transformer()``: dense layers down to the layer ``"code"``, and the same layers back.

    Args:
        meta: what is known of the data.
        n_components: units of the code.
        hidden_layer_sizes: units of each hidden layer before the code; behind it they come in the opposite order.
        activation: of the hidden layers; the code has none.
        dropout: share of the units that are left out while training, after each hidden layer.
        l2: penalty on the squares of the kernels.
        dtype: number type; float32 by default.
    """
    model = _begun(meta, dtype)
    sizes = _sizes(hidden_layer_sizes)
    for units in sizes:
        _add_hidden(model, units, activation, dropout, l2)
    model.add(_dense(n_components, name="code", l2=l2))
    for units in reversed(sizes):
        _add_hidden(model, units, activation, dropout, l2)
    model.add(_dense(meta["n_outputs_expected_"], activation=meta["output_activation"], l2=l2))
    return model


def _begun(meta: dict[str, Any], dtype: str | None) -> Any:
    from badak import Sequential
    from badak.layers import Flatten

    model = Sequential(dtype=dtype)
    if len(meta["X_shape_"]) > 2:
        model.add(Flatten())
    return model


def _add_hidden(model: Any, units: int, activation: Any, dropout: float, l2: float) -> None:
    from badak.layers import Dropout

    model.add(_dense(units, activation=activation, l2=l2))
    if dropout:
        model.add(Dropout(dropout))


def _dense(units: int, l2: float, **more: Any) -> Any:
    from badak.layers import Dense
    from badak.regularizers import L2

    return Dense(units, kernel_regularizer=L2(l2) if l2 else None, **more)


def _sizes(given: Any) -> list[int]:
    return [int(units) for units in (given if hasattr(given, "__iter__") else [given])]


def new_model(estimator: Any, meta: dict[str, Any], x: Any, default: Any) -> Any:
    """Return a built model of the estimator's own, with weights from the seed of this moment.

    Args:
        estimator: the estimator, with its ``model`` and ``model__…`` parameters.
        meta: what is known of the data, for functions that build models.
        x: the training data, for layers that learn from it before training.
        default: the function that builds the model where none is given.

    Raises:
        ArgumentError: BD283, for something that is no model; BD280, for arguments the function does not take.
    """
    from badak.training.intake import sample_shape
    from badak.training.texts import text_layer

    where = type(estimator).__name__
    given, args = estimator.model, routed(estimator, "model")
    if is_model(given):
        known(args, (), where, "model__")
        model = fresh_copy(given, estimator.pretrained)
    else:
        build = default if given is None else given
        if not callable(build) or hasattr(build, "forward") and not isinstance(build, type):
            raise _no_model(where, given, f"{type(given).__name__}", f"{type(given).__name__}입니다")
        model = _call(build, meta, args, where)
        if not is_model(model):
            got = f"{getattr(build, '__name__', 'build')}(…) → {type(model).__name__}"
            raise _no_model(where, model, "the function returned none", "함수가 모델을 돌려주지 않았습니다", got)
    learn_preparation(model, x)
    if model.slot is None:
        model.build(() if text_layer(model) is not None else sample_shape(model, x))
    several = getattr(model, "several_outputs", False) or _has_several_inputs(model)
    if several:
        raise _no_model(where, model, "several inputs or outputs", "입력이나 출력이 여럿입니다")
    return model


def is_model(thing: Any) -> bool:
    """Whether this is a model, not a class of models or a single layer."""
    from badak import Model

    return isinstance(thing, Model)


def _has_several_inputs(model: Any) -> bool:
    shape = model.slot.shape
    return bool(shape) and isinstance(shape[0], tuple)


def _call(build: Any, meta: dict[str, Any], args: dict[str, Any], where: str) -> Any:
    """Call a function that builds a model with its arguments, and with ``meta`` where it takes that."""
    parameters = inspect.signature(build).parameters
    takes_all = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    if not takes_all:
        known(args, [name for name in parameters if name != "meta"], where, "model__")
    if takes_all or "meta" in parameters:
        args = {"meta": meta, **args}
    return build(**args)


def _no_model(where: str, given: Any, en: str, ko: str, got: str | None = None) -> Exception:
    return error("BD283", where=where, got=got or repr(given)[:80], why={"en": en, "ko": ko})


def ends_in_logits(model: Any) -> bool:
    """Whether the last layer is linear, so that its numbers are no probabilities yet."""
    from badak import activations

    last: Any = model
    while hasattr(last, "layers"):
        # a graph says itself which layer makes its output
        last = last.output.call.layer if hasattr(last, "in_order") else last.layers[-1]
    return getattr(last, "activation", None) is activations.linear


def output_units(model: Any, where: str, wanted: int) -> int:
    """Return how many numbers the model gives for a sample.

    Raises:
        ShapeError: BD282, when an output is no row of numbers.
    """
    shape = tuple(model.output_shape)[1:]
    if len(shape) != 1 or shape[0] is None:
        raise error(
            "BD282", where=f"{where} › {model.label}", got=shape_text((None, *shape)), expected=f"(?, {wanted})"
        )
    return int(shape[0])
