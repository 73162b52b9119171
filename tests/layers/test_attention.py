"""Attention and Transformer blocks against Keras and PyTorch, by hand, with masks, in models."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak.errors import ArgumentError, Notice, ShapeError
from badak.layers import (
    AdditiveAttention,
    Attention,
    Dense,
    Embedding,
    GlobalAveragePooling1D,
    MultiHeadAttention,
    PositionEmbedding,
    SinePositionEncoding,
    TransformerBlock,
    TransformerDecoder,
    TransformerEncoder,
)
from tests.references.reader import load

CASES = list(load("attention"))
KERAS = [c for c in CASES if c["peer"] == "keras"]
RNG = np.random.default_rng(11)


def of(case, prefix: str) -> list[np.ndarray]:
    return [np.array(case.arrays[f"{prefix}.{i}"]) for i in range(50) if f"{prefix}.{i}" in case.arrays]


def built(case):
    config = {k: tuple(v) if isinstance(v, list) else v for k, v in case["config"].items()}
    layer = getattr(badak.layers, case["class"])(**config, dtype="float64")
    xs = of(case, "x")
    shapes = tuple(x.shape[1:] for x in xs)
    layer.build(shapes if len(shapes) > 1 else shapes[0])
    layer.set_weights(of(case, "weight"))
    return layer, [badak.tensor(x, requires_grad=True) for x in xs]


def how(case) -> dict:
    masks = {name: np.array(case.arrays[f"mask.{name}"]) for name in case["masks"]}
    if case["class"] == "MultiHeadAttention":
        return {**case["call"], **masks}
    return {**case["call"], **({"mask": [masks.get("query"), masks.get("value")]} if masks else {})}


@pytest.mark.parametrize("case", KERAS, ids=repr)
def test_keras(case):
    layer, xs = built(case)
    given = xs if len(xs) > 1 or case["class"] == "MultiHeadAttention" else [xs[0], xs[0]]
    y, scores = layer(*given, return_attention_scores=True, **how(case))
    np.testing.assert_allclose(y.numpy(), case.arrays["y"], rtol=1e-9, atol=1e-11)
    if case.name != "keras.additive.masks":  # queries that do not count: their weights are nobody's
        np.testing.assert_allclose(scores.numpy(), case.arrays["scores"], rtol=1e-9, atol=1e-11)
    y.backward(case.arrays["cotangent"])
    for x, g in zip(xs, of(case, "x_grad"), strict=True):
        np.testing.assert_allclose(x.grad.numpy(), g, rtol=1e-7, atol=1e-9)
    for w, g in zip(layer.trainable_weights, of(case, "weight_grad"), strict=True):
        np.testing.assert_allclose(w.grad.numpy(), g, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(layer(*given, **how(case)).numpy(), y.numpy(), rtol=1e-12)
    assert tuple(y.shape[1:]) == layer.out_shape(layer.slot.shape)


@pytest.mark.parametrize("case", [c for c in CASES if c.get("kind") == "function"], ids=repr)
def test_torch_function(case):
    names = [n for n in ("query", "key", "value", "mask") if n in case.arrays]
    tensors = [
        badak.tensor(np.array(case.arrays[n]), requires_grad=True)
        if f"grad.{n}" in case.arrays
        else np.array(case.arrays[n])
        for n in names
    ]
    y = badak.scaled_dot_product_attention(*tensors, **case["call"])
    np.testing.assert_allclose(y.numpy(), case.arrays["y"], rtol=1e-9, atol=1e-11)
    y.backward(case.arrays["cotangent"])
    for name, t in zip(names, tensors, strict=True):
        if f"grad.{name}" in case.arrays:
            np.testing.assert_allclose(t.grad.numpy(), case.arrays[f"grad.{name}"], rtol=1e-7, atol=1e-9)


def from_torch(case, attention: str) -> list[np.ndarray]:
    """Return the weights of one of PyTorch's attentions in Keras's order and layout."""
    w = {
        n.removeprefix(f"weight.{attention}."): np.array(a)
        for n, a in case.arrays.items()
        if n.startswith(f"weight.{attention}.")
    }
    heads = case["heads"]
    kernels, biases = np.split(w["in_proj_weight"], 3), np.split(w["in_proj_bias"], 3)
    features = kernels[0].shape[1]
    found = []
    for i in (0, 1, 2):  # query, key, value in both
        found += [kernels[i].T.reshape(features, heads, -1), biases[i].reshape(heads, -1)]
    return [*found, w["out_proj.weight"].T.reshape(heads, -1, features), w["out_proj.bias"]]


@pytest.mark.parametrize("case", [c for c in CASES if c.get("kind") == "block"], ids=repr)
def test_torch_blocks(case):
    decoder = case["class"] == "TransformerDecoderLayer"
    first, activation = case["config"].get("norm_first", False), case["config"].get("activation", "relu")
    make = TransformerDecoder if decoder else TransformerEncoder
    layer = make(12, case["heads"], activation=activation, normalize_first=first, dtype="float64")
    x = badak.tensor(np.array(case.arrays["x"]), requires_grad=True)
    more = [badak.tensor(np.array(case.arrays["memory"]), requires_grad=True)] if decoder else []
    layer.build(tuple(t.shape[1:] for t in (x, *more)) if decoder else x.shape[1:])

    def norm(i: int) -> list:
        return [case.arrays[f"weight.norm{i}.weight"], case.arrays[f"weight.norm{i}.bias"]]

    weights = [*from_torch(case, "self_attn"), *norm(1)]
    if decoder:
        weights += [*from_torch(case, "multihead_attn"), *norm(2)]
    for i in (1, 2):
        weights += [case.arrays[f"weight.linear{i}.weight"].T, case.arrays[f"weight.linear{i}.bias"]]
    layer.set_weights([*weights, *norm(3 if decoder else 2)])
    mask = case.arrays.get("mask")
    given = {} if mask is None else {"encoder_padding_mask" if decoder else "padding_mask": np.array(mask)}
    y = layer(x, *more, **given)
    np.testing.assert_allclose(y.numpy(), case.arrays["y"], rtol=1e-9, atol=1e-10)
    y.backward(case.arrays["cotangent"])
    for t, name in zip((x, *more), ("x", "memory"), strict=False):
        np.testing.assert_allclose(t.grad.numpy(), case.arrays[f"grad.{name}"], rtol=1e-7, atol=1e-9)
    found = dict(layer.params_tree())["feedforward_output_dense"]["kernel"].grad.numpy()
    np.testing.assert_allclose(found, case.arrays["grad.weight.linear2.weight"].T, rtol=1e-7, atol=1e-9)


# --- derivatives and back ends --------------------------------------------------------------------------------------------


def layers() -> dict:
    return {
        "heads": (MultiHeadAttention(2, 3, use_causal_mask=True), [(2, 4, 6)]),
        "cross": (MultiHeadAttention(2, 3), [(2, 4, 6), (2, 5, 3)]),
        "axes": (MultiHeadAttention(2, 3, attention_axes=(1, 2)), [(2, 2, 3, 4)]),
        "dot": (Attention(use_scale=True), [(2, 4, 3), (2, 5, 3)]),
        "concat": (Attention(score_mode="concat", use_scale=True), [(2, 4, 3)]),
        "additive": (AdditiveAttention(), [(2, 4, 3), (2, 5, 3)]),
        "sine": (SinePositionEncoding(scale=True), [(2, 4, 6)]),
        "positions": (PositionEmbedding(6), [(2, 4, 6)]),
        "encoder": (TransformerEncoder(7, 2, activation="gelu"), [(2, 4, 6)]),
        "encoder first": (TransformerEncoder(7, 2, activation="tanh", normalize_first=True), [(2, 4, 6)]),
        "decoder": (TransformerDecoder(7, 2, activation="tanh"), [(2, 4, 6), (2, 5, 6)]),
        "language": (TransformerDecoder(7, 3, activation="tanh", normalize_first=True), [(2, 4, 6)]),
    }


@pytest.mark.parametrize("name", layers())
def test_gradients_by_differences(name):
    layer, shapes = layers()[name]
    object.__setattr__(layer, "dtype", "float64")
    xs = [RNG.standard_normal(s) for s in shapes]
    layer(*xs) if isinstance(layer, MultiHeadAttention | Attention | AdditiveAttention | TransformerDecoder) else layer(
        xs[0]
    )
    layer.set_weights([RNG.standard_normal(w.shape) for w in layer.get_weights()])
    tree = layer.params_tree()
    weights = badak.autograd.tree.leaves(tree)
    mask = np.ones(xs[0].shape[:2], bool)
    mask[0, -1] = False

    def run(*arrays):
        given, rest = arrays[: len(xs)], arrays[len(xs) :]
        ctx = badak.layers.Context(mask=mask if xs[0].ndim == 3 else None)
        return layer.run(badak.autograd.tree.unflatten(tree, list(rest)), given if len(given) > 1 else given[0], ctx)

    badak.check_grads(run, (*xs, *[w.data for w in weights]), rtol=1e-4)


@pytest.mark.parametrize("name", layers())
@pytest.mark.usefixtures("quick_xla")
def test_xla_gives_the_same(name):
    jax = pytest.importorskip("jax")
    layer, shapes = layers()[name]
    xs = [RNG.standard_normal(s).astype(np.float32) for s in shapes]
    layer.build(tuple(s[1:] for s in shapes) if len(shapes) > 1 else shapes[0][1:])
    params = badak.autograd.tree.map(lambda t: t.data, layer.params_tree())
    mask = np.arange(shapes[0][1])[None, :] < np.array([[shapes[0][1]], [2]])

    def run(params, xs, mask):
        tensors = tuple(badak.tensor(x) for x in xs)
        ctx = badak.layers.Context(mask=mask if len(shapes[0]) == 3 else None)
        return layer.run(
            badak.autograd.tree.map(badak.tensor, params), tensors if len(tensors) > 1 else tensors[0], ctx
        ).data

    found = jax.jit(run)(params, xs, mask)
    np.testing.assert_allclose(np.asarray(found), run(params, xs, mask), rtol=1e-4, atol=1e-5)


# --- meaning --------------------------------------------------------------------------------------------------------------


def test_by_hand():
    layer = MultiHeadAttention(1, 2, use_bias=False)
    layer.build((3, 2))
    layer.set_weights([np.eye(2).reshape(2, 1, 2)] * 3 + [np.eye(2).reshape(1, 2, 2)])
    x = RNG.standard_normal((1, 3, 2)).astype(np.float32)
    scores = np.exp(x[0] @ x[0].T / np.sqrt(2))
    np.testing.assert_allclose(layer(x).numpy()[0], scores / scores.sum(1, keepdims=True) @ x[0], rtol=1e-5)


def test_sine_positions_are_the_papers():
    found = SinePositionEncoding()(np.zeros((1, 50, 8), np.float32)).numpy()[0]
    for t in (0, 1, 7, 49):
        for i in range(4):
            angle = t / 10000 ** (2 * i / 8)
            np.testing.assert_allclose(found[t, 2 * i : 2 * i + 2], [np.sin(angle), np.cos(angle)], atol=1e-6)
    odd = SinePositionEncoding(100.0)(np.zeros((1, 3, 5), np.float32)).numpy()[0]
    np.testing.assert_allclose(
        odd[2],
        [f(2 / 100 ** (k / 5)) for f, k in [(np.sin, 0), (np.cos, 0), (np.sin, 2), (np.cos, 2), (np.sin, 4)]],
        atol=1e-6,
    )


def test_order_matters_only_with_positions():
    x = RNG.standard_normal((1, 5, 6)).astype(np.float32)
    turned = x[:, ::-1]
    block = TransformerEncoder(8, 2)
    np.testing.assert_allclose(block(x).numpy(), block(turned).numpy()[:, ::-1], rtol=1e-4, atol=1e-5)
    placed = SinePositionEncoding()
    assert np.abs(block(placed(x)).numpy() - block(placed(turned)).numpy()[:, ::-1]).max() > 0.05


@pytest.mark.parametrize(
    "make", [lambda: MultiHeadAttention(2, 3, use_causal_mask=True), lambda: TransformerDecoder(8, 2)]
)
def test_causal_steps_do_not_see_the_future(make):
    layer, x = make(), RNG.standard_normal((2, 6, 4)).astype(np.float32)
    other = x.copy()
    other[:, 4:] = 99.0
    np.testing.assert_allclose(layer(x).numpy()[:, :4], layer(other).numpy()[:, :4], rtol=1e-5, atol=1e-6)
    assert np.abs(layer(x).numpy()[:, 4:] - layer(other).numpy()[:, 4:]).max() > 0.01


def test_padding_is_not_looked_at():
    mask = np.array([[True] * 3 + [False] * 2, [True] * 5])
    x = RNG.standard_normal((2, 5, 4)).astype(np.float32)
    other = x.copy()
    other[0, 3:] = np.nan
    for layer in (
        MultiHeadAttention(2, 3),
        TransformerEncoder(8, 2),
        TransformerDecoder(8, 2),
        Attention(),
        AdditiveAttention(),
    ):
        np.testing.assert_allclose(
            layer(x, mask=mask).numpy()[0, :3], layer(x[:1, :3]).numpy()[0], rtol=1e-4, atol=1e-5
        )
        assert layer.out_mask(mask, x) is mask


def test_nothing_to_look_at_gives_zeros_and_is_told():
    mask = np.array([[False] * 3, [True] * 3])
    x = badak.tensor(RNG.standard_normal((2, 3, 4)).astype(np.float32), requires_grad=True)
    for layer in (MultiHeadAttention(2, 3), Attention(), AdditiveAttention(name="added")):
        with pytest.warns(Notice) as caught:
            y, weights = layer(x, mask=mask, return_attention_scores=True)
        text = str(caught[0].message)
        assert "[BD201] there are queries with nothing to attend to: every step is masked; their attention is 0" in text
        assert "drop empty samples; look at the mask: True is a step that counts" in text
        assert not weights.numpy()[0].any()
        np.testing.assert_array_equal(y.numpy()[0], 0.0)
        y.sum().backward()
        assert np.isfinite(x.grad.numpy()).all()
        assert np.isfinite(y.numpy()).all()


def test_dropout_of_weights():
    layer = MultiHeadAttention(2, 8, dropout=0.5)
    x = RNG.standard_normal((1, 40, 4)).astype(np.float32)
    plain, first, second = layer(x), layer(x, training=True), layer(x, training=True)
    assert np.abs(first.numpy() - second.numpy()).max() > 1e-3
    np.testing.assert_array_equal(plain.numpy(), layer(x).numpy())
    weights = layer(x, training=True, return_attention_scores=True)[1].numpy()
    np.testing.assert_allclose(weights.sum(-1), 1.0, rtol=1e-5)  # before dropout, as in Keras


def test_kernels_start_as_wide_as_matrices():
    layer = MultiHeadAttention(8, 16)
    layer.build((5, 128))
    for name in ("query_kernel", "output_kernel"):
        np.testing.assert_allclose(layer.slot.params[name].numpy().std(), np.sqrt(2 / 256), rtol=0.05)


def test_weights_have_keras_names_and_shapes():
    layer = MultiHeadAttention(2, 3, value_dim=4)
    layer.build(((5, 6), (7, 8), (7, 9)))
    assert {n: w.shape for n, w in layer.slot.params.items()} == {
        "query_kernel": (6, 2, 3), "query_bias": (2, 3), "key_kernel": (9, 2, 3), "key_bias": (2, 3), "value_kernel": (8, 2, 4),
        "value_bias": (2, 4), "output_kernel": (2, 4, 6), "output_bias": (6,),
    }  # fmt: skip
    assert layer.query_kernel is layer.slot.params["query_kernel"]


# --- in models ------------------------------------------------------------------------------------------------------------

WORDS = RNG.integers(1, 20, (96, 7))
WORDS[::3, 5:] = 0
LABELS = (WORDS == 3).any(axis=1, keepdims=True).astype(np.float32)


def network(*middle) -> badak.Sequential:
    return badak.Sequential([
        Embedding(20, 8, mask_zero=True, input_shape=(7,)), *middle, GlobalAveragePooling1D(), Dense(1, activation="sigmoid"),
    ])  # fmt: skip


MIDDLES = {
    "attention": lambda: [SinePositionEncoding(), MultiHeadAttention(2, 4)],
    "encoder": lambda: [
        PositionEmbedding(7),
        TransformerEncoder(16, 2, dropout=0.1),
        TransformerBlock(16, 2, normalize_first=True),
    ],
    "decoder": lambda: [TransformerDecoder(16, 2)],
    "plain": lambda: [Attention(use_scale=True), AdditiveAttention()],
}


@pytest.mark.parametrize("name", MIDDLES)
def test_models_learn_and_are_kept_in_files(name, tmp_path):
    badak.utils.set_random_seed(1)
    model = network(*MIDDLES[name]())
    model.compile(badak.optimizers.Adam(0.01), "binary_crossentropy")
    losses = model.fit(WORDS, LABELS, epochs=12, batch_size=16, verbose=0).history["loss"]
    assert losses[-1] < 0.9 * losses[0]
    model.save(tmp_path / "model.badak")
    again = badak.load_model(tmp_path / "model.badak")
    np.testing.assert_array_equal(model.predict(WORDS), again.predict(WORDS))
    clone = badak.Sequential.from_config(model.get_config())
    clone.set_weights(model.get_weights())
    np.testing.assert_array_equal(model.predict(WORDS), clone.predict(WORDS))


def test_padding_in_a_model_changes_nothing():
    model = network(SinePositionEncoding(), TransformerEncoder(16, 2), MultiHeadAttention(2, 4))
    short = WORDS[:3, :4].copy()
    padded = np.concatenate((short, np.zeros((3, 3), int)), axis=1)
    np.testing.assert_allclose(model.predict(padded), model.predict(short), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", MIDDLES)
@pytest.mark.usefixtures("quick_xla")
def test_training_on_xla(name):
    pytest.importorskip("jax")
    weights = []
    for backend in ("numpy", "xla"):
        model = network(*[part for part in MIDDLES[name]() if not getattr(part, "dropout", 0)])
        rng = np.random.default_rng(2)
        model.set_weights([rng.standard_normal(w.shape).astype(np.float32) * 0.3 for w in model.get_weights()])
        model.compile(badak.optimizers.SGD(0.1), "binary_crossentropy", backend=backend)
        model.fit(WORDS, LABELS, epochs=1, batch_size=32, shuffle=False, verbose=0)
        weights.append(model.get_weights())
    for a, b in zip(*weights, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-4)


def test_mixed_precision():
    model = network(SinePositionEncoding(), TransformerEncoder(16, 2, activation="gelu"))
    model.compile("adam", "binary_crossentropy", precision="mixed")
    before = model.predict(WORDS)
    model.fit(WORDS, LABELS, epochs=2, batch_size=32, verbose=0)
    assert np.isfinite(model.predict(WORDS)).all()
    assert before.dtype == np.float32
    assert all(w.dtype == np.float32 for w in model.get_weights())


# --- mistakes -------------------------------------------------------------------------------------------------------------


def test_masks_that_do_not_fit():
    layer = MultiHeadAttention(2, 3)
    with pytest.raises(ShapeError) as caught:
        layer(np.ones((2, 4, 5), np.float32), attention_mask=np.ones((2, 4, 3), bool))
    assert str(caught.value) == (
        "[BD202] the mask does not fit the attention scores\n"
        "  where: MultiHeadAttention › attention_weights\n"
        "  got: (2, 1, 4, 3)\n"
        "  expected: a shape that broadcasts to the scores' (2, 2, 4, 4): (…, queries, keys)\n"
        "  to fix: for padding of shape (batch, keys) write mask[:, None, None, :]; for a mask per query and key, "
        "(batch, 1, queries, keys)"
    )
    assert "마스크의 모양이 어텐션 점수와 맞지 않습니다" in caught.value.text("ko")
    assert "패딩 마스크 (batch, 키)라면 mask[:, None, None, :]로" in caught.value.text("ko")
    with pytest.raises(ShapeError, match="BD202"):
        layer(np.ones((2, 4, 5), np.float32), value_mask=np.ones((2, 3), bool))


def test_sequences_that_are_too_long():
    layer = PositionEmbedding(4)
    layer(np.ones((1, 4, 2), np.float32))
    with pytest.raises(ShapeError) as caught:
        layer(np.ones((1, 6, 2), np.float32))
    text = str(caught.value)
    assert "[BD203] the sequence has 6 steps, but there are positions for 4" in text
    assert "PositionEmbedding(sequence_length=6) or longer before training" in text
    assert "시퀀스는 6스텝인데 위치 벡터는 4개뿐입니다" in caught.value.text("ko")
    with pytest.raises(ShapeError, match="BD203"):
        badak.Sequential([PositionEmbedding(4, input_shape=(6, 2))])


def test_features_that_cannot_be_shared():
    with pytest.raises(ShapeError) as caught:
        TransformerEncoder(8, 4)(np.ones((1, 3, 6), np.float32))
    text = str(caught.value)
    assert "[BD204] 6 features cannot be shared equally among 4 heads" in text
    assert "features divisible by num_heads: 6 / 4 = 1.5" in text
    assert "choose num_heads among 1, 2, 3, 6" in text
    assert "특징 6개를 헤드 4개에 똑같이 나눌 수 없습니다" in caught.value.text("ko")


@pytest.mark.parametrize(
    "run",
    [
        lambda: MultiHeadAttention(2, 3)(np.ones((4, 5), np.float32)),
        lambda: Attention()(*[np.ones((1, 2, 3), np.float32)] * 3, np.ones((1, 2, 3), np.float32)),
        lambda: Attention()(np.ones((1, 2, 3), np.float32), np.ones((1, 2, 4), np.float32)),
        lambda: MultiHeadAttention(2, 3)(*[np.ones((1, n, 3), np.float32) for n in (2, 4, 5)]),
        lambda: TransformerEncoder(4, 1)(np.ones((1, 2, 3), np.float32), np.ones((1, 2, 3), np.float32)),
    ],
)
def test_inputs_that_attention_does_not_take(run):
    with pytest.raises((ShapeError, TypeError)) as caught:
        run()
    if isinstance(caught.value, ShapeError):
        assert "[BD205] attention takes a query, a value and perhaps a key" in str(caught.value)
        assert "어텐션의 입력은 쿼리, 값, 그리고 (있다면) 키입니다" in caught.value.text("ko")


def test_a_decoder_that_was_built_without_an_encoder():
    block, x = TransformerDecoder(4, 1), np.ones((1, 2, 3), np.float32)
    block(x)
    with pytest.raises(ShapeError, match="BD205"):
        block(x, x)


@pytest.mark.parametrize(
    "make",
    [
        lambda: MultiHeadAttention(0, 3), lambda: MultiHeadAttention(2, 2.5), lambda: MultiHeadAttention(2, 3, dropout=1.0),
        lambda: MultiHeadAttention(2, 3, output_shape=-1), lambda: Attention(score_mode="cosine"), lambda: PositionEmbedding(0),
        lambda: SinePositionEncoding(-1.0), lambda: TransformerEncoder(0, 1), lambda: TransformerDecoder(4, 1, dropout=2),
        lambda: MultiHeadAttention(2, 3, attention_axes=0)(np.ones((1, 2, 3), np.float32)),
    ],
)  # fmt: skip
def test_arguments_without_meaning(make):
    with pytest.raises(ArgumentError, match="BD003"):
        make()


def test_shapes_of_the_operation():
    q = np.ones((2, 3, 4), np.float32)
    with pytest.raises(ShapeError, match="'depth' is 4 in query but 5 in key"):
        badak.scaled_dot_product_attention(q, np.ones((2, 6, 5), np.float32), np.ones((2, 6, 5), np.float32))
    with pytest.raises(ShapeError, match="'steps' is 6 in key but 7 in value"):
        badak.scaled_dot_product_attention(q, np.ones((2, 6, 4), np.float32), np.ones((2, 7, 5), np.float32))
    with pytest.raises(ShapeError, match="BD001"):
        badak.attention_weights(np.ones(3, np.float32), q)


def test_attention_in_a_model_of_symbols(tmp_path):
    """The layers are called on symbols as on data: one input, two, a list of them; masks come along, and files keep it."""
    ids, other = badak.Input((None,), dtype="int32", name="ids"), badak.Input((6, 4), name="other")
    words = badak.layers.Embedding(9, 4, mask_zero=True)(ids)
    causal = badak.layers.MultiHeadAttention(2, 3)
    one = causal(words, use_causal_mask=True)
    two = badak.layers.MultiHeadAttention(2, 3)(one, other)
    three = badak.layers.Attention()([two, other])
    model = badak.Model([ids, other], badak.layers.add([one, three]))
    a, b = np.array([[3, 4, 0], [1, 2, 8]]), np.random.default_rng(0).normal(size=(2, 6, 4)).astype(np.float32)
    found = model.predict([a, b])
    mask = a != 0
    rows = badak.layers.Embedding(9, 4)
    rows.build((None,))
    rows.set_weights(
        model.layers[2].get_weights()
        if "embedding" in model.layers[2].name
        else model.get_layer("embedding").get_weights()
    )
    h = causal(rows(a), mask=mask, use_causal_mask=True)
    second = [layer for layer in model.layers if isinstance(layer, badak.layers.MultiHeadAttention)][1]
    h2 = second(h, b, mask=[mask, None])
    wanted = h + badak.layers.Attention()([h2, badak.tensor(b)], mask=[mask, None])
    np.testing.assert_allclose(found, wanted.numpy(), atol=1e-6)
    model.save(tmp_path / "m.badak")
    np.testing.assert_array_equal(badak.load_model(tmp_path / "m.badak").predict([a, b]), found)
