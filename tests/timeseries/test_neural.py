"""Networks that forecast: what they learn, that they see no future, intervals, several series, files."""

from __future__ import annotations

import math

import numpy as np
import pytest

import badak
from badak import timeseries as ts
from badak.errors import BadakError

KINDS = [ts.Dense, ts.Conv1D, ts.LSTM, ts.GRU, ts.EncoderDecoder]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


def wave(n: int = 120, noise: float = 0.05, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    return 10 + 3 * np.sin(np.arange(n) * np.pi / 6) + noise * random.normal(size=n)


def ar1(n: int, phi: float = 0.8, seed: int = 0) -> np.ndarray:
    random, y = np.random.default_rng(seed), np.zeros(n)
    for t in range(1, n):
        y[t] = phi * y[t - 1] + random.normal()
    return y


def small(kind: type, **more) -> ts.NeuralForecaster:
    sizes = {ts.Conv1D: {"filters": 8}}.get(kind, {"units": 8})
    ahead = {"horizon": 4} if kind is ts.EncoderDecoder else {}
    return kind(12, **{**sizes, **ahead, "epochs": 3, **more})


# --- learning ----------------------------------------------------------------------------------------------------------------


@each_kind
def test_a_season_is_learned(kind: type) -> None:
    y = wave(160)
    model = small(kind, epochs=40, batch_size=16, optimizer=badak.optimizers.Adam(0.01))
    ahead = model.fit(y[:-12]).forecast(12)
    assert ts.mae(y[-12:], ahead) < 0.5 * ts.mae(y[-12:], ts.Naive().fit(y[:-12]).forecast(12))
    assert model.name == repr(model) and "epochs=40" in model.name
    assert model.series is not None and len(model.series) == 148
    assert model.num_params == sum(p.size for p in model.params.values()) == model.model.count_params()
    text = model.summary()
    assert "148 values" in text and "held-out" in text


def test_a_linear_network_is_the_least_squares_autoregression() -> None:
    y = ar1(400)
    model = ts.Dense(
        3, layers=0, scaling=None, validation=0, epochs=150, batch_size=64, optimizer=badak.optimizers.Adam(0.02)
    ).fit(y)
    lags = np.stack([y[i : len(y) - 3 + i] for i in range(3)] + [np.ones(len(y) - 3)], axis=1)
    wanted = np.linalg.lstsq(lags, y[3:], rcond=None)[0]
    found = [*model.params["dense/kernel"][:, 0], model.params["dense/bias"][0]]
    np.testing.assert_allclose(found, wanted, atol=0.03)
    np.testing.assert_allclose(model.fitted[3:], lags @ found, rtol=1e-4, atol=1e-4)
    assert np.isnan(model.fitted[:3]).all()
    np.testing.assert_allclose(model.residuals[3:], y[3:] - lags @ found, atol=1e-3)


@pytest.mark.parametrize("scaling", ["window", "standard", "minmax", None])
@pytest.mark.parametrize("multi_step", ["recursive", "direct"])
def test_forecasts_are_the_recursion_written_out(scaling, multi_step: str) -> None:
    y = wave(60)
    model = small(ts.Dense, scaling=scaling, multi_step=multi_step, horizon=3, log=scaling == "minmax").fit(y)
    scaler, seen = model.scaler, list(np.log(y) if scaling == "minmax" else y)
    seen = [(v - scaler.centre[0]) / scaler.scale[0] for v in seen]
    steps = 3 if multi_step == "direct" else 1
    while len(seen) < 67:
        base = seen[-1] if scaling == "window" else 0.0
        x = np.array(seen[-12:]) - base
        out = model.model.predict(x[None, :, None].astype(np.float32), verbose=0)[0]
        assert len(out) == steps
        seen += [float(v) + base for v in out]
    wanted = np.array(seen[60:67]) * scaler.scale[0] + scaler.centre[0]
    np.testing.assert_allclose(model.forecast(7), np.exp(wanted) if scaling == "minmax" else wanted, rtol=1e-5)


def test_the_scale_is_of_the_training_part_only() -> None:
    y = wave(100)
    y[80:] += 1000  # all that is held out
    for scaling in ("window", "standard", "minmax"):
        model = small(ts.Dense, scaling=scaling).fit(y)
        alone = ts.Scaler(scaling, length=12).fit([y[:80]])
        np.testing.assert_array_equal(model.scaler.scale, alone.scale)
        np.testing.assert_array_equal(model.scaler.centre, alone.centre)


def test_windows_of_learning_and_watching_share_no_target() -> None:
    from badak.timeseries.neural import _Material

    model = small(ts.EncoderDecoder).fit(wave(60))
    material = _Material(model, list(model.many.values()))
    learn, watch = material.split(np.array([48]))
    assert max(material.starts[learn]) + 12 + 4 <= 48 <= min(material.starts[watch]) + 12
    assert len(learn) == 33 and len(watch) == 9


def test_training_stops_in_time_and_keeps_the_best() -> None:
    y = ar1(80, seed=3)
    model = ts.Dense(12, units=64, epochs=300, patience=5, optimizer=badak.optimizers.Adam(0.01)).fit(y)
    losses = model.history["val_loss"]
    assert len(losses) < 300 and len(losses) == int(np.argmin(losses)) + 1 + 5
    rest = ts.Dense(12, epochs=4, validation=0).fit(y)
    assert "val_loss" not in rest.history and len(rest.history["loss"]) == 4


@each_kind
def test_one_seed_one_forecast(kind: type) -> None:
    y = wave(80)
    first, second = small(kind).fit(y), small(kind).fit(y)
    badak.rand(3)  # what else is random in the program changes nothing
    np.testing.assert_array_equal(first.forecast(5, intervals=0.8).lower, second.forecast(5, intervals=0.8).lower)
    assert not np.array_equal(first.forecast(5), small(kind, seed=1).fit(y).forecast(5))
    assert not np.array_equal(first.forecast(5), first.clone().fit(y + np.arange(80)).forecast(5))


def test_the_optimizer_object_is_not_used_up() -> None:
    optimizer = badak.optimizers.Adam(0.01)
    model = small(ts.Dense, optimizer=optimizer)
    first = model.clone().fit(wave(60)).forecast(3)
    np.testing.assert_array_equal(first, model.clone().fit(wave(60)).forecast(3))
    assert model.optimizer is optimizer


@each_kind
def test_a_network_sees_the_whole_window_and_in_order(kind: type) -> None:
    model = small(kind).fit(wave(60))
    x = np.random.default_rng(0).normal(size=(1, 12, 1)).astype(np.float32)
    out = model.model.predict(x, verbose=0)
    for place in range(12):
        other = x.copy()
        other[0, place] += 1
        assert not np.array_equal(out, model.model.predict(other, verbose=0)), place


def test_convolutions_see_nothing_of_the_future() -> None:
    model = ts.Conv1D(20, filters=4, epochs=1, kernel_size=2).fit(wave(60))
    convolutions = [layer for layer in model.model.layers if type(layer).__name__ == "Conv1D"]
    assert [layer.dilation_rate for layer in convolutions] in ([1, 2, 4, 8, 16], [(1,), (2,), (4,), (8,), (16,)])
    assert all(layer.padding == "causal" for layer in convolutions)


# --- probabilities -----------------------------------------------------------------------------------------------------------


def test_gaussian_intervals_are_those_of_the_output() -> None:
    model = small(ts.Dense, distribution="gaussian", multi_step="direct", horizon=3).fit(wave(80))
    ahead = model.forecast(3, intervals=[0.8, 0.95])
    x = (wave(80)[-12:] - wave(80)[-1])[None, :, None] / model.scaler.scale[0]
    out = model.model.predict(x.astype(np.float32), verbose=0)[0].astype(np.float64)
    assert out.shape == (3, 2)
    deviation = (1e-3 + np.log1p(np.exp(out[:, 1]))) * model.scaler.scale[0]
    mean = out[:, 0] * model.scaler.scale[0] + wave(80)[-1]
    np.testing.assert_allclose(ahead, mean, rtol=1e-5)
    np.testing.assert_allclose(ahead.upper[0.95], mean + 1.959964 * deviation, rtol=1e-5)
    np.testing.assert_allclose(ahead.lower[0.8], mean - 1.281552 * deviation, rtol=1e-5)


def test_quantiles_are_those_of_the_output() -> None:
    model = small(ts.Dense, quantiles=(0.1, 0.5, 0.9), multi_step="direct", horizon=3).fit(wave(80))
    ahead = model.forecast(3, intervals=0.8)
    assert list(ahead.quantiles) == [0.1, 0.5, 0.9]
    np.testing.assert_allclose(ahead.quantiles[0.5], ahead, rtol=1e-12)
    np.testing.assert_allclose(ahead.quantiles[0.1], ahead.lower, rtol=1e-12)
    np.testing.assert_allclose(ahead.quantiles[0.9], ahead.upper, rtol=1e-12)
    # beyond the outer quantiles as far as the normal distribution that has them
    wide = model.forecast(3, intervals=0.95)
    np.testing.assert_allclose(wide.upper - ahead.upper, (ahead.upper - ahead) * (1.959964 / 1.281552 - 1), rtol=1e-4)
    assert (np.diff(np.stack(list(ahead.quantiles.values())), axis=0) >= 0).all()


@pytest.mark.parametrize("more", [{}, {"distribution": "gaussian"}, {"quantiles": (0.1, 0.5, 0.9)}], ids=str)
@pytest.mark.parametrize("multi_step", ["recursive", "direct"])
def test_intervals_cover_what_they_say(more: dict, multi_step: str) -> None:
    """An autoregression of which the truth is known: 80 % of what comes lies within 80 %."""
    y = ar1(1400, phi=0.7, seed=5)
    model = ts.Dense(
        2, layers=0, scaling="standard", multi_step=multi_step, horizon=4, epochs=100, batch_size=64, validation=0.25,
        optimizer=badak.optimizers.Adam(0.01), **more,
    ).fit(y[:1000])  # fmt: skip
    inside, wide = [], []
    for start in range(1000, 1396, 4):
        ahead = model.forecast(4, intervals=0.8)
        inside.append((ahead.lower <= y[start : start + 4]) & (y[start : start + 4] <= ahead.upper))
        wide.append((ahead.upper - ahead.lower) / (2 * 1.281552))
        model.update(y[start : start + 4])
    assert np.mean(inside) == pytest.approx(0.8, abs=0.06)
    # the deviation at step h of an autoregression is sqrt((1 - φ^2h) / (1 - φ²))
    np.testing.assert_allclose(np.mean(wide, axis=0), [math.sqrt((1 - 0.49**h) / 0.51) for h in (1, 2, 3, 4)], rtol=0.2)


def test_recursion_goes_on_from_what_was_drawn() -> None:
    y = np.cumsum(np.random.default_rng(2).normal(size=500))
    model = ts.Dense(2, layers=0, epochs=20, distribution="gaussian").fit(y)
    ahead = model.forecast(30, intervals=0.9)
    assert (ahead.upper - ahead.lower)[29] > 3 * (ahead.upper - ahead.lower)[0]  # √30 for a random walk
    again = model.forecast(30, intervals=0.9)
    np.testing.assert_array_equal(ahead.lower, again.lower)


# --- several series ----------------------------------------------------------------------------------------------------------


@each_kind
def test_several_series_are_one_model(kind: type) -> None:
    many = {"north": wave(60), "south": 100 * wave(50, seed=1), "flat": np.full(40, 7.0)}
    model = small(kind, epochs=20).fit(many)
    ahead = model.forecast(5, intervals=0.9)
    assert list(ahead) == list(many) and all(len(a) == 5 for a in ahead.values())
    assert ahead["north"].mean.max() < 30 < 500 < ahead["south"].mean.min()
    np.testing.assert_allclose(ahead["flat"], 7, atol=3)
    assert set(model.fitted) == set(many) and np.isnan(model.residuals["south"][:12]).all()
    assert (ahead["south"].upper >= ahead["south"].lower).all()
    text = model.summary()
    assert "'north': 60 values" in text


def test_a_thousand_series_are_one_batch() -> None:
    random = np.random.default_rng(0)
    many = random.normal(size=(30, 1000)).cumsum(axis=0)
    calls: list[int] = []

    class Counting(ts.Dense):
        def _outputs(self, x):
            calls.append(len(x))
            return super()._outputs(x)

    model = Counting(8, units=4, epochs=1, batch_size=100_000).fit(many)
    assert len(model.history["loss"]) == 1
    assert calls == [6000]  # the held-out windows of all series, at once
    assert int(model.model.optimizer.iterations) == 1 if hasattr(model.model.optimizer, "iterations") else True
    calls.clear()
    ahead = model.forecast(3)
    assert calls == [1000, 1000, 1000] and len(ahead) == 1000
    # each series gets what it would get alone
    for name in ("y0", "y17", "y999"):
        alone, _ = model._course([model.many[name]], 3, None)
        np.testing.assert_allclose(
            model.scaler.back(alone, model._places([model.many[name]])[:, None])[0], ahead[name], rtol=1e-4, atol=1e-4
        )


def test_windows_never_reach_into_the_next_series() -> None:
    from badak.timeseries.neural import _Material

    model = small(ts.Dense, scaling=None).fit({"a": np.arange(40.0), "b": 1000 + np.arange(30.0)})
    material = _Material(model, list(model.many.values()))
    x, y = material.pair(np.arange(len(material.starts)))
    assert len(x) == 28 + 18
    np.testing.assert_array_equal(np.diff(np.concatenate([x[..., 0], y], axis=1), axis=1), 1)


def test_updates_go_on_from_the_new_values() -> None:
    y = wave(100)
    model = small(ts.LSTM).fit(y[:80])
    weights = {name: value.copy() for name, value in model.params.items()}
    model.update(y[80:])
    for name, value in model.params.items():
        np.testing.assert_array_equal(value, weights[name])
    assert len(model.series) == 100 and not np.isnan(model.fitted[80:]).any()
    several = small(ts.LSTM).fit({"a": y[:80], "b": y[:70]})
    before = several.forecast(2)
    several.update({"a": y[80:]})
    assert len(several.many["a"]) == 100 and len(several.many["b"]) == 70
    np.testing.assert_array_equal(several.forecast(2)["b"], before["b"])
    assert not np.array_equal(several.forecast(2)["a"], before["a"])
    several.update({"b": 11.0})
    assert several.many["b"].values[-1] == 11


def test_calendar_features_tell_what_lags_cannot() -> None:
    """Weekends are low by a plan that starts anew each year; two lags do not know the day, the calendar does."""
    pandas = pytest.importorskip("pandas")
    days = pandas.date_range("2023-01-02", periods=280, freq="D")
    random = np.random.default_rng(0)
    y = pandas.Series(10 - 6.0 * (days.day_of_week >= 5) + 0.1 * random.normal(size=280), index=days)
    more = {"epochs": 60, "units": 16, "scaling": "standard", "optimizer": badak.optimizers.Adam(0.01)}
    known, blind = (ts.Dense(2, features=f, **more).fit(y[:-14]) for f in (("weekday",), None))
    errors = [ts.mae(y[-14:], model.forecast(14)) for model in (known, blind)]
    assert errors[0] < 0.7 and errors[1] > 1.5
    ahead = known.forecast(14, intervals=0.9)
    assert ahead.to_pandas().index[0] == days[-14]


# --- files and mistakes ------------------------------------------------------------------------------------------------------


@each_kind
def test_files(kind: type, tmp_path) -> None:
    pandas = pytest.importorskip("pandas")
    months = pandas.Series(wave(60), index=pandas.date_range("2019-01-31", periods=60, freq="ME"), name="wave")
    model = small(kind, features=("month",), optimizer=badak.optimizers.Adam(0.01)).fit(months)
    model.save(tmp_path / "wave.badak")
    again = ts.load_forecaster(tmp_path / "wave.badak")
    assert repr(again) == repr(model)
    np.testing.assert_array_equal(again.forecast(6, intervals=0.9).lower, model.forecast(6, intervals=0.9).lower)
    pandas.testing.assert_frame_equal(
        again.forecast(3, True).to_pandas(), model.forecast(3, True).to_pandas(), check_freq=False
    )
    for other in (
        months.to_period("M"),
        months.reset_index(drop=True),
        pandas.Series(wave(60), index=pandas.RangeIndex(5, 125, 2)),
    ):
        plain = ts.Dense(12, epochs=1).fit(other)
        plain.save(tmp_path / "wave.badak")
        found, wanted = (
            ts.load_forecaster(tmp_path / "wave.badak").forecast(3),
            plain.forecast(3),
        )
        pandas.testing.assert_series_equal(found, wanted, check_names=False)
    np.testing.assert_array_equal(again.update([9.0]).forecast(2), model.update([9.0]).forecast(2))
    several = small(kind, quantiles=(0.2, 0.5)).fit({"a": wave(60), "b": wave(50)})
    several.save(tmp_path / "two.badak")
    opened = ts.load_forecaster(tmp_path / "two.badak")
    np.testing.assert_array_equal(
        opened.forecast(3, False)["b"].quantiles[0.2], several.forecast(3, False)["b"].quantiles[0.2]
    )
    assert opened.clone().fit(wave(60)).quantiles is not None


def no_forecaster(tmp_path) -> None:
    model = badak.Sequential([badak.layers.Dense(1, input_dim=2)])
    model.save(tmp_path / "plain.badak")
    ts.load_forecaster(tmp_path / "plain.badak")


MISTAKES = [
    (lambda p: ts.LSTM(0), "BD003", "length", "1 이상의 정수"),
    (lambda p: ts.LSTM(12, multi_step="both"), "BD003", "'direct'", "'direct'"),
    (lambda p: ts.LSTM(12, multi_step="direct"), "BD003", "horizon=12", "한 번에 예측할 개수"),
    (lambda p: ts.LSTM(12, 0), "BD003", "horizon", "1 이상의 정수"),
    (lambda p: ts.LSTM(12, distribution="cauchy"), "BD003", "'gaussian'", "'gaussian'"),
    (lambda p: ts.LSTM(12, quantiles=(0.9, 0.1)), "BD003", "that rise", "커지는 수들"),
    (lambda p: ts.LSTM(12, quantiles=(0.5,), distribution="gaussian"), "BD003", "beside quantiles", "quantiles와 함께라면"),
    (lambda p: ts.LSTM(12, scaling="log"), "BD003", "'window'", "'window'"),
    (lambda p: ts.LSTM(12, validation=1.0), "BD003", "validation < 1", "validation < 1"),
    (lambda p: ts.LSTM(12, learning_rate=0), "BD003", "above 0", "0보다 큰 수"),
    (lambda p: ts.LSTM(12, features="moon"), "BD003", "'moon'", "'moon'"),
    (lambda p: ts.LSTM(12, dropout=1), "BD003", "dropout < 1", "dropout < 1"),
    (lambda p: ts.Conv1D(12, kernel_size=1), "BD003", "at least 2", "2 이상의 정수"),
    (lambda p: ts.EncoderDecoder(12, multi_step="recursive"), "BD003", "'direct'", "'direct'"),
    (lambda p: ts.LSTM(12).fit(wave(13)), "BD344", "13 values", "값 13개"),
    (lambda p: ts.LSTM(12).fit({"a": wave(30), "b": wave(5)}), "BD344", "› b", "› b"),
    (lambda p: ts.LSTM(12).fit([1.0, np.nan] * 20), "BD341", "missing (NaN)", "비어 있는(NaN)"),
    (lambda p: ts.LSTM(12, features=["month"]).fit(wave(40)), "BD363", "time stamps", "시각이 있어야"),
    (lambda p: small(ts.Dense, log=True).fit(wave(40) - 10), "BD364", "positive values", "양수"),
    (lambda p: ts.LSTM(12).forecast(1), "BD346", "fit(series) first", "fit"),
    (lambda p: small(ts.Dense).fit(wave(40)).forecast(0), "BD003", "horizon", "1 이상의 정수"),
    (lambda p: small(ts.Dense).fit({"a": wave(40), "b": wave(40)}).update([1.0]), "BD371", "by its name", "이름으로"),
    (lambda p: small(ts.Dense).fit({"a": wave(40), "b": wave(40)}).update({"c": [1.0]}), "BD371", "update({'name': values, …})", "update({'이름': 값, …})"),
    (no_forecaster, "BD370", "no forecaster", "예측 모델이 없습니다"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "code", "english", "korean"), MISTAKES)
def test_mistakes_are_told(call, code: str, english: str, korean: str, tmp_path) -> None:
    with pytest.raises(BadakError) as problem:
        call(tmp_path)
    assert problem.value.code == code
    assert english in problem.value.text("en") and korean in problem.value.text("ko")
    assert "?>" not in problem.value.text("en") + problem.value.text("ko")


def test_a_constant_series_stays_constant() -> None:
    model = small(ts.Dense, epochs=30).fit(np.full(40, 5.0))
    ahead = model.forecast(3, intervals=0.9)
    np.testing.assert_allclose(ahead, 5, atol=0.5)
    assert np.isfinite(ahead.lower).all()


@badak.register("test_neural>Linear")
class Linear(ts.NeuralForecaster):
    """A network of one's own."""

    def network(self, channels: int, outputs: int):
        return badak.Sequential(
            [badak.Input((self.length, channels)), badak.layers.Flatten(), badak.layers.Dense(outputs)]
        )


def test_a_network_of_one_s_own(tmp_path) -> None:
    model = Linear(6, epochs=2).fit(wave(40))
    assert len(model.forecast(3)) == 3
    model.save(tmp_path / "own.badak")
    again = ts.load_forecaster(tmp_path / "own.badak")
    assert type(again) is Linear
    np.testing.assert_array_equal(again.forecast(3), model.forecast(3))
    with pytest.raises(BadakError) as problem:
        ts.NeuralForecaster(6).fit(wave(40))
    assert problem.value.code == "BD025"


def test_intervals_of_few_errors_are_widened_as_conformal_prediction_says() -> None:
    noise = np.random.default_rng(5).normal(size=125)
    model = ts.Dense(4, epochs=1).fit(noise)
    known = len(model._misses)
    assert known == 25  # the held-out fifth
    found = model.forecast(1, intervals=(0.8, 0.99))
    paths, _ = model._course([model.series], 1, np.random.default_rng([model.seed, 1]))
    for level, share in ((0.8, 0.8 * 26 / 25), (0.99, 1.0)):
        low, high = (
            np.sort(paths[:, 0])[[0, -1]]
            if share == 1
            else np.quantile(paths[:, 0], [0.5 - share / 2, 0.5 + share / 2])
        )
        ends = model.scaler.back(np.array([[low, high]]), np.zeros((1, 1), int))[0]
        np.testing.assert_allclose([found.bounds[level][0][0], found.bounds[level][1][0]], ends)
    sure = ts.Dense(4, epochs=1, distribution="gaussian").fit(noise)
    assert sure._widened(0.8) == 0.8
