"""Everything registered has a whole card in both languages; names, objects and mistakes lead where they should."""

from __future__ import annotations

import inspect
import json
import re
import sys
from pathlib import Path

import pytest

import badak
from badak import errors
from badak.autograd.op import OPS
from badak.cards.build import card_of
from badak.cards.docstrings import read
from badak.cards.facts import TABLES, fact_of
from badak.cards.facts.arguments import KOREAN, UNDESCRIBED
from badak.cards.page import as_html
from badak.cards.subjects import KINDS, Subject, names, subjects
from badak.cli.text import width
from tests.cli.helpers import badak as run

ALL = list(subjects().values())
HANGUL = re.compile("[가-힣]")


def ids(subject: Subject) -> str:
    return f"{subject.kind}-{subject.name}"


# --- completeness -------------------------------------------------------------------------------------------------------


def test_all_that_is_registered_is_a_subject() -> None:
    from badak.initializers.initializer import INITIALIZERS
    from badak.layers.layer import LAYERS
    from badak.losses.loss import LOSSES
    from badak.metrics.metric import METRICS
    from badak.optimizers.registry import OPTIMIZERS
    from badak.regularizers.regularizer import REGULARIZERS
    from badak.schedules.schedule import SCHEDULES

    things = {id(s.thing) for s in ALL}
    named = set(badak.activations.ACTIVATIONS.names)
    for registry in (
        LAYERS,
        LOSSES,
        METRICS,
        OPTIMIZERS,
        REGULARIZERS,
        SCHEDULES,
        INITIALIZERS,
        badak.activations.ACTIVATIONS,
    ):
        for name, thing in registry.names.items():
            bare = ("LossFunction", "MetricFunction", "FromFunction")
            model = getattr(thing, "__module__", "").startswith("badak.models")
            home = getattr(thing, "__module__", "")
            # what the docstrings' examples register calls itself part of their module, where it is not
            own = home.startswith("badak.") and any(value is thing for value in vars(sys.modules[home]).values())
            if own and name not in bare and not model:
                assert id(thing) in things, name
    for name in OPS:
        assert ("operation", name) in subjects() or name in named, name


@pytest.mark.parametrize("subject", ALL, ids=ids)
def test_a_card_is_whole_in_both_languages(subject: Subject) -> None:
    english, korean = card_of(subject, None, "en"), card_of(subject, None, "ko")
    assert [row.label for row in english.rows] == [row.label for row in korean.rows]
    for label in ("formula", "use", "source"):
        assert english[label] and korean[label]
    if subject.kind in ("activation", "operation", "layer", "loss", "initializer", "regularizer", "constraint"):
        assert "→" in english["shapes"]
    if subject.kind == "layer":
        assert english["parameters"]
    assert HANGUL.search(korean.summary) and HANGUL.search(korean["use"]) and not HANGUL.search(str(english))
    assert korean.summary.endswith(".") and english.summary.endswith(".")
    if "arguments" in english:
        for line in (*english["arguments"].split("\n"), *korean["arguments"].split("\n")):
            assert line.split("\t")[1], line
        for line in korean["arguments"].split("\n"):
            assert HANGUL.search(line.split("\t")[1]), line


@pytest.mark.parametrize("subject", ALL, ids=ids)
def test_a_card_is_clean_on_every_kind_of_page(subject: Subject) -> None:
    import xml.etree.ElementTree as ElementTree

    for language in ("en", "ko"):
        card = card_of(subject, None, language)
        text = str(card)
        assert not re.search(r"``|:math:|\$", text) and "\\" not in text.replace("\\n", ""), text
        assert max(map(width, text.split("\n"))) <= 100
        page = card._repr_html_()
        assert "<script" not in page and "http" not in re.sub(r"https?://arxiv", "", page)
        ElementTree.fromstring(f"<div>{page.replace('&emsp;', ' ')}</div>")
        assert f"**{card.name}**" in card._repr_markdown_()


@pytest.mark.parametrize("subject", ALL, ids=ids)
def test_no_fact_is_written_twice(subject: Subject) -> None:
    fact, _ = fact_of(subject.kind, subject.key)
    assert fact is not None
    said = read(subject.thing)
    record = OPS.get(subject.name) if subject.kind in ("activation", "operation") else None
    assert not (fact.formula and (said.formula or (record and record.formula)))
    assert not (fact.source and (said.source or (record and record.source)))
    assert not (fact.shapes and said.shapes)


def test_the_tables_name_nothing_that_is_not_there() -> None:
    keys = {(s.kind, s.key) for s in ALL}
    for kind, groups in TABLES.items():
        for facts in groups.values():
            for name, fact in facts.items():
                assert (kind, name) in keys, name
                assert fact.op in OPS or not fact.op or ":" in fact.op
    used = {n for s in ALL for n in inspect.signature(s.thing).parameters}
    assert set(KOREAN) - used <= {"gain", "initializer", "kernel_size", "input_length"}
    assert set(UNDESCRIBED) <= used


# --- names and objects ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("relu", "badak.activations.relu"),
        ("ReLU", "badak.layers.ReLU"),
        ("softmax", "badak.activations.softmax"),
        ("Softmax", "badak.layers.Softmax"),
        ("lstm", "badak.lstm"),
        ("LSTM", "badak.layers.LSTM"),
        ("dense", "badak.layers.Dense"),
        ("adam", "badak.optimizers.Adam"),
        ("swish", "badak.activations.silu"),
        ("mse", "badak.losses.mean_squared_error"),
        ("metrics.mse", "badak.metrics.MeanSquaredError"),
        ("badak.regularizers.l2", "badak.regularizers.L2"),
        ("L2", "badak.regularizers.L2"),
        ("he_normal", "badak.initializers.HeNormal"),
        ("MaxPool2D", "badak.layers.MaxPooling2D"),
        (badak.relu, "badak.activations.relu"),
        (badak.exp, "badak.exp"),
        (badak.activations.swish, "badak.activations.silu"),
        (badak.layers.MaxPool2D, "badak.layers.MaxPooling2D"),
        (badak.losses.huber, "badak.losses.huber"),
        (badak.losses.Huber(), "badak.losses.Huber"),
        (badak.optimizers.SGD(momentum=0.9), "badak.optimizers.SGD"),
        (badak.schedules.OneCycle, "badak.schedules.OneCycle"),
        (badak.metrics.AUC(), "badak.metrics.AUC"),
        (badak.initializers.get("orthogonal"), "badak.initializers.Orthogonal"),
        (badak.constraints.NonNeg, "badak.constraints.NonNeg"),
    ],
)
def test_who_is_meant(asked: object, path: str) -> None:
    assert badak.explain(asked).path == path


def test_every_name_leads_to_its_card() -> None:
    for name, keys in names().items():
        assert badak.explain(name).name == keys[0][1]
    for subject in ALL:
        found = badak.explain(subject.path)
        assert found.name == subject.name and found.path == subject.path


def test_a_name_of_several_names_the_others() -> None:
    card = badak.explain("MeanSquaredError", lang="en")
    assert card.kind == "loss" and card["elsewhere"] == 'badak.explain("metrics.MeanSquaredError")'
    assert badak.explain("metrics.MeanSquaredError", lang="en").kind == "metric"
    assert badak.explain("relu", lang="ko").kind == "활성화 함수"


def test_what_is_known_comes_from_the_record() -> None:
    assert (
        badak.explain("tan")["formula"] == OPS["tan"].formula
        and badak.explain("tan")["gradient"] == OPS["tan"].gradient
    )
    assert badak.explain("MaxPooling2D")["gradient"] == OPS["max_pool"].gradient
    assert "autograd" in badak.explain("silu", lang="en")["gradient"]
    assert badak.explain("argmax", lang="en")["gradient"] == "none."


def test_a_tensor_shows_what_made_it() -> None:
    x = badak.tensor([1.0, 2.0], requires_grad=True)
    y = badak.exp(x)
    y.retain_grad()
    assert "2.7183" in badak.explain(y)["value"] and "received" not in badak.explain(y)
    (3 * y).sum().backward()
    assert "[3. 3.]" in badak.explain(y)["received"]
    assert badak.explain(badak.relu(x)).path == "badak.activations.relu"


def test_things_of_ones_own() -> None:
    class Scale(badak.layers.Layer):
        """Multiply by a number that is learned: :math:`y = s\\,x`."""

        start: float = 1.0

        def declare(self, shape):
            return {"factor": badak.layers.Param(shape, badak.initializers.Constant(self.start))}

        def forward(self, p, x, ctx):
            return x * p.factor

    layer = Scale(start=2.0)
    layer(badak.ones(1, 3))
    card = badak.explain(layer, lang="en")
    assert (card.kind, card["parameters"], card["shapes"]) == ("layer", "3", "(batch, 3) → (batch, 3)")
    assert "y = s x" in str(card) and "start = 2.0" in card["set"]
    assert badak.explain(Scale)["formula"] == r"y = s\,x"


# --- mistakes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "code", "en", "ko"),
    [
        ("gleu", "BD330", "'gelu'", "그런 이름의 카드가 없습니다"),
        ("losses.relu", "BD330", "there is no card of that name", "비슷한 이름"),
        (3.5, "BD331", "model.summary()", "이런 객체에는 카드가 없습니다"),
        (dict, "BD331", "no card for such an object", "model.summary()"),
        (badak.Sequential([badak.layers.Dense(1)]), "BD331", "Sequential", "model.layers"),
        (badak.layers.Layer, "BD331", "Layer", "층·옵티마이저"),
        (badak.tensor([1.0]), "BD332", "no operation made it", "주어진 것이어서"),
    ],
)
def test_what_cannot_be_explained(asked: object, code: str, en: str, ko: str) -> None:
    with pytest.raises(errors.ArgumentError) as info:
        badak.explain(asked)
    assert info.value.code == code
    assert en in info.value.text("en") and ko in info.value.text("ko")


def test_a_language_that_is_not_spoken() -> None:
    with pytest.raises(errors.ArgumentError) as info:
        badak.explain("relu", lang="fr")
    assert info.value.code == "BD003"


# --- pages and the command line --------------------------------------------------------------------------------------------


def test_the_language_is_badaks() -> None:
    errors.set_language("ko")
    try:
        assert badak.explain("relu").kind == "활성화 함수"
        assert badak.explain("relu", lang="en").kind == "activation function"
    finally:
        errors.set_language("en")


def test_the_page_draws_the_curve_with_its_numbers() -> None:
    page = as_html(badak.explain("sigmoid", lang="en"))
    assert page.count("<polyline") == 2 and "stroke-dasharray" in page
    points = re.findall(r"([\d.]+),([\d.]+)", re.search(r'<polyline points="([^"]*)"', page)[1])
    heights = [float(y) for _, y in points]
    assert heights == sorted(heights, reverse=True) and len(heights) == 161
    assert abs(heights[80] - (heights[0] + heights[-1]) / 2) < 0.2  # one half in the middle
    assert "<math" in page and "exp" not in re.sub(r"alttext=\"[^\"]*\"", "", page).split("formula")[0]


def test_a_page_of_cards(tmp_path: Path) -> None:
    place = tmp_path / "cards.html"
    assert run("explain", "relu", "LSTM", "--html", place, "--lang", "ko").code == 0
    page = place.read_text("utf-8")
    assert (
        page.count('class="badak-card"') == 2
        and page.count("<style>") == 1
        and 'lang="ko"' in page
        and "#card1" in page
    )
    assert run("explain", "--html", place).code == 0
    assert place.read_text("utf-8").count('class="badak-card"') == len(ALL)
    assert run("explain", "relu", "--html", tmp_path / "no" / "cards.html").code == 1


def test_the_command_line() -> None:
    done = run("explain", "gelu", "--lang", "ko")
    assert done.code == 0 and "x Φ(x)" in done.out and "활성화 함수" in done.out
    two = run("explain", "LSTM", "adam", "--json").json
    assert [card["name"] for card in two] == ["LSTM", "Adam"] and "sigma" in two[0]["formula"]
    listed = run("explain", "--json").json
    assert list(listed) == list(KINDS) and "LSTM" in listed["layer"]
    assert "gelu" in run("explain").out
    wrong = run("explain", "reluu", "--lang", "en")
    assert wrong.code == 1 and "'relu'" in wrong.err and not wrong.out
    json.dumps(two)
