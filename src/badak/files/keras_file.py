"""Files of Keras, without Keras: ``.keras`` and old ``.h5`` become models, ``.weights.h5`` gives its weights to one."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.errors import BadakError, MissingExtraError, error, notify
from badak.files.archive import Reader, reading
from badak.files.bounded_json import read_json
from badak.files.finite import say_not_finite
from badak.files.hdf5 import SIGNATURE, Group, read_hdf5
from badak.files.keras_builder import Builder
from badak.files.keras_graph import Inner, Lack
from badak.files.keras_order import layers_in_order
from badak.files.keras_values import Unsupported, made, value
from badak.files.keras_weights import Matcher, put
from badak.files.opening import cannot_open, open_file
from badak.files.places import Layout
from badak.files.wording import both, brief, damaged, one_line

WEIGHTS = "model.weights.h5"
_MOST_LINES = 20
_IGNORED = ("run_eagerly", "steps_per_execution", "jit_compile", "auto_scale_loss", "sample_weight_mode")


def load_keras(file: Reader, compile: bool) -> Any:  # noqa: A002 - Keras's word
    """Read a model of an opened ``.keras`` file.

    Raises:
        FileFormatError: BD083, BD088, for damage; BD310, for parts that badak does not have, all at once; BD311, BD312, for
            weights in another form or of other shapes.
    """
    config = file.json("config.json")
    with file.open(WEIGHTS) as (stream, _):
        data = np.frombuffer(stream.read(), np.uint8)
    tree = read_hdf5(data, file.place(WEIGHTS))
    training = config.get("compile_config") if isinstance(config, dict) else None
    return _loaded(config, tree, training if compile else None, file.place("config.json"), file.where, old=False)


def load_keras_h5(path: str, where: str, compile: bool) -> Any:  # noqa: A002 - Keras's word
    """Read a model of an old ``.h5`` file.

    Raises:
        FileFormatError: as ``load_keras``; BD313, for weights without a model.
    """
    tree = read_hdf5(mapped(path, where), where)
    told = tree.attributes()
    text, groups = told.get("model_config"), tree.get("model_weights")
    if not isinstance(text, str) or not isinstance(groups, Group):
        raise error("BD313", where=where, got=", ".join(sorted(map(brief, tree.members))[:8]) or "-")
    config = read_json(text.encode(), f"{where} › model_config")
    training = told.get("training_config")
    settings: Any = None
    if compile and isinstance(training, str):
        settings = read_json(training.encode(), f"{where} › training_config")
        if isinstance(settings, dict) and "optimizer_config" in settings:
            settings = {("optimizer" if k == "optimizer_config" else k): v for k, v in settings.items()}
    return _loaded(config, groups, settings, f"{where} › model_config", where, old=True)


def mapped(path: str, where: str) -> np.ndarray:
    """Return the bytes of a file without reading them yet."""
    try:
        return np.memmap(path, np.uint8, "r")
    except ValueError:  # an empty file
        raise damaged(where, "the file is empty", "빈 파일입니다") from None
    except OSError as problem:
        raise cannot_open(path, problem, where) from None


def give_keras_weights(model: Any, path: str, where: str) -> None:
    """Give a model the weights of a ``.weights.h5``, ``.h5`` or ``.keras`` file, all or none.

    Raises:
        FileFormatError: BD312, when arrays and layers do not fit, all at once; BD083, BD088, BD311 as above.
    """
    with open_file(path, where) as file:
        is_hdf5 = file.read(8) == SIGNATURE
    if is_hdf5:
        tree = read_hdf5(mapped(path, where), where)
    else:
        with reading(path, where, others=(WEIGHTS,)) as archive, archive.open(WEIGHTS) as (stream, _):
            tree = read_hdf5(np.frombuffer(stream.read(), np.uint8), archive.place(WEIGHTS))
    matcher = Matcher(Layout.of(model), {}, where)
    old = tree if "layer_names" in tree.attributes() else tree.get("model_weights")
    if isinstance(old, Group):
        matcher.inside = {
            id(model): [Inner(type(part).__name__, part.name or "", part) for part in layers_in_order(model)]
        }
        pairs = matcher.match_old(model, old)
    else:
        pairs = matcher.match(model, tree)
    say_not_finite(put(pairs, where), where)


def _loaded(config: Any, tree: Group, training: Any, where: str, whole: str, old: bool) -> Any:
    builder = Builder(where)
    model = builder.model(config)
    if builder.lacks or model is None:
        raise _lacking(builder.lacks, where)
    shape = model.input_shape
    if shape is None:
        return _started(model, training, builder, whole)
    try:
        layout = Layout.planned(model, shape)
    except BadakError as problem:
        raise error(
            "BD310", where=where, count=1, problems=both(*(f"\n    {one_line(problem, k)}" for k in ("en", "ko")))
        ) from None
    except (TypeError, ValueError, OverflowError, MemoryError) as problem:  # sizes that nobody has compared yet
        raise damaged(where, one_line(problem, "en"), one_line(problem, "ko")) from problem
    matcher = Matcher(layout, builder.inside, whole)
    pairs = matcher.match_old(model, tree) if old else matcher.match(model, tree)
    weights = put(pairs, whole)
    layout.attach()
    say_not_finite(weights, whole)
    return _started(model, training, builder, whole)


def _lacking(lacks: list[Lack], where: str) -> Exception:
    more = f"\n    … (+{len(lacks) - _MOST_LINES})" if len(lacks) > _MOST_LINES else ""
    shown = [
        "".join(f"\n    {lack.name}: {lack.kind} ({brief(lack.why[k], 160)})" for lack in lacks[:_MOST_LINES]) + more
        for k in ("en", "ko")
    ]
    return error("BD310", where=where, count=len(lacks), problems=both(*shown))


# --- how it was trained ---------------------------------------------------------------------------------------------------------


def _started(model: Any, training: Any, builder: Builder, where: str) -> Any:
    """Compile a model with the settings that have an equal here; say what has none."""
    if not isinstance(training, dict) or not training.get("optimizer"):
        return model
    try:
        arguments = {
            "optimizer": _optimizer(training["optimizer"]),
            "loss": value(training.get("loss"), family="loss"),
            "metrics": _metrics(training.get("metrics")),
            "weighted_metrics": _metrics(training.get("weighted_metrics")),
            "loss_weights": training.get("loss_weights"),
        }
        arguments = {key: part for key, part in arguments.items() if part is not None}
        if builder.policies:
            arguments["precision"] = "mixed"
        model.compile(**arguments)
    except Unsupported as lack:
        notify("BD314", where=where, why=both(*(f"{lack.kind}: {lack.why[k]}" for k in ("en", "ko"))), stacklevel=5)
    except (BadakError, MissingExtraError, TypeError, ValueError, LookupError, AttributeError) as problem:
        notify("BD314", where=where, why=both(one_line(problem, "en"), one_line(problem, "ko")), stacklevel=5)
    return model


def _metrics(node: Any) -> Any:
    return None if not node else value(node, family="metric")


def _optimizer(node: Any) -> Any:
    from badak.optimizers.registry import OPTIMIZERS

    if isinstance(node, str):
        return node
    if not isinstance(node, dict) or not isinstance(node.get("class_name"), str):
        raise Unsupported("optimizer", both("it is not well formed", "올바른 형식이 아닙니다"))
    kind, config = node["class_name"], dict(node.get("config") or {})
    if kind == "LossScaleOptimizer" and isinstance(config.get("inner_optimizer"), dict):
        return _optimizer(config["inner_optimizer"])
    cls = OPTIMIZERS.names.get(kind)
    if not isinstance(cls, type):
        raise Unsupported(kind, both("badak has no optimizer of this name", "badak에는 이 이름의 optimizer가 없습니다"))
    config.pop("name", None)
    if config.get("use_ema") is False:
        config.pop("use_ema")
    if config.get("weight_decay") in (None, 0, 0.0) and kind not in ("AdamW", "Muon"):
        config.pop("weight_decay", None)
    return made(cls, kind, config)
