"""The formula of the number of parameters, against the layers themselves at several sizes."""

from __future__ import annotations

import re
from typing import Any

import pytest

import badak
from badak import layers as L
from badak.cards.facts import TABLES

# name -> (a layer, the shape of one sample, sizes by the words of the formula)
CASES: dict[str, list[tuple[Any, Any, dict[str, int]]]] = {
    "Dense": [(lambda: L.Dense(4), (3,), {"features": 3, "units": 4}), (lambda: L.Dense(7), (5, 2), {"features": 2, "units": 7})],
    "Embedding": [(lambda: L.Embedding(10, 3), (5,), {"input_dim": 10, "output_dim": 3})],
    "PReLU": [(lambda: L.PReLU(), (6,), {"features": 6})],
    "Conv1D": [(lambda: L.Conv1D(4, 3), (9, 2), {"kernel_size": 3, "channels": 2, "filters": 4})],
    "Conv2D": [(lambda: L.Conv2D(4, (3, 2)), (9, 9, 5), {"kernel_height": 3, "kernel_width": 2, "channels": 5, "filters": 4})],
    "Conv3D": [(lambda: L.Conv3D(2, (3, 2, 1)), (5, 5, 5, 3), {"kernel_depth": 3, "kernel_height": 2, "kernel_width": 1, "channels": 3, "filters": 2})],
    "Conv1DTranspose": [(lambda: L.Conv1DTranspose(4, 3), (9, 2), {"kernel_size": 3, "channels": 2, "filters": 4})],
    "Conv2DTranspose": [(lambda: L.Conv2DTranspose(4, (3, 2)), (9, 9, 5), {"kernel_height": 3, "kernel_width": 2, "channels": 5, "filters": 4})],
    "Conv3DTranspose": [(lambda: L.Conv3DTranspose(2, (3, 2, 1)), (5, 5, 5, 3), {"kernel_depth": 3, "kernel_height": 2, "kernel_width": 1, "channels": 3, "filters": 2})],
    "DepthwiseConv1D": [(lambda: L.DepthwiseConv1D(3, depth_multiplier=2), (9, 5), {"kernel_size": 3, "channels": 5, "depth_multiplier": 2})],
    "DepthwiseConv2D": [(lambda: L.DepthwiseConv2D((3, 2), depth_multiplier=2), (9, 9, 5), {"kernel_height": 3, "kernel_width": 2, "channels": 5, "depth_multiplier": 2})],
    "SeparableConv1D": [(lambda: L.SeparableConv1D(4, 3, depth_multiplier=2), (9, 5), {"kernel_size": 3, "channels": 5, "depth_multiplier": 2, "filters": 4})],
    "SeparableConv2D": [(lambda: L.SeparableConv2D(4, (3, 2), depth_multiplier=2), (9, 9, 5), {"kernel_height": 3, "kernel_width": 2, "channels": 5, "depth_multiplier": 2, "filters": 4})],
    "BatchNormalization": [(lambda: L.BatchNormalization(), (8, 3), {"channels": 3})],
    "LayerNormalization": [(lambda: L.LayerNormalization(), (8, 3), {"features": 3})],
    "SimpleRNN": [(lambda: L.SimpleRNN(4), (5, 3), {"features": 3, "units": 4})],
    "LSTM": [(lambda: L.LSTM(4), (5, 3), {"features": 3, "units": 4}), (lambda: L.LSTM(2), (5, 7), {"features": 7, "units": 2})],
    "GRU": [(lambda: L.GRU(4), (5, 3), {"features": 3, "units": 4})],
    "SimpleRNNCell": [(lambda: L.SimpleRNNCell(4), (3,), {"features": 3, "units": 4})],
    "LSTMCell": [(lambda: L.LSTMCell(4), (3,), {"features": 3, "units": 4})],
    "GRUCell": [(lambda: L.GRUCell(4), (3,), {"features": 3, "units": 4})],
    "AdditiveAttention": [(lambda: L.AdditiveAttention(), ((5, 3), (7, 3)), {"features": 3})],
    "MultiHeadAttention": [(lambda: L.MultiHeadAttention(2, 5), (6, 3), {"features": 3, "num_heads": 2, "key_dim": 5})],
    "TransformerEncoder": [(lambda: L.TransformerEncoder(7, 2), (6, 4), {"features": 4, "intermediate_dim": 7})],
    "TransformerDecoder": [(lambda: L.TransformerDecoder(7, 2), ((6, 4), (5, 4)), {"features": 4, "intermediate_dim": 7})],
    "PositionEmbedding": [(lambda: L.PositionEmbedding(9), (6, 4), {"sequence_length": 9, "features": 4})],
    "ResidualBlock": [(lambda: L.ResidualBlock(6), (8, 8, 6), {"channels": 6, "filters": 6})],
    "BottleneckBlock": [(lambda: L.BottleneckBlock(2), (8, 8, 8), {"channels": 8, "filters": 2})],
}  # fmt: skip
IN_WORDS = {"RNN", "StackedRNNCells", "Bidirectional", "TimeDistributed"}
FACTS = {name: fact for facts in TABLES["layer"].values() for name, fact in facts.items()}


def count(formula: str, sizes: dict[str, int]) -> int:
    """Work the formula out."""
    assert not set(re.findall(r"[a-z_]+", formula)) - set(sizes), formula
    return eval(formula.replace("·", "*"), {}, sizes)


@pytest.mark.parametrize("name", CASES)
def test_the_formula_counts_what_the_layer_has(name: str) -> None:
    for make, shape, sizes in CASES[name]:
        layer = make()
        layer.build(shape)
        assert count(FACTS[name].params, sizes) == layer.count_params()
        card = badak.explain(layer, lang="en")
        assert card["parameters"].endswith(f"= {layer.count_params():,}")


def test_every_layer_with_weights_is_counted_here() -> None:
    assert {name for name, fact in FACTS.items() if fact.params != "0"} == {*CASES, *IN_WORDS}


def test_layers_without_weights_have_none() -> None:
    for layer, shape in (
        (L.Flatten(), (3, 4)), (L.MaxPooling2D(), (8, 8, 3)), (L.Dropout(0.5), (3,)), (L.GlobalAveragePooling2D(), (8, 8, 3)),
        (L.ReLU(), (3,)), (L.RandomFlip(), (8, 8, 3)), (L.Masking(), (5, 3)), (L.SinePositionEncoding(), (5, 4)), (L.Attention(), ((5, 3), (5, 3))),
    ):  # fmt: skip
        layer.build(shape)
        assert layer.count_params() == 0 and FACTS[type(layer).__name__].params == "0"


def test_a_built_layer_shows_its_own_shapes_and_weights() -> None:
    layer = L.LSTM(4, return_sequences=True, name="reader")
    before = badak.explain(layer, lang="en")
    assert before["shapes"].startswith("(batch, time, features)") and "weights" not in before
    layer(badak.ones(2, 5, 3))
    card = badak.explain(layer, lang="en")
    assert card["shapes"] == "(batch, 5, 3) → (batch, 5, 4)"
    assert card["parameters"].endswith("= 128")
    assert "kernel (3, 16) 48" in card["weights"] and "bias (16,) 16" in card["weights"]
    assert "return_sequences = True" in card["set"] and "arguments" not in card
    assert badak.explain(layer, lang="ko")["shapes"] == "(batch, 5, 3) → (batch, 5, 4)"


def test_shapes_of_operations_are_of_a_real_call() -> None:
    assert badak.explain("reshape", lang="en")["shapes"].count("→") == 1
    given, out = badak.explain("matmul", lang="en")["shapes"].split(" → ")
    a, b = (tuple(map(int, re.findall(r"\d+", part))) for part in re.findall(r"\([^)]*\)", given))
    assert tuple(map(int, re.findall(r"\d+", out))) == (badak.zeros(*a) @ badak.zeros(*b)).shape


def test_optimizers_say_what_they_remember() -> None:
    assert badak.explain("adam", lang="en")["memory"].startswith("2 numbers")
    assert (
        badak.explain("sgd", lang="en")["memory"] == "none" and badak.explain("sgd", lang="ko")["memory"] == "없습니다"
    )
    assert badak.explain("lion", lang="ko")["memory"].startswith("가중치 하나에 수 1개")
    assert "nesterov = True" in badak.explain("nesterov", lang="en")["set"]
