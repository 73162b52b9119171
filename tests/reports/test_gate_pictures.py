"""Gates as pictures: what is drawn is what the layers say."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

import badak
from badak import inspect, layers
from badak.inspect.gate_drawing import HIGH, LOW, ROW, STRIP, panel
from tests.datasets.helpers import raises

IDS = np.array([[3, 1, 4, 1, 5], [2, 6, 5, 0, 0]])
WORDS = [["정말", "<b>", "좋은", " ", "영화"], ["하나", "둘", "셋"]]
SVG = "{http://www.w3.org/2000/svg}"


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def model(*inner: Any) -> Any:
    badak.utils.set_random_seed(0)
    table = layers.Embedding(9, 4, mask_zero=True, embeddings_initializer="normal")
    made = badak.Sequential([table, *inner])
    made(IDS)
    for weights in made.trainable_weights:
        weights.data[...] *= 4  # far from one half
    return made


def panels(text: str) -> dict[str, Any]:
    return {g.get("class", ""): g for g in ElementTree.fromstring(text).iter(f"{SVG}g") if g.get("class")}


def drawn(group: Any, low: float, high: float) -> np.ndarray:
    """Read the values (steps, units) back from the colours of a panel."""
    columns = []
    for column in group.iter(f"{SVG}g"):
        fills = [rect.get("fill", "") for rect in column.findall(f"{SVG}rect") if rect.get("height") == str(ROW)]
        if fills and column is not group:
            columns.append([share(fill) for fill in fills])
    return (np.array(columns) + 1) / 2 * (high - low) + low


def share(fill: str) -> float:
    red, green, blue = (int(fill[i : i + 2], 16) for i in (1, 3, 5))
    return (255 - red) / (255 - HIGH[0]) if blue == 255 or blue > red else -(255 - blue) / (255 - LOW[2])


def test_gates_of_an_lstm_step_by_step() -> None:
    """Against the equations, written out."""
    made = model(layers.LSTM(3))
    maps = inspect.gates(made, IDS, tokens=WORDS)
    kernel, recurrent, bias = (w.astype(float) for w in made.layers[1].get_weights())
    found = maps.values["lstm"]
    for sample in range(2):
        h = c = np.zeros(3)
        for t, word in enumerate(IDS[sample]):
            if word == 0:
                continue
            i, f, k, o = np.split(made.layers[0].get_weights()[0][word] @ kernel + h @ recurrent + bias, 4)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(k)
            h = sigmoid(o) * np.tanh(c)
            wanted = {
                "input": sigmoid(i),
                "forget": sigmoid(f),
                "candidate": np.tanh(k),
                "output": sigmoid(o),
                "cell": c,
                "state": h,
            }
            for name, values in wanted.items():
                np.testing.assert_allclose(found[name][sample, t], values, atol=1e-5)
    assert maps.masks["lstm"].tolist() == (IDS != 0).tolist()


@pytest.mark.parametrize("kind", [layers.LSTM, layers.GRU, layers.SimpleRNN])
@pytest.mark.parametrize("sample", [0, 1])
def test_colours_and_lines_are_the_values(kind: Any, sample: int) -> None:
    made = model(kind(5))
    maps = inspect.gates(made, IDS, tokens=WORDS)
    name = made.layers[1].name
    found = panels(maps.svg(sample=sample))
    assert set(found) == set(maps.values[name])
    for gate, group in found.items():
        values = maps.values[name][gate][sample][: len(WORDS[sample])]  # padding is left out
        scale = panel(gate, values)
        np.testing.assert_allclose(drawn(group, scale.low, scale.high), values, atol=(scale.high - scale.low) / 300)
        line = next(p for p in group.iter(f"{SVG}polyline"))
        heights = np.array([float(point.split(",")[1]) for point in line.get("points", "").split()])
        means = values.mean(axis=1)
        np.testing.assert_allclose(np.diff(heights), -np.diff(means) / (scale.high - scale.low) * STRIP, atol=0.011)
        hints = [t.text or "" for t in group.iter(f"{SVG}title")]
        assert [hint.rsplit(": ", 1)[0] for hint in hints] == WORDS[sample]
        assert [float(re.findall(r": (-?[\d.]+)", hint)[-1]) for hint in hints] == [round(float(m), 3) for m in means]
        tokens = [t.text for t in group.iter(f"{SVG}text") if t.get("class") == "token"]
        assert tokens == [token.replace(" ", "␣") for token in WORDS[sample]]


def test_both_directions_stand_in_the_order_of_the_data() -> None:
    made = model(layers.Bidirectional(layers.GRU(3, return_sequences=True)))
    maps = inspect.gates(made, IDS[:1])
    there, back = (maps.values[f"bidirectional/{side}_layer"]["state"] for side in ("forward", "backward"))
    np.testing.assert_allclose(np.concatenate([there, back], axis=-1), made(IDS[:1]).numpy(), atol=1e-6)
    assert "bidirectional/backward_layer" in repr(maps) and "(1, 5, 3)" in repr(maps)


def test_cells_of_ones_own_show_what_they_say() -> None:
    made = model(layers.RNN([layers.GRUCell(3), layers.LSTMCell(2)], return_sequences=True, go_backwards=True))
    maps = inspect.gates(made, IDS[:1])
    np.testing.assert_allclose(maps.values["rnn"]["state"][:, ::-1], made(IDS[:1]).numpy(), atol=1e-6)


def test_looking_is_no_step_of_a_sequence() -> None:
    made = model(layers.LSTM(3, stateful=True))
    made.reset_states()
    made(IDS)
    before = made.layers[1].slot.state["state_1"].copy()
    first = inspect.gates(made, IDS)
    np.testing.assert_array_equal(before, made.layers[1].slot.state["state_1"])
    made(IDS)
    assert "watched" not in made.layers[1].__dict__
    assert not np.allclose(first.values["lstm"]["state"], inspect.gates(made, IDS).values["lstm"]["state"])


def test_texts_bring_their_tokens() -> None:
    reader = layers.TextVectorization(split="character", output_sequence_length=4)
    reader.adapt(["좋은 영화", "나쁜 영화"])
    made = badak.Sequential([reader, layers.Embedding(reader.vocabulary_size(), 3, mask_zero=True), layers.GRU(2)])
    maps = inspect.gates(made, ["좋은 영화", "영화"])
    assert maps.tokens == [["좋", "은", " ", "영"], ["영", "화"]]
    assert maps.svg(sample=1).count('class="token"') == 2 * 4
    assert inspect.gates(made, "영화").tokens == [["영", "화"]]


def test_which_units_are_shown() -> None:
    made = model(layers.GRU(40))
    maps = inspect.gates(made, IDS)
    state = maps.values["gru"]["state"][0]
    assert drawn(panels(maps.svg(gates="update"))["update"], 0, 1).shape == (5, 32)
    chosen = sorted(np.argsort(-state.std(axis=0), kind="stable")[:2].tolist())
    np.testing.assert_allclose(drawn(panels(maps.svg(units=2))["state"], -1, 1), state[:, chosen], atol=0.01)
    np.testing.assert_allclose(drawn(panels(maps.svg(units=[7, 3]))["state"], -1, 1), state[:, [7, 3]], atol=0.01)


def test_files_and_languages(tmp_path: Any) -> None:
    maps = inspect.gates(model(layers.LSTM(3)), IDS, tokens=WORDS)
    path = maps.save(tmp_path / "gates.svg", sample=1, gates=["forget"])
    assert "forget gate: 1 keeps the cell" in path.read_text("utf-8") and "셋" in path.read_text("utf-8")
    badak.errors.set_language("ko")
    try:
        assert "망각 게이트" in maps.svg() and "층의 게이트" in maps.svg()
    finally:
        badak.errors.set_language("en")
    assert maps._repr_html_().count("<svg") == 1


def test_what_is_not_there() -> None:
    with raises("BD218", en="no recurrent layer", ko="순환층이 없습니다"):
        inspect.gates(model(layers.Dense(2)), IDS)
    maps = inspect.gates(model(layers.LSTM(3)), IDS, tokens=["a", "b"])
    with raises("BD219", en="2 tokens for 5 steps", ko="토큰은 2개인데 스텝은 5개"):
        maps.svg()
    maps = inspect.gates(model(layers.LSTM(3)), IDS)
    for options, name, known in [
        ({"layer": "gru"}, "layer", "'lstm'"), ({"sample": 2}, "sample", "0 … 1"), ({"gates": "keep"}, "gates", "'forget'"),
        ({"units": [3]}, "units", "0 … 2"), ({"units": 0}, "units", "1, 2"),
    ]:  # fmt: skip
        with raises("BD003", en=(name, known), ko=name):
            maps.svg(**options)
