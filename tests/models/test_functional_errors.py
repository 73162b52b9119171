"""What goes wrong with graphs, and what the message says in both languages."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak import layers
from badak.errors import BadakError, GraphError, UseError
from badak.models.graph import trace

ONE = np.ones((2, 4), np.float32)


def two_outputs() -> badak.Model:
    x = badak.Input((4,), name="x")
    return badak.Model(x, [layers.Dense(1, name="age")(x), layers.Dense(3, name="kind")(x)])


def raised(function) -> BadakError:
    with pytest.raises(BadakError) as caught:
        function()
    return caught.value


def not_connected():
    a, b = badak.Input((4,), name="a"), badak.Input((4,), name="b")
    badak.Model(a, layers.add([a, b]))


def leads_nowhere():
    a, b = badak.Input((4,), name="a"), badak.Input((4,), name="b")
    badak.Model([a, b], layers.Dense(1, name="d")(a))


def no_symbol():
    badak.Model([layers.Dense(1)], badak.Input((4,)))


def name_twice():
    x = badak.Input((4,))
    badak.Model(x, layers.Dense(1, name="out")(layers.Dense(2, name="out")(x)))


def number_of_losses():
    two_outputs().compile("sgd", ["mse", "mse", "mse"])


def unknown_output():
    two_outputs().compile("sgd", {"age": "mse", "income": "mse"})


def unknown_weight():
    two_outputs().compile("sgd", "mse", loss_weights={"sex": 2.0})


def unknown_target():
    model = two_outputs()
    model.compile("sgd", ["mse", "crossentropy"])
    model.fit(ONE, {"age": ONE[:, :1], "sex": ONE[:, 0]}, verbose=0)


def other_weights():
    two_outputs().set_weights([np.zeros((4, 1)), np.zeros(2), np.zeros((4, 3)), np.zeros(3)])


def other_features():
    dense = layers.Dense(2, name="d")
    dense(badak.Input((4,)))
    dense(badak.Input((5,)))


def used_twice():
    dense, x = layers.Dense(2, name="d"), badak.Input((4,))
    badak.Model(x, dense(x) + dense(x * 2.0))
    return dense.output


def too_short():
    ids = badak.Input((None,), dtype="int32", name="posts")
    h = layers.Conv1D(4, 5, name="first")(layers.Embedding(9, 3)(ids))
    h = layers.Conv1D(4, 5, name="second")(layers.MaxPooling1D(5)(h))
    h = layers.GlobalMaxPooling1D()(layers.Conv1D(4, 5, name="third")(h))
    badak.Model(ids, layers.Dense(1)(h)).predict(np.ones((2, 30), int))


def too_short_from_the_start():
    h = layers.Conv1D(4, 5)(badak.Input((20, 3), name="signal"))
    layers.Conv1D(4, 7, name="second")(layers.MaxPooling1D(4)(h))


def other_inputs():
    a, b = badak.Input((4,), name="a"), badak.Input((3,), name="b")
    badak.Model([a, b], layers.concatenate([a, b])).predict([ONE, ONE])


def one_input_missing():
    a, b = badak.Input((4,), name="a"), badak.Input((3,), name="b")
    badak.Model([a, b], layers.concatenate([a, b])).predict({"a": ONE, "c": ONE})


def values_asked():
    if badak.Input((4,), name="x") > 0:
        pass


TEXTS = [
    (not_connected, "BD232", "the outputs also need <symbol b, (?, 4) float32>", "<symbol b, (?, 4) float32>도 필요한데 inputs에 없습니다"),
    (leads_nowhere, "BD233", "<symbol b, (?, 4) float32>", "어느 출력에도 이어지지 않는 입력이 있습니다"),
    (no_symbol, "BD234", "inputs of a model are symbols", "모델의 inputs에는 심벌을 넘겨야 합니다"),
    (name_twice, "BD003", "that no other layer is called by: 'input_layer', 'out'", "이미 쓰인 이름: 'input_layer', 'out'"),
    (number_of_losses, "BD240", "loss gives one for each output, and there are 2", "loss에는 출력마다 하나씩, 모두 2개가 필요합니다"),
    (unknown_output, "BD241", "'income'", "이런 이름의 출력은 없습니다"),
    (unknown_weight, "BD241", "compile › loss_weights", "'age', 'kind'"),
    (unknown_target, "BD242", "'age', 'sex'", "y이(가) 모델의 출력과 맞지 않습니다"),
    (other_weights, "BD024", "age/bias (1,)", "이 가중치는 이 층(모델)의 것이 아닙니다"),
    (other_features, "BD231", "'kernel' is (4, 2), these samples need (5, 2)", "'kernel'의 모양은 (4, 2)인데, 이 샘플에 필요한 모양은 (5, 2)입니다"),
    (used_twice, "BD243", "called on symbols 2 times, so it has not the one output", "심벌에 2번 적용되어 'output'을(를) 하나로"),
    (too_short, "BD244", "axis 1 of 'posts' needs at least 49", "'posts'의 1번 축은 49 이상이어야 합니다"),
    (too_short_from_the_start, "BD244", "axis 1 of 'signal' needs at least 32", "'signal'의 1번 축은 32 이상이어야 합니다"),
    (other_inputs, "BD245", "the data of input 'b' have samples of shape (4,), the model wants (3,)", "입력 'b'의 샘플 모양은 (4,)인데"),
    (one_input_missing, "BD235", "'a', 'b'", "데이터가 모델의 입력과 맞지 않습니다"),
    (values_asked, "BD230", "if / and / or", "심벌에는 값이 없습니다"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "code", "en", "ko"), TEXTS, ids=lambda v: getattr(v, "__name__", None))
def test_text(function, code, en, ko):
    problem = raised(function)
    assert problem.code == code
    assert en in problem.text("en"), problem.text("en")
    assert ko in problem.text("ko"), problem.text("ko")


def test_the_layer_without_room_is_named():
    assert "Conv1D 'third'" in raised(too_short).text("en")
    assert "Conv1D 'second'" in raised(too_short_from_the_start).text("en")


def test_the_least_size_is_enough():
    ids = badak.Input((None, 2))
    h = layers.GlobalMaxPooling1D()(layers.Conv1D(4, 5)(layers.MaxPooling1D(5)(layers.Conv1D(4, 5)(ids))))
    model = badak.Model(ids, h)
    least = raised(lambda: model.predict(np.ones((1, 3, 2)))).fields["least"]
    assert model.predict(np.ones((1, least, 2))).shape == (1, 4)
    assert raised(lambda: model.predict(np.ones((1, least - 1, 2)))).code == "BD244"


def test_use_errors_are_attribute_errors():
    assert isinstance(raised(used_twice), UseError) and isinstance(raised(used_twice), GraphError)
    assert not hasattr(layers.Dense(1), "output")


def test_a_graph_cannot_go_round_in_a_circle():
    """A call reads symbols that exist before it, and a symbol keeps the call that made it: no call can read its own result."""
    x = badak.Input((4,))
    h = x
    for _ in range(3):
        h = layers.Dense(4)(h) + x
    order = trace([x], [h])
    made = {id(x)}
    for call in order:
        assert all(id(s) in made for s in call.symbols())
        made |= {id(s) for s in call.outputs}
    with pytest.raises(AttributeError):
        x.layer = h  # a symbol has no place for anything else
