"""Weights of PyTorch: files that PyTorch wrote give PyTorch's numbers; hostile and damaged ones run nothing and load nothing."""

from __future__ import annotations

import io
import os
import pickle
import shutil
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy

import badak
from badak import errors, layers
from badak.files import torch_file
from badak.models import load_torch_weights, zoo
from badak.models.torch_weights import read_arrays

FILES = Path(__file__).resolve().parent.parent / "references" / "torch_files"
TOLD = dict(np.load(FILES / "told.npz"))


def pictures(functional: bool = False) -> Any:
    """Return the model whose weights ``make_torch_files.py`` wrote."""
    parts = [
        layers.Conv2D(4, 3, padding=1), layers.BatchNormalization(epsilon=1e-5), layers.ReLU(),
        layers.Conv2D(8, 3, groups=4, use_bias=False), layers.Conv2DTranspose(2, 2, strides=2), layers.Flatten(),
        layers.Dropout(0.5), layers.Dense(5), layers.LayerNormalization(epsilon=1e-5), layers.PReLU(),
    ]  # fmt: skip
    if not functional:
        return badak.Sequential([badak.Input((8, 6, 3)), *parts])
    x = y = badak.Input((8, 6, 3))
    for part in parts:
        y = part(y)
    return badak.Model(x, y)


def sequence() -> Any:
    """Return the model of sequences."""
    return badak.Sequential([
        layers.Embedding(11, 5, input_length=6), layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
        layers.GRU(4, return_sequences=True), layers.SimpleRNN(3), layers.Dense(2),
    ])  # fmt: skip


def written(tmp_path: Path, state: Any, tensors: dict[str, np.ndarray] | None = None) -> Path:
    """Write a zip like ``torch.save``'s around a pickle."""
    path = tmp_path / "made.pt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("made/data.pkl", state if isinstance(state, bytes) else pickle.dumps(state, 2))
        for key, array in (tensors or {}).items():
            archive.writestr(f"made/data/{key}", array.tobytes())
    return path


@pytest.mark.parametrize("functional", [False, True])
@pytest.mark.parametrize("name", ["pictures.pt", "pictures_legacy.pth", "pictures_whole.pt"])
def test_pictures_compute_what_pytorch_computes(name: str, functional: bool) -> None:
    """Convolutions with groups and transposed, batch norm, rows behind Flatten, layer norm, PReLU; every form of file."""
    model = pictures(functional)
    model.load_weights(FILES / name)
    np.testing.assert_allclose(model.predict(TOLD["x"]), TOLD["pictures"], rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", ["checkpoint.pth", "checkpoint_legacy.pth"])
def test_checkpoints(name: str, monkeypatch: Any) -> None:
    """A state_dict under a key, ``module.`` in front of all names, an optimizer beside it; objects stay closed and are named."""
    monkeypatch.setattr(errors, "_said", set())
    model = pictures()
    with pytest.warns(errors.Notice, match=r"BD272.*argparse\.Namespace"):
        load_torch_weights(model, FILES / name)
    np.testing.assert_allclose(model.predict(TOLD["x"]), TOLD["pictures"], rtol=1e-5, atol=1e-5)


def test_bfloat16() -> None:
    """Numbers of 16 bits are widened."""
    model = pictures()
    load_torch_weights(model, str(FILES / "pictures_bf16.pt"))
    np.testing.assert_allclose(model.predict(TOLD["x"]), TOLD["pictures"], rtol=0.1, atol=0.1)
    assert all(w.dtype == np.float32 for w in model.get_weights())


def test_sequences_compute_what_pytorch_computes() -> None:
    """Embedding, LSTM in both directions, GRU, RNN, by the order of the file."""
    model = sequence()
    model.build((6,)) if model.slot is None else None
    model.load_weights(FILES / "sequence.pt")
    np.testing.assert_allclose(model.predict(TOLD["ids"]), TOLD["sequence"], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", ["odd.pt", "odd_legacy.pt"])
def test_tensors_of_every_form(name: str) -> None:
    """Transposed, parts of others, every second number, numbers without axes, empty ones, parameters."""
    arrays = read_arrays(str(FILES / name), "test")
    assert len(arrays) == 6
    for key, array in arrays.items():
        assert array.dtype == TOLD[f"odd/{key}"].dtype
        np.testing.assert_array_equal(array, TOLD[f"odd/{key}"])


def test_safetensors_with_pytorch_names(tmp_path: Path) -> None:
    """Names in the order of the alphabet: 10 behind 2; load_weights takes them too."""
    arrays = read_arrays(str(FILES / "pictures.pt"), "test")
    safetensors.numpy.save_file({k: np.ascontiguousarray(v) for k, v in arrays.items()}, tmp_path / "m.safetensors")
    model = pictures()
    model.load_weights(tmp_path / "m.safetensors")
    np.testing.assert_allclose(model.predict(TOLD["x"]), TOLD["pictures"], rtol=1e-5, atol=1e-5)


def torchvision_names(model: Any) -> dict[str, np.ndarray]:
    """Return random weights for a ResNet of the zoo under torchvision's names, written from its source."""
    rng, made = np.random.default_rng(1), {}
    for path, holder, learned in model.weight_items():
        *above, name = path.split("/")
        array = holder.numpy() if learned else holder[name]
        array = rng.normal(size=array.shape).astype(np.float32)
        if array.ndim == 4:
            array = np.ascontiguousarray(array.transpose(3, 2, 0, 1))
        elif array.ndim == 2:
            array = np.ascontiguousarray(array.T)
        part = {"kernel": "weight", "gamma": "weight", "bias": "bias", "beta": "bias", "moving_mean": "running_mean",
                "moving_variance": "running_var"}[name]  # fmt: skip
        if above[0].startswith("stage"):
            stage, block = above[0].removeprefix("stage").split("_block")
            inner = {"shortcut": "downsample.0", "shortcut_norm": "downsample.1"}.get(above[1]) or above[1].replace(
                "norm", "bn"
            )
            module = f"layer{stage}.{int(block) - 1}.{inner}"
        else:
            module = {"conv": "conv1", "conv_norm": "bn1", "predictions": "fc"}[above[0]]
        made[f"{module}.{part}"] = array
    return made


@pytest.mark.parametrize("name", ["resnet18", "resnet50"])
def test_torchvision_resnet_names(name: str) -> None:
    """By name, in any order; each array where it belongs."""
    model = getattr(zoo, name)(input_shape=(32, 32, 3), classes=5)
    arrays = torchvision_names(model)
    shuffled = {key: arrays[key] for key in sorted(arrays, key=lambda k: hash(k) % 97)}
    load_torch_weights(model, shuffled)
    np.testing.assert_array_equal(
        model.get_layer("stage2_block1").get_weights()[0], arrays["layer2.0.conv1.weight"].transpose(2, 3, 1, 0)
    )
    for key, array in torchvision_names_of(model).items():
        np.testing.assert_array_equal(array, arrays[key])


def torchvision_names_of(model: Any) -> dict[str, np.ndarray]:
    """Return the model's own weights under torchvision's names."""
    values = iter(model.get_weights())
    found = {}
    for (key, like), (path, _, _) in zip(torchvision_names(model).items(), model.weight_items(), strict=True):
        array = next(values)
        found[key] = array.transpose(3, 2, 0, 1) if array.ndim == 4 else array.T
        assert found[key].shape == like.shape, path
    return found


def test_torchvision_vgg_order() -> None:
    """features.N and classifier.N, the first linear layer's rows in badak's order of the picture."""
    model = zoo.vgg11(input_shape=(64, 64, 3), classes=3, units=8, batch_norm=True)
    rng, arrays, place = np.random.default_rng(2), {}, 0
    for layer in model.layers:
        if isinstance(layer, layers.Conv2D):
            *_, inner, filters = layer.get_weights()[0].shape
            arrays[f"features.{place}.weight"] = rng.normal(size=(filters, inner, 3, 3)).astype(np.float32)
            arrays[f"features.{place}.bias"] = rng.normal(size=filters).astype(np.float32)
            for part in ("weight", "bias", "running_mean", "running_var"):
                arrays[f"features.{place + 1}.{part}"] = rng.normal(size=filters).astype(np.float32)
            arrays[f"features.{place + 1}.num_batches_tracked"] = np.array(5)
            place += 3
        elif isinstance(layer, layers.MaxPooling2D):
            place += 1
    for n, (out, inner) in zip((0, 3, 6), ((8, 2048), (8, 8), (3, 8))):
        arrays[f"classifier.{n}.weight"] = rng.normal(size=(out, inner)).astype(np.float32)
        arrays[f"classifier.{n}.bias"] = rng.normal(size=out).astype(np.float32)
    load_torch_weights(model, arrays)
    np.testing.assert_array_equal(model.get_layer("conv2_1_norm").get_weights()[2], arrays["features.5.running_mean"])
    picture = rng.normal(size=(2, 2, 512)).astype(np.float32)  # height, width, channels
    ours = picture.reshape(-1) @ model.get_layer("dense1").get_weights()[0]
    np.testing.assert_allclose(
        ours, arrays["classifier.0.weight"] @ picture.transpose(2, 0, 1).reshape(-1), rtol=1e-3, atol=1e-3
    )


def test_zeros_on_both_sides() -> None:
    """The shortcut that published CIFAR weights were trained with; where a file cannot tell, that is said."""
    block = layers.ResidualBlock(8, strides=2, shortcut="pad_both", input_shape=(4, 4, 4))
    block.build((4, 4, 4))
    block.set_weights([np.zeros_like(w) if i % 6 else w * 0 for i, w in enumerate(block.get_weights())])
    out = block(np.ones((1, 4, 4, 4), np.float32)).numpy()
    assert out[0, 0, 0].tolist() == [0, 0, 1, 1, 1, 1, 0, 0]
    exact = layers.ResidualBlock(8, strides=2, shortcut="pad_both", dtype="float64")
    badak.check_grads(lambda x: badak.sum(exact(x) ** 2), [np.random.default_rng(0).normal(size=(1, 4, 4, 4))])


def test_where_the_zeros_are_is_asked(monkeypatch: Any) -> None:
    """A network with padded shortcuts that takes PyTorch's weights says what the file does not."""
    monkeypatch.setattr(errors, "_said", set())
    model = zoo.residual_network((1, 1), 4, input_shape=(8, 8, 3))
    with pytest.warns(errors.Notice, match="BD275.*stage2_block1[\\s\\S]*pad_both"):
        load_torch_weights(model, torchvision_names(model))


# --- what does not fit -------------------------------------------------------------------------------------------------------


def refusal(call: Callable, code: str, model: Any = None) -> errors.BadakError:
    """Call what must raise a code and leave the model alone; the message is whole in both languages."""
    before = [w.tobytes() for w in model.get_weights()] if model is not None else []
    with pytest.raises(errors.BadakError) as caught:
        call()
    assert caught.value.code == code, str(caught.value)
    assert "?>" not in caught.value.text("en") + caught.value.text("ko")
    assert model is None or before == [w.tobytes() for w in model.get_weights()]
    return caught.value


def test_everything_that_does_not_fit_is_said_at_once() -> None:
    """Missing layers, modules left over, both shapes of one that differs."""
    model = zoo.resnet18(input_shape=(32, 32, 3), classes=5)
    arrays = torchvision_names(zoo.resnet18(input_shape=(32, 32, 3), classes=7))
    for part in [key for key in arrays if key.startswith("layer3.1.conv2") or key.startswith("layer4.0.bn1.")]:
        del arrays[part]
    arrays["aux.weight"] = np.ones((3, 4), np.float32)
    problem = refusal(lambda: load_torch_weights(model, arrays), "BD273", model)
    english, korean = problem.text("en"), problem.text("ko")
    for word in ("fc → predictions/kernel: weight (7, 512), bias (7,) in the file, (512, 5) in the model",
                 "missing in the file: stage3_block2/conv2 kernel (3, 3, 256, 256)", "missing in the file: stage4_block1/norm1",
                 "not in the model: aux weight (3, 4)"):  # fmt: skip
        assert word in english
    for word in (
        "파일 weight (7, 512), bias (7,), 모델 (512, 5)",
        "파일에 없음: stage3_block2/conv2",
        "모델에 없음: aux weight (3, 4)",
    ):
        assert word in korean


def test_another_number_of_layers_by_order() -> None:
    """Layers that fit are paired off; the others are named."""
    model = badak.Sequential([layers.Dense(4, input_dim=3, name="first"), layers.Dense(2, name="last")])
    arrays = {
        f"{n}.{p}": np.zeros(s, np.float32)
        for n, (o, i) in {"0": (4, 3), "2": (6, 4), "4": (2, 4)}.items()
        for p, s in (("weight", (o, i)), ("bias", (o,)))
    }
    problem = refusal(lambda: load_torch_weights(model, arrays), "BD273", model)
    assert "not in the model: 2 weight (6, 4), bias (6,)" in problem.text("en") and "missing" not in problem.text("en")


def test_epsilon_is_said(monkeypatch: Any) -> None:
    """A batch norm as Keras has it takes PyTorch's weights, and the difference is told."""
    monkeypatch.setattr(errors, "_said", set())
    model = badak.Sequential([layers.BatchNormalization(input_shape=(3,))])
    arrays = {f"bn.{part}": np.ones(3, np.float32) for part in ("weight", "bias", "running_mean", "running_var")}
    with pytest.warns(errors.Notice, match="BD274.*0.00001"):
        load_torch_weights(model, arrays)


# --- hostile and damaged files -----------------------------------------------------------------------------------------------


class Bomb:
    """Asks to run a command when unpickled."""

    def __init__(self, function: Any, *args: Any) -> None:
        self.call = function, args

    def __reduce__(self) -> Any:
        return self.call


@pytest.mark.parametrize("legacy", [False, True])
@pytest.mark.parametrize(
    "function", [os.system, eval, exec, __import__, getattr, shutil.rmtree], ids=lambda f: f.__name__
)
def test_nothing_is_run(function: Any, legacy: bool, tmp_path: Path) -> None:
    """A pickle that asks for a program is refused and named; what it asks for does not happen."""
    mark = tmp_path / "was-run"
    command = f"open({str(mark)!r}, 'w')" if function is not os.system else f"touch {mark}"
    (tmp_path / "keep").mkdir()
    argument = str(tmp_path / "keep") if function is shutil.rmtree else command
    state = {"fc.weight": Bomb(function, argument)}
    if legacy:
        path = tmp_path / "made.pth"
        path.write_bytes(
            b"".join(pickle.dumps(part, 2) for part in (torch_file._MAGIC, 1001, {"little_endian": True}, state, []))
        )
    else:
        path = written(tmp_path, state)
    model = badak.Sequential([layers.Dense(2, input_dim=3)])
    problem = refusal(lambda: model.load_weights(path), "BD270", model)
    assert function.__name__ in problem.text("en") and "거부했습니다" in problem.text("ko")
    assert not mark.exists() and (tmp_path / "keep").exists()


def test_unknown_objects_are_never_made(tmp_path: Path, monkeypatch: Any) -> None:
    """Neither constructors nor __setstate__ of classes that could be imported are called."""
    calls: list[str] = []
    monkeypatch.setattr(Told, "calls", calls)
    path = written(tmp_path, {"weights": Told()})
    calls.clear()
    refusal(lambda: read_arrays(str(path), "test"), "BD271")
    assert not calls
    pickle.loads(pickle.dumps(Told(), 2))
    assert calls  # Python's own pickle would have


class Told:
    """Remembers that it was made or filled."""

    calls: list[str] = []

    def __init__(self) -> None:
        self.value = 1
        self.calls.append("init")

    def __setstate__(self, state: dict) -> None:
        self.calls.append("setstate")


def tensor_pickle(count: Any = 6, offset: Any = 0, shape: Any = (2, 3), strides: Any = (3, 1), key: Any = "0") -> bytes:
    """Write by hand the pickle of {"w": tensor} with any numbers in it."""

    def dumped(value: Any) -> bytes:
        return pickle.dumps(value, 2)[2:-1]

    kind = b"ctorch\nFloatStorage\n"
    about = b"(" + dumped("storage") + kind + dumped(key) + dumped("cpu") + dumped(count) + b"tQ"
    args = b"(" + about + dumped(offset) + dumped(shape) + dumped(strides) + b"\x89" + b"}" + b"t"
    return b"\x80\x02}" + dumped("fc.weight") + b"ctorch._utils\n_rebuild_tensor_v2\n" + args + b"R" + b"s."


def test_the_handmade_pickle_is_sound(tmp_path: Path) -> None:
    """So that what the next test changes is what is refused."""
    path = written(tmp_path, tensor_pickle(), {"0": np.arange(6, dtype=np.float32)})
    assert read_arrays(str(path), "test")["fc.weight"].tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize(
    "change",
    [
        {"shape": (1 << 40, 3)}, {"shape": (2, 3), "strides": (300, 1)}, {"strides": (-3, 1)}, {"offset": -1}, {"offset": 5},
        {"shape": (1 << 47,) * 2, "strides": (0, 0)}, {"shape": (1,) * 40, "strides": (1,) * 40}, {"count": -6}, {"count": "6"},
        {"count": 1 << 60}, {"shape": 6}, {"shape": (2, True)}, {"key": ("0",)}, {"key": "../../etc/passwd"}, {"shape": (2,)},
        {"shape": (10_000,), "strides": (0,)}, {"count": 7},
    ],
    ids=repr,
)  # fmt: skip
def test_senseless_tensors(change: dict, tmp_path: Path) -> None:
    """Shapes beyond the numbers, steps backwards, storages that are not there: refused before memory is taken."""
    path = written(tmp_path, tensor_pickle(**change), {"0": np.arange(6, dtype=np.float32)})
    assert refusal(lambda: read_arrays(str(path), "test"), "BD083")


def test_packed_parts_are_refused(tmp_path: Path) -> None:
    """torch.save never packs: a zip bomb is not unpacked."""
    path = tmp_path / "bomb.pt"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb/data.pkl", tensor_pickle(count=50_000_000, shape=(50_000_000,), strides=(1,)))
        archive.writestr("bomb/data/0", bytes(200_000_000))
    refusal(lambda: read_arrays(str(path), "test"), "BD088")


def test_deep_nesting_and_endless_memory(tmp_path: Path) -> None:
    """Hundred thousand lists in each other, a dict with itself as key, jumps in the memory."""
    for content in (b"\x80\x02" + b"]" * 1 + b"(" * 1 + b"(" * 100_000 + b"t" * 100_000 + b".", b"\x80\x02" + b"]" + b"\x85" * 200_000 + b".",
                    b"\x80\x02]r\xff\xff\xff\xff.", b"\x80\x02}q\x00h\x00K\x01s.", b"\x80\x02h\x05.", b"t.", b"(.", b"\x80\x02.", b""):  # fmt: skip
        path = written(tmp_path, content)
        with pytest.raises(errors.FileFormatError) as caught:
            read_arrays(str(path), "test")
        assert caught.value.code in ("BD083", "BD271", "BD088")


@pytest.mark.parametrize("name", ["pictures.pt", "pictures_legacy.pth", "checkpoint_legacy.pth"])
def test_every_truncation_and_flipped_bytes(name: str, tmp_path: Path) -> None:
    """Whatever happened to the bytes, the answer is a coded error or arrays, soon."""
    data = (FILES / name).read_bytes()
    rng = np.random.default_rng(5)
    path = tmp_path / "broken.pt"
    loaded = 0  # a byte of a number may change without harm to the form
    for trial in range(150):
        broken = bytearray(data)
        if trial % 2:
            broken = broken[: int(rng.integers(0, len(data)))]
        else:
            for place in rng.integers(0, min(len(data), 4000), 4):
                broken[place] = int(rng.integers(0, 256))
        path.write_bytes(bytes(broken))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", errors.Notice)
                read_arrays(str(path), "test")
            loaded += 1
        except errors.BadakError as problem:
            assert problem.code in ("BD083", "BD088", "BD270", "BD271"), str(problem)
    assert loaded < 100


def test_files_without_weights(tmp_path: Path) -> None:
    """Numbers, texts, other programs' files."""
    for content in ({"epoch": 3}, [1, 2], "text", 5, None, {}):
        problem = refusal(lambda content=content: read_arrays(str(written(tmp_path, content)), "test"), "BD271")
        assert "torch.save(model.state_dict()" in problem.text("ko")
    other = tmp_path / "other.pt"
    other.write_bytes(b"hello")
    refusal(lambda: load_torch_weights(pictures(), other), "BD271")
    refusal(lambda: load_torch_weights(pictures(), tmp_path / "none.pt"), "BD080")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("m/data.pkl", pickle.dumps({}, 2))
        archive.writestr("m/code/__torch__.py", "x = 1")
    other.write_bytes(out.getvalue())
    assert "TorchScript" in str(refusal(lambda: read_arrays(str(other), "test"), "BD271"))


@pytest.mark.slow
@pytest.mark.skipif("BADAK_DATA" not in os.environ, reason="needs the folder of data sets, BADAK_DATA")
def test_published_resnet56_reaches_its_accuracy() -> None:
    """The weights published for CIFAR-10 name 83 % of the JPEG files right, 1,000 of them here (binomial deviation 1.2 %)."""
    import tarfile

    image = pytest.importorskip("PIL.Image")
    folder = Path(os.environ["BADAK_DATA"])
    model = zoo.resnet56(shortcut="pad_both")
    model.load_weights(folder / "weights" / "resnet56-4bfd9763.th")
    names, found = [], []
    with tarfile.open(folder / "cifar10-jpeg" / "test.tar.gz") as archive:
        for member in archive:
            label = member.name.split("/")[-2] if member.isfile() else ""
            if label and names.count(label) < 100:
                names.append(label)
                found.append(np.asarray(image.open(io.BytesIO(archive.extractfile(member).read())).convert("RGB")))
    x = (np.stack(found) / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
    said = model.predict(x.astype(np.float32), batch_size=100).argmax(1)
    assert 0.80 < np.mean(said == [sorted(set(names)).index(name) for name in names]) < 0.87
