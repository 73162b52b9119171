"""What a user reads about ONNX files, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

onnx = pytest.importorskip("onnx")

from onnx import TensorProto, helper  # noqa: E402

import badak  # noqa: E402
from badak import errors  # noqa: E402


def file_of(tmp_path: Any, *nodes: Any, opset: int = 18, inputs: tuple = ((None, 3),)) -> Any:
    """Write a file with nodes from x to y."""
    names = ["x", "z"][: len(inputs)]
    graph = helper.make_graph(
        list(nodes), "g",
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in zip(names, inputs)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n"])],
    )  # fmt: skip
    imports = [helper.make_opsetid("", opset), helper.make_opsetid("com.example", 1)]
    onnx.save(helper.make_model(graph, opset_imports=imports, ir_version=8), tmp_path / "m.onnx")
    return tmp_path / "m.onnx"


def unwritable(folder: Any) -> None:
    layer = badak.layers.LSTM(2, activation="gelu", name="memory", input_shape=(4, 3))
    badak.onnx.save(badak.Sequential([layer]), folder / "m.onnx")


def unknown(folder: Any) -> None:
    nodes = [helper.make_node("NonZero", ["x"], ["a"]), helper.make_node("Magic", ["a"], ["y"], domain="com.example")]
    badak.onnx.load(file_of(folder, *nodes))


def old(folder: Any) -> None:
    badak.onnx.load(file_of(folder, helper.make_node("Relu", ["x"], ["y"]), opset=1))


def odd(folder: Any) -> None:
    node = helper.make_node("MaxPool", ["x"], ["y", "places"], kernel_shape=[2])
    badak.onnx.load(file_of(folder, node, inputs=((None, 3, 8),)))


def constant(folder: Any) -> None:
    badak.onnx.load(file_of(folder, helper.make_node("Constant", [], ["y"], value_floats=[1.0])))


def damaged(folder: Any) -> None:
    (folder / "m.onnx").write_bytes(b"PK\x03\x04 this is no model")
    badak.onnx.load(folder / "m.onnx")


def elsewhere(folder: Any) -> None:
    path = file_of(folder, helper.make_node("Relu", ["x"], ["y"]))
    proto = onnx.load(path)
    far = TensorProto(name="w", data_type=TensorProto.FLOAT, data_location=TensorProto.EXTERNAL)
    far.external_data.add(key="location", value="../private/keys")
    proto.graph.initializer.append(far)
    path.write_bytes(proto.SerializeToString())
    badak.onnx.load(path)


def misfit(folder: Any) -> None:
    node = helper.make_node("DepthToSpace", ["x"], ["y"], blocksize=0)
    badak.onnx.load(file_of(folder, node, inputs=((None, 3, 8, 8),)))


def giant(folder: Any) -> None:
    badak.onnx.load(file_of(folder, helper.make_node("Relu", ["x"], ["y"]), inputs=((None, 1 << 30, 1 << 30),)))


def cut_off(folder: Any) -> None:
    path = file_of(folder, helper.make_node("Relu", ["x"], ["y"]))
    proto = onnx.load(path)
    far = TensorProto(name="w", data_type=TensorProto.FLOAT, data_location=TensorProto.EXTERNAL, dims=[2, 3])
    far.external_data.add(key="location", value="weights")
    proto.graph.initializer.append(far)
    (folder / "weights").write_bytes(b"1234" * 5)
    path.write_bytes(proto.SerializeToString())
    badak.onnx.load(path)


def new(folder: Any) -> None:
    badak.onnx.load(file_of(folder, helper.make_node("Relu", ["x"], ["y"]), opset=1234))


CASES: list[tuple[Callable, str, list[str], list[str]]] = [
    (unwritable, "BD251", ["cannot be written as ONNX (1)", "LSTM", "memory"], ["ONNX로 저장할 수 없는", "memory"]),
    (
        unknown,
        "BD252",
        ["operators that badak does not have (2)", "NonZero (1×)", "com.example.Magic (1×)"],
        ["badak에 없는 연산자를 씁니다(2가지)", "opset 18"],
    ),
    (old, "BD253", ["too old", "opset 1", "opset 2 or later"], ["너무 오래된", "opset 2 이상"]),
    (odd, "BD254", ["MaxPool with Indices"], ["연산자를 이렇게 쓰는 것은"]),
    (constant, "BD255", ["does not depend on the inputs", "y"], ["입력과 상관없는 출력"]),
    (damaged, "BD256", ["no ONNX file"], ["ONNX 파일이 아니거나"]),
    (elsewhere, "BD257", ["../private/keys", "w", "beside the model"], ["../private/keys", "모델 옆에"]),
    (misfit, "BD258", ["cannot be computed", "DepthToSpace"], ["이 노드를 계산할 수 없습니다", "DepthToSpace"]),
    (giant, "BD259", ["1073741824 × 1073741824"], ["훨씬 많은 수", "1073741824 × 1073741824"]),
    (cut_off, "BD260", ["w (2, 3)", "its shape"], ["w (2, 3)", "형태와 맞지 않습니다"]),
    (new, "BD261", ["opset 1234", "pip install -U onnx"], ["opset 1234", "pip install -U onnx"]),
]


@pytest.mark.parametrize(("act", "code", "english", "korean"), CASES, ids=[row[1] for row in CASES])
def test_a_message(act: Callable, code: str, english: list[str], korean: list[str], tmp_path: Any) -> None:
    for language, parts in (("en", english), ("ko", korean)):
        before = errors.get_language()
        errors.set_language(language)
        try:
            with pytest.raises(errors.BadakError) as info:
                act(tmp_path)
            text = str(info.value)
        finally:
            errors.set_language(before)
        assert f"[{code}]" in text
        for part in parts:
            assert part in text


def test_a_file_that_is_not_there(tmp_path: Any) -> None:
    with pytest.raises(errors.FileError, match="BD080"):
        badak.onnx.load(tmp_path / "none.onnx")
