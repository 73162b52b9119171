"""CSV and TSV files as people have them: other delimiters, Korean letters, quotes, headers, damage."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from badak.datasets import Table, read_table
from badak.datasets.columns import is_missing
from badak.errors import BadakError, Notice, set_language
from tests.datasets.helpers import raises

# cells as people write them: quotes, delimiters, line breaks and all, but with no spaces at the edges, and without a bare
# carriage return, which Python's writer leaves unquoted and every reader takes for the end of a row
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufeff"), max_size=12).map(str.strip)


def write(folder: Path, text: str | bytes, name: str = "table.csv", encoding: str = "utf-8") -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return file


@given(
    cells=st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=8)
    ),
    delimiter=st.sampled_from(",\t;|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    ending=st.sampled_from(["\n", "\r\n"]),
)
def test_round_trip(tmp_path: Path, cells: list[list[str]], delimiter: str, quoting: int, ending: str) -> None:
    """What Python's csv wrote comes back cell by cell; empty cells and markers are missing."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, quoting=quoting, lineterminator=ending)
    names = [f"name{place}" for place in range(len(cells[0]))]
    writer.writerows([names, *cells])
    file = write(tmp_path, stream.getvalue())
    wanted = [[None if is_missing(cell) else cell for cell in row] for row in cells if any(row)]
    if not wanted:
        with raises("BD069", en="no row below"):
            read_table(file, delimiter=delimiter, header=True)
        return
    table = read_table(file, delimiter=delimiter, header=True)
    assert table.names == names
    assert [list(table.row(place).values()) for place in range(len(table))] == wanted


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["name", "note", "size"], ["a", "one, two; three", "1.5"], ["b", "x|y", "2.5"], ["c", "tab\there", "3.5"]]
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    table = read_table(write(tmp_path, stream.getvalue()))
    assert table.names == rows[0]
    assert table["size"].numbers.tolist() == [1.5, 2.5, 3.5]
    assert table["note"].texts[0] == "one, two; three"


def test_one_column(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "size\n1\n2\n"))
    assert table.names == ["size"] and len(table) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode(tmp_path: Path, encoding: str) -> None:
    """Marks at the start of the file are no part of the first name."""
    table = read_table(write(tmp_path, "도시,인구\n서울,9400000\n부산,3300000\n", encoding=encoding))
    assert table.names == ["도시", "인구"]
    assert table.row(0) == {"도시": "서울", "인구": "9400000"}


@pytest.mark.parametrize("encoding", ["cp949", "euc-kr"])
def test_korean_spreadsheet(tmp_path: Path, encoding: str) -> None:
    file = write(tmp_path, "도시,인구\n서울,9400000\n부산,3300000\n", encoding=encoding)
    with pytest.warns(Notice, match=r"BD075.*not UTF-8 but CP949"):
        table = read_table(file)
    assert table.row(1) == {"도시": "부산", "인구": "3300000"}
    set_language("ko")
    with pytest.warns(Notice, match=r"BD075.*CP949\(엑셀에서 저장한 한글 파일\)"):
        read_table(file)
    assert read_table(file, encoding="cp949").names == ["도시", "인구"]  # named, so nothing needs saying


def test_letters_that_cannot_be_made_out(tmp_path: Path) -> None:
    file = write(tmp_path, "city,size\nMálaga,1\nCádiz,2\n", encoding="latin-1")
    with raises("BD069", en=("line 2", "encoding="), ko=("2번째 줄", "encoding=")):
        read_table(file)
    assert read_table(file, encoding="latin-1")["city"].texts == ("Málaga", "Cádiz")
    with raises("BD069", en="line 2 holds bytes that are not ascii", ko="ascii 문자가 아닌"):
        read_table(file, encoding="ascii")
    with raises("BD003", en="encoding", ko="encoding"):
        read_table(file, encoding="no-such")


def test_quotes(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, 'name,note\n"Kim, Minji","says ""hi"""\nLee,"two\nlines"\nPark,plain\n'))
    assert table["name"].texts == ("Kim, Minji", "Lee", "Park")
    assert table["note"].texts == ('says "hi"', "two\nlines", "plain")
    assert table.lines == [2, 3, 5]


def test_unusual_separators_of_lines_stay_inside_cells(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "name,size\na\u2028b,1\nc\x0bd,2\n"))
    assert table["name"].texts == ("a\u2028b", "c\x0bd")


def test_missing_markers(tmp_path: Path) -> None:
    markers = ["", "NA", "N/A", "nan", "NaN", "null", "NULL", "None", "?", "-", "#DIV/0!", "inf", "결측", "  "]
    table = read_table(write(tmp_path, "row,size\n" + "".join(f"a,{marker}\n" for marker in markers) + "b,3\n"))
    assert table["size"].missing == len(markers)
    assert table["size"].kind == "number" and table["size"].numbers[-1] == 3


def test_blank_rows_and_trailing_delimiters(tmp_path: Path) -> None:
    """Spreadsheets end lines and files with delimiters; nothing is lost or added by it."""
    table = read_table(write(tmp_path, "\na,b\n1,2,\n\n3,4,,\n,,\n,\n"))
    assert table.names == ["a", "b"] and len(table) == 2 and table.lines == [3, 5]


def test_header_is_told_from_data(tmp_path: Path) -> None:
    with pytest.warns(Notice, match=r"BD075.*first row holds numbers.*column_1"):
        table = read_table(write(tmp_path, "5.1,3.5,setosa\n4.9,3.0,setosa\n"))
    assert table.names == ["column_1", "column_2", "column_3"] and len(table) == 2
    assert read_table(write(tmp_path, "2019,2020\n1,2\n"), header=True).names == ["2019", "2020"]
    assert read_table(write(tmp_path, "a,b\nc,d\n"), header=False)["column_1"].texts == ("a", "c")
    assert read_table(write(tmp_path, "a,b\nc,d\n")).names == ["a", "b"]


def test_nameless_column(tmp_path: Path) -> None:
    """Data frames write their row numbers under no name."""
    table = read_table(write(tmp_path, ",size\n0,5\n1,6\n2,9\n"))
    assert table.names == ["unnamed_1", "size"]
    assert table["unnamed_1"].kind == "identifier"


def test_thousands(tmp_path: Path) -> None:
    file = write(tmp_path, 'month,sales\n1,"25,000"\n2,"1,155,000"\n3,900\n')
    with pytest.warns(Notice, match=r"BD075.*'25,000' in column 'sales' is read as 25000"):
        table = read_table(file)
    assert table["sales"].kind == "number" and table["sales"].numbers.tolist() == [25000, 1155000, 900]


def test_decimal_commas_are_not_guessed(tmp_path: Path) -> None:
    for text in ("size;price\n1;3,14\n2;2,718\n3;1,0\n", 'size,price\n1,"3,14"\n2,"2,7"\n3,"1,0"\n'):
        table = read_table(write(tmp_path, text))
        assert table["price"].kind == "mixed"
    assert read_table(write(tmp_path, "n;price\na;3,141\nb;2,718\n"))["price"].kind == "mixed"


def test_kinds_on_request(tmp_path: Path) -> None:
    file = write(tmp_path, "zip,size\n10001,1\n10002,2\n")
    assert read_table(file)["zip"].kind == "number"
    assert read_table(file, kinds={"zip": "category"})["zip"].kind == "category"
    with raises("BD072", en=("'zap'", "'zip'"), ko="'zap'"):
        read_table(file, kinds={"zap": "category"})
    with raises("BD003", en=("'words'", "number | category"), ko="kinds"):
        read_table(file, kinds={"zip": "words"})


# ---- what is refused -----------------------------------------------------------------------------------------------


def test_missing_file(tmp_path: Path) -> None:
    write(tmp_path, "", name="iris.csv")
    with raises("BD065", en=("does not exist", "'iris.csv'"), ko=("존재하지 않습니다", "'iris.csv'")):
        read_table(tmp_path / "irsi.csv")


def test_folder_as_file(tmp_path: Path) -> None:
    write(tmp_path, "", name="iris.csv")
    with raises("BD065", en=("it is a folder", "'iris.csv'"), ko="폴더입니다"):
        read_table(tmp_path)


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", "  \n"])
def test_empty_file(tmp_path: Path, text: str) -> None:
    with raises("BD069", en="the file is empty", ko="파일이 비어 있습니다"):
        read_table(write(tmp_path, text))


def test_only_delimiters(tmp_path: Path) -> None:
    with raises("BD069", en="the file is empty", ko="파일이 비어 있습니다"):
        read_table(write(tmp_path, ",,\n,,\n"))


def test_only_a_header(tmp_path: Path) -> None:
    with raises("BD069", en=("a header but no row", "'size', 'price'"), ko="머리글 행만"):
        read_table(write(tmp_path, "size,price\n"))


def test_duplicate_names(tmp_path: Path) -> None:
    with raises("BD071", en=("same name: 'size'", "'price'"), ko=("같은 이름의 열", "'size'")):
        read_table(write(tmp_path, "size,price, size\n1,2,3\n"))


@pytest.mark.parametrize(("row", "cells"), [("4", 1), ("4,5,6", 3)])
def test_ragged_row(tmp_path: Path, row: str, cells: int) -> None:
    file = write(tmp_path, f'a,b\n"1\n1",2\n{row}\n5,6\n')
    with raises(
        "BD070",
        en=(f"line 4 has {cells} cells, but there are 2 columns", "'4'"),
        ko=f"4번째 줄의 칸은 {cells}개인데 열은 2개",
    ):
        read_table(file, delimiter=",")


@pytest.mark.parametrize(
    ("content", "en", "ko"),
    [
        (b"PK\x03\x04rest", "an Excel workbook", "엑셀 통합 문서"),
        (b"\xd0\xcf\x11\xe0rest", "an old Excel workbook", "구형 엑셀"),
        (b"%PDF-1.7", "a PDF", "PDF"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), "compressed with gzip", "gzip으로 압축된"),
        (b"\x89PNG\r\n", "a picture", "그림"),
        (b"PAR1abc", "a Parquet file", "Parquet"),
        (b"a,b\n1,\x00\x01\n", "a binary file", "이진 파일"),
    ],
)
def test_no_text(tmp_path: Path, content: bytes, en: str, ko: str) -> None:
    with raises("BD069", en=(en, "CSV UTF-8"), ko=(ko, "CSV UTF-8")):
        read_table(write(tmp_path, content))


def test_cut_utf16(tmp_path: Path) -> None:
    with raises("BD069", en="not utf-16"):
        read_table(write(tmp_path, "a,b\n1,2\n".encode("utf-16")[:-1]))


@given(content=st.one_of(st.binary(max_size=80), st.text(alphabet='a1,;\t|"\n\r .-가', max_size=60).map(str.encode)))
@pytest.mark.filterwarnings("ignore::badak.errors.Notice")
def test_noise_is_a_table_or_an_error_of_ours(tmp_path: Path, content: bytes) -> None:
    """Whatever the bytes: equally long columns, or a coded error; never an exception of Python's."""
    try:
        table = read_table(write(tmp_path, content))
    except BadakError as error:
        assert error.code in ("BD069", "BD070", "BD071")
    else:
        assert len(table) >= 1 and {len(table[name].texts) for name in table} == {len(table)}


def test_huge_cell(tmp_path: Path) -> None:
    text = 'a,b\n1,"' + "x" * 200_000 + '"\n'
    with raises("BD069", en=("begins on line 2", "131072 letters"), ko=("2번째 줄", "131072자")):
        read_table(write(tmp_path, text))


def test_quote_left_open(tmp_path: Path) -> None:
    with raises("BD069", en="a quote that opens on line 3 is never closed", ko="3번째 줄에서 열린 따옴표"):
        read_table(write(tmp_path, 'a,b\n1,2\n3,"4\n5,6\n'), delimiter=",")


def test_quote_in_the_middle(tmp_path: Path) -> None:
    with raises("BD069", en="line 2 has a closing quote in the middle", ko="칸 중간에 닫는 따옴표"):
        read_table(write(tmp_path, 'a,b\n"5" pipe,2\n'), delimiter=",")


def test_wrong_delimiter_argument(tmp_path: Path) -> None:
    with raises("BD003", en="delimiter", ko="delimiter"):
        read_table(write(tmp_path, "a,b\n1,2\n"), delimiter=", ")


# ---- the table itself ----------------------------------------------------------------------------------------------


def test_from_columns() -> None:
    table = Table.from_columns({"n": [1, 2.0, 2.5, None], "w": ["a", "NA", float("nan"), "b"], "f": [True, False] * 2})
    assert table["n"].texts == ("1", "2", "2.5", None)
    assert table["w"].texts == ("a", None, None, "b")
    assert table["f"].texts == ("True", "False", "True", "False")
    np.testing.assert_array_equal(table["n"].numbers, [1, 2, 2.5, np.nan])
    assert len(table) == 4 and list(table) == ["n", "w", "f"] and "w" in table and "z" not in table
    with raises("BD067", en=("differ: 2 and 1", "'b': 1"), ko="2개와 1개"):
        Table.from_columns({"a": [1, 2], "b": [1]})


def test_take() -> None:
    table = Table.from_columns({"n": [10, 20, 30], "w": ["a", "b", "c"]}).take(np.array([2, 0]))
    assert table.row(0) == {"n": "30", "w": "c"} and len(table) == 2 and table.lines == [3, 1]
    assert table["n"].kind == "number"


def test_unknown_column() -> None:
    table = Table.from_columns({"price": [1], "size": [2]})
    with raises("BD072", en=("no column called 'prise'", "did you mean 'price'"), ko=("'prise'", "혹시 'price'")):
        table["prise"]


def test_repr() -> None:
    shown = repr(Table.from_columns({"size": [1, 2, 3, 4, None], "물건": ["가", "나", "가", "나", "다"]}))
    assert shown.splitlines()[0] == "Table of 5 rows and 2 columns"
    assert "size  number    1, 2, 3, 4, …" in shown and "category  가, 나" in shown
