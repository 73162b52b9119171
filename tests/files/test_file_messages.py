"""What a user reads, word by word, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import badak
from badak import errors
from badak.files import load_weights, save_weights
from badak.messages import CODES
from badak.messages.files import ENTRIES
from tests.files.helpers import edited, make_model, rewritten, saved


def missing(folder: Path) -> None:
    """Load a file that is not there."""
    saved(make_model(fitted=False), folder, "digits.badak")
    badak.load_model("digit.badak")


def no_folder(folder: Path) -> None:
    """Save into a folder that is not there."""
    make_model(fitted=False).save("runs/digits.badak")


def foreign(folder: Path) -> None:
    """Load a model of another program."""
    Path("net.onnx").write_bytes(b"\x08\x08\x12\x07pytorch\x1a\x052.0.0")
    badak.load_model("net.onnx")


def cut(folder: Path) -> None:
    """Load half a file."""
    path = saved(make_model(fitted=False), folder, "half.badak")
    path.write_bytes(path.read_bytes()[:999])
    badak.load_model("half.badak")


def future(folder: Path) -> None:
    """Load a file of the year 2030."""
    path = saved(make_model(fitted=False), folder, "m.badak")
    edited(path, "config.json", lambda config: config.update(version=12, badak="4.0.1"))
    badak.load_model("m.badak")


def nameless(folder: Path) -> None:
    """Save a lambda."""
    dense = badak.layers.Dense(2, activation=lambda x: x * 2, input_dim=3, name="out")
    badak.Sequential([dense]).save("m.badak")


def unregistered(folder: Path) -> None:
    """Load a layer that is not defined here."""
    path = saved(make_model(fitted=False), folder, "m.badak")

    def change(config: Any) -> None:
        config["model"]["config"]["layers"][1] = {"class": "Attention", "of": "custom", "fields": {}}

    edited(path, "config.json", change)
    badak.load_model("m.badak")


def other_weights(folder: Path) -> None:
    """Load the weights of a larger layer."""
    save_weights(badak.Sequential([badak.layers.Dense(5, input_dim=3)]), "w.safetensors")
    load_weights(badak.Sequential([badak.layers.Dense(4, input_dim=3)]), "w.safetensors")


def traversal(folder: Path) -> None:
    """Load a file that points outside."""
    rewritten(saved(make_model(fitted=False), folder, "m.badak"), lambda parts: parts.update({"../../evil.py": b""}))
    badak.load_model("m.badak")


TEXTS: list[tuple[Callable[[Path], None], str, str]] = [
    (
        missing,
        """[BD080] the file cannot be opened: it does not exist
  where: load_model('digit.badak')
  got: 'digit.badak'
  to fix: check the path; nearby there are 'digits.badak'""",
        """[BD080] 파일을 열 수 없습니다: 존재하지 않습니다
  위치: load_model('digit.badak')
  받은 값: 'digit.badak'
  해결: 경로를 확인하세요. 그 폴더에 있는 것: 'digits.badak'""",
    ),
    (
        no_folder,
        """[BD081] the file cannot be written: there is no folder '…/runs'
  where: save('runs/digits.badak')
  got: '…/runs/digits.badak'
  to fix: make it first: os.makedirs('…/runs')""",
        """[BD081] 파일을 저장할 수 없습니다: '…/runs' 폴더가 없습니다
  위치: save('runs/digits.badak')
  받은 값: '…/runs/digits.badak'
  해결: 폴더를 먼저 만드세요: os.makedirs('…/runs')""",
    ),
    (
        foreign,
        """[BD082] this is another kind of file: an ONNX model
  where: load_model('net.onnx')
  expected: a model file, as model.save writes it
  to fix: make the same model in badak and give it the weights with set_weights""",
        """[BD082] 다른 종류의 파일입니다: ONNX 모델
  위치: load_model('net.onnx')
  기대한 값: model.save로 저장한 모델 파일
  해결: 같은 모델을 badak으로 만들고 set_weights로 가중치를 넣으세요""",
    ),
    (
        cut,
        """[BD083] the file is damaged: the beginning of a zip file whose end is missing
  where: load_model('half.badak')
  to fix: copy or download it again, or save the model again""",
        """[BD083] 파일이 손상되었습니다: 앞부분만 있고 끝이 잘린 zip 파일
  위치: load_model('half.badak')
  해결: 파일을 다시 복사하거나 내려받으세요. 그래도 안 되면 모델을 다시 저장하세요""",
    ),
    (
        future,
        """[BD084] the file comes from a later version of badak
  where: load_model('m.badak') › config.json
  got: format 12, written by badak 4.0.1
  expected: format 1 or earlier
  to fix: update: pip install --upgrade badak""",
        """[BD084] 더 새로운 버전의 badak으로 저장한 파일입니다
  위치: load_model('m.badak') › config.json
  받은 값: 파일 형식 12(badak 4.0.1(으)로 저장)
  기대한 값: 파일 형식 1 이하
  해결: badak을 업데이트하세요: pip install --upgrade badak""",
    ),
    (
        nameless,
        """[BD085] this object has no name and cannot be written to a file
  where: Dense 'out' › activation
  got: lambda: a function without a registered name
  expected: one of badak's own classes or functions, or one registered under a name
  to fix: define it with def or class and put @badak.register("name") above; a class with an __init__ of its own also needs get_config()""",
        """[BD085] 이름이 없는 객체는 파일에 저장할 수 없습니다
  위치: Dense 'out' › activation
  받은 값: lambda: 등록된 이름이 없는 함수입니다
  기대한 값: badak의 클래스·함수이거나 이름으로 등록한 것
  해결: def나 class로 정의하고 그 위에 @badak.register("이름")을 붙이세요. __init__을 직접 쓴 클래스에는 get_config()도 필요합니다""",
    ),
    (
        unregistered,
        """[BD086] the file describes something that cannot be made here: nothing is registered as 'Attention'
  where: load_model('m.badak') › config.json › model › layers › 1
  to fix: define it before loading, with @badak.register("Attention") above it""",
        """[BD086] 파일에 적힌 것을 만들 수 없습니다: 'Attention'(이)라는 이름으로 등록한 것이 없습니다
  위치: load_model('m.badak') › config.json › model › layers › 1
  해결: 불러오기 전에 정의하고 그 위에 @badak.register("Attention")을 붙이세요""",
    ),
    (
        other_weights,
        """[BD087] weights and model do not fit together: 'dense/kernel' is (3, 5) in the file and (3, 4) in the model
  where: load_weights('w.safetensors')
  to fix: make the model with the same layers as the one that was saved""",
        """[BD087] 가중치와 모델이 서로 맞지 않습니다: 'dense/kernel'의 모양이 파일에서는 (3, 5), 모델에서는 (3, 4)입니다
  위치: load_weights('w.safetensors')
  해결: 저장할 때와 같은 층으로 모델을 만드세요""",
    ),
    (
        traversal,
        """[BD088] the file is refused, it would not be safe to read on: a member is named '../../evil.py', outside its folder
  where: load_model('m.badak')
  to fix: badak never writes such a file; do not trust it, and get the model from its author""",
        """[BD088] 계속 읽으면 위험할 수 있어 파일을 거부했습니다: 폴더 밖을 가리키는 이름이 있습니다: '../../evil.py'
  위치: load_model('m.badak')
  해결: badak은 이런 파일을 만들지 않습니다. 믿지 말고 만든 사람에게서 모델을 다시 받으세요""",
    ),
]


@pytest.mark.parametrize(("action", "english", "korean"), TEXTS, ids=[text[0].__name__ for text in TEXTS])
def test_texts(
    action: Callable[[Path], None], english: str, korean: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole message; the temporary folder is left out."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(errors.BadakError) as caught:
        action(tmp_path)
    here = re.escape(str(tmp_path.resolve()))
    assert re.sub(here, "…", caught.value.text("en")) == english
    assert re.sub(here, "…", caught.value.text("ko")) == korean
    errors.set_language("ko")
    assert re.sub(here, "…", str(caught.value)) == korean


def test_every_code_is_shown_here() -> None:
    """But for the notices, which are tested where they are given."""
    shown = {english[1:6] for _, english, _ in TEXTS}
    assert shown | {"BD089", "BD130"} == set(ENTRIES)
    assert set(ENTRIES) <= set(CODES)


def test_the_classes_of_the_errors() -> None:
    """What a program can catch: OSError for the file, ValueError for its content."""
    for code, base in (("BD080", OSError), ("BD081", OSError), ("BD083", ValueError), ("BD085", ValueError)):
        assert isinstance(errors.error(code, why="", where=""), base)
