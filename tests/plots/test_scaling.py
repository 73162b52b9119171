"""Errors over widths, accuracy over samples, anything over settings: the numbers drawn."""

from __future__ import annotations

import numpy as np
import pytest

from badak import errors, plots


def test_widths_rise_on_logarithmic_axes() -> None:
    """In order, whatever the dict's; the widths themselves stand along the axis."""
    ax = plots.width_errors({"tanh": {16: 0.01, 1: 0.5, 4: 0.1}, "relu": {1: 0.6, 16: 0.02}})
    tanh, relu = ax.get_lines()
    assert tanh.get_xydata().tolist() == [[1, 0.5], [4, 0.1], [16, 0.01]]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert ax.get_xticks().tolist() == [1, 4, 16]
    assert relu.get_label() == "relu"


def test_several_runs_are_their_mean_and_a_band() -> None:
    """Mean as a line, worst to best as a band; numbers of samples with commas."""
    ax = plots.accuracy_by_samples({"net": {100: [0.6, 0.7], 10_000: [0.9, 0.9]}, "svm": {100: 0.8, 10_000: 0.85}})
    net, svm = ax.get_lines()
    np.testing.assert_allclose(net.get_xydata(), [[100, 0.65], [10_000, 0.9]])
    np.testing.assert_allclose(svm.get_ydata(), [0.8, 0.85])
    band = ax.collections[0].get_paths()[0].vertices
    assert {round(float(y), 6) for x, y in band if x == 100} == {0.6, 0.7}
    assert len(ax.collections) == 1
    assert ax.xaxis.get_major_formatter()(10_000, 0) == "10,000" and ax.yaxis.get_major_formatter()(0.9) == "90%"


def test_settings_on_even_axes() -> None:
    """Below 0 too; two settings of four that stand too near are not both written."""
    ax = plots.curves({-1: 3.0, 0: 2.0, 0.01: 2.0, 5: 0.0}, xlabel="bias", ylabel="loss", log_x=False)
    assert ax.get_lines()[0].get_xydata().tolist() == [[-1, 3], [0, 2], [0.01, 2], [5, 0]]
    assert ax.get_xticks().tolist() == [-1, 0, 5]
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_xscale()) == ("bias", "loss", "linear")
    errors.set_language("ko")
    assert plots.accuracy_by_samples({10: 0.5}).get_ylabel() == "테스트 정확도"


WRONG = {
    "no dict": (lambda: plots.width_errors([1, 2]), "no dict from sizes to numbers", "수에 대응시킨 dict가 아닙니다"),
    "empty": (lambda: plots.curves({}), "no dict from sizes to numbers", "수에 대응시킨 dict가 아닙니다"),
    "size 0": (lambda: plots.accuracy_by_samples({0: 0.5}), "must be above 0", "0보다 커야 합니다"),
    "error 0": (lambda: plots.width_errors({1: 0.0}), "must be above 0", "0보다 커야 합니다"),
    "nan": (lambda: plots.curves({1: float("nan")}), "not all numbers are finite", "유한하지 않은 값이 있습니다"),
}


@pytest.mark.parametrize("name", WRONG)
def test_mistakes_are_told(name: str) -> None:
    """In both languages."""
    call, english, korean = WRONG[name]
    for language, words in (("en", english), ("ko", korean)):
        errors.set_language(language)
        with pytest.raises(errors.ArgumentError, match="BD389") as caught:
            call()
        assert words in caught.value.text()
