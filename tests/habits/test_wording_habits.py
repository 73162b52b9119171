"""Words that fit where they are read: on the command line, in Korean, for a file."""

import errno
import json

import numpy as np
import pytest

import badak
from badak import errors
from badak.datasets import TableEncoder, read_table
from badak.messages import CODES
from badak.training.runs import write_text
from tests.cli.helpers import badak as run


@pytest.mark.parametrize("code", ["BD070", "BD071", "BD074"])
def test_what_only_python_has_is_said_to_be_pythons(code):
    en, ko = CODES[code].fix
    assert "in Python" in en and "파이썬에서" in ko


def test_the_notice_about_a_missing_header_names_pythons_way(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("1,2\n3,4\n")
    with pytest.warns(errors.Notice, match=r"read_table\(..., header=True\) in Python"):
        read_table(file)


def test_what_the_system_says_is_no_english_in_korean(tmp_path):
    with pytest.raises(errors.FileError) as info:
        write_text(tmp_path / "no" / "r.html", "")
    assert "그런 폴더가 없습니다" in info.value.text("ko")
    assert "there is no such folder" in info.value.text("en")
    assert "(on the command line with --out)" in info.value.text("en")
    from badak.training.runs import writing

    with pytest.raises(errors.FileError) as info, writing(tmp_path):
        raise OSError(errno.EIO, "Input/output error")
    assert "(EIO)" in info.value.text("ko")
    assert "Input/output" not in info.value.text("ko")


def test_a_damaged_zip_is_told_in_one_language(tmp_path):
    file = tmp_path / "m.badak"
    file.write_bytes(b"PK\x05\x06" + bytes(12) + b"\xff" * 6 + bytes(4000))
    with pytest.raises(errors.FileFormatError) as info:
        badak.load_model(file)
    assert not [word for word in ("not a zip", "Bad", "File is") if word in info.value.text("ko")]


def test_a_column_near_nothing_gets_no_suggestion(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("height,weight\n1,2\n3,4\n")
    table = read_table(file)
    with pytest.raises(errors.DataError) as info:
        table["zzz"]
    assert "did you mean" not in str(info.value)
    assert "위의 열 가운데서" in info.value.text("ko")
    with pytest.raises(errors.DataError, match="did you mean 'height'"):
        table["hight"]


def test_an_option_near_nothing_gets_no_suggestion():
    done = run("train", "--frobnicate")
    assert done.code == 2
    assert "did you mean" not in done.err
    assert "did you mean '--epochs'" in run("train", "--epoch", "3").err


def test_a_gap_that_training_did_not_have_is_told_of(tmp_path, monkeypatch):
    monkeypatch.setattr(errors, "_said", set())
    file = tmp_path / "t.csv"
    file.write_text("height,kind,weight\n" + "".join(f"{i}.5,{'ab'[i % 2]},{2 * i}.25\n" for i in range(20)))
    table = read_table(file)
    encoder = TableEncoder().fit(table, target="weight")
    with pytest.warns(errors.Notice) as caught:
        encoded = encoder.transform([{"height": None, "kind": "a"}, {"height": 1.0, "kind": None}])
    said = [str(w.message) for w in caught]
    assert [("'height'" in s, "'kind'" in s) for s in said] == [(True, False), (False, True)]
    assert "column 'height' were filled (1 in all)" in said[0]
    assert np.isfinite(encoded).all()


def test_layers_of_other_libraries_have_a_neighbour():
    with pytest.raises(AttributeError, match="class of badak.layers.Layer"):
        badak.layers.Lambda  # noqa: B018
    with pytest.raises(AttributeError, match="badak calls it Dense"):
        badak.layers.Linear  # noqa: B018
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'$"):
        badak.layers.Nothing  # noqa: B018


def test_a_name_that_does_not_exist_is_no_matter_of_objects_alone():
    with pytest.raises(errors.ArgumentError) as info:
        badak.losses.get("msee")
    assert "in Python an object can stand for the name" in str(info.value)
    assert "파이썬에서는 이름 대신 객체를" in info.value.text("ko")


def test_rows_count_from_one_in_json_too(tmp_path):
    model = badak.Sequential([badak.layers.Dense(1, input_shape=(2,))])
    model.save(tmp_path / "m.badak")
    np.save(tmp_path / "x.npy", np.ones((2, 2), np.float32))
    done = run("predict", str(tmp_path / "m.badak"), str(tmp_path / "x.npy"), "--json")
    assert [row["row"] for row in json.loads(done.out)["predictions"]] == [1, 2]
