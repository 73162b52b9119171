"""What recurrent layers, masks and padding do, shown by slow formulas, by numeric gradients and by what may not change."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import badak
from badak import layers
from badak.autograd import tree as trees
from badak.errors import BadakError, Notice
from badak.layers.context import Context
from badak.layers.parts import Sublayer

RNG = np.random.default_rng(0)
X = RNG.normal(size=(3, 6, 4)).astype(np.float32)
MASK = np.array([[1, 1, 1, 0, 0, 0], [0, 1, 0, 1, 1, 0], [1, 1, 1, 1, 1, 1]], bool)
KINDS = [layers.SimpleRNN, layers.LSTM, layers.GRU]


def twins(make, other):
    """Two built layers with the same weights."""
    make.build((6, 4))
    other.build((6, 4))
    other.set_weights(make.get_weights())
    return make, other


@dataclasses.dataclass(eq=False, repr=False)
class Leaky(layers.Cell):
    """A cell as a user writes one."""

    units: int = 3

    def declare(self, shape):
        return {"kernel": layers.Param((shape[-1], self.units)), "leak": layers.Param((self.units,), "ones")}

    def step(self, p, x, states, ctx):
        h = badak.tanh(p.leak * states[0] + x @ p.kernel)
        return h * 2.0, (h,)


badak.register("leaky_for_tests")(Leaky)

# --- masks -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_padding_behind_changes_nothing(kind):
    layer = kind(3, return_state=True)
    short = [t.numpy() for t in layer(X[:, :4])]
    padded = np.concatenate([X[:, :4], RNG.normal(size=(3, 3, 4)).astype(np.float32)], axis=1)
    mask = np.arange(7)[None] < np.full((3, 1), 4)
    for a, b in zip(short, layer(padded, mask=mask), strict=True):
        np.testing.assert_allclose(a, b.numpy(), rtol=1e-5, atol=1e-6)


def test_what_stands_in_masked_steps_changes_nothing():
    ids = np.array([[3, 1, 0, 0], [2, 4, 1, 0]])
    model = badak.Sequential(
        [layers.Embedding(5, 3, mask_zero=True), layers.Bidirectional(layers.GRU(4, return_sequences=True)),
         layers.TimeDistributed(layers.Dense(3)), layers.Dropout(0.1), layers.LSTM(2), layers.Dense(1)]
    )  # fmt: skip
    before = model(ids).numpy()
    longer = model(np.pad(ids, ((0, 0), (0, 3)))).numpy()
    np.testing.assert_allclose(before, longer, rtol=1e-5)
    table = model.layers[0].get_weights()[0]
    table[0] += 5.0  # the vector of the padding
    model.layers[0].set_weights([table])
    np.testing.assert_allclose(before, model(ids).numpy(), rtol=1e-5)


def test_all_masked_rows_have_a_defined_result():
    mask = np.zeros((3, 6), bool)
    for kind in KINDS:
        assert not kind(3, return_sequences=True)(X, mask=mask).numpy().any()
        np.testing.assert_allclose(kind(3)(X, mask=mask, initial_state=_ones(kind)).numpy(), 1.0)
    assert not layers.GlobalAveragePooling1D()(X, mask=mask).numpy().any()
    assert not layers.GlobalMaxPooling1D()(X, mask=mask).numpy().any()
    with pytest.warns(Notice, match="BD174"):
        model = badak.Sequential(
            [layers.Embedding(5, 3, mask_zero=True, name="told_once"), layers.LSTM(2), layers.Dense(1)]
        )
        model.compile("sgd", "mse")
        history = model.fit(np.zeros((4, 5), int), np.ones((4, 1)), verbose=0)
    assert np.isfinite(history.history["loss"]).all()


def _ones(kind):
    return [np.ones((3, 3), np.float32)] * (2 if kind is layers.LSTM else 1)


@pytest.mark.filterwarnings("ignore:.BD174")
def test_a_batch_without_any_step_that_counts_has_loss_zero():
    model = badak.Sequential([layers.Masking(), layers.LSTM(2, return_sequences=True), layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    x = np.zeros((4, 5, 2), np.float32)
    model.fit(x, np.ones((4, 5, 1)), verbose=0)
    assert model.evaluate(x, np.ones((4, 5, 1)), verbose=0) == [0.0, 0.0]


def test_pooling_leaves_masked_steps_out():
    mean, top = layers.GlobalAveragePooling1D()(X, mask=MASK).numpy(), layers.GlobalMaxPooling1D()(X, mask=MASK).numpy()
    for i, row in enumerate(MASK):
        np.testing.assert_allclose(mean[i], X[i][row].mean(axis=0), rtol=1e-5)
        np.testing.assert_allclose(top[i], X[i][row].max(axis=0), rtol=1e-6)


def test_the_end_of_a_mask_is_told():
    model = badak.Sequential([layers.Embedding(5, 3, mask_zero=True), layers.Conv1D(2, 2, name="ends_here")])
    with pytest.warns(Notice, match="BD175"):
        model(np.array([[1, 2, 0]]))


def test_a_mask_ends_where_there_are_no_steps_left():
    ids = np.array([[1, 2, 0], [3, 0, 0]])
    for last in (layers.LSTM(2), layers.GlobalAveragePooling1D(), layers.Bidirectional(layers.GRU(2))):
        model = badak.Sequential([layers.Embedding(5, 3, mask_zero=True), last])
        model(ids)
        ctx = Context()
        model.run(model.params_tree(), badak.tensor(ids), ctx)
        assert ctx.out_mask is None
    model = badak.Sequential([badak.Sequential([layers.Embedding(5, 3, mask_zero=True)]), layers.Dense(2)])
    model(ids)
    ctx = Context()
    model.run(model.params_tree(), badak.tensor(ids), ctx)
    np.testing.assert_array_equal(ctx.out_mask, ids != 0)


def test_batch_norm_counts_only_what_counts():
    masked, plain = layers.BatchNormalization(), layers.BatchNormalization()
    rows = badak.tensor(X[MASK], requires_grad=True)
    data = badak.tensor(X, requires_grad=True)
    out, wanted = masked(data, training=True, mask=MASK), plain(rows, training=True)
    np.testing.assert_allclose(out.numpy()[MASK], wanted.numpy(), rtol=1e-4, atol=1e-5)
    for a, b in zip(masked.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)
    g = RNG.normal(size=X.shape).astype(np.float32) * MASK[..., None]
    out.backward(g)
    wanted.backward(g[MASK])
    np.testing.assert_allclose(data.grad.numpy()[MASK], rows.grad.numpy(), rtol=1e-3, atol=1e-5)


def test_models_without_masks_do_not_look_for_them():
    model = badak.Sequential(
        [layers.LSTM(2, return_sequences=True), layers.BatchNormalization(), layers.ReLU(), layers.Dense(1)]
    )
    model(X)
    assert model._chain._makes_mask is False
    np.testing.assert_allclose(model(X).numpy(), model(X, mask=np.ones((3, 6), bool)).numpy(), rtol=1e-5)


@pytest.mark.filterwarnings("ignore:.BD174")
def test_words_in_sentences_in_texts():
    ids = np.array([[[1, 2, 0], [0, 0, 0]], [[1, 2, 3], [1, 0, 0]]])
    parts = [
        layers.TimeDistributed(layers.Embedding(9, 4, mask_zero=True)),
        layers.TimeDistributed(layers.LSTM(3)),
        layers.GRU(2),
    ]
    model = badak.Sequential(parts)
    whole = model(ids).numpy()
    first = model(ids[:1, :1]).numpy()  # without the empty sentence
    np.testing.assert_allclose(whole[0], first[0], rtol=1e-5)


# --- state -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_two_halves_with_the_state_handed_on_are_one_run(kind):
    layer = kind(3, return_state=True)
    out, *states = layer(X)
    _, *half = layer(X[:, :2])
    again, *last = layer(X[:, 2:], initial_state=half)
    np.testing.assert_allclose(out.numpy(), again.numpy(), rtol=1e-5, atol=1e-6)
    for a, b in zip(states, last, strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_stateful_batches_cut_the_gradient(kind):
    """Truncated back-propagation through time: values go on from batch to batch, gradients do not."""
    plain, kept = twins(kind(3), kind(3, stateful=True))
    kept(X[:, :3])
    half = badak.tensor(X[:, 3:], requires_grad=True)
    out = kept(half)
    np.testing.assert_allclose(out.numpy(), plain(X).numpy(), rtol=1e-5, atol=1e-6)
    out.sum().backward()
    _, *states = _with_state(plain, X[:, :3])
    constant = [badak.tensor(s) for s in states]
    other = badak.tensor(X[:, 3:], requires_grad=True)
    plain(other, initial_state=constant).sum().backward()
    np.testing.assert_allclose(half.grad.numpy(), other.grad.numpy(), rtol=1e-5, atol=1e-6)
    for a, b in zip(kept.trainable_weights, plain.trainable_weights, strict=True):
        np.testing.assert_allclose(a.grad.numpy(), b.grad.numpy(), rtol=1e-4, atol=1e-5)


def _with_state(layer, x):
    twin = type(layer)(3, return_state=True)
    twin.build((6, 4))
    twin.set_weights(layer.get_weights())
    return [t.numpy() for t in twin(x)]


@pytest.mark.parametrize("kind", KINDS)
def test_truncate_hands_states_on_and_cuts_gradients(kind):
    whole, cut = twins(kind(3, return_sequences=True), kind(3, return_sequences=True, truncate=2))
    x = badak.tensor(X, requires_grad=True)
    out = cut(x)
    np.testing.assert_allclose(out.numpy(), whole(X).numpy(), rtol=1e-5, atol=1e-6)
    out[:, -1].sum().backward()
    reached = np.abs(x.grad.numpy()).sum(axis=(0, 2))
    assert (reached[:4] == 0).all() and (reached[4:] > 0).all()


def test_stateful_training_over_batches_in_order():
    model = badak.Sequential([layers.LSTM(3, stateful=True, input_shape=(2, 4)), layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.warns(Notice, match="BD181"):
        model.fit(X[:2, :2], np.ones((2, 1)), verbose=0)
    model.reset_states()
    model.fit(X[:2, :2], np.ones((2, 1)), verbose=0, shuffle=False)
    state = model.layers[0].slot.state["state_0"]
    assert state.shape == (2, 3) and state.any()
    model.evaluate(X[:3, :2], np.ones((3, 1)), verbose=0)  # has states of its own
    np.testing.assert_array_equal(state, model.layers[0].slot.state["state_0"])
    first, second = model.predict(X[:2, :2]), model.predict(X[:2, :2])
    assert not np.allclose(first, second)
    assert len(model.get_weights()) == 5  # the states are no weights


def test_stateful_validation_has_the_batches_of_training():
    model = badak.Sequential([layers.Bidirectional(layers.LSTM(3, stateful=True)), layers.Dense(1)])
    model.compile("sgd", "mse")
    x, y = np.random.default_rng(0).normal(size=(6, 2, 4)), np.ones((6, 1))
    with pytest.warns(Notice, match="BD181"):  # although the model is not built yet
        model.fit(x[:2], y[:2], batch_size=2, verbose=0)
    model.reset_states()
    history = model.fit(x[:4], y[:4], batch_size=2, epochs=2, shuffle=False, validation_data=(x, y), verbose=0).history
    model.reset_states()
    wanted = []
    for part in (x[:2], x[2:4], x[4:]):
        wanted.append(np.mean((model.predict(part) - 1) ** 2))
    assert history["val_loss"][-1] == pytest.approx(np.mean(wanted), rel=1e-5)


def test_validation_may_have_another_number_of_steps():
    model = badak.Sequential([layers.Embedding(5, 3), layers.GRU(2, return_sequences=True), layers.Dense(1)])
    model.compile("sgd", "mse")
    x, y = np.ones((4, 6), int), np.ones((4, 6, 1))
    history = model.fit(x, y, validation_data=(x[:, :4], y[:, :4]), verbose=0).history
    assert history["val_loss"] == [pytest.approx(model.evaluate(x[:, :4], y[:, :4], verbose=0))]
    with pytest.raises(BadakError, match="BD052"):
        model.fit(x, y, validation_data=(x[:, :4], y), verbose=0)


@pytest.mark.parametrize("loss", ["sparse_categorical_crossentropy", "categorical_crossentropy", "crossentropy"])
def test_a_model_that_was_called_first_learns_steps(loss):
    ids = np.array([[1, 2, 3, 1], [3, 2, 1, 0]])
    y = np.eye(5, dtype=np.float32)[ids] if loss == "categorical_crossentropy" else ids
    model = badak.Sequential(
        [layers.Embedding(5, 3), layers.LSTM(4, return_sequences=True), layers.Dense(5, "softmax")]
    )
    model(ids[:, :2])  # built, the number of steps still open
    model.compile("adam", loss)
    before = model.evaluate(ids, y, verbose=0)
    model.fit(ids, y, epochs=3, verbose=0)
    assert model.evaluate(ids, y, verbose=0) < before < 2 * np.log(5)


@pytest.mark.parametrize("backend", ["numpy", "xla"])
def test_states_go_on_from_step_to_step_in_training(backend):
    if backend == "xla":
        pytest.importorskip("jax")
    model = badak.Sequential([layers.GRU(3, stateful=True, input_shape=(2, 4))])
    model.compile(badak.optimizers.SGD(1e-12), "mse", backend=backend)
    model.fit(np.concatenate([X[:, :2], X[:, 2:4]]), np.zeros((6, 3)), batch_size=3, shuffle=False, verbose=0)
    free = layers.GRU(3)
    free.build((4, 4))
    free.set_weights(model.get_weights())
    np.testing.assert_allclose(model.layers[0].slot.state["state_0"], free(X[:, :4]).numpy(), rtol=1e-5, atol=1e-6)


# --- dropout ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_dropout_is_the_same_at_every_step(kind):
    """Constant data: with one draw for all steps a layer that only sums its input cannot tell the steps apart."""
    layer = layers.SimpleRNN(50, activation="linear", recurrent_initializer="zeros", dropout=0.5, return_sequences=True)
    out = layer(badak.ones(2, 5, 30), training=True).numpy()
    np.testing.assert_allclose(out, out[:, :1].repeat(5, axis=1), rtol=1e-5)
    assert not np.allclose(out[0], out[1])
    both = kind(20, dropout=0.3, recurrent_dropout=0.3, seed=1)
    assert not np.allclose(both(X, training=True).numpy(), both(X, training=True).numpy())
    np.testing.assert_array_equal(both(X).numpy(), both(X).numpy())


def test_recurrent_dropout_multiplies_what_is_remembered():
    layer = layers.SimpleRNN(2000, activation="linear", recurrent_initializer="identity", kernel_initializer="ones",
                             recurrent_dropout=0.25)  # fmt: skip
    x = np.zeros((1, 2, 1), np.float32)
    x[0, 0] = 1.0
    out = layer(x, training=True).numpy()
    kept = out != 0
    np.testing.assert_allclose(out[kept], 1 / 0.75, rtol=1e-6)
    assert abs(kept.mean() - 0.75) < 0.05


# --- cells -----------------------------------------------------------------------------------------------------------------


def test_a_cell_of_ones_own_against_a_loop():
    layer = layers.RNN(Leaky(3), return_sequences=True, return_state=True)
    out, state = layer(X, mask=MASK)
    kernel, leak = layer.get_weights()
    h, last = np.zeros((3, 3)), np.zeros((3, 3))
    for t in range(6):
        new = np.tanh(leak * h + X[:, t] @ kernel)
        h, last = np.where(MASK[:, t, None], new, h), np.where(MASK[:, t, None], 2 * new, last)
        np.testing.assert_allclose(out.numpy()[:, t], last, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(state.numpy(), h, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("mask", [None, MASK])
def test_gradients_of_a_cell_of_ones_own(mask):
    layer = layers.RNN(
        [Leaky(3), layers.LSTMCell(2, dtype="float64")], return_sequences=True, return_state=True, dtype="float64"
    )
    layer.build((6, 4), dtype="float64")
    weights = layer.params_tree()
    names = trees.leaves(weights)

    def run(x, *arrays):
        ctx = Context(mask=mask)
        out, *states = layer.run(trees.unflatten(weights, list(arrays)), x, ctx)
        return (out * out).sum() + sum((s * s * s).sum() for s in states)

    badak.check_grads(run, [X.astype(np.float64), *[w.numpy() for w in names]])


def test_second_derivatives_are_those_of_the_fused_operation():
    fused, readable = twins(
        layers.GRU(3, dtype="float64"), layers.RNN(layers.GRUCell(3, dtype="float64"), dtype="float64")
    )
    found = []
    for layer in (fused, readable):
        inner = badak.grad(lambda x, layer=layer: (layer(x, mask=MASK) ** 2).sum())
        found.append(
            badak.grad(lambda x, inner=inner: (inner(x) ** 2).sum())(badak.tensor(X.astype(np.float64))).numpy()
        )
    np.testing.assert_allclose(found[0], found[1], rtol=1e-7, atol=1e-10)


def test_any_cell_is_one_loop_under_xla():
    """Traced, forward and backward are one loop each, however many steps there are."""
    jax = pytest.importorskip("jax")
    layer = layers.RNN([Leaky(3), layers.GRUCell(2)])
    layer.build((6, 4))
    params = trees.map(lambda t: t.detach(), layer.params_tree())

    def gradient(x):
        return badak.grad(lambda t: (layer.run(params, t, Context()) ** 2).sum())(badak.Tensor(x)).data

    texts = [str(jax.make_jaxpr(gradient)(np.ones((2, steps, 4), np.float32))) for steps in (5, 50)]
    assert texts[0].count("scan[") == texts[1].count("scan[") == 2
    assert len(texts[0].splitlines()) == len(texts[1].splitlines())
    np.testing.assert_allclose(jax.jit(gradient)(X), gradient(X), rtol=1e-4, atol=1e-6)


def test_a_cell_is_one_step_of_its_layer():
    cell = layers.LSTMCell(3)
    out, states = cell(X[:, 0])
    layer = layers.LSTM(3, return_state=True)
    layer.build((1, 4))
    layer.set_weights(cell.get_weights())
    for a, b in zip((out, *states), layer(X[:, :1]), strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-6)
    again, _ = cell(X[:, 1], states)
    np.testing.assert_allclose(again.numpy(), layer(X[:, 1:2], initial_state=states)[0].numpy(), rtol=1e-6)


def test_the_forget_gate_begins_open():
    bias = layers.LSTM(3, input_shape=(None, 2)).build((None, 2)).params["bias"].numpy()
    np.testing.assert_array_equal(bias, np.repeat([0, 1, 0, 0], 3))
    assert not layers.LSTM(3, unit_forget_bias=False).build((None, 2)).params["bias"].numpy().any()


def test_gates_can_be_looked_at():
    layer = layers.LSTM(3, return_sequences=True)
    out = layer(X, mask=MASK).numpy()
    gates = layer.gates(X, mask=MASK)
    np.testing.assert_allclose(gates["state"], out, rtol=1e-6)
    i, f, k = gates["input"], gates["forget"], gates["candidate"]
    before = np.zeros((3, 3))
    for t in range(6):
        new = f[:, t] * before + i[:, t] * k[:, t]
        before = np.where(MASK[:, t, None], new, before)
        np.testing.assert_allclose(gates["cell"][:, t], before, rtol=1e-5, atol=1e-6)
    assert layers.GRU(3, go_backwards=True).gates(X)["update"].shape == (3, 6, 3)


# --- layers around and inside -----------------------------------------------------------------------------------------------


def test_encoder_and_decoder_in_one_layer():
    class Translate(layers.Layer):
        units: int

        def __post_init__(self):
            super().__post_init__()
            self.encoder = layers.Bidirectional(layers.LSTM(self.units, return_state=True), merge_mode="sum")
            self.decoder = layers.GRU(self.units, return_sequences=True)

        def declare(self, shape):
            source, target = shape
            return {"encoder": Sublayer(self.encoder, source), "decoder": Sublayer(self.decoder, target)}

        def out_shape(self, shape):
            return (shape[1][0], self.units)

        def forward(self, p, x, ctx):
            source, target = x
            out, *_ = self.run_sublayer("encoder", p, source, ctx)
            return self.run_sublayer("decoder", p, target, ctx, initial_state=out)

    layer = Translate(3)
    y = RNG.normal(size=(3, 2, 5)).astype(np.float32)
    out = layer((X, y))
    assert out.shape == (3, 2, 3)
    state = layer.encoder(X)[0]
    np.testing.assert_allclose(out.numpy(), layer.decoder(y, initial_state=state).numpy(), rtol=1e-6)
    out.sum().backward()
    assert all(np.abs(w.grad.numpy()).sum() > 0 for w in layer.encoder.layer.trainable_weights)


def test_work_counts_every_step():
    layer = layers.LSTM(3)
    layer.build((6, 4))
    assert layer.work() == 6 * (4 * 12 + 3 * 12 + 12)
    both = layers.TimeDistributed(layers.LSTM(3))
    both.build((5, 6, 4))
    assert both.work() == 5 * layer.work()


def test_where_numbers_stop_being_finite_is_found_behind_a_mask():
    model = badak.Sequential([layers.Embedding(5, 3, mask_zero=True), layers.LSTM(2), layers.Dense(1)])
    ids = np.array([[1, 0], [2, 0]])
    model(ids)
    model.compile(badak.optimizers.SGD(0.1), never_finite)
    with pytest.warns(Notice, match="BD047") as told:
        model.fit(ids, np.ones((2, 1)), verbose=0)
    assert any("loss itself" in str(w.message) for w in told)


def test_time_distributed_is_the_layer_at_every_step():
    inner = layers.Conv1D(2, 3)
    layer = layers.TimeDistributed(inner)
    x = RNG.normal(size=(2, 4, 6, 3)).astype(np.float32)
    out = layer(x).numpy()
    for t in range(4):
        np.testing.assert_allclose(out[:, t], inner(x[:, t]).numpy(), rtol=1e-5, atol=1e-6)
    assert layer.out_shape((4, 6, 3)) == out.shape[1:] and layer.get_weights()[0].shape == inner.get_weights()[0].shape


def test_backward_layer_of_another_kind():
    back = layers.GRU(2, go_backwards=True, return_sequences=True)
    layer = layers.Bidirectional(layers.LSTM(3, return_sequences=True), backward_layer=back)
    out = layer(X).numpy()
    np.testing.assert_allclose(out[..., 3:], back(X).numpy()[:, ::-1], rtol=1e-6)
    assert layer.backward_layer is back and layers.Bidirectional(layers.GRU(2)).backward_layer.go_backwards


def test_mixed_precision_goes_through_them():
    ids = RNG.integers(1, 300, (32, 4))  # more words than bfloat16 could tell apart
    y = (ids[:, :1] > 150).astype(np.float32)
    model = badak.Sequential(
        [layers.Embedding(300, 8, mask_zero=True), layers.RNN([layers.GRUCell(6), Leaky(6)], return_sequences=True),
         layers.Bidirectional(layers.LSTM(6, stateful=True)), layers.Dense(1, activation="sigmoid")]
    )  # fmt: skip
    model.compile(badak.optimizers.Adam(0.03), "binary_crossentropy", precision="mixed")
    assert model.fit(ids, y, epochs=40, verbose=0, shuffle=False).history["loss"][-1] < 0.1


@pytest.mark.parametrize("backend", ["numpy", "xla"])
def test_models_of_them_learn_save_and_load(backend, tmp_path):
    if backend == "xla":
        pytest.importorskip("jax")
    badak.utils.set_random_seed(1)
    ids = RNG.integers(1, 9, (64, 5))
    y = (ids[:, 0] > 4).astype(np.float32)[:, None]  # the first word decides: it has to be remembered
    ids[:, 3:] *= RNG.integers(0, 2, (64, 1))
    model = badak.Sequential(
        [layers.Embedding(9, 8, mask_zero=True), layers.Bidirectional(layers.GRU(6, return_sequences=True)),
         layers.RNN([Leaky(6), layers.LSTMCell(6)], return_sequences=True), layers.LSTM(8, stateful=False),
         layers.Dense(1, activation="sigmoid")]
    )  # fmt: skip
    model.compile(badak.optimizers.Adam(0.02), "binary_crossentropy", metrics=["accuracy"], backend=backend)
    history = model.fit(ids, y, epochs=25, verbose=0).history
    assert history["loss"][-1] < 0.3 < history["loss"][0]
    model.save(tmp_path / "model.badak")
    again = badak.load_model(tmp_path / "model.badak")
    np.testing.assert_array_equal(model.predict(ids), again.predict(ids))
    assert "Bidirectional" in str(model.summary(print_fn=lambda text: None))
    config = badak.Sequential.from_config(model.get_config())
    config.build((5,))
    assert config.count_params() == model.count_params()


def test_a_stateful_model_is_saved_without_its_states(tmp_path):
    model = badak.Sequential([layers.LSTM(3, stateful=True, input_shape=(2, 4)), layers.Dense(1)])
    fresh = model.predict(X[:, :2])
    model.save(tmp_path / "model.badak")
    np.testing.assert_array_equal(badak.load_model(tmp_path / "model.badak").predict(X[:, :2]), fresh)


def test_any_number_of_steps():
    open_end = badak.Sequential([badak.Input((None,)), layers.Embedding(5, 3), layers.LSTM(2), layers.Dense(1)])
    assert open_end.built and open_end.count_params() == 15 + 48 + 3 and open_end.output_shape == (None, 1)
    assert not badak.Sequential([badak.Input((None,)), layers.Embedding(5, 3), layers.Flatten(), layers.Dense(1)]).built
    model = badak.Sequential([layers.Embedding(5, 3), layers.LSTM(2), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(np.ones((2, 4), int), np.ones((2, 1)), verbose=0)
    assert model.predict(np.ones((2, 7), int)).shape == (2, 1) and model.predict(np.ones((2, 1), int)).shape == (2, 1)
    fixed = badak.Sequential([layers.Embedding(5, 3), layers.Flatten(), layers.Dense(1)])
    fixed(np.ones((2, 4), int))
    with pytest.raises(badak.errors.ShapeError, match="BD027"):
        fixed(np.ones((2, 7), int))


# --- embeddings and padding ---------------------------------------------------------------------------------------------------


def test_embedding_is_a_product_with_one_hot_rows():
    layer = layers.Embedding(6, 3, embeddings_regularizer="l2")
    ids = RNG.integers(0, 6, (2, 5))
    out = layer(ids)
    np.testing.assert_allclose(out.numpy(), np.eye(6)[ids] @ layer.get_weights()[0], rtol=1e-6)
    out.backward(np.ones((2, 5, 3), np.float32))
    np.testing.assert_allclose(layer.embeddings.grad.numpy()[:, 0], np.bincount(ids.ravel(), minlength=6), rtol=1e-6)
    np.testing.assert_array_equal(out.numpy(), layer(ids.astype(np.float64)).numpy())
    assert len(list(layer.regularized())) == 1


def test_pretrained_vectors_stay_where_they_are_and_travel_in_the_file(tmp_path):
    table = RNG.normal(size=(6, 3)).astype(np.float32)
    model = badak.Sequential(
        [layers.Embedding(6, 3, weights=[table], trainable=False), layers.LSTM(2), layers.Dense(1)]
    )
    model.compile("sgd", "mse")
    ids = RNG.integers(0, 6, (8, 4))
    model.fit(ids, np.ones((8, 1)), verbose=0)
    np.testing.assert_array_equal(model.layers[0].get_weights()[0], table)
    model.save(tmp_path / "model.badak")
    np.testing.assert_array_equal(badak.load_model(tmp_path / "model.badak").predict(ids), model.predict(ids))


def test_padding_as_keras_pads():
    pad = badak.utils.pad_sequences
    np.testing.assert_array_equal(pad([[1, 2, 3], [4]], padding="post"), [[1, 2, 3], [4, 0, 0]])
    np.testing.assert_array_equal(pad([[1, 2, 3], [4]], 2), [[2, 3], [0, 4]])
    np.testing.assert_array_equal(pad([[1, 2, 3], []], 2, truncating="post", value=9), [[1, 2], [9, 9]])
    steps = pad([np.ones((2, 3)), np.ones((1, 3))], dtype="float32", value=-1.0)
    assert steps.shape == (2, 2, 3) and steps.dtype == np.float32 and (steps[1, 0] == -1).all()
    assert pad([]).shape == (0, 0) and pad([[1]], 0).shape == (1, 0)


def test_sequences_without_steps_are_told():
    for kind in KINDS:
        with pytest.warns(Notice, match="BD173"):
            out = kind(3, name=f"empty_{kind.__name__}")(np.zeros((2, 0, 4), np.float32))
        assert out.shape == (2, 3) and not out.numpy().any()


# --- messages ------------------------------------------------------------------------------------------------------------------


def words():
    return badak.Sequential([layers.Embedding(5, 3), layers.LSTM(2), layers.Dense(1)])


def fitted(x, y=(1.0, 2.0), backend="numpy"):
    if backend == "xla":
        pytest.importorskip("jax")
    model = words()
    model.compile("sgd", "mse", backend=backend)
    return model.fit(x, np.array(y)[:, None], verbose=0)


def with_input(x):
    pytest.importorskip("jax")
    model = badak.Sequential([badak.Input((2,)), layers.Embedding(5, 3)])
    model.compile("sgd", "mse", backend="xla")
    model.fit(np.array(x), np.ones((2, 2, 3)), verbose=0)


def kept():
    layer = layers.LSTM(2, stateful=True)
    layer(X)
    return layer


def never_finite(y_true, y_pred):
    return badak.log(y_pred * 0.0 - 1.0).mean()


def no_steps(y_true, y_pred):
    return badak.mean((y_true - y_pred) ** 2)


def whole_loss(loss="mse", metrics=None):
    model = badak.Sequential([layers.Masking(), layers.LSTM(2, return_sequences=True)])
    model.compile("sgd", loss, metrics=metrics)
    model.fit(X, np.zeros((3, 6, 2)), verbose=0)


BAD = [
    ("BD170", lambda: fitted([[1, 2], [3, 7]]), "fit › Embedding 'embedding'", "x[1, 1] = 7"),
    ("BD170", lambda: fitted([[1, 2], [3, 5]], backend="xla"), "fit › Embedding 'embedding'", "0 … 4"),
    ("BD170", lambda: with_input([[1, 2], [3, 7]]), "fit › Embedding 'embedding'", "x[1, 1] = 7"),
    ("BD170", lambda: layers.Embedding(5, 3)([[0, -1]]), "x[0, 1] = -1", "begin at 0"),
    ("BD171", lambda: layers.Embedding(5, 3)([[0.0, 1.5]]), "x[0, 1] = 1.5", "0, 1, 2"),
    ("BD171", lambda: layers.Embedding(5, 3)([[0.0, float("nan")]]), "x[0, 1] = nan", "ids"),
    ("BD171", lambda: layers.Embedding(5, 3)([[True, False]]), "x[0, 0] = 1", "bool"),
    ("BD003", lambda: layers.Embedding(0, 3), "input_dim", "integer > 0"),
    ("BD003", lambda: layers.Embedding(5, 3, weights=np.ones((3, 5))), "(3, 5)", "(5, 3)"),
    ("BD172", lambda: layers.LSTM(3)(np.ones((2, 4), np.float32)), "(batch, time, features)", "return_sequences"),
    ("BD172", lambda: badak.Sequential([layers.LSTM(3, input_shape=(4, 2)), layers.GRU(2)]), "GRU", "return_sequences"),
    ("BD172", lambda: layers.Masking()(np.ones((2, 4), np.float32)), "Masking", "(batch, time, features)"),
    ("BD176", lambda: kept()(X[:2]), "remembers 3 sequences and was given 2", "reset_states()"),
    ("BD177", lambda: layers.LSTM(2)(X, initial_state=np.ones((3, 2))), "(3, 2)", "(3, 2), (3, 2)"),
    ("BD177", lambda: layers.GRU(2)(X, initial_state=np.ones((3, 4))), "(3, 4)", "(3, 2)"),
    ("BD178", lambda: fitted([[1, 2], [3]]), "2, 1", "badak.utils.pad_sequences"),
    ("BD178", lambda: fitted([np.ones(2, int), np.ones(3, int)]), "2, 3", "badak.utils.pad_sequences"),
    ("BD178", lambda: words()([[1, 2], [3]]), "2, 1", "badak.utils.pad_sequences"),
    ("BD178", lambda: layers.LSTM(2)([np.ones((2, 3)), np.ones((4, 3))]), "2, 4", "badak.utils.pad_sequences"),
    ("BD179", lambda: whole_loss(no_steps), "no_steps", "(batch, time, …)"),
    ("BD179", lambda: whole_loss(metrics=[no_steps]), "no_steps", "mask (3, 6)"),
    ("BD180", lambda: layers.RNN(layers.LSTM(2)), "LSTM", "badak.layers.LSTMCell(64)"),
    ("BD180", lambda: layers.RNN([]), "[]", "LSTMCell"),
    ("BD180", lambda: layers.RNN(type("Bare", (layers.Cell,), {})()), "state_size = None", "units"),
    ("BD025", lambda: layers.RNN(type("NoStep", (layers.Cell,), {"units": 2})())(X), "step", "step"),
    ("BD182", lambda: layers.Bidirectional(layers.Dense(3)), "Dense", "LSTM(64)"),
    ("BD182", lambda: layers.Bidirectional(layers.LSTM(3), backward_layer=layers.LSTM(3)), "LSTM", "go_backwards=True"),
    ("BD003", lambda: layers.Bidirectional(layers.LSTM(3), merge_mode="add"), "'add'", "'concat'"),
    ("BD183", lambda: layers.LSTM.weights_from_torch(np.ones((6, 3)), np.ones((6, 2))), "(6, 3), (6, 2)", "4·units"),
    ("BD183", lambda: layers.GRU(2, reset_after=False).weights_to_torch(), "reset_after=False", "reset_after=True"),
    ("BD184", lambda: badak.utils.pad_sequences([1, 2]), "x[0] = 1", "[[1, 2], [3]]"),
    ("BD184", lambda: badak.utils.pad_sequences("abc"), "'abc'", "[[1, 2], [3]]"),
    ("BD184", lambda: badak.utils.pad_sequences([[0.5, 1.0]]), "x[0][0] = 0.5", "dtype='float64'"),
    ("BD184", lambda: badak.utils.pad_sequences([np.ones((1, 2)), np.ones((1, 3))]), "(2,), (3,)", "(time, …)"),
    ("BD003", lambda: badak.utils.pad_sequences([[1]], padding="left"), "'left'", "'pre'"),
    ("BD003", lambda: layers.LSTM(0), "units", "integer > 0"),
    ("BD003", lambda: layers.GRU(3, dropout=1.0), "dropout", "0 ≤ number < 1"),
    ("BD003", lambda: layers.LSTM(3, truncate=0), "truncate", "integer > 0"),
    ("BD003", lambda: layers.RepeatVector(0), "n", "integer > 0"),
    ("BD026", lambda: layers.RepeatVector(2)(X), "RepeatVector", "(batch, features)"),
    ("BD003", lambda: badak.Sequential([layers.LSTM(2, return_state=True, input_shape=(5, 3)), layers.Dense(1)]),
     "return_state", "one output"),
    ("BD003", lambda: badak.Sequential([layers.Bidirectional(layers.GRU(2), merge_mode=None)])(X), "merge_mode", "one output"),
    ("BD052", lambda: badak.losses.mse(np.ones((3, 6)), np.ones((3, 6, 1))), "(3, 6, 1)", "y_true[..., None]"),
    ("BD029", lambda: layers.TimeDistributed(3), "3", "Dense(10)"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "call", "one", "other"), BAD, ids=[f"{b[0]}-{i}" for i, b in enumerate(BAD)])
def test_mistakes_are_explained(code, call, one, other):
    with pytest.raises(BadakError) as caught:
        call()
    text, korean = caught.value.text("en"), caught.value.text("ko")
    assert caught.value.code == code
    assert one in text and other in text, text
    assert "?>" not in text + korean
    assert "해결" in korean or "기대한 값" in korean
    assert any("가" <= letter <= "힣" for letter in korean.splitlines()[0])
