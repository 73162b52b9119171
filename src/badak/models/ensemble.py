"""Several models that answer together: the mean of what they say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from badak.errors import error
from badak.models.functional import Functional
from badak.models.graph import Input
from badak.models.model import Model


def Ensemble(models: Sequence[Model], name: str | None = None) -> Functional:  # noqa: N802  (used like a class)
    r"""Put trained models side by side and average their predictions.

    .. math:: \hat y = \frac1K \sum_{k=1}^{K} \hat y_k

    Models that were trained alike from different first weights make different mistakes, and where they disagree the mean is
    nearer to the truth than most of them: its squared error is the mean of theirs minus the variance between them. The result
    is a model like any other, with ``predict``, ``evaluate``, ``save`` and ``fit``. It holds the models themselves, no copies.

    Give models that end in probabilities or in numbers. Means of logits are something else, the geometric mean of probabilities.

    Args:
        models: two or more models with the same inputs and the same form of outputs, built or trained.
        name: name of the ensemble; ``"ensemble"`` by default.

    Returns:
        A model. Where all are compiled it is compiled like the first, so that ``evaluate`` works at once.

    Raises:
        ArgumentError: BD003, for less than two models, or something that is no model.
        StateError: BD023, for a model without weights.
        ShapeError: for inputs or outputs that do not fit together.

    Example:
        >>> import badak
        >>> from badak.layers import Dense
        >>> one = badak.Sequential([Dense(1, input_dim=1, kernel_initializer="ones")])
        >>> other = badak.Sequential([Dense(1, input_dim=1, kernel_initializer="zeros")])
        >>> badak.models.Ensemble([one, other]).predict([[4.0]])
        array([[2.]], dtype=float32)

    Source: Hansen, Salamon 1990, doi 10.1109/34.58871; the error of the mean: Krogh, Vedelsby 1995, NIPS 7.
    """
    from badak.layers import average

    members = list(models)
    strange = [m for m in members if not isinstance(m, Model)]
    if len(members) < 2 or strange:
        expected = {"en": "a list of two or more models", "ko": "모델 두 개 이상을 담은 리스트"}
        got = type(strange[0]).__name__ if strange else f"{len(members)} model(s)"
        raise error("BD003", where="Ensemble", name="models", got=got, expected=expected)
    for member in members:
        if member.slot is None:
            raise error("BD023", where=member.label)

    first: Any = members[0]
    given = [Input(tuple(s.shape[1:]), name=s.name or None, dtype=s.dtype.name) for s in first.inputs]
    x = given if first.several_inputs else given[0]
    answers = [_named(member, k, members, {s.name for s in given})(x) for k, member in enumerate(members, 1)]
    if first.several_outputs:
        outputs: Any = [average(list(parts)) for parts in zip(*(_listed(a) for a in answers), strict=True)]
    else:
        outputs = average(answers)
    ensemble = Functional(x, outputs, name=name or "ensemble")

    if not first.several_outputs and all(m._compiled is not None for m in members):
        wishes = first.compiled.metric_wishes
        ensemble.compile(
            "sgd",  # of its own: that of a member remembers the member's weights
            loss=first.compiled.loss_wish,
            metrics=[wish for wish, weighted in wishes if not weighted],
            weighted_metrics=[wish for wish, weighted in wishes if weighted],
        )
    return ensemble


def _listed(answer: Any) -> list:
    return list(answer.values()) if isinstance(answer, dict) else list(answer)


def _named(member: Any, number: int, members: list, inputs: set) -> Any:
    """Return the member, or the same layers under another name where two have one, as models read from files often do."""
    if [m.name for m in members].count(member.name) == 1 and member.name not in inputs:
        return member
    x = member.inputs if member.several_inputs else member.inputs[0]
    y = member.outputs if member.several_outputs else member.outputs[0]
    return Functional(x, y, name=f"member_{number}")
