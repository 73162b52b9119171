"""The learning-rate range test: train a little with ever larger rates, watch the loss, put everything back."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from badak.autograd import tree as trees_
from badak.backend import on_numpy
from badak.backend.threads import computing
from badak.callbacks.callback import CallbackList
from badak.callbacks.history import History
from badak.checks import number, whole
from badak.errors import error, phrase
from badak.training import loop
from badak.training.progress import Progress
from badak.training.step import start_metrics

# The mean that the loss is smoothed by keeps this much of itself at each step: about the last ten steps count.
_KEEP = 0.9


@dataclass(frozen=True)
class RateTest:
    """What a learning-rate range test saw.

    Attributes:
        rates: the rates tried, rising, shape (steps,).
        losses: the loss of the batch at each rate, before the step with it, shape (steps,).
        smoothed: a running mean of the losses, corrected for its start, shape (steps,).
        suggestion: a tenth of the rate at which the smoothed loss was lowest: there it still falls, and well.
        highest: the rate at which the loss exploded; None when it never did, and higher rates would have to be tried.
    """

    rates: np.ndarray
    losses: np.ndarray
    smoothed: np.ndarray
    suggestion: float
    highest: float | None

    def __str__(self) -> str:
        end = f"{self.highest:.2g}" if self.highest is not None else phrase("not reached", "도달하지 않음")
        low = self.rates[int(self.smoothed.argmin())]
        return phrase(
            f"learning rate: about {self.suggestion:.2g} (loss lowest at {low:.2g}, exploding at {end})",
            f"학습률은 {self.suggestion:.2g} 정도가 알맞습니다(손실이 가장 낮은 곳 {low:.2g}, 발산하는 곳 {end})",
        )


def find_learning_rate(
    model: Any,
    x: Any,
    y: Any,
    *,
    lowest: float,
    highest: float,
    steps: int,
    batch_size: Any,
    sample_weight: Any,
    seed: int,
) -> RateTest:
    """Test rates; see ``Model.find_learning_rate``."""
    where = "find_learning_rate"
    low = number(where, "lowest", lowest, 0.0, above=True)
    high = number(where, "highest", highest, low, above=True)
    rates = np.geomspace(low, high, whole(where, "steps", steps, 10))
    compiled = model.compiled
    if compiled.custom_step is not None:
        expected = {"en": "a model compiled without a step of its own", "ko": "step= 없이 compile한 모델"}
        raise error("BD003", where=where, name="step", got="compile(step=…)", expected=expected)

    # not a key of the user's stream: what is trained afterwards is the same as without the test
    key = on_numpy.fold((0, 0), whole(where, "seed", seed))
    bounded = len(rates) if hasattr(x, "__next__") else None  # a generator has no end of its own
    options = {
        "batch_size": batch_size, "sample_weight": sample_weight, "validation_split": 0.0, "validation_data": None,
        "steps_per_epoch": bounded, "class_weight": None, "shuffle": True, "shuffle_split": True,
    }  # fmt: skip
    data, _, _ = loop._training_data(model, x, y, options, key)
    loop._settle(model, data, None, where)

    # a step writes into the weights that it learns; what else it changes stays in the trees of the run
    weights = trees_.map(np.array, model.raw_params(True))
    memory = trees_.map(np.array, model.optimizer_state) if model.optimizer_state else None
    frozen = model.trained_layers
    try:
        with computing(loop.work_of(model, batch_size or 32)):
            losses = _climb(model, data, rates, key)
    finally:
        model.write_params(weights, True)
        model.optimizer_state, model.trained_layers = memory, frozen
    return _read(rates, losses)


def _climb(model: Any, data: Any, rates: np.ndarray, key: Any) -> list[float]:
    """Take a step with each rate; end where the loss explodes."""
    run = loop.Run(model, data, None, CallbackList([], model, {}), Progress(0, 1, 1), History(), key, 1)
    model.optimizer_state = None  # the memory of another training would blur the picture
    run.take_over()
    run.trees["metrics"] = trees_.map(run.compiled.backend.from_host, start_metrics(run.compiled.metrics or []))
    losses: list[float] = []
    lowest, smoothed = math.inf, 0.0
    batches = itertools.chain.from_iterable(data.epoch(epoch) for epoch in itertools.count())
    for i, (rate, batch) in enumerate(zip(rates, batches), 1):
        run.trees["optimizer"] = model.optimizer.set_learning_rate(run.trees["optimizer"], float(rate))
        run.trees, logs = run.step(run.trees, batch, run.compiled.backend.fold(run.step_key, i))
        losses.append(float(logs["loss"]))
        smoothed = _KEEP * smoothed + (1 - _KEEP) * losses[-1]
        now = smoothed / (1 - _KEEP**i)
        if not math.isfinite(now) or (i > 10 and now > 4 * lowest):
            break
        lowest = min(lowest, now)
    return losses


def _read(rates: np.ndarray, losses: list[float]) -> RateTest:
    """Make the result from what was seen."""
    exploded = len(losses) < len(rates) or not math.isfinite(losses[-1])
    end = float(rates[len(losses) - 1]) if exploded else None
    while losses and not math.isfinite(losses[-1]):
        losses = losses[:-1]
    if not losses:
        expected = {
            "en": "a finite loss before the first step: scale the inputs to about -1…1",
            "ko": "첫 스텝 전에 유한한 손실. 입력을 -1~1 정도로 맞추세요",
        }
        raise error("BD003", where="find_learning_rate", name="x, y", got="loss = nan", expected=expected)
    seen, mean, smoothed = np.array(losses), 0.0, []
    for i, loss in enumerate(losses, 1):
        mean = _KEEP * mean + (1 - _KEEP) * loss
        smoothed.append(mean / (1 - _KEEP**i))
    curve = np.array(smoothed)
    return RateTest(rates[: len(seen)], seen, curve, float(rates[int(curve.argmin())] / 10), end)
