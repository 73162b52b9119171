"""Outputs for inputs, batch by batch; one row takes a few tens of microseconds."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.autograd.tape import switch
from badak.autograd.tensor import Tensor
from badak.backend.heap import keep_heap
from badak.checks import number_type
from badak.layers.context import Context
from badak.layers.convert import raw
from badak.training.texts import text_layer


def predict(model: Any, x: Any, *, batch_size: Any, verbose: Any, steps: Any, callbacks: Any) -> np.ndarray:
    """Compute a model's outputs; see ``Model.predict``."""
    slot = model.slot
    plain = type(x) is np.ndarray and x.dtype == np.float32 and slot is not None and text_layer(model) is None
    if plain and len(x) <= (batch_size or 1024) and len(x) and not verbose and not callbacks:
        model.check_input(x)
        keep_heap()
        out = forward(model, x)
        return model.like_outputs(out) if isinstance(out, tuple) else out
    return _in_batches(model, x, batch_size, verbose, steps, callbacks)


def forward(model: Any, x: Any) -> Any:
    """Run one batch through the model without recording."""
    precision = model._compiled.precision if model._compiled is not None else None
    ctx = Context(False, None, model.state_tree(), precision=precision)
    before = switch.recording
    switch.recording = False
    try:
        inputs = tuple(Tensor(part) for part in x) if isinstance(x, tuple) else Tensor(x)
        out = model.run(model.params_tree(), inputs, ctx)
    finally:
        switch.recording = before
    if ctx.updates:  # a stateful recurrent layer goes on where the last batch ended
        model.write_state(raw(ctx.updates))
    return tuple(np.asarray(part.data) for part in out) if isinstance(out, tuple) else np.asarray(out.data)


def _in_batches(model: Any, x: Any, batch_size: Any, verbose: Any, steps: Any, callbacks: Any) -> np.ndarray:
    from badak.backend.threads import computing
    from badak.callbacks.callback import CallbackList
    from badak.errors import phrase
    from badak.training.batches import ArrayBatches, StreamBatches
    from badak.training.dataset import Dataset
    from badak.training.intake import check_lengths, prepare_inputs, sample_shape
    from badak.training.loop import _batch_size, _callbacks, _cast_for, _is_stream, work_of
    from badak.training.progress import Progress, choose_verbosity

    dtype = number_type(model.dtype or np.float32, model.label)
    size = _batch_size(batch_size, 1024)
    if isinstance(x, Dataset) and not x.functions and x.order_key is None:
        x = x.x
    if isinstance(x, Dataset) and x.batch_size is None:
        x = x.batch(size)
    if _is_stream(x):
        data: Any = StreamBatches(x, steps, "predict", dtype, False, _cast_for(model, dtype), model)
        first = data.peek()[0]
    else:
        first = prepare_inputs(x, "predict", dtype, model)
        check_lengths({"x": first}, "predict")
        data = ArrayBatches(first, None, None, size, cast=_cast_for(model, dtype))
    if model.slot is None:  # as calling the model on data does
        model.build(sample_shape(model, first))
    model.check_samples(first, [first], "predict")
    progress = Progress(choose_verbosity(verbose), 0, len(data), phrase("Predict", "예측"))
    listeners = CallbackList(_callbacks(callbacks), model, {"steps": len(data)})
    listeners.call("on_predict_begin")
    progress.begin(0)
    outputs = []
    with computing(work_of(model, size)):
        for i, (part, _, _) in enumerate(data.epoch(0)):
            listeners.call("on_predict_batch_begin", i)
            outputs.append(forward(model, part))
            listeners.call("on_predict_batch_end", i, {"outputs": outputs[-1]})
            if progress.wants_write():
                progress.write(i + 1, {})
    progress.end({})
    listeners.call("on_predict_end")
    if isinstance(outputs[0], tuple):
        return model.like_outputs(tuple(np.concatenate(parts) for parts in zip(*outputs, strict=True)))
    return np.concatenate(outputs) if len(outputs) > 1 else outputs[0]
