"""A function of one or two variables as a landscape: heights, slopes and bends at many points at once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from badak.errors import error
from badak.plots.given import reason
from badak.plots.sampling import of_arrays, values_of

KINDS = ("minimum", "maximum", "saddle", "flat")


@dataclass(frozen=True)
class Landscape:
    """A user's function with its derivatives, by automatic differentiation.

    Attributes:
        where: the function that draws, for messages.
        f: a function of an array (variables,), or of a number for one variable.
        variables: 1 or 2.
    """

    where: str
    f: Callable[[Any], Any]
    variables: int

    def heights(self, points: np.ndarray) -> np.ndarray:
        """Return f at points (variables, n): (n,).

        Raises:
            ArgumentError: BD378, for a function that cannot be drawn.
        """
        if self.variables == 1:
            return values_of(self.where, self.f, points[0])
        together = not callable(self.f) or self._by_column(points)
        return values_of(self.where, self.f if together else self._each, points)

    def _each(self, v: Any) -> Any:
        from badak.autograd.tensor import tensor

        return self.f(v) if v.ndim == 1 else np.array([float(self.f(tensor(p))) for p in v.numpy().T])

    def slopes(self, points: np.ndarray) -> np.ndarray:
        """Return ∇f at points (variables, n): (variables, n).

        Raises:
            ArgumentError: BD380, for a function without a derivative by badak's operations.
        """
        return self._derived(lambda g: g, points)

    def bends(self, points: np.ndarray) -> np.ndarray:
        """Return the matrices of second derivatives at points (variables, n): (n, variables, variables).

        Raises:
            ArgumentError: BD380, for a function without a derivative by badak's operations.
        """
        from badak.autograd.transform import grad

        rows = [
            self._derived(lambda g, i=i: grad(lambda t: g(t)[i].sum()), points) for i in range(self.variables)
        ]  # of each (variables, n)
        return np.stack(rows).transpose(2, 0, 1)

    def _derived(self, further: Callable[[Any], Any], points: np.ndarray) -> np.ndarray:
        from badak.autograd.tensor import tensor
        from badak.autograd.transform import grad

        one = of_arrays(self.f, points[0]) if self.variables == 1 else self.f
        f: Any = (lambda t: one(t[0])) if self.variables == 1 else self.f
        derived = further(grad(lambda t: f(t).sum()))
        try:
            with np.errstate(all="ignore"):
                if self._by_column(points):
                    return np.asarray(derived(tensor(points)).numpy(), np.float64)
                return np.stack([derived(tensor(p)).numpy() for p in points.T], axis=1)
        except Exception as problem:
            raise error("BD380", where=f"plots.{self.where}", why=reason(problem)) from problem

    def _by_column(self, points: np.ndarray) -> bool:
        """Say whether f of all columns at once is f of each: not so for ``(v**2).sum()`` or ``v @ a @ v``."""
        if self.variables == 1:
            return True
        from badak.autograd.tensor import tensor

        some = points[:, :: max(1, points.shape[1] // 3)][:, :3]
        some = np.concatenate([some, some[:, :1] + 0.5], axis=1)  # never as many columns as variables
        try:
            with np.errstate(all="ignore"):
                together = self.f(tensor(some)).numpy()
                alone = [self.f(tensor(p)).numpy() for p in some.T]
            return together.shape == some.shape[1:] and bool(np.allclose(together, alone, equal_nan=True))
        except Exception:  # what is wrong with f is told where it is used
            return False


def landscape(where: str, f: Any, variables: int | None) -> Landscape:
    """Make a landscape of f(x), f(v) or f(x, y); None finds out from the function whether it takes two."""
    try:
        names = inspect.signature(f).parameters.values()
        needed = [p for p in names if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        two = len(needed) == 2
    except (TypeError, ValueError):  # no function, or one in C that does not say
        two = False
    if two and variables != 1:
        return Landscape(where, lambda v: f(v[0], v[1]), 2)
    return Landscape(where, f, variables or 1)


def stationary_points(land: Landscape, low: np.ndarray, high: np.ndarray) -> list[tuple[np.ndarray, str]]:
    r"""Find where the ground is level, ∇f = 0, within a box, and say what is there.

    Newton's steps :math:`v - H^{-1}\nabla f` from every point of a grid; what they find is sorted out by the eigenvalues of
    the matrix H of second derivatives: all above 0 is a minimum, all below a maximum, both signs a saddle point. Where one is
    0 the second derivatives do not tell: ``"flat"``.

    Args:
        land: the landscape.
        low: corner of the box (variables,).
        high: the opposite one.

    Returns:
        Pairs of a point (variables,) and one of ``KINDS``, from the lowest up.

    Raises:
        ArgumentError: BD380, for a function without a derivative by badak's operations.
    """
    span = high - low
    count = 61 if land.variables == 1 else 13
    axes = [np.linspace(a, b, count) + 1e-4 * (b - a) for a, b in zip(low, high)]  # not on the axes of symmetry alone
    points = np.stack([g.ravel() for g in np.meshgrid(*axes)])
    middle = ((low + high) / 2)[:, None]
    points = np.concatenate([points, middle], axis=1)
    usual = np.nanmedian(np.abs(land.slopes(points)).max(axis=0))
    for _ in range(60):
        values, vectors = _turned(land.bends(points))
        least = 1e-12 * np.abs(values).max(axis=1, keepdims=True) + 1e-300
        safe = np.where(np.abs(values) < least, least, values)
        along = np.einsum("nij,in->nj", vectors, land.slopes(points)) / safe  # in the directions of the bends
        step = np.einsum("nij,nj->in", vectors, along)
        length = (np.abs(step) / span[:, None]).max(axis=0)
        points = points - step * np.minimum(1.0, 0.2 / np.maximum(length, 1e-300))  # a fifth of the picture at most
        far = (np.abs(points - middle) > 3 * span[:, None]).any(axis=0)  # gone: it will find nothing in the picture
        if not (length[~far] > 1e-12).any():
            break
    slope = np.abs(land.slopes(points)).max(axis=0)
    edge = 1e-9 * span[:, None]
    inside = ((points >= low[:, None] - edge) & (points <= high[:, None] + edge)).all(axis=0)
    found: list[np.ndarray] = []
    for p in points[:, inside & (slope <= 1e-9 * (usual or 1.0))].T:
        if not any((np.abs(p - q) < 1e-4 * span).all() for q in found):
            found.append(p)
    if not found:
        return []
    at = np.stack(found, axis=1)
    at[np.abs(at) < 1e-9 * span[:, None]] = 0.0
    bent, _ = _turned(land.bends(at))
    scale = np.nanmax(np.abs(_turned(land.bends(points))[0]), initial=0.0)
    order = np.argsort(land.heights(at), kind="stable")
    return [(at[:, i], _kind(bent[i], 1e-6 * scale)) for i in order]


def _turned(bends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.linalg.eigh(np.nan_to_num(bends, nan=0.0, posinf=1e300, neginf=-1e300))


def _kind(bends: np.ndarray, least: float) -> str:
    if (np.abs(bends) <= least).any():
        return "flat"
    return "minimum" if (bends > 0).all() else "maximum" if (bends < 0).all() else "saddle"
