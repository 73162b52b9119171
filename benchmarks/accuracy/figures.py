"""Mean, spread, and the interval of a difference."""

from __future__ import annotations

import math
import statistics

import numpy as np


def mean_and_deviation(values: list[float]) -> tuple[float, float]:
    """Mean and standard deviation (divided by n - 1)."""
    return statistics.fmean(values), statistics.stdev(values) if len(values) > 1 else math.nan


def welch(a: list[float], b: list[float], confidence: float = 0.95) -> tuple[float, float, float]:
    """The difference of the means and the interval in which it lies, without assuming equal spreads.

    Source: Welch 1947, doi 10.1093/biomet/34.1-2.28.
    """
    (mean_a, deviation_a), (mean_b, deviation_b) = mean_and_deviation(a), mean_and_deviation(b)
    share_a, share_b = deviation_a**2 / len(a), deviation_b**2 / len(b)
    difference, error = mean_a - mean_b, math.sqrt(share_a + share_b)
    if error == 0.0:
        return difference, difference, difference
    freedom = (share_a + share_b) ** 2 / (share_a**2 / (len(a) - 1) + share_b**2 / (len(b) - 1))
    half = error * student_quantile(0.5 + confidence / 2, freedom)
    return difference, difference - half, difference + half


def student_quantile(probability: float, freedom: float) -> float:
    """The value that Student's t with so many degrees of freedom stays below with a probability above one half."""
    low, high = 0.0, 1.0
    while student_cdf(high, freedom) < probability:
        high *= 2.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if student_cdf(middle, freedom) < probability else (low, middle)
    return (low + high) / 2


def student_cdf(t: float, freedom: float) -> float:
    """The probability below t ≥ 0: with t = √ν tan θ the density becomes cos^(ν-1) θ, which is smooth to integrate."""
    nodes, weights = np.polynomial.legendre.leggauss(64)
    top = math.atan(t / math.sqrt(freedom))
    angles = (nodes + 1.0) * top / 2
    area = float(weights @ np.cos(angles) ** (freedom - 1.0)) * top / 2
    log_scale = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - 0.5 * math.log(math.pi)
    return 0.5 + math.exp(log_scale) * area
