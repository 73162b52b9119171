"""Cards that explain: formula, derivative, shapes, sizes, when to use, source, for everything badak computes with.

Example:
    >>> import badak
    >>> badak.explain("gelu", lang="en")["formula"]
    'x\\\\,\\\\Phi(x) = \\\\tfrac{x}{2}\\\\big(1 + \\\\mathrm{erf}(x/\\\\sqrt2)\\\\big)'
"""

from badak.cards.card import Card, Row
from badak.cards.explain import explain

__all__ = ["Card", "Row", "explain"]
