"""The gradient of chosen rows: the same numbers as the whole array, and no work for rows that were not chosen."""

from __future__ import annotations

import mmap
import tracemalloc

import ml_dtypes
import numpy as np
import pytest

import badak
from badak.autograd.op import use_kernels
from badak.autograd.rows import Rows
from badak.backend import native
from badak.optimizers import SGD, Adam, clip_by_global_norm, clip_by_norm, clip_by_value, global_norm

RNG = np.random.default_rng(5)


def slow(shape: tuple, ids: np.ndarray, g: np.ndarray) -> np.ndarray:
    out = np.zeros(shape, np.float64)
    for place in np.ndindex(ids.shape):
        out[ids[place]] += g[place].astype(np.float64)
    return out


@pytest.fixture(params=[True, False], ids=["kernels", "numpy"])
def _both_ways(request):
    use_kernels(request.param)
    yield
    use_kernels(True)


IDS = [
    np.array([3, 1, 3, 3, 0]), np.array([[3, -1], [-7, 6]]), np.zeros((0,), np.int64), np.array(2), np.full((40, 3), 5, np.int8),
    RNG.integers(0, 7, (20, 11)).astype(np.uint32), np.array([6]),
]  # fmt: skip


@pytest.mark.parametrize("row", [(), (1,), (5,), (2, 3)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, ml_dtypes.bfloat16])
@pytest.mark.parametrize("i", range(len(IDS)))
@pytest.mark.parametrize("way", ["take", "getitem"])
@pytest.mark.usefixtures("_both_ways")
def test_gradient_of_chosen_rows(way, i, dtype, row):
    ids, shape = IDS[i], (7, *row)
    table = badak.tensor(np.ones(shape, dtype), requires_grad=True)
    out = badak.take(table, ids) if way == "take" else table[ids]
    g = np.asarray(RNG.standard_normal(out.shape)).astype(dtype)
    out.backward(badak.tensor(g, dtype=dtype))
    assert type(table.node.grad) is Rows
    assert table.grad.dtype == dtype
    assert table.grad.shape == shape
    rtol = {"float32": 2e-6, "float64": 1e-14}.get(np.dtype(dtype).name, 1e-2)
    np.testing.assert_allclose(table.grad.numpy().astype(np.float64), slow(shape, ids, g), rtol=rtol, atol=rtol * 20)


@pytest.mark.usefixtures("_both_ways")
def test_sums_are_those_of_numpy():
    ids = (60 * RNG.random((30, 20)) ** 3).astype(np.int64)
    g = RNG.standard_normal((30, 20, 16)).astype(np.float32)
    wanted = np.zeros((70_000, 16), np.float32)
    np.add.at(wanted, ids, g)
    found = np.asarray(Rows.added(ids, g, wanted.shape))
    if native.kernels is not None and native.wanted:
        np.testing.assert_array_equal(found, wanted)
    np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-5)


def test_more_rows_than_sixteen_bits_count():
    ids = np.array([65_536, 0, 65_535, 70_001, 0])
    rows = Rows.added(ids, np.ones((5, 2), np.float32), (70_002, 2))
    assert rows.indices.tolist() == [0, 65_535, 65_536, 70_001]
    assert rows.values[0].tolist() == [2.0, 2.0]


def table_and_grad(*uses):
    """Return the gradient of Σ c · use(table) over several uses of one table."""
    table = badak.tensor(np.linspace(-1, 1, 12, dtype=np.float32).reshape(6, 2), requires_grad=True)
    total = sum((use(table) * (k + 1.0)).sum() for k, use in enumerate(uses))
    total.backward()
    return table


def test_a_table_used_twice():
    one, two = np.array([1, 1, 4]), np.array([[4], [0]])
    table = table_and_grad(lambda t: badak.take(t, one), lambda t: badak.take(t, two))
    assert table.node.grad.indices.tolist() == [0, 1, 4]
    np.testing.assert_array_equal(table.grad.numpy()[:, 0], [2, 2, 0, 0, 3, 0])


@pytest.mark.parametrize("turned", [False, True])
def test_rows_and_a_whole_array_meet(turned):
    uses = [lambda t: badak.take(t, np.array([1, 1, 4])), lambda t: t * 1.0]
    table = table_and_grad(*(uses[::-1] if turned else uses))
    assert isinstance(table.node.grad, np.ndarray)
    np.testing.assert_array_equal(
        table.grad.numpy()[:, 0], np.array([2, 4, 2, 2, 3, 2]) if not turned else [1, 5, 1, 1, 3, 1]
    )


def test_an_operation_on_the_way_gets_the_whole_array():
    table = badak.tensor(np.arange(6.0, dtype=np.float32).reshape(3, 2), requires_grad=True)
    middle = table * table
    middle.retain_grad()
    badak.take(middle, np.array([2, 2])).sum().backward()
    np.testing.assert_array_equal(table.grad.numpy(), [[0, 0], [0, 0], [16, 20]])
    np.testing.assert_array_equal(middle.grad.numpy(), [[0, 0], [0, 0], [2, 2]])


def test_looking_does_not_lose_what_is_changed_by_hand():
    table = table_and_grad(lambda t: badak.take(t, np.array([1, 4])))
    table.grad.data[1] *= 10
    assert table.grad.numpy()[1].tolist() == [10, 10]
    before = table.data.copy()
    SGD(1.0).apply([table])
    np.testing.assert_array_equal(before - table.data, [[0, 0], [10, 10], [0, 0], [0, 0], [1, 1], [0, 0]])
    table = table_and_grad(lambda t: badak.take(t, np.array([1, 4])))
    table.grad.data[0] = 7  # a row that was not read
    before = table.data.copy()
    SGD(1.0).apply([table])
    np.testing.assert_array_equal((before - table.data)[0], [7, 7])


def test_gradients_add_up_over_parts_of_a_batch():
    table = badak.tensor(np.zeros((5, 1), np.float32), requires_grad=True)
    for ids in ([0, 1], [1, 3], [3]):
        badak.take(table, np.array(ids)).sum().backward(accumulate=True)
    assert table.node.grad.indices.tolist() == [0, 1, 3]
    assert table.grad.tolist() == [[1], [2], [0], [2], [0]]
    table.grad = table.grad * 2
    badak.take(table, np.array([0])).sum().backward(accumulate=True)
    assert table.grad.tolist() == [[3], [4], [0], [4], [0]]


def test_derivatives_of_functions_are_arrays():
    ids = np.array([2, 0, 2])

    def loss(table):
        return (badak.take(table, ids) ** 3).sum()

    table = np.array([1.0, 2.0, 3.0])
    found = badak.grad(loss)(table)
    assert type(found) is np.ndarray
    np.testing.assert_allclose(found, [3, 0, 54])
    value, found = badak.value_and_grad(loss)(badak.tensor(table))
    np.testing.assert_allclose(found.numpy(), [3, 0, 54])
    second = badak.grad(lambda t: badak.grad(loss)(t).sum())(badak.tensor(table))
    np.testing.assert_allclose(second.numpy(), [6, 0, 36])
    badak.check_grads(loss, (table,), order=2)
    badak.check_grads(lambda t: badak.take(t, ids), (table,), order=2)  # the table itself is the variable


def test_clipping_knows_rows():
    rows = Rows.added(np.array([4, 1]), np.array([[3.0], [-4.0]], np.float32), (6, 1))
    assert global_norm({"a": rows, "b": np.array([12.0])}) == 13.0
    np.testing.assert_allclose(np.asarray(clip_by_value({"w": rows}, 3.5)["w"])[:, 0], [0, -3.5, 0, 0, 3, 0])
    np.testing.assert_allclose(
        np.asarray(clip_by_norm({"w": rows}, 1.0)["w"])[:, 0], [0, -0.8, 0, 0, 0.6, 0], rtol=1e-6
    )
    np.testing.assert_allclose(
        np.asarray(clip_by_global_norm({"w": rows}, 2.5)["w"])[:, 0], [0, -2, 0, 0, 1.5, 0], rtol=1e-6
    )


def test_rows_and_numbers():
    rows = Rows.added(np.array([1]), np.array([[2.0, 3.0]], np.float32), (3, 2))
    np.testing.assert_array_equal(np.asarray(rows * 2), [[0, 0], [4, 6], [0, 0]])
    np.testing.assert_array_equal(np.asarray(2 * rows, np.float64), [[0, 0], [4, 6], [0, 0]])
    np.testing.assert_array_equal(rows * np.ones((3, 2)), np.asarray(rows))
    assert (rows.ndim, rows.shape, rows.dtype, rows.astype(np.float64).dtype) == (2, (3, 2), np.float32, np.float64)


# --- what is not touched --------------------------------------------------------------------------------------------------


def test_a_step_does_not_touch_the_other_rows():
    """A table that nobody has written to takes no memory; after a step it takes that of the pages it wrote to."""
    rows, length, page = 1_000_000, 64, mmap.PAGESIZE
    memory = mmap.mmap(-1, rows * length * 4)
    if hasattr(mmap, "MADV_NOHUGEPAGE"):
        memory.madvise(mmap.MADV_NOHUGEPAGE)
    data = np.frombuffer(memory, np.float32).reshape(rows, length)
    table = badak.tensor(np.zeros(1, np.float32), requires_grad=True)
    table.data = data
    ids = np.arange(32 * 20).reshape(32, 20) * 1_500
    optimizer = SGD(0.1)
    state = optimizer.init({"w": data[:1]})

    def step() -> None:
        (badak.take(table, ids) * 2.0).sum().backward()
        optimizer.update_rows([[data, table.node.grad]], state, {"w": data})

    step()
    tracemalloc.start()
    step()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5e6  # the table has 256e6 bytes
    np.testing.assert_allclose(data[1_500], -0.4, rtol=1e-6)
    assert resident(data.ctypes.data) <= ids.size * page * 1.01
    assert not data[[1, 777_777, 999_999]].any()


def resident(address: int) -> int:
    """Return the bytes of a mapping that are in memory."""
    inside = False
    with open("/proc/self/smaps") as file:
        for line in file:
            head = line.split()[0]
            if "-" in head and not head.endswith(":"):
                low, high = (int(part, 16) for part in head.split("-"))
                inside = low <= address < high
            elif inside and head == "Rss:":
                return int(line.split()[1]) * 1024
    raise AssertionError("no such mapping")


def test_the_steps_of_fit_do_not_fill_a_gradient_of_the_tables_size():
    peaks = []

    class Peak(badak.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            now, peak = tracemalloc.get_traced_memory()
            peaks.append(peak - now)
            tracemalloc.reset_peak()

    model = badak.Sequential([
        badak.layers.Embedding(200_000, 32, input_shape=(12,), sparse=True, embeddings_initializer="zeros"),
        badak.layers.GlobalAveragePooling1D(), badak.layers.Dense(1),
    ])  # fmt: skip
    model.compile(Adam(0.01), "mse")
    x, y = RNG.integers(0, 200_000, (64, 12)), RNG.standard_normal((64, 1)).astype(np.float32)
    model.fit(x, y, batch_size=16, epochs=1, verbose=0)
    before = model.get_weights()[0].copy()
    tracemalloc.start()
    model.fit(x, y, batch_size=16, epochs=1, verbose=0, callbacks=[Peak()])
    tracemalloc.stop()
    assert (
        max(peaks[1:]) < 5e6
    )  # the table has 25.6e6 bytes; fit copies it once an epoch, to have good weights to go back to
    changed = np.flatnonzero((model.get_weights()[0] != before).any(axis=1))
    assert set(changed) == set(x.reshape(-1).tolist())
