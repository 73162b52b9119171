"""Forecasters that are networks: windows of the past in, the next values out."""

from __future__ import annotations

import copy
import dataclasses
import statistics
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from badak.datasets.wording import both
from badak.errors import error, phrase
from badak.timeseries.calendars import calendar_features, check_features
from badak.timeseries.containers import holds_many
from badak.timeseries.forecast import Bounds, Forecast, normal_bounds, read_levels
from badak.timeseries.forecaster import Forecaster, read_horizon
from badak.timeseries.frequency import Frequency
from badak.timeseries.reading import read_many
from badak.timeseries.scaling import METHODS, Scaler
from badak.timeseries.series import Series, library
from badak.timeseries.windowing import whole

PATHS = (
    500  # simulated futures, from which intervals are read: the ends of 95 % then lie on the 12th value from each side
)
_ENOUGH = 20  # errors of held-out windows from which intervals are made; with fewer those of all windows serve
_ROWS = 8192  # windows that go through the network at once when nothing is learned: their activations stay in memory


@dataclasses.dataclass(eq=False, repr=False)
class NeuralForecaster(Forecaster):
    r"""Base of the networks: learns from windows of one or of many series, and forecasts by recursion or directly.

    $$(\hat y_{t+1}, \dots, \hat y_{t+O}) = f_w(y_{t-L+1}, \dots, y_t,\; \text{calendar of the steps after each})$$

    A class of one's own defines ``network(channels, outputs)``. What is learned from is cut into windows, scaled by what
    was seen in the training part alone, and given to the network in batches that mix all series: one model for all of them.

    Forecasts beyond the outputs go on from the model's own forecasts. Intervals come from the model where it is
    probabilistic (``quantiles``, ``distribution``); for point forecasts from the errors on windows held out of the training
    (of all windows, where fewer than 20 are held out): errors are drawn with a random sign and added on the way, 500 times,
    and the quantiles of these futures are the intervals, at the level (n + 1) / n times as high for n errors (split conformal
    prediction: Vovk, Gammerman, Shafer 2005; Lei et al. 2018, J. Am. Stat. Assoc. 113). Errors of a series follow each other and
    stopping in time has seen them, so that intervals of short series stay somewhat too narrow: on six real series 95 % held
    90 % of what came, 86 % without the factor. The same is done beyond the outputs of a probabilistic model, whose
    uncertainty grows from step to step.

    Args:
        length: values in a window, L.
        horizon: values the network gives at once, for ``multi_step="direct"``; forecasts may be longer.
        multi_step: ``"recursive"`` learns the next value and goes on from its own forecasts; ``"direct"`` learns ``horizon``
            values at once, so that errors do not feed on themselves.
        quantiles: forecast these quantiles, (0.1, 0.5, 0.9) for example, by the pinball loss; the point forecast is the
            median.
        distribution: ``"gaussian"`` forecasts mean and deviation of a normal distribution by its likelihood.
        features: names of calendar features that are given beside the values: ``"hour"``, ``"weekday"``, ``"month"``,
            ``"yearday"``; the series must have time stamps.
        scaling: ``"window"``, ``"standard"``, ``"minmax"`` or None; see ``Scaler``.
        log: learn from the logarithms.
        epochs: passes over the windows, at most.
        batch_size: windows in one update.
        optimizer: name or object, as for ``Model.compile``.
        learning_rate: of an optimizer that is given by its name. The networks are small and the windows few, so that larger
            steps than usual (0.001) are taken.
        validation: last part of each series, between 0 and 1, that is held out to stop in time; 0 for none.
        patience: epochs without a better loss on the held-out part after which the best weights are taken.
        seed: what the first weights, the order of the windows and the simulated futures are drawn from.

    Attributes:
        model: the network, a badak model; None before ``fit``.
        history: losses by epoch.
        many: the series by name that it was fitted to.

    Raises:
        ArgumentError: BD003, for arguments without meaning.
    """

    length: int = 24
    horizon: int | None = None
    _: dataclasses.KW_ONLY
    multi_step: str = "recursive"
    quantiles: Any = None
    distribution: str | None = None
    features: Any = None
    scaling: str | None = "window"
    log: bool = False
    epochs: int = 100
    batch_size: int = 32
    optimizer: Any = "adam"
    learning_rate: float = 0.01
    validation: float = 0.2
    patience: int = 10
    seed: int = 0

    def __post_init__(self) -> None:
        where = type(self).__name__
        for name in ("length", "epochs", "batch_size", "patience"):
            whole(getattr(self, name), where, name)
        if self.multi_step not in ("recursive", "direct"):
            self._refuse("multi_step", "'recursive' | 'direct'")
        if self.horizon is not None:
            read_horizon(self.horizon, where)
        elif self.multi_step == "direct":
            self._refuse("horizon", both("how many values at once: horizon=12", "한 번에 예측할 개수: horizon=12"))
        if self.distribution not in (None, "gaussian"):
            self._refuse("distribution", "'gaussian' | None")
        if self.quantiles is not None:
            from badak.losses.spread import check_quantiles

            check_quantiles(where, self.quantiles)
            if self.distribution is not None:
                self._refuse("distribution", both("None beside quantiles", "quantiles와 함께라면 None"))
        if self.scaling not in METHODS:
            self._refuse("scaling", " | ".join(map(repr, METHODS)))
        if isinstance(self.validation, bool) or not 0 <= self.validation < 1:
            self._refuse("validation", "0 ≤ validation < 1")
        if isinstance(self.learning_rate, bool) or not self.learning_rate > 0:
            self._refuse("learning_rate", both("a number above 0", "0보다 큰 수"))
        check_features(self.features, where)
        self.model: Any = None
        self.history: dict[str, list[float]] = {}
        self.many: dict[str, Series] = {}

    def _refuse(self, name: str, expected: Any) -> None:
        raise error("BD003", where=type(self).__name__, name=name, got=repr(getattr(self, name)), expected=expected)

    # --- what each kind says ----------------------------------------------------------------------------------------------

    def network(self, channels: int, outputs: int) -> Any:
        """Return a new badak model from (batch, length, channels) to (batch, outputs).

        Args:
            channels: 1 for the values, and 2 for each calendar feature.
            outputs: numbers at the end: steps at once times numbers for each step.
        """
        raise error("BD025", where=type(self).__name__, name="network")

    # --- sizes ------------------------------------------------------------------------------------------------------------

    @property
    def steps(self) -> int:
        """How many values the network gives at once."""
        return self.horizon if self.multi_step == "direct" and self.horizon is not None else 1

    @property
    def numbers(self) -> int:
        """How many numbers it gives for each value: 1, 2 for a normal distribution, one for each quantile."""
        return 2 if self.distribution else 1 if self.quantiles is None else len(self.quantiles)

    def needs(self) -> int:
        """Return how many values each series must have: two windows."""
        return self.length + self.steps + 1

    # --- learning ---------------------------------------------------------------------------------------------------------

    def fit(self, series: Any, fill: str = "error") -> Self:
        """Learn from one series, or from many at once.

        Args:
            series: what ``read_series`` takes for one; what ``read_many`` takes for several: a list of series, a dict, a frame.
            fill: what to do with missing values and gaps: ``"error"``, ``"interpolate"`` or ``"previous"``.

        Returns:
            The forecaster itself.

        Raises:
            DataError: BD340 to BD343, for data that are no regular series of finite numbers; BD344, for one that is too short;
                BD363, when calendar features are wanted and there are no time stamps; BD364, when ``log`` meets values ≤ 0.
        """
        where = f"{self.name}.fit"
        self._takes_many = holds_many(series)
        found = read_many(series, fill, where)
        for one in found:
            if len(one) < self.needs():
                place = f"{where} › {one.name}" if self._takes_many else where
                raise error("BD344", where=place, got=len(one), need=self.needs())
        self.series = None
        self._learn(_by_name(found))
        return self

    def _learn(self, many: dict[str, Series]) -> None:
        from badak.utils import seeded

        series = list(many.values())
        kept = [len(one) - int(self.validation * len(one)) for one in series]
        if not self._can_hold_out(series, kept):
            kept = [len(one) for one in series]
        self.scaler = Scaler(self.scaling, self.log, self.length)
        self.scaler.fit([one.values[:count] for one, count in zip(series, kept, strict=True)])
        material = _Material(self, series)
        learn, watch = material.split(np.array(kept))
        with seeded(self.seed):
            self.model = self._compiled(material.channels)
            more: dict[str, Any] = {}
            if len(watch):
                more = {"validation_data": material.pair(watch), "callbacks": [self._stopping()]}
            x, y = material.pair(learn)
            done = self.model.fit(x, y, batch_size=self.batch_size, epochs=self.epochs, verbose=0, **more)
        self.history = done.history
        self.many = many
        self.series = series[0]
        self._misses = self._errors_on(material, watch if len(watch) >= _ENOUGH else np.arange(len(material.starts)))

    def _can_hold_out(self, series: list[Series], kept: list[int]) -> bool:
        """Whether the first part of some series is long enough to learn from, and the last one to watch."""
        size = self.length + self.steps
        learn = sum(max(count - size + 1, 0) for count in kept)
        watch = sum(max(len(one) - count - self.steps + 1, 0) for one, count in zip(series, kept, strict=True))
        return self.validation > 0 and learn >= 2 and watch >= 1

    def _compiled(self, channels: int) -> Any:
        from badak import losses, optimizers

        model = self.network(channels, self.steps * self.numbers)
        if self.numbers > 1 or self.quantiles is not None:
            from badak.layers import Reshape
            from badak.models import Sequential

            last = Reshape((self.steps, self.numbers))
            if isinstance(model, Sequential):
                model.add(last)
            else:
                model = Sequential([model, last])
        kind: Any = losses.MeanSquaredError()
        if self.quantiles is not None:
            kind = losses.Pinball(self.quantiles)
        elif self.distribution:
            kind = losses.GaussianNLL()
        # a copy: what an optimizer object remembers of one training is nothing for the next
        optimizer = copy.deepcopy(optimizers.get(self.optimizer))
        if isinstance(self.optimizer, str):
            optimizer.learning_rate = float(self.learning_rate)
        model.compile(optimizer, loss=kind)
        return model

    def _stopping(self) -> Any:
        from badak.callbacks import EarlyStopping

        return EarlyStopping("val_loss", patience=self.patience, restore_best_weights=True)

    def _errors_on(self, material: _Material, rows: np.ndarray) -> np.ndarray:
        """Return the scaled errors of windows, (windows, steps): what intervals of point forecasts are drawn from."""
        x, y = material.pair(rows)
        return y - self._centre(self._outputs(x))

    # --- the network's answers --------------------------------------------------------------------------------------------

    def _outputs(self, x: np.ndarray) -> np.ndarray:
        """Return what the network gives, (windows, steps, numbers), in scaled units; quantiles in rising order."""
        from badak import no_grad

        with no_grad():
            parts = [self.model(x[i : i + _ROWS]).numpy() for i in range(0, len(x), _ROWS)]
        out = np.concatenate(parts).reshape(len(x), self.steps, self.numbers).astype(np.float64)
        if (
            self.quantiles is not None
        ):  # quantiles that cross are put in order: Chernozhukov, Fernández-Val, Galichon 2010
            out = np.sort(out, axis=-1)
        return out

    def _centre(self, out: np.ndarray) -> np.ndarray:
        """Return the point forecasts, (windows, steps): the mean, or the median of quantiles."""
        return self._at(out, 0.5) if self.quantiles is not None else out[..., 0]

    def _deviation(self, out: np.ndarray) -> np.ndarray:
        from badak.losses.spread import SMALLEST

        return SMALLEST + np.logaddexp(0.0, out[..., 1])

    def _at(self, out: np.ndarray, share: Any) -> np.ndarray:
        """Return the quantile of a share, (windows, steps), from those that were forecast.

        Between two of them on a line; beyond the last as far as a normal distribution would be that has the outer two.
        """
        z = np.array([statistics.NormalDist().inv_cdf(q) for q in self.quantiles])
        wanted = np.vectorize(statistics.NormalDist().inv_cdf, otypes=[float])(share)
        if len(z) == 1:
            return np.broadcast_to(out[..., 0], np.broadcast_shapes(out.shape[:-1], np.shape(wanted))).copy()
        below = np.clip(np.searchsorted(z, wanted) - 1, 0, len(z) - 2)
        part = (wanted - z[below]) / (z[below + 1] - z[below])
        below = np.broadcast_to(below, out.shape[:-1])[..., None]
        low, high = np.take_along_axis(out, below, -1)[..., 0], np.take_along_axis(out, below + 1, -1)[..., 0]
        return low + part * (high - low)

    def _drawn(self, out: np.ndarray, random: np.random.Generator) -> np.ndarray:
        """Return one possible course of each window's next values, (windows, steps)."""
        if self.distribution:
            return out[..., 0] + self._deviation(out) * random.standard_normal(out.shape[:-1])
        if self.quantiles is not None and self.numbers > 1:
            return self._at(out, random.uniform(1e-6, 1 - 1e-6, out.shape[:-1]))
        rows = random.integers(0, len(self._misses), len(out))
        return self._centre(out) + self._misses[rows] * random.choice([-1.0, 1.0], (len(out), 1))

    # --- forecasting ------------------------------------------------------------------------------------------------------

    def forecast(self, horizon: int, intervals: Any = None) -> Any:
        """Forecast the values that follow.

        Args:
            horizon: how many, at least 1.
            intervals: None; a level such as 0.95 or 95; several of them; True for 80 % and 95 %; False for a table without.

        Returns:
            The means in the kind that the series came in. With ``intervals`` a table, ``Forecast``, with the quantiles of a model
            that has them. A dict of either by the names of the series, where several were given to ``fit``.

        Raises:
            StateError: BD346, before ``fit``.
            ArgumentError: BD003, for a horizon below 1 or a level that is none.
        """
        self._check_fitted("forecast")
        count = read_horizon(horizon, f"{self.name}.forecast")
        found = self._forecasts(list(self.many.values()), count, read_levels(intervals, f"{self.name}.forecast"))
        given = [each.like_series() if intervals is None else each for each in found]
        return dict(zip(self.many, given, strict=True)) if self._takes_many else given[0]

    def _forecasts(self, series: list[Series], horizon: int, levels: tuple[float, ...]) -> list[Forecast]:
        courses, out = self._course(series, horizon, None)
        of = np.arange(len(series))[:, None]
        mean = self.scaler.back(courses, of)
        bounds: list[Bounds] = [{} for _ in series]
        quantiles: list[Any] = [None for _ in series]
        wanted = [] if self.quantiles is None else [float(q) for q in self.quantiles]
        if levels or wanted:
            shares = [s for level in map(self._widened, levels) for s in ((1 - level) / 2, (1 + level) / 2)]
            ends = self._spread(series, horizon, [*shares, *wanted], out)
            for i in range(len(series)):
                pairs = ends[: 2 * len(levels), i].reshape(len(levels), 2, horizon)
                bounds[i] = {level: (low, high) for level, (low, high) in zip(levels, pairs, strict=True)}
                if wanted:
                    quantiles[i] = dict(zip(wanted, ends[2 * len(levels) :, i], strict=True))
        parts = zip(mean, series, bounds, quantiles, strict=True)
        return [Forecast(m, s, b, q, model=self.name) for m, s, b, q in parts]

    def _spread(self, series: list[Series], horizon: int, shares: list[float], out: np.ndarray) -> np.ndarray:
        """Return quantiles of what may come, (shares, series, horizon), in the unit of the series."""
        of = np.arange(len(series))[:, None]
        last = self._anchors(series)
        if horizon <= self.steps and self.numbers > 1:  # the network says it itself
            if self.distribution:
                centre, wide = out[..., 0], self._deviation(out)
                ends = [normal_bounds(centre, wide, (abs(2 * s - 1),))[abs(2 * s - 1)][int(s > 0.5)] for s in shares]
            else:
                ends = [self._at(out, s) for s in shares]
            return np.stack([self.scaler.back(end[:, :horizon] + last, of) for end in ends])
        found = np.empty((len(shares), len(series), horizon))
        random = np.random.default_rng([self.seed, 1])
        group = max(1, _ROWS // PATHS)
        for i in range(0, len(series), group):
            part = series[i : i + group]
            paths, _ = self._course(part, horizon, random)
            ends = np.quantile(paths.reshape(len(part), PATHS, horizon), shares, axis=1)
            found[:, i : i + group] = self.scaler.back(ends, of[i : i + group])
        return found

    def _widened(self, level: float) -> float:
        """Return the share of simulated futures that an interval of a level holds: level · (n + 1) / n for n errors.

        The next error is one of n + 1 of equal rank, so that the quantile of the n known ones is too narrow by this factor
        (Lei et al. 2018, section 2.2). With few errors it exceeds 1, and the interval holds all futures. What a probabilistic
        network says itself is left as it is.
        """
        known = len(self._misses)
        return level if self.numbers > 1 else min(1.0, level * (known + 1) / known)

    def _anchors(self, series: list[Series]) -> np.ndarray:
        """Return the scaled last values (series, 1) that forecasts by window stand on; zeros otherwise."""
        if not self.scaler.by_window:
            return np.zeros((len(series), 1))
        values = np.array([one.values[-1] for one in series])
        return self.scaler.transform(values, self._places(series))[:, None]

    def _places(self, series: list[Series]) -> np.ndarray:
        number = {name: i for i, name in enumerate(self.many)}
        return np.array([number[one.name] for one in series])

    def _course(
        self, series: list[Series], horizon: int, random: np.random.Generator | None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Run ahead of the series; return the course (series · paths, horizon), scaled, and the first outputs.

        Without random numbers along the point forecasts, one path each; with them along drawn ones, PATHS each.
        """
        window = np.stack(
            [self.scaler.transform(s.values[-self.length :], i) for s, i in zip(series, self._places(series))]
        )
        dates = self._dates_ahead(series, horizon)
        if random is not None:
            window = np.repeat(window, PATHS, axis=0)
            dates = None if dates is None else np.repeat(dates, PATHS, axis=0)
        course, first = [], None
        for done in range(0, horizon, self.steps):
            anchor = window[:, -1:] if self.scaler.by_window else np.zeros((len(window), 1))
            x = (window - anchor)[..., None]
            if dates is not None:
                x = np.concatenate([x, dates[:, done : done + self.length]], axis=-1)
            out = self._outputs(x.astype(np.float32))
            first = out if first is None else first
            values = (self._centre(out) if random is None else self._drawn(out, random)) + anchor
            course.append(values)
            window = np.concatenate([window, values], axis=1)[:, -self.length :]
        assert first is not None  # noqa: S101 - a horizon is at least 1
        return np.concatenate(course, axis=1)[:, :horizon], first

    def _dates_ahead(self, series: list[Series], horizon: int) -> np.ndarray | None:
        """Return the calendar (series, length + horizon, features) of the step after each of the last window and the future."""
        names = check_features(self.features, self.name)
        if not names:
            return None
        count = self.length + horizon
        return np.stack([calendar_features(s.labels(len(s) - self.length + 1, count), names) for s in series])

    # --- more history -----------------------------------------------------------------------------------------------------

    def update(self, values: Any, fill: str = "error") -> Self:
        """Add what came after the series; weights and scale stay as they are.

        Args:
            values: as for every forecaster; a mapping from names to values, where several series were given to ``fit``.
            fill: as of ``fit``.

        Returns:
            The forecaster itself.

        Raises:
            StateError: BD346, before ``fit``.
            DataError: BD371, for names that are not those of the series; BD340 to BD343, as for every forecaster.
        """
        self._check_fitted("update")
        if not self._takes_many:
            super().update(values, fill)
            self.many = {name: self.series for name in self.many if self.series is not None}
            return self
        if not isinstance(values, Mapping) or not set(values) <= set(self.many):
            got = ", ".join(map(str, values)) if isinstance(values, Mapping) else type(values).__name__
            near = ", ".join([*self.many][:5]) + (", …" if len(self.many) > 5 else "")
            raise error("BD371", where=f"{self.name}.update", got=got, expected=near)
        longer = {}
        for name, part in values.items():  # none is changed until all are found good
            self.series = self.many[name]
            try:
                longer[name] = super().update(part, fill).series
            finally:
                self.series = next(iter(self.many.values()))
        self.many = {**self.many, **longer}
        self.series = next(iter(self.many.values()))
        return self

    @property
    def fitted(self) -> Any:
        """What the model would have forecast one step ahead at each place, NaN in the first window; by name for several."""
        self._check_fitted("fitted")
        found = {}
        for name, one in self.many.items():
            material = _Material(self, [one], self._places([one]), after=1)
            rows = np.arange(len(material.starts))
            x, _ = material.pair(rows)
            values = np.full(len(one), np.nan)
            ahead = self._centre(self._outputs(x))[:, 0] + material.anchors(rows)[:, 0]
            values[self.length :] = self.scaler.back(ahead, self._places([one]))
            found[name] = values
        return found if self._takes_many else next(iter(found.values()))

    @property
    def residuals(self) -> Any:
        """Values minus ``fitted``; NaN in the first window; by name for several series."""
        fitted = self.fitted
        if self._takes_many:
            return {name: one.values - fitted[name] for name, one in self.many.items()}
        return self._check_fitted("residuals").values - fitted

    # --- what was learned -------------------------------------------------------------------------------------------------

    @property
    def params(self) -> dict[str, Any]:
        """The weights by name, ``"lstm/kernel"``."""
        self._check_fitted("params")
        return {"/".join(path): value for path, value in _flat(self.model.params_tree())}

    @property
    def num_params(self) -> int:
        """How many weights were learned."""
        return sum(value.size for value in self.params.values())

    def summary(self) -> str:
        """Return what was learned, as a text to print."""
        self._check_fitted("summary")
        shown = [*map(repr, self.many.values())][:3] + (["…"] if len(self.many) > 3 else [])
        watched = "val_loss" in self.history
        losses = self.history["val_loss" if watched else "loss"]
        best = int(np.argmin(losses)) if watched else len(losses) - 1
        held = phrase("held-out part", "떼어 둔 부분") if watched else phrase("training", "학습")
        epochs = phrase("epochs", "에포크")
        lines = [self.name, *(f"  {phrase('series', '시계열')}: {text}" for text in shown)]
        lines.append(f"  {phrase('weights', '가중치')} {self.num_params:,}   {epochs} {len(losses)} ({best + 1})")
        lines.append(f"  {phrase('loss', '손실')} ({held}) {losses[best]:.6g}")
        return "\n".join(lines)

    # --- files ------------------------------------------------------------------------------------------------------------

    def save(self, path: Any, overwrite: bool = True) -> None:
        """Write network, scale, arguments and history of the series to one model file; ``load_forecaster`` opens it.

        A class of one's own needs a name that ``load_forecaster`` finds it by: ``@badak.register("name")``.

        Args:
            path: a name ending in ``.badak``.
            overwrite: whether a file of that name may be replaced.

        Raises:
            StateError: BD346, before ``fit``.
            FileError: when the file cannot be written.
            ArgumentError: BD085, for an optimizer that has no registered name.
        """
        from badak.optimizers.registry import OPTIMIZERS
        from badak.registry import CUSTOM

        self._check_fitted("save")
        arguments = {**self.arguments(), "optimizer": OPTIMIZERS.describe(self.optimizer)}
        self.model.preprocess = {
            "forecaster": next((name for name, kind in CUSTOM.items() if kind is type(self)), type(self).__name__),
            "arguments": {k: list(v) if isinstance(v, tuple) else v for k, v in arguments.items()},
            "scaler": self.scaler.to_config(),
            "several": self._takes_many,
            "misses": self._misses.tolist(),
            "history": {name: [float(v) for v in values] for name, values in self.history.items()},
            "series": [_series_config(name, one) for name, one in self.many.items()],
        }
        self.model.save(path, overwrite=overwrite)


def load_forecaster(path: Any) -> NeuralForecaster:
    """Open a forecaster that ``save`` wrote, ready to forecast.

    Series of pandas come back with their index; its time zone is not kept in the file.

    Args:
        path: the file.

    Returns:
        The forecaster, fitted.

    Raises:
        FileFormatError: BD370, for a model file that holds no forecaster; the codes of ``badak.load_model`` for damaged files.
    """
    from badak import load_model, optimizers
    from badak.registry import CUSTOM
    from badak.timeseries import networks

    model: Any = load_model(path)
    config = model.preprocess
    kinds = {name: getattr(networks, name) for name in networks.__all__}
    kinds |= {
        name: kind for name, kind in CUSTOM.items() if isinstance(kind, type) and issubclass(kind, NeuralForecaster)
    }
    if not isinstance(config, dict) or config.get("forecaster") not in kinds:
        raise error("BD370", where="timeseries.load_forecaster", got=str(path))
    arguments = {name: tuple(v) if isinstance(v, list) else v for name, v in config["arguments"].items()}
    if not isinstance(arguments["optimizer"], str):
        arguments["optimizer"] = optimizers.get(arguments["optimizer"])
    found: NeuralForecaster = kinds[config["forecaster"]](**arguments)
    found.model = model
    found.scaler = Scaler.from_config(config["scaler"])
    found._takes_many = bool(config["several"])
    found._misses = np.asarray(config["misses"], np.float64)
    found.history = dict(config["history"])
    found.many = dict(map(_series_of, config["series"]))
    found.series = next(iter(found.many.values()))
    return found


class _Material:
    """All windows of all series: one flat row of scaled values, and where in it each window begins."""

    def __init__(
        self, forecaster: NeuralForecaster, series: list[Series], of: Any = None, after: int | None = None
    ) -> None:
        self.length, self.after = forecaster.length, forecaster.steps if after is None else after
        self.by_window = forecaster.scaler.by_window
        sizes = np.array([len(one) for one in series])
        first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self.of = np.repeat(np.arange(len(series)), sizes)
        scaled = self.of if of is None else np.repeat(of, sizes)
        self.flat = forecaster.scaler.transform(np.concatenate([one.values for one in series]), scaled)
        places = np.arange(len(self.flat))
        self.starts = np.flatnonzero(places + self.length + self.after <= np.repeat(first + sizes, sizes))
        self.first = first
        names = check_features(forecaster.features, forecaster.name)
        self.dates = None
        if names:  # beside each value stands the calendar of the step after it, which is known beforehand
            if any(one.times is None for one in series):
                bare = next(one for one in series if one.times is None)
                raise error("BD363", where=f"{forecaster.name}.fit", got=repr(bare))
            parts = [calendar_features(one.labels(1, len(one)), names) for one in series]
            self.dates = np.concatenate(parts).astype(np.float32)
        self.channels = 1 + 2 * len(names)

    def split(self, kept: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the windows to learn from and those to watch; no target of one is a target of the other.

        Args:
            kept: how many values of each series are learned from.
        """
        series = self.of[self.starts]
        place = self.starts - self.first[series] + self.length  # of the first target
        return np.flatnonzero(place + self.after <= kept[series]), np.flatnonzero(place >= kept[series])

    def anchors(self, rows: np.ndarray) -> np.ndarray:
        """Return the last value of each window, (windows, 1); zeros where windows are not taken relative to it."""
        if not self.by_window:
            return np.zeros((len(rows), 1))
        return self.flat[self.starts[rows] + self.length - 1][:, None]

    def pair(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return inputs (windows, length, channels) and targets (windows, steps), float32."""
        view = sliding_window_view(self.flat, self.length + self.after)
        cut = view[self.starts[rows]] - self.anchors(rows)
        x = cut[:, : self.length, None].astype(np.float32)
        if self.dates is not None:
            dates = sliding_window_view(self.dates, self.length, axis=0)[self.starts[rows]]
            x = np.concatenate([x, dates.swapaxes(1, 2)], axis=-1)
        return x, cut[:, self.length :].astype(np.float32)


def _by_name(series: list[Series]) -> dict[str, Series]:
    """Name the series; those that share a name are numbered."""
    found: dict[str, Series] = {}
    for i, one in enumerate(series):
        name = one.name if one.name not in found else f"{one.name} {i}"
        found[name] = one if name == one.name else dataclasses.replace(one, name=name)
    return found


def _flat(tree: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], np.ndarray]]:
    if not isinstance(tree, dict):
        return [(path, np.asarray(tree.data if hasattr(tree, "data") and hasattr(tree, "numpy") else tree))]
    return [leaf for name, part in tree.items() for leaf in _flat(part, (*path, str(name)))]


def _series_config(name: str, series: Series) -> dict[str, Any]:
    times = None if series.times is None else series.times.astype("datetime64[ns]").astype(np.int64).tolist()
    frequency = None if series.frequency is None else dataclasses.asdict(series.frequency)
    return {
        "name": name, "values": series.values.tolist(), "times": times, "frequency": frequency,
        "kind": series.kind, "index": _index_config(series.index),
    }  # fmt: skip


def _index_config(index: Any) -> Any:
    """Return what makes the index again: its kind, and what its time stamps do not tell."""
    if index is None:
        return None
    if library(index) == "polars":
        dtype = index.dtype
        return {
            "name": index.name,
            "unit": getattr(dtype, "time_unit", None),
            "zone": getattr(dtype, "time_zone", None),
        }
    kind = type(index).__name__
    known = {"PeriodIndex": ("freqstr",), "DatetimeIndex": ("unit",), "RangeIndex": ("start", "step")}
    return {"kind": kind, **{name: getattr(index, name) for name in known.get(kind, ())}}


def _series_of(config: dict[str, Any]) -> tuple[str, Series]:
    times = None if config["times"] is None else np.asarray(config["times"], np.int64).astype("datetime64[ns]")
    frequency = None if config["frequency"] is None else Frequency(**config["frequency"])
    values, index = np.asarray(config["values"], np.float64), config["index"]
    if config["kind"] == "pandas":
        index = _index_of(index, times, len(values))
    elif config["kind"] == "polars" and index is not None:
        index = _column_of(index)
    return config["name"], Series(values, times, config["name"], frequency, config["kind"], index)


def _column_of(config: dict[str, Any]) -> Any:
    """Make the empty polars column that tells the name and the type of a series' times."""
    import polars

    unit = config["unit"]
    return polars.Series(config["name"], [], polars.Date if unit is None else polars.Datetime(unit, config["zone"]))


def _index_of(config: dict[str, Any], times: Any, count: int) -> Any:
    """Make the pandas index of a model file; a time zone is not kept, and labels that are no times become whole numbers."""
    import pandas

    if times is None:
        first, step = config.get("start", 0), config.get("step", 1)
        return pandas.RangeIndex(first, first + step * count, step)
    stamps = pandas.DatetimeIndex(times)
    return stamps.to_period(config["freqstr"]) if "freqstr" in config else stamps.as_unit(config.get("unit", "ns"))
