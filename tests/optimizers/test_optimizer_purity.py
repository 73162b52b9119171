"""``update`` is pure unless told otherwise; in place, in blocks and under ``jax.jit`` it gives the same numbers."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badak import optimizers
from badak.autograd import tree as trees
from badak.backend import on_numpy
from tests.optimizers.every import ELEMENT_WISE, EVERY

each = pytest.mark.parametrize("optimizer", EVERY.values(), ids=EVERY)


def params_of(dtype: str, seed: int = 0, shapes=None) -> dict:
    rng = np.random.default_rng(seed)
    shapes = shapes or {"w": (4, 3), "b": (3,), "scale": ()}
    return {
        "layer": {name: np.asarray(rng.standard_normal(s), dtype) for name, s in shapes.items()},
        "more": [np.ones(2, dtype)],
    }


def steps(optimizer, dtype: str, owned: bool, count: int = 5):
    params = params_of(dtype)
    state = optimizer.init(params)
    for i in range(count):
        params, state = optimizer.update(params_of(dtype, i + 1), state, params, owned=owned)
    return params, state


def same(a, b) -> bool:
    pairs = list(zip(trees.paths(a), trees.paths(b), strict=True))
    return all(
        p == q and x.dtype == y.dtype and x.shape == y.shape and np.array_equal(x, y) for (p, x), (q, y) in pairs
    )


@each
def test_nothing_that_is_given_changes(optimizer):
    params, grads = params_of("float64"), params_of("float64", 1)
    state = optimizer.init(params)
    _, state = optimizer.update(grads, state, params)
    before = trees.map(np.array, (params, grads, state))
    params_2, state_2 = optimizer.update(grads, state, params)
    assert same((params, grads, state), before)
    shared = {id(x) for x in trees.leaves((params, state["slots"]))} & {
        id(x) for x in trees.leaves((params_2, state_2["slots"]))
    }
    assert not shared
    assert not np.array_equal(params_2["layer"]["w"], params["layer"]["w"])


@each
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_owned_gives_the_same_bits_in_the_same_arrays(optimizer, dtype):
    assert same(steps(optimizer, dtype, owned=False), steps(optimizer, dtype, owned=True))
    params = params_of(dtype)
    state = optimizer.init(params)
    new_params, new_state = optimizer.update(params_of(dtype, 1), state, params, owned=True)
    for a, b in zip(
        trees.leaves((params, state["slots"])), trees.leaves((new_params, new_state["slots"])), strict=True
    ):
        assert a is b


@each
def test_number_types_stay(optimizer):
    for dtype in ("float32", "float64"):
        params, state = steps(optimizer, dtype, owned=False)
        assert {x.dtype for x in trees.leaves((params, state["slots"], state["learning_rate"]))} == {np.dtype(dtype)}
        assert state["iteration"].dtype == np.int64 and state["iteration"] == 5
        assert state["iteration"].shape == state["learning_rate"].shape == ()


@each
def test_a_gradient_of_another_number_type_does_not_widen(optimizer):
    params = params_of("float32")
    wide = optimizer.update(params_of("float64", 1), optimizer.init(params), params)[0]
    narrow = optimizer.update(
        trees.map(lambda a: a.astype("float32"), params_of("float64", 1)), optimizer.init(params), params
    )
    assert same(wide, narrow[0])


@each
def test_the_state_keeps_its_structure(optimizer):
    params = params_of("float32")
    first = optimizer.init(params)
    _, later = steps(optimizer, "float32", owned=False)
    assert [p for p, _ in trees.paths(first)] == [p for p, _ in trees.paths(later)]
    assert set(first) == {"iteration", "learning_rate", "slots"}
    for tree in first["slots"].values():
        assert set(p for p, _ in trees.paths(tree)) <= set(p for p, _ in trees.paths(params))


@pytest.mark.parametrize("name", ELEMENT_WISE)
def test_blocks_give_the_same_bits(name, monkeypatch):
    whole = steps(ELEMENT_WISE[name], "float32", owned=True)
    monkeypatch.setattr(on_numpy, "BLOCK", 64)  # bytes: 2 to 8 numbers at a time
    assert same(steps(ELEMENT_WISE[name], "float32", owned=True), whole)


@pytest.mark.parametrize("name", ELEMENT_WISE)
@given(size=st.integers(0, 70), block=st.integers(24, 400), seed=st.integers(0, 99))
@settings(max_examples=15)
def test_any_block_gives_the_same_bits(name, size, block, seed):
    optimizer = ELEMENT_WISE[name]
    params, grads = ({"w": np.random.default_rng(seed + i).standard_normal(size)} for i in (0, 1))
    whole = optimizer.update(grads, optimizer.init(params), params)
    before, on_numpy.BLOCK = on_numpy.BLOCK, block
    try:
        parts = optimizer.update(grads, optimizer.init(params), params)
    finally:
        on_numpy.BLOCK = before
    assert same(whole, parts)


keys = st.sampled_from(["w", "b", "kernel", "x"])
shapes = st.lists(st.integers(0, 4), max_size=3).map(tuple)
structures = st.recursive(
    shapes.map(lambda s: np.zeros(s)),
    lambda inner: st.dictionaries(keys, inner, max_size=3) | st.lists(inner, max_size=2) | st.tuples(inner) | st.none(),
    max_leaves=6,
)


@given(structure=structures, name=st.sampled_from(sorted(EVERY)))
@settings(max_examples=120)
def test_any_tree_of_parameters(structure, name):
    """Each array is updated as if it were alone, wherever it stands (clipping over all arrays apart)."""
    optimizer = EVERY[name]
    rng = np.random.default_rng(3)
    params = trees.map(lambda a: rng.standard_normal(a.shape), structure)
    grads = trees.map(lambda a: rng.standard_normal(a.shape), structure)
    before = trees.map(np.array, params)
    new, state = optimizer.update(grads, optimizer.init(params), params)
    assert same(params, before)
    assert [p for p, _ in trees.paths(new)] == [p for p, _ in trees.paths(params)]
    if name == "global_clipnorm":
        return
    for (path, p), (_, g), (_, found) in zip(trees.paths(params), trees.paths(grads), trees.paths(new), strict=True):
        alone, _ = optimizer.update({path: g}, optimizer.init({path: p}), {path: p})
        np.testing.assert_array_equal(found, alone[path])


def test_the_order_of_names_does_not_matter():
    params = {"w": np.array([1.0]), "b": np.array([2.0])}
    optimizer = optimizers.SGD(1.0, momentum=0.5)
    state = optimizer.init({"b": params["b"], "w": params["w"]})
    new, _ = optimizer.update({"b": np.array([0.25]), "w": np.array([0.5])}, state, params)
    assert new == {"w": 0.5, "b": 1.75}


def test_parameters_without_gradient_stay():
    params = {"frozen": {"w": np.ones(2), "b": np.ones(1)}, "free": {"w": np.ones(2), "b": np.ones(1)}}
    optimizer = optimizers.Adam(0.1, weight_decay=0.5)
    grads = {"frozen": None, "free": {"w": np.ones(2), "b": None}}
    new, state = optimizer.update(grads, optimizer.init(params), params)
    assert same(new["frozen"], params["frozen"]) and new["free"]["b"] == 1.0
    assert (new["free"]["w"] < 0.9).all()
    assert (state["slots"]["momentum"]["frozen"]["w"] == 0).all()


def test_arrays_that_are_not_contiguous():
    for order in ("F", "strided"):
        p = np.asfortranarray(np.ones((300, 400))) if order == "F" else np.ones((600, 400))[::2]
        g = np.arange(120_000.0).reshape(400, 300).T
        optimizer = optimizers.Adam(0.1)
        wanted = optimizer.update({"w": g.copy()}, optimizer.init({"w": p}), {"w": p.copy()})[0]["w"]
        state = {**optimizer.init({"w": p}), "slots": {k: {"w": np.zeros_like(p)} for k in optimizer.slots}}
        found, _ = optimizer.update({"w": g}, state, {"w": p}, owned=True)
        assert found["w"] is p
        np.testing.assert_array_equal(p, wanted)


# --- the seam ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 7, 100])
@pytest.mark.parametrize("block", [8, 64, 1 << 19])
def test_update_in_place_writes_what_a_pure_rule_returns(size, block, monkeypatch):
    monkeypatch.setattr(on_numpy, "BLOCK", block)
    a, b, c = (np.arange(size) + k * 100.0 for k in range(3))
    wanted = a + c, a * b

    out = on_numpy.update_in_place(lambda x, y, z: (x + z, x * y), (a, b), (c,))
    assert out[0] is a and out[1] is b
    np.testing.assert_array_equal(a, wanted[0])
    np.testing.assert_array_equal(b, wanted[1])
    np.testing.assert_array_equal(c, np.arange(size) + 200.0)


def test_update_in_place_holds_a_rule_to_its_number_of_results():
    with pytest.raises(ValueError, match="argument 2"):
        on_numpy.update_in_place(lambda x, y, z: (x,), (np.ones(2), np.ones(2)), (np.ones(2),))


def pairs(a, b):
    """The leaves of two trees side by side, by name: what comes out of ``jax.jit`` has its names in alphabetical order."""
    first, second = dict(trees.paths(a)), dict(trees.paths(b))
    assert first.keys() == second.keys()
    return [(path, first[path], second[path]) for path in first]


# --- XLA --------------------------------------------------------------------------------------------------------------


def check_xla(dtype: str, rtol: float, atol: float, count: int = 5) -> None:
    """Take steps with every optimizer in one compiled function (compiling each alone takes most of a minute)."""
    import jax
    import jax.numpy as jnp

    traced = []

    @jax.jit
    def step(grads, states, params):
        traced.append(1)
        new = {name: optimizer.update(grads, states[name], params[name]) for name, optimizer in EVERY.items()}
        return {name: state for name, (_, state) in new.items()}, {name: p for name, (p, _) in new.items()}

    params = {name: trees.map(jnp.asarray, params_of(dtype)) for name in EVERY}
    states = {name: optimizer.init(params[name]) for name, optimizer in EVERY.items()}
    for i in range(count):
        states, params = step(trees.map(jnp.asarray, params_of(dtype, i + 1)), states, params)
    assert len(traced) == 1
    for name, optimizer in EVERY.items():
        wanted, wanted_state = steps(optimizer, dtype, owned=True, count=count)
        assert int(states[name]["iteration"]) == count and states[name]["learning_rate"].dtype == dtype
        for path, x, y in pairs((params[name], states[name]["slots"]), (wanted, wanted_state["slots"])):
            assert x.dtype == y.dtype == np.dtype(dtype)
            np.testing.assert_allclose(np.asarray(x), y, rtol=rtol, atol=atol, err_msg=f"{name} {path}")


@pytest.mark.usefixtures("quick_xla")
def test_compiled_by_xla_it_gives_the_same_numbers_and_is_traced_once():
    pytest.importorskip("jax")
    check_xla("float32", rtol=2e-5, atol=2e-6)


@pytest.mark.usefixtures("quick_xla")
def test_in_float64_xla_agrees_to_rounding():
    jax = pytest.importorskip("jax")
    with jax.enable_x64(True):
        check_xla("float64", rtol=1e-11, atol=1e-13)


def test_donated_memory_and_a_rate_set_from_outside():
    """What the compiled loop does: the step takes the memory of its arguments over; a callback sets the rate between steps."""
    jax = pytest.importorskip("jax")
    import jax.numpy as jnp

    optimizer = optimizers.SGD(0.5, momentum=0.5)
    params = {"w": jnp.ones(3)}
    state = optimizer.init(params)
    traced = []

    @functools.partial(jax.jit, donate_argnums=(1, 2))
    def step(grads, state, params):
        traced.append(1)
        return optimizer.update(grads, state, params, owned=True)

    for rate in (0.5, 0.25, 0.125):
        state = optimizer.set_learning_rate(state, rate)
        params, state = step({"w": jnp.ones(3)}, state, params)
    assert len(traced) == 1
    # v: -.5, -.5, -.375
    np.testing.assert_allclose(params["w"], 1 - 0.5 - 0.5 - 0.375)


@each
@pytest.mark.parametrize("precision", ["float16", "bfloat16"])
def test_low_precision_under_xla_is_not_widened(optimizer, precision):
    jax = pytest.importorskip("jax")

    def step(p):
        return optimizer.update({"w": p}, optimizer.init({"w": p}), {"w": p})

    new, state = jax.eval_shape(step, jax.ShapeDtypeStruct((2, 2), precision))
    assert {str(x.dtype) for x in trees.leaves((new, state["slots"]))} == {precision}
