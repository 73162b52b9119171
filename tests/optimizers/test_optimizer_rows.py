"""Gradients that are rows of a table: every optimizer does what its formula says, or, where asked to, only for those rows."""

from __future__ import annotations

import copy

import numpy as np
import pytest

import badak
from badak.autograd.op import use_kernels
from badak.autograd.rows import Rows
from badak.errors import Notice
from badak.optimizers import SGD, Adagrad, Adam, AdamW, Muon
from tests.optimizers.every import EVERY

SHAPE = (50, 8)


@pytest.fixture(params=[True, False], ids=["kernels", "numpy"], autouse=True)
def _both_ways(request):
    use_kernels(request.param)
    yield
    use_kernels(True)


def start() -> dict:
    rng = np.random.default_rng(1)
    return {
        "embedding": rng.standard_normal(SHAPE).astype(np.float32),
        "kernel": rng.standard_normal((8, 3)).astype(np.float32),
    }


def grads(t: int, lazy: bool) -> dict:
    rng = np.random.default_rng(t)
    ids = rng.integers(0, 40, (4, 6))  # the last ten rows never occur
    rows = Rows.added(ids, rng.standard_normal((4, 6, 8)).astype(np.float32), SHAPE, lazy)
    return {"embedding": rows, "kernel": rng.standard_normal((8, 3)).astype(np.float32)}


def walk(optimizer, whole: bool, lazy: bool = False, steps: int = 5, owned: bool = False) -> tuple[dict, dict]:
    params = start()
    state = optimizer.init(params)
    for t in range(steps):
        g = grads(t, lazy)
        if whole:
            g["embedding"] = np.asarray(g["embedding"])
        params, state = optimizer.update(g, state, params, owned=owned)
    return params, state


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("owned", [False, True])
def test_the_same_as_with_zeros(name, owned):
    by_rows, by_array = walk(EVERY[name], False, owned=owned), walk(EVERY[name], True, owned=owned)
    norms = EVERY[name].clipnorm or EVERY[name].global_clipnorm  # added up in another order
    for a, b in (
        (by_rows[0], by_array[0]),
        *[(by_rows[1]["slots"][s], by_array[1]["slots"][s]) for s in EVERY[name].slots],
    ):
        for key in a:
            if norms:
                np.testing.assert_allclose(a[key], b[key], rtol=1e-5, atol=1e-6)
            elif a[key] is not None:
                np.testing.assert_array_equal(a[key], b[key])


@pytest.mark.parametrize("name", [n for n in EVERY if n != "muon"])
def test_lazy_rows_leave_the_others_alone(name):
    optimizer = EVERY[name]
    params, state = walk(optimizer, False, lazy=True, steps=1)
    at = grads(0, True)["embedding"].indices
    others = np.setdiff1d(np.arange(SHAPE[0]), at)
    assert len(others) > 10
    np.testing.assert_array_equal(params["embedding"][others], start()["embedding"][others])
    before = optimizer.init(start())
    for slot in optimizer.slots:
        np.testing.assert_array_equal(
            state["slots"][slot]["embedding"][others], before["slots"][slot]["embedding"][others]
        )
    whole = walk(optimizer, True, steps=1)[0]
    np.testing.assert_allclose(params["embedding"][at], whole["embedding"][at], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(params["kernel"], whole["kernel"], rtol=1e-5, atol=1e-6)
    assert (params["embedding"][at] != start()["embedding"][at]).all(axis=1).any()


def test_lazy_adam_by_hand():
    """Moments of a row move only in steps that read it; the correction of the bias counts all steps (as in SparseAdam)."""
    optimizer = Adam(0.1, epsilon=1e-8, epsilon_at="corrected")
    params, state = walk(optimizer, False, lazy=True, steps=6)
    p = start()["embedding"].astype(np.float64)
    m, v = np.zeros(SHAPE), np.zeros(SHAPE)
    for t in range(6):
        rows = grads(t, True)["embedding"]
        for i, g in zip(rows.indices, rows.values.astype(np.float64)):
            m[i] = 0.9 * m[i] + 0.1 * g
            v[i] = 0.999 * v[i] + 0.001 * g * g
            p[i] -= 0.1 * (m[i] / (1 - 0.9 ** (t + 1))) / (np.sqrt(v[i] / (1 - 0.999 ** (t + 1))) + 1e-8)
    np.testing.assert_allclose(params["embedding"], p, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(state["slots"]["velocity"]["embedding"], v, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("optimizer", [SGD(0.1, weight_decay=0.1), AdamW(0.1)])
def test_weight_decay_shrinks_all_rows_unless_told_otherwise(optimizer):
    plain, lazy = (walk(optimizer, False, lazy=way, steps=1)[0]["embedding"] for way in (False, True))
    assert (np.abs(plain[45:]) < np.abs(start()["embedding"][45:])).all()
    np.testing.assert_array_equal(lazy[45:], start()["embedding"][45:])


def test_a_rule_of_ones_own_gets_what_its_formula_needs():
    class Drift(SGD):  # moves without a gradient too, which the class above it does not
        def rule(self, h, p, g):
            return (p - h[0] * (g + 1.0),)

    class Growing(Adagrad):
        def rule(self, h, p, total, g):
            return p - h[0] * (g + 1.0), total + 1.0

    for optimizer in (Drift(0.1), Growing(0.1)):
        params, _ = walk(optimizer, False, steps=1)
        np.testing.assert_allclose(params["embedding"][45:], start()["embedding"][45:] - 0.1, rtol=1e-6)


def test_an_update_of_ones_own_gets_arrays():
    seen = []

    class Own(SGD):
        def update(self, grads, state, params, *, owned=False):
            seen.extend(type(g) for g in badak.autograd.tree.leaves(grads))
            return super().update(grads, state, params, owned=owned)

    fit(Own(0.1), False)
    assert seen
    assert set(seen) == {np.ndarray}


def test_matrices_that_go_as_a_whole():
    optimizer = Muon(0.01, exclude_embeddings=False)
    assert not optimizer.takes_rows("embedding", start()["embedding"])
    lazy, whole = walk(optimizer, False, lazy=True)[0], walk(optimizer, True)[0]
    np.testing.assert_array_equal(lazy["embedding"], whole["embedding"])


def test_apply_to_tensors():
    for lazy in (False, True):
        table = badak.tensor(start()["embedding"], requires_grad=True)
        kept = table.data
        optimizer = Adam(0.1)
        for t in range(3):
            ids = np.random.default_rng(t).integers(0, 40, (4, 6))
            (badak.take(table, ids, sparse=lazy) ** 2).sum().backward()
            optimizer.apply([table])
            if t == 0:
                first = ids
        np.testing.assert_array_equal(kept, start()["embedding"])  # arrays looked at before keep their values
        np.testing.assert_array_equal(table.data[45:], start()["embedding"][45:])
        assert (table.data[first] != kept[first]).all()


# --- the layer ------------------------------------------------------------------------------------------------------------

X = np.random.default_rng(0).integers(0, 30, (64, 5))
Y = np.random.default_rng(1).standard_normal((64, 1)).astype(np.float32)


def network(sparse: bool, **more) -> badak.Sequential:
    layers = [
        badak.layers.Embedding(50, 4, input_shape=(5,), sparse=sparse, **more),
        badak.layers.GlobalAveragePooling1D(),
        badak.layers.Dense(1),
    ]
    model = badak.Sequential(layers)
    rng = np.random.default_rng(3)
    model.set_weights([rng.standard_normal(w.shape).astype(np.float32) for w in model.get_weights()])
    return model


def fit(optimizer, sparse: bool, backend: str = "numpy", **more) -> list[np.ndarray]:
    model = network(sparse, **more)
    model.compile(copy.copy(optimizer), "mse", backend=backend)
    model.fit(X, Y, batch_size=16, epochs=2, shuffle=False, verbose=0)
    return model.get_weights()


@pytest.mark.parametrize("optimizer", [SGD(0.1), Adagrad(0.1)])
def test_sparse_changes_nothing_where_zeros_change_nothing(optimizer):
    for a, b in zip(fit(optimizer, True), fit(optimizer, False), strict=True):
        np.testing.assert_array_equal(a, b)


def test_sparse_embedding_with_momentum():
    plain, lazy = fit(SGD(0.1, momentum=0.9), False)[0], fit(SGD(0.1, momentum=0.9), True)[0]
    unread = np.setdiff1d(np.arange(50), X)
    np.testing.assert_array_equal(plain[unread], lazy[unread])
    assert np.abs(plain - lazy).max() > 1e-4


def test_a_penalty_touches_all_rows_also_with_sparse():
    found = fit(SGD(0.1), True, embeddings_regularizer=badak.regularizers.L2(0.1))[0]
    wanted = fit(SGD(0.1), False, embeddings_regularizer=badak.regularizers.L2(0.1))[0]
    np.testing.assert_array_equal(found, wanted)
    assert (np.abs(found[40:]) < np.abs(network(False).get_weights()[0][40:])).all()


def test_mixed_precision():
    model = network(False)
    model.compile(SGD(0.1), "mse", precision="mixed")
    model.fit(X, Y, batch_size=16, epochs=2, shuffle=False, verbose=0)
    np.testing.assert_allclose(model.get_weights()[0], fit(SGD(0.1), False)[0], atol=5e-3)
    unread = np.setdiff1d(np.arange(50), X)
    np.testing.assert_array_equal(model.get_weights()[0][unread], network(False).get_weights()[0][unread])


def test_xla_has_whole_arrays_and_says_so():
    pytest.importorskip("jax")
    with pytest.warns(Notice) as caught:
        found = fit(SGD(0.1, momentum=0.9), True, backend="xla")
    assert str(caught[0].message) == (
        "[BD200] compiled by XLA, sparse=True has no effect: the optimizer's formula is applied to all rows\n"
        "  where: Embedding 'embedding'\n"
        "  got: backend='xla'\n"
        "  expected: backend='numpy' for updates of single rows\n"
        "  to fix: compile(backend='numpy'), or leave sparse out; plain SGD and Adagrad give the same either way"
    )
    for a, b in zip(found, fit(SGD(0.1, momentum=0.9), False), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)


def test_the_notice_in_korean():
    from badak.messages import render

    text = render("BD200", {"where": "embedding", "got": "backend='xla'"}, "ko")
    assert "sparse=True가 적용되지 않습니다" in text
    assert "모멘텀 없는 SGD와 Adagrad는 결과가 같습니다" in text


def test_sparse_is_kept_in_files(tmp_path):
    model = network(True)
    model.save(tmp_path / "model.badak")
    assert badak.load_model(tmp_path / "model.badak").layers[0].sparse is True
