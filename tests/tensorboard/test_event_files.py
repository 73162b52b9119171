"""Event files: framing, checksums, messages, what is left after a sudden end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import badak
from badak.tensorboard import SummaryWriter, crc, wire
from badak.tensorboard.event_file import EventFile
from tests.tensorboard.reading import doubles, events, fields, nodes, records, scalars, slow_crc32c, values


def render(problem: badak.errors.BadakError) -> tuple[str, str]:
    return problem.text("en"), problem.text("ko")


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (bytes(32), 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(range(31, -1, -1)), 0x113FDB5C),
        (b"123456789", 0xE3069283),  # the check value of the catalogue of CRCs
        (b"", 0),
    ],
)
def test_checksums_published_in_rfc_3720(data: bytes, wanted: int) -> None:
    assert crc.crc32c(data) == wanted == slow_crc32c(data)


@pytest.mark.parametrize("size", [511, 512, 513, 530, 1000, 1024, 4099])
def test_checksums_of_long_texts(size: int) -> None:
    data = np.random.default_rng(size).integers(0, 256, size, np.uint8).tobytes()
    assert crc.crc32c(data) == slow_crc32c(data)


def test_varints_of_the_encoding_guide() -> None:
    assert wire.varint(150).hex() == "9601" and wire.varint(0).hex() == "00"
    assert wire.varint(-2).hex() == "feffffffffffffffff01"
    assert wire.integer(1, 150).hex() == "089601"
    assert wire.text(2, "testing").hex() == "120774657374696e67"
    assert fields(wire.integer(3, -5) + wire.double(4, 0.25) + wire.single(5, 1e300)) == {
        3: [-5],
        4: [0.25],
        5: [np.inf],
    }


def test_scalars_come_back(tmp_path: Path) -> None:
    before = time.time()
    with SummaryWriter(tmp_path) as writer:
        for step in range(25):
            writer.add_scalar("loss", np.float32(step) / 2, step)
        writer.add_scalar("loss", badak.tensor(3.5), 1 << 40, walltime=5.0)
        writer.add_scalar("bad", float("nan"), -1)
    found = scalars(tmp_path)
    assert found["loss"] == [*((step, step / 2) for step in range(25)), (1 << 40, 3.5)]
    assert found["bad"][0][0] == -1 and np.isnan(found["bad"][0][1])
    times = [event[1][0] for event in events(tmp_path)]
    assert before <= times[0] <= time.time() and times[25] == 5.0


@pytest.mark.parametrize("shape", [(1000,), (10, 7, 3)])
def test_histograms_count_every_value(tmp_path: Path, shape: tuple) -> None:
    x = np.random.default_rng(0).normal(size=shape)
    with SummaryWriter(tmp_path) as writer:
        writer.add_histogram("h", x.astype(np.float32), 3)
    ((step, value),) = values(tmp_path)["h"]
    parts = fields(value[5][0])
    flat = x.astype(np.float32).astype(np.float64).ravel()
    assert step == 3 and parts[3] == [float(flat.size)]
    assert parts[1] == [flat.min()] and parts[2] == [flat.max()]
    np.testing.assert_allclose([parts[4][0], parts[5][0]], [flat.sum(), (flat**2).sum()])
    limits, counts = doubles(parts[6][0]), doubles(parts[7][0])
    assert len(limits) == len(counts) and sum(counts) == flat.size and limits == sorted(limits)
    for i in range(1, len(limits)):  # each bin holds what lies between its limits, the last one its end too
        low, high = limits[i - 1], limits[i]
        held = [v for v in flat if low <= v < high or (v == high and i == len(limits) - 1)]
        assert counts[i] == len(held)


def test_histograms_of_equal_missing_and_no_values(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.add_histogram("equal", np.full(5, 2.0))
        writer.add_histogram("partly", [1.0, np.nan, np.inf, 3.0])
        writer.add_histogram("empty", np.zeros(0))
        writer.add_histogram("flags", np.array([True, False, True]), bins=2)
    found = {tag: fields(each[0][1][5][0]) for tag, each in values(tmp_path).items()}
    assert found["equal"][3] == [5.0] and sum(doubles(found["equal"][7][0])) == 5
    assert found["partly"][3] == [2.0] and found["partly"][2] == [3.0]
    assert found["empty"][3] == [0.0]
    assert doubles(found["flags"][7][0])[-2:] == [1.0, 2.0]


def test_pictures_hold_their_pixels(tmp_path: Path) -> None:
    Image = pytest.importorskip("PIL.Image")
    import io

    rng = np.random.default_rng(1)
    colour, grey = rng.random((5, 7, 3)), rng.integers(0, 256, (4, 6), np.uint8)
    with SummaryWriter(tmp_path) as writer:
        writer.add_image("colour", colour, 1)
        writer.add_image("grey", grey)
        writer.add_image("torch", np.moveaxis(colour, 2, 0), dataformats="CHW")
        writer.add_image("clear", np.dstack([colour, np.zeros((5, 7))]))
        writer.add_images("sheet", np.stack([grey] * 5)[..., None])
    found = {tag: fields(each[0][1][4][0]) for tag, each in values(tmp_path).items()}
    pixels = {tag: np.asarray(Image.open(io.BytesIO(parts[4][0]))) for tag, parts in found.items()}
    np.testing.assert_array_equal(pixels["colour"], np.round(np.float32(colour) * 255))
    np.testing.assert_array_equal(pixels["grey"], grey)
    np.testing.assert_array_equal(pixels["torch"], pixels["colour"])
    assert (pixels["clear"] == 255).all(), "what is transparent is white"
    assert pixels["sheet"].shape == (2 * 4 + 1, 3 * 6 + 2)
    np.testing.assert_array_equal(pixels["sheet"][5:, 7:13], grey)
    assert [found["colour"][i][0] for i in (1, 2, 3)] == [5, 7, 3]


@pytest.mark.parametrize(
    "wrong", [np.zeros(5), np.zeros((2, 3, 5)), np.zeros((3, 8, 8)), np.array([["a"]]), np.zeros((0, 4))]
)
def test_no_picture(tmp_path: Path, wrong: np.ndarray) -> None:
    with SummaryWriter(tmp_path) as writer, pytest.raises(badak.errors.DataError) as caught:
        writer.add_image("x", wrong)
    en, ko = render(caught.value)
    assert caught.value.code == "BD296"
    assert "this array is no picture" in en and 'dataformats="CHW"' in en and str(wrong.shape) in en
    assert "그림으로 쓸 수 없는 배열입니다" in ko and "채널을 마지막 축에" in ko


def test_texts_and_settings(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.add_text("note", "**굵게**", 2)
        writer.add_hparams({"lr": 0.1, "name": "adam", "nesterov": True}, {"hparam/accuracy": 0.9})
        writer.add_scalars("both", {"a": 1.0, "b": 2.0}, 1)
    found = values(tmp_path)
    ((step, text),) = found["note/text_summary"]
    tensor = fields(text[8][0])
    assert step == 2 and tensor[1] == [7] and tensor[8] == ["**굵게**".encode()]
    assert fields(fields(text[9][0])[1][0])[1] == [b"text"]
    start = fields(fields(fields(found["_hparams_/session_start_info"][0][1][9][0])[1][0])[2][0])
    entries = {fields(e)[1][0]: fields(fields(e)[2][0]) for e in fields(start[3][0])[1]}
    assert entries == {b"lr": {2: [0.1]}, b"name": {3: [b"adam"]}, b"nesterov": {4: [1]}}
    assert scalars(tmp_path)["hparam/accuracy"] == [(0, pytest.approx(0.9))]
    assert scalars(tmp_path / "both_a")["both"] == [(1, 1.0)] and scalars(tmp_path / "both_b")["both"] == [(1, 2.0)]


def test_graphs_with_nested_and_shared_layers(tmp_path: Path) -> None:
    from badak import layers

    x = badak.Input((8,), name="x")
    inner = badak.Model(x, layers.Dense(3, name="d")(x), name="inner")
    a, b = badak.Input((8,), name="a"), badak.Input((8,), name="b")
    y = badak.exp(layers.concatenate([inner(a), inner(b)])) * 2.0
    with SummaryWriter(tmp_path) as writer:
        writer.add_graph(badak.Model([a, b], layers.Dense(2, name="out:1")(y)))
    found = nodes(tmp_path)
    assert found["inner/d"] == ("Dense", ["inner/x"]) and found["inner/x"] == ("Identity", ["a"])
    assert found["inner_2/x"] == ("Identity", ["b"])
    assert found["concatenate"] == ("Concatenate", ["inner/d", "inner_2/d"])
    assert found["exp"] == ("exp", ["concatenate"]) and found["out_1"] == ("Dense", ["multiply"])
    assert all(read in found for _, reads in found.values() for read in reads)


def test_graphs_of_residual_blocks(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        writer.add_graph(badak.models.zoo.resnet20())
    found = nodes(tmp_path)
    assert found["stage1_block1/add_relu"][1] == ["stage1_block1/norm2", "stage1_block1/input"]
    assert found["stage1_block2/input"] == ("Identity", ["stage1_block1/add_relu"])
    assert found["stage2_block1/shortcut"][0] == "pad"
    assert len(found) == len({n for n in found}) and sum(op == "Conv2D" for op, _ in found.values()) == 19


def test_a_model_without_shapes_has_no_graph_yet(tmp_path: Path) -> None:
    model = badak.Sequential([badak.layers.Dense(2)])
    with SummaryWriter(tmp_path) as writer:
        with pytest.raises(badak.errors.StateError) as caught:
            writer.add_graph(model)
        assert caught.value.code == "BD023"
        writer.add_graph(model, np.zeros((1, 3), np.float32))
    assert nodes(tmp_path)["dense"] == ("Dense", ["input"])


@pytest.mark.parametrize("value", ["text", [1, 2], None])
def test_what_is_no_number(tmp_path: Path, value: object) -> None:
    with SummaryWriter(tmp_path) as writer, pytest.raises(badak.errors.ArgumentError) as caught:
        writer.add_scalar("x", value)
    assert caught.value.code == "BD003" and "add_scalar" in str(caught.value)


def test_any_cut_leaves_whole_records(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path) as writer:
        for step in range(6):
            writer.add_scalar("loss", step, step)
    (path,) = tmp_path.glob("events*")
    content = path.read_bytes()
    whole = records(content)
    sizes = [len(record) + 16 for record in whole]
    for cut in range(len(content)):
        left = records(content[:cut])
        assert left == whole[: len(left)] and sum(sizes[: len(left)]) <= cut < sum(sizes[: len(left) + 1])


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_killed_program_leaves_what_was_flushed(tmp_path: Path) -> None:
    program = (
        "import sys; from badak.tensorboard import SummaryWriter; w = SummaryWriter(sys.argv[1], max_queue=3)\n"
        "for i in range(100): w.add_scalar('loss', i, i)\n"
        "print('ready', flush=True); sys.stdin.read()"
    )
    source = str(Path(badak.__file__).parents[1])
    running = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": source},
    )  # fmt: skip
    assert running.stdout is not None and running.stdout.readline().strip() == "ready"
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert scalars(tmp_path)["loss"] == [(i, float(i)) for i in range(99)], "three by three, the hundredth still waited"


def test_events_wait_and_are_written_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    writer = SummaryWriter(tmp_path, flush_secs=60)
    writer.add_scalar("a", 1, 1)
    assert scalars(tmp_path) == {}
    now[0] = 161.0
    writer.add_scalar("a", 2, 2)
    assert [step for step, _ in scalars(tmp_path)["a"]] == [1, 2]
    writer.close()
    writer.add_scalar("a", 3, 3)  # as PyTorch's: a closed writer begins another file
    writer.close()
    assert len(list(tmp_path.glob("events*"))) == 2 and len(scalars(tmp_path)["a"]) == 3


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(badak.errors.FileError) as caught:
        SummaryWriter(tmp_path / "file" / "logs")
    en, ko = render(caught.value)
    assert caught.value.code == "BD290"
    assert "events cannot be written here: a file is in the way of the folder" in en and "log_dir" in en
    assert "이벤트를 기록할 수 없습니다: 폴더가 있어야 할 자리에 파일이 있습니다" in ko


class _FullDisk:
    """A file on a disk that takes only so many bytes."""

    def __init__(self, file, room: int) -> None:
        self.file, self.room = file, room

    def write(self, content) -> int:
        taken = min(len(content), self.room)
        if not taken:
            raise OSError(28, "No space left on device")
        self.room -= taken
        return self.file.write(bytes(content[:taken]))

    def __getattr__(self, name):
        return getattr(self.file, name)


def test_a_full_disk_loses_nothing_that_was_written(tmp_path: Path) -> None:
    file = EventFile(tmp_path, max_queue=100)
    from badak.tensorboard import summaries

    file.add(summaries.scalar("a", 1), 1)
    file.flush()
    full = file._file = _FullDisk(file._file, 20)
    file.add(summaries.scalar("a", 2), 2)
    with pytest.raises(badak.errors.FileError) as caught:
        file.flush()
    assert "no space is left on the disk" in str(caught.value)
    assert scalars(tmp_path)["a"] == [(1, 1.0)] and len(Path(file.path).read_bytes()) == sum(
        len(r) + 16 for r in records(Path(file.path).read_bytes())
    ), "half a record was taken back"
    full.room = 1000  # somebody made room
    file.close()
    assert scalars(tmp_path)["a"] == [(1, 1.0), (2, 2.0)]
