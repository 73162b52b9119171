"""Lining up parameters, gradients and what an optimizer keeps, before anything is changed."""

from __future__ import annotations

from typing import Any

from badak.autograd import tree as trees
from badak.errors import error, shape_text

_BRANCHES = (dict, list, tuple)


class Misfit(Exception):
    """The trees do not fit together; ``misfit`` says how they should."""


def align(params: Any, others: list, rows: list[list]) -> None:
    """Collect ``[parameter, gradient, *slots]`` for each parameter, by the names of the parameters' tree.

    A gradient that is None, for an array or for a whole branch, stands beside its parameters as None. Everything is
    checked here, before anything is changed.
    """
    grads = others[0]
    if grads is not None and len(grads) != len(params):
        raise Misfit
    for key, branch in params.items() if isinstance(params, dict) else enumerate(params):
        row = [None if other is None else other[key] for other in others]
        if isinstance(branch, _BRANCHES):
            align(branch, row, rows)
        elif branch is not None:
            g = row[0]
            if g is not None:
                if g.shape != branch.shape:
                    raise Misfit
                if g.dtype != branch.dtype:
                    row[0] = g.astype(branch.dtype)
            row.insert(0, branch)
            rows.append(row)


def misfit(kind: str, names: tuple[str, ...], params: Any, grads: Any, state: dict) -> Exception:
    """Say which names or shapes of gradients and slots differ from those of the parameters."""
    where = f"{kind}.update"
    wanted = {name: shape_text(p) for name, p in trees.paths(params)}
    trees_given = {"grads": grads} | {f"state['slots'][{n!r}]": state["slots"].get(n) for n in names}
    given = {what: {n: shape_text(g) for n, g in trees.paths(tree)} for what, tree in trees_given.items()}
    wrong = [(what, n) for what, found in given.items() for n in found if found[n] != wanted.get(n)]
    absent = [(what, n) for what, found in given.items() for n in wanted if n not in found]
    for what, n in wrong + absent:
        has, gets = wanted.get(n, "–"), given[what].get(n, "–")
        why = {
            "en": f"'{n}' is {has} in params and {gets} in {what}",
            "ko": f"'{n}'의 모양이 params에서는 {has}, {what}에서는 {gets}입니다",
        }
        return error("BD042", where=where, why=why, got=f"{what}: {', '.join(given[what]) or '–'}")
    why = {"en": "the structures of the trees differ", "ko": "트리의 구조가 다릅니다"}
    return error("BD042", where=where, why=why, got=f"params: {', '.join(wanted)}")
