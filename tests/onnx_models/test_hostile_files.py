"""Files that are damaged or mean harm: refused by a coded error, in bounded time and memory, and nothing is read elsewhere."""

from __future__ import annotations

import os
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")

from onnx import TensorProto, helper, numpy_helper  # noqa: E402

import badak  # noqa: E402
from badak import errors  # noqa: E402
from badak import layers as L  # noqa: E402
from badak.onnx.reading.graph import model_of  # noqa: E402
from badak.onnx.reading.registry import NODES  # noqa: E402

F, I64 = TensorProto.FLOAT, TensorProto.INT64


def model(
    nodes: list, shape: tuple = ("n", 3), weights: dict | None = None, tensors: list | None = None, opset: int = 18
):
    """Return a file from x to y."""
    made = [numpy_helper.from_array(np.asarray(a), name) for name, a in (weights or {}).items()]
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", F, shape)], [helper.make_tensor_value_info("y", F, ["a"])],
        made + (tensors or []),
    )  # fmt: skip
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)


def node(kind: str, *inputs: str, out: str = "y", **attributes: Any) -> Any:
    return helper.make_node(kind, list(inputs), [out], **attributes)


def tensor(dims: tuple, raw: bytes = b"", kind: int = F, name: str = "w") -> Any:
    made = TensorProto(name=name, data_type=kind, raw_data=raw)
    made.dims.extend(dims)
    return made


def beside(location: str, **more: Any) -> Any:
    made = TensorProto(name="w", data_type=F, data_location=TensorProto.EXTERNAL)
    made.dims.extend((3,))
    for key, value in {"location": location, **more}.items():
        made.external_data.add(key=key, value=str(value))
    return made


def shape(*sizes: int) -> np.ndarray:
    return np.array(sizes, np.int64)


ADD = [node("Add", "x", "w")]
BIG = 1 << 40
FILES: dict[str, tuple[str, Callable[[], Any]]] = {
    # --- weights that are not what they say
    "too few bytes": ("BD2(56|60)", lambda: model(ADD, tensors=[tensor((3,), b"1234")])),
    "too many bytes": ("BD2(56|60)", lambda: model(ADD, tensors=[tensor((3,), b"1" * 64)])),
    "a giant shape": ("BD2(56|60)", lambda: model(ADD, tensors=[tensor((BIG, BIG), b"1234")])),
    "a size below zero": ("BD2(56|60)", lambda: model(ADD, tensors=[tensor((-1,), b"1234" * 3)])),
    "no bytes, a size of zero": ("BD2(56|60)", lambda: model(ADD, tensors=[tensor((0, BIG, BIG), b"")])),
    "an unknown type": ("BD2(56|60)", lambda: model(ADD, tensors=[tensor((3,), b"1234" * 3, kind=77)])),
    # --- other files
    "a file above": ("BD257", lambda: model(ADD, tensors=[beside("../secret")])),
    "a file above, behind a folder": ("BD257", lambda: model(ADD, tensors=[beside("a/../../secret")])),
    "a file by its root": ("BD257", lambda: model(ADD, tensors=[beside("/etc/hostname")])),
    "a file as Windows writes it": ("BD257", lambda: model(ADD, tensors=[beside("..\\secret")])),
    "a drive": ("BD257", lambda: model(ADD, tensors=[beside("C:\\secret")])),
    "no file": ("BD257", lambda: model(ADD, tensors=[beside("")])),
    "a name with a zero": ("BD257", lambda: model(ADD, tensors=[beside("a\0b")])),
    "a link that leads away": ("BD257", lambda: model(ADD, tensors=[beside("link")])),
    "a pipe": ("BD080", lambda: model(ADD, tensors=[beside("pipe")])),
    "a file that is not there": ("BD080", lambda: model(ADD, tensors=[beside("none")])),
    "a file that is too short": ("BD260", lambda: model(ADD, tensors=[beside("data", offset=8)])),
    "an offset beyond everything": ("BD260", lambda: model(ADD, tensors=[beside("data", offset=BIG)])),
    "an offset below zero": ("BD260", lambda: model(ADD, tensors=[beside("data", offset=-4)])),
    "an offset in words": ("BD260", lambda: model(ADD, tensors=[beside("data", offset="four")])),
    "another length": ("BD260", lambda: model(ADD, tensors=[beside("data", length=BIG)])),
    "a constant elsewhere": (
        "BD25[67]", lambda: model([node("Constant", out="w", value=beside("data")), *ADD])),
    # --- results that no machine holds
    "an input": ("BD259", lambda: model([node("Relu", "x")], ("n", BIG, BIG))),
    "a constant of a shape": (
        "BD259", lambda: model([node("ConstantOfShape", "s", out="w"), *ADD], weights={"s": shape(BIG, 3)})),
    "a range": ("BD259", lambda: model(
        [node("Range", "a", "b", "c", out="w"), *ADD],
        weights={"a": np.float32(0), "b": np.float32(1e30), "c": np.float32(1)})),
    "an expansion": ("BD259", lambda: model([node("Expand", "x", "s")], weights={"s": shape(BIG, BIG, 1, 3)})),
    "a tile": ("BD259", lambda: model([node("Tile", "x", "s")], weights={"s": shape(1, BIG)})),
    "padding": ("BD259", lambda: model([node("Pad", "x", "s")], weights={"s": shape(0, BIG, 0, 0)})),
    "one-hot rows": ("BD259", lambda: model(
        [node("Cast", "x", out="i", to=I64), node("OneHot", "i", "d", "v")],
        weights={"d": shape(BIG), "v": np.float32([0, 1])})),
    "resizing": ("BD259", lambda: model(
        [node("Resize", "x", "", "s")], ("n", 3, 4, 4), weights={"s": np.float32([1, 1, 1e9, 1e9])})),
    "padding of a convolution": ("BD259", lambda: model(
        [node("Conv", "x", "w", pads=[BIG, 0, BIG, 0])], ("n", 3, 4, 4), {"w": np.ones((2, 3, 2, 2), "f")})),
    "a transposed convolution": ("BD259", lambda: model(
        [node("ConvTranspose", "x", "w", strides=[BIG, 1])], ("n", 3, 4, 4), {"w": np.ones((3, 2, 2, 2), "f")})),
    "windows gone through one by one": ("BD259", lambda: model(
        [node("MaxPool", "x", kernel_shape=[9000, 9000], dilations=[2, 2])], ("n", 3, 20000, 20000))),
    "an outer product": ("BD259", lambda: model(
        [node("Mul", "a", "b", out="w"), *ADD], ("n", 1 << 16),
        {"a": np.ones((1 << 16, 1), "f"), "b": np.ones((1, 1 << 16), "f")})),
    "a product of matrices": ("BD259", lambda: model(
        [node("MatMul", "a", "b", out="w"), *ADD], ("n", 1 << 16),
        {"a": np.ones((1 << 16, 1), "f"), "b": np.ones((1, 1 << 16), "f")})),
    "a sum over many indices": ("BD259", lambda: model(
        [node("Einsum", *["a"] * 8, out="w", equation="a,b,c,d,e,f,g,h->"), *ADD], weights={"a": np.ones(64, "f")})),
    "rows looked up": ("BD259", lambda: model(
        [node("Gather", "a", "b", out="w"), *ADD], ("n", 1 << 16),
        {"a": np.ones((1, 1 << 16), "f"), "b": np.zeros(1 << 16, np.int64)})),
    "many constants": ("BD259", lambda: model(
        [node("ConstantOfShape", "s", out=f"c{i}") for i in range(200)] + [node("Add", "x", "c0")],
        ("n", 1 << 24), weights={"s": shape(1, 1 << 24)})),
    # --- graphs
    "a cycle": ("BD256", lambda: model([node("Add", "x", "b", out="a"), node("Relu", "a", out="b"), node("Relu", "b")])),
    "a name that nobody makes": ("BD256", lambda: model([node("Add", "x", "nothing")])),
    "a name made twice": ("BD256", lambda: model([node("Relu", "x"), node("Exp", "x")])),
    "too few arguments": ("BD256", lambda: model([node("Add", "x")])),
    "an attribute of another type": ("BD256", lambda: model([node("Softmax", "x", axis="one")])),
    "an axis that is not there": ("BD(258|003|0[0-9]+)", lambda: model([node("Softmax", "x", axis=9)])),
    "a graph in a graph": ("BD252", lambda: model([nested(8)])),
    "a loop": ("BD252", lambda: model([endless()], weights={"m": np.int64(BIG), "c": np.bool_(True)})),
    "a very deep graph": ("BD256", lambda: deep(5000)),
    "an opset to come": ("BD261", lambda: model([node("Relu", "x")], opset=9999)),
    "an input that is no tensor": ("BD25[46]", lambda: sequence()),
    "an input without axes": ("BD254", lambda: model([node("Relu", "x")], ())),
}  # fmt: skip


def nested(depth: int) -> Any:
    """Return branches within branches."""
    made = node("Relu", "x", out="inner")
    for i in range(depth):
        body = helper.make_graph([made], f"g{i}", [], [helper.make_tensor_value_info("inner", F, None)])
        made = node("If", "x", out="inner" if i < depth - 1 else "y", then_branch=body, else_branch=body)
    return made


def deep(depth: int) -> bytes:
    """Return branches within branches, as bytes: onnx itself refuses to write so many."""
    content = b""
    for _ in range(depth):
        for field in (1, 5, 6):  # graph.node, node.attribute, attribute.g
            size, written = len(content), b""
            while size > 127:
                written, size = written + bytes([size & 127 | 128]), size >> 7
            content = bytes([field << 3 | 2]) + written + bytes([size]) + content
    return b"\x3a" + bytes([127]) + content  # model.graph


def endless() -> Any:
    body = helper.make_graph(
        [node("Identity", "c_in", out="c_out")], "body",
        [helper.make_tensor_value_info("i", I64, []), helper.make_tensor_value_info("c_in", TensorProto.BOOL, [])],
        [helper.make_tensor_value_info("c_out", TensorProto.BOOL, [])],
    )  # fmt: skip
    return helper.make_node("Loop", ["m", "c"], ["y"], body=body)


def sequence() -> Any:
    made = model([node("Relu", "x")])
    kind = helper.make_sequence_type_proto(helper.make_tensor_type_proto(F, [3]))
    made.graph.input[0].type.CopyFrom(kind)
    return made


@pytest.fixture
def folder(tmp_path: Any) -> Any:
    """A folder with a file of weights, a link to a secret outside of it, and a pipe that would block."""
    inside = tmp_path / "models"
    inside.mkdir()
    (tmp_path / "secret").write_bytes(b"1234" * 3)
    (inside / "data").write_bytes(np.float32([1, 2, 3]).tobytes())
    try:
        (inside / "link").symlink_to(tmp_path / "secret")
        os.mkfifo(inside / "pipe")
    except (OSError, AttributeError):
        pytest.skip("a system without links and pipes")
    return inside


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("code", "make"), FILES.values(), ids=FILES)
def test_a_file_is_refused(code: str, make: Callable, folder: Any) -> None:
    made = make()
    content = made if isinstance(made, bytes) else made.SerializeToString()
    (folder / "m.onnx").write_bytes(content)
    tracemalloc.start()
    began = time.process_time()
    try:
        with pytest.raises(errors.BadakError, match=rf"\[{code}\]"):
            badak.onnx.load(folder / "m.onnx")
        assert time.process_time() - began < 20  # a second on an idle machine; what it asks for would take hours
        assert tracemalloc.get_traced_memory()[1] < 100e6 + 40 * len(content) + (1 << 30) * (
            make is FILES["many constants"][1]
        )
    finally:
        tracemalloc.stop()


def test_weights_beside_the_file_are_read(folder: Any) -> None:
    for tensors in ([beside("data")], [beside("data", offset=0, length=12)], [beside("./data")]):
        (folder / "m.onnx").write_bytes(model(ADD, tensors=tensors).SerializeToString())
        back = badak.onnx.load(folder / "m.onnx")
        np.testing.assert_array_equal(back.predict(np.zeros((1, 3), "f"), verbose=0), [[1, 2, 3]])


def trained() -> bytes:
    """Return a file with a bit of everything."""
    from badak.onnx.export.proto import proto_of

    picture, words = badak.Input((6, 6, 2)), badak.Input((5,), dtype="int32")
    h = L.Conv2D(3, 3, padding="same", activation="relu")(picture)
    h = L.GlobalAveragePooling2D()(L.MaxPooling2D(2)(L.BatchNormalization()(h)))
    w = L.LSTM(3)(L.Embedding(7, 4, mask_zero=True)(words))
    return proto_of(
        badak.Model([picture, words], L.Dense(2, activation="softmax")(L.concatenate([h, w])))
    ).SerializeToString()


def damaged(content: bytes, rng: np.random.Generator) -> bytes:
    """Flip, cut out, repeat or insert some bytes."""
    data = bytearray(content)
    for _ in range(rng.integers(1, 5)):
        at = int(rng.integers(len(data)))
        match rng.integers(5):
            case 0:
                data[at] ^= 1 << rng.integers(8)
            case 1:
                data[at] = rng.choice([0, 1, 0x7F, 0x80, 0xFF])
            case 2:
                del data[at : at + int(rng.integers(1, 40))]
            case 3:
                data[at:at] = data[at : at + int(rng.integers(1, 40))]
            case 4:
                del data[at:]
        if not data:
            return b""
    return bytes(data)


@pytest.mark.filterwarnings("ignore")
def test_damaged_bytes_never_surprise(tmp_path: Any, count: int = 400) -> None:
    content, rng = trained(), np.random.default_rng(20)
    refused: dict[str, int] = {}
    slowest = 0.0
    for _ in range(count):
        (tmp_path / "m.onnx").write_bytes(damaged(content, rng))
        began = time.process_time()
        try:
            badak.onnx.load(tmp_path / "m.onnx")
        except errors.BadakError as problem:
            refused[problem.code] = refused.get(problem.code, 0) + 1
        slowest = max(slowest, time.process_time() - began)
    assert sum(refused.values()) > count // 2  # some flips change a weight or a name, and the file is a model still
    assert slowest < 5


NUMBERS = [-(1 << 62), -(1 << 31), -2, -1, 0, 1, 2, 3, 7, 100, 1 << 31, 1 << 40, 1 << 62]


def distorted(proto: Any, rng: np.random.Generator) -> Any:
    """Change some words of a graph: the file can be parsed, what it says makes no sense."""
    graph, kinds = proto.graph, sorted(NODES)

    def any_of(items: Any) -> Any:
        return items[int(rng.integers(len(items)))]

    for _ in range(rng.integers(1, 4)):
        made = any_of(graph.node)
        names = [name for n in graph.node for name in n.input if name] + [""]
        match rng.integers(8):
            case 0:
                made.op_type = any_of(kinds)
                if rng.integers(2):
                    del made.attribute[:]
            case 1 if made.input:
                made.input[int(rng.integers(len(made.input)))] = any_of(names)
            case 2 if made.attribute:
                attribute = any_of(made.attribute)
                attribute.i, attribute.f = int(any_of(NUMBERS)), float(any_of([0.0, -1.0, 1e38, np.nan, np.inf]))
                for i in range(len(attribute.ints)):
                    attribute.ints[i] = int(any_of(NUMBERS)) if rng.integers(2) else attribute.ints[i]
                for i in range(len(attribute.strings)):
                    attribute.strings[i] = any_of([b"", b"Tanh", b"Magic", b"\xff"])
                attribute.s = any_of([b"", b"SAME_UPPER", b"linear", b"\xff\xfe"]) if attribute.s else b""
            case 3:
                given = any_of(graph.input).type.tensor_type
                given.shape.dim[int(rng.integers(len(given.shape.dim)))].dim_value = int(any_of(NUMBERS))
            case 4:
                weight = any_of(graph.initializer)
                if weight.data_type == I64:  # axes, shapes, places
                    count = len(weight.raw_data) // 8
                    weight.raw_data = np.array([any_of(NUMBERS) for _ in range(count)], np.int64).tobytes()
                else:
                    weight.dims[:] = list(rng.permutation(list(weight.dims)))
            case 5:
                proto.opset_import[0].version = int(rng.integers(0, 30))
            case 6 if made.attribute:
                made.attribute.remove(any_of(made.attribute))
            case 7:
                del made.input[int(rng.integers(len(made.input) + 1)) :]
    return proto


@pytest.mark.filterwarnings("ignore")
def test_distorted_graphs_never_surprise(count: int = 300) -> None:
    """The checker is left out: whatever it lets through, the reading itself has to bear."""
    content, rng = trained(), np.random.default_rng(21)
    slowest, kept = 0.0, 0
    for _ in range(count):
        proto = distorted(onnx.load_model_from_string(content), rng)
        began = time.process_time()
        try:
            model_of(proto)
            kept += 1
        except errors.BadakError:
            pass
        slowest = max(slowest, time.process_time() - began)
    assert 0 < kept < count // 2
    assert slowest < 10


@pytest.mark.slow
def test_many_distorted_graphs_never_surprise() -> None:
    test_distorted_graphs_never_surprise(20_000)


@pytest.mark.slow
def test_many_damaged_bytes_never_surprise(tmp_path: Any) -> None:
    test_damaged_bytes_never_surprise(tmp_path, 20_000)
