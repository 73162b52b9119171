"""CSV and TSV files: finding out how letters and cells are stored, and reading them without guessing at damage."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import os
import re
from collections import Counter
from typing import NamedTuple

from badak.datasets.columns import is_missing, parse_number
from badak.datasets.opening import open_file
from badak.datasets.wording import Both, both, quoted
from badak.errors import BadakError, error, notify

_DELIMITERS = ",\t;|"
_SAMPLE = 200  # rows are enough to see how cells are parted

# first bytes of files that people take for a table -> what to do instead
_OTHER_FILES = (
    (b"PK\x03\x04", both("an Excel workbook or zip archive", "엑셀 통합 문서 또는 zip 파일")),
    (b"\xd0\xcf\x11\xe0", both("an old Excel workbook", "구형 엑셀 문서")),
    (b"%PDF", both("a PDF document", "PDF 문서")),
    (b"\x1f\x8b", both("compressed with gzip", "gzip으로 압축된 파일")),
    (b"PAR1", both("a Parquet file", "Parquet 파일")),
    (b"\x89PNG", both("a picture", "그림 파일")),
    (b"\xff\xd8\xff", both("a picture", "그림 파일")),
    (b"\x89HDF", both("an HDF5 file", "HDF5 파일")),
    (b"\x93NUMPY", both("a NumPy file", "NumPy 파일")),
    (b"SQLite", both("a database", "데이터베이스 파일")),
)


class Cells(NamedTuple):
    """A file taken apart: column name → cells, the line of each row, and what parted the cells."""

    columns: dict[str, tuple[str | None, ...]]
    lines: list[int]
    delimiter: str


def read_cells(
    path: str | os.PathLike[str], where: str, *, delimiter: str | None, encoding: str | None, header: bool | None
) -> Cells:
    """Read the cells of a CSV or TSV file; missing ones become ``None``."""
    with open_file(path, where) as file:
        content = file.read()
    text = _decode(content, encoding, where)
    if delimiter is None:
        delimiter = _find_delimiter(text)
    elif len(delimiter) != 1:
        raise error("BD003", where=where, name="delimiter", got=repr(delimiter), expected="',' | '\\t' | ';' | '|'")
    rows = _rows(text, delimiter, where)
    if not rows:
        raise unreadable(where, both("the file is empty", "파일이 비어 있습니다"))
    names, rows = _names(rows, header, where)
    _check_lengths(names, rows, where)
    if not rows:
        got = quoted(names, 8)
        raise unreadable(
            where, both("there is a header but no row below it", "머리글 행만 있고 데이터 행이 없습니다"), got
        )
    cells = [[None if is_missing(cell) else cell.strip() for cell in row] for _, row in rows]
    columns = {name: tuple(row[place] for row in cells) for place, name in enumerate(names)}
    return Cells(columns, [line for line, _ in rows], delimiter)


def unreadable(where: str, why: Both, got: str = "") -> BadakError:
    """Make the error for a file that cannot be read as a table."""
    return error("BD069", where=where, why=why, got=got)


# ---- letters -------------------------------------------------------------------------------------------------------


def _decode(content: bytes, encoding: str | None, where: str) -> str:
    if encoding is not None:
        try:
            return content.decode(encoding).removeprefix("\ufeff")
        except LookupError:
            expected = "'utf-8' | 'cp949' | 'utf-16' …"
            raise error("BD003", where=where, name="encoding", got=repr(encoding), expected=expected) from None
        except UnicodeDecodeError as problem:
            raise unreadable(where, _not_decoded(encoding, content, problem.start)) from None
    for start, what in _OTHER_FILES:
        if content.startswith(start):
            why = both(f"it is {what['en']}, not a text file", f"텍스트 파일이 아니라 {what['ko']}입니다")
            raise unreadable(where, why)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as problem:
            raise unreadable(where, _not_decoded("utf-16", content, problem.start)) from None
    if b"\0" in content:
        raise unreadable(where, both("it is a binary file, not text", "텍스트가 아닌 이진 파일입니다"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        text = _korean(content)
        if text is None:
            raise unreadable(where, _not_decoded("UTF-8, CP949", content, problem.start)) from None
    notify(
        "BD075",
        what=both(
            f"{where}: the file is not UTF-8 but CP949 (as Korean spreadsheets save it), and was read as that",
            f"{where}: UTF-8이 아니라 CP949(엑셀에서 저장한 한글 파일)로 보고 읽었습니다",
        ),
        stacklevel=5,
    )
    return text


def _korean(content: bytes) -> str | None:
    try:
        text = content.decode("cp949")
    except UnicodeDecodeError:
        return None
    # almost any bytes are some CP949; only real Hangul makes it likely
    return text if re.search("[가-힣]", text) else None


def _not_decoded(encoding: str, content: bytes, place: int) -> Both:
    line = content.count(b"\n", 0, place) + 1
    return both(
        f"line {line} holds bytes that are not {encoding}; save the file as UTF-8, or name its encoding=",
        f"{line}번째 줄에 {encoding} 문자가 아닌 바이트가 있습니다. UTF-8로 저장하거나 encoding=을 지정하세요",
    )


# ---- cells ---------------------------------------------------------------------------------------------------------


def _reader(text: str, delimiter: str, quotes: bool = True):
    # strict: a quote left open must not swallow the rest of the file in silence
    quoting = csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, quoting=quoting)


def _find_delimiter(text: str) -> str:
    """Choose what gives the most rows of one width, then the widest; a comma where nothing parts the cells."""
    best, best_score = ",", (0.0, 1)
    for delimiter in _DELIMITERS:
        try:
            widths = _widths(text, delimiter, True)
        except csv.Error:
            if delimiter != "\t":
                continue
            try:
                widths = _widths(text, delimiter, False)  # texts between tabs are often written with bare quotes
            except csv.Error:
                continue
        width, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        score = (rows / max(widths.total(), 1), width)
        if width > 1 and score > best_score:
            best, best_score = delimiter, score
    return best


def _widths(text: str, delimiter: str, quotes: bool) -> Counter[int]:
    """Count the widths of the first rows."""
    return Counter(len(row) for row in itertools.islice(_reader(text, delimiter, quotes), _SAMPLE) if row)


def _rows(text: str, delimiter: str, where: str) -> list[tuple[int, list[str]]]:
    """Return (line, cells) of every row that is not blank.

    Texts between tabs are often written with quotes that mean nothing. Where every line has the same number of cells if
    quotes are letters, and another number of rows (or none) comes out if they are not, they are letters.
    """
    plain = _plain_rows(text) if delimiter == "\t" and '"' in text else None
    reader = _reader(text, delimiter)
    rows, line = [], 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):  # spreadsheets like to end with rows of commas
                rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as problem:
        if plain is not None:
            return plain
        raise unreadable(where, _csv_reason(str(problem), line)) from None
    return rows if plain is None or len(plain) == len(rows) else plain


def _plain_rows(text: str) -> list[tuple[int, list[str]]] | None:
    """Return the rows of tab-separated text with quotes as letters; None where lines have different numbers of cells."""
    try:
        reader = _reader(text, "\t", quotes=False)
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        return None
    return rows if rows and len(rows[0][1]) > 1 and all(len(row) == len(rows[0][1]) for _, row in rows) else None


def _csv_reason(problem: str, line: int) -> Both:
    if "field larger" in problem:
        return both(
            f"a cell that begins on line {line} is longer than {csv.field_size_limit()} letters; is a quote left open?",
            f"{line}번째 줄에서 시작하는 칸이 {csv.field_size_limit()}자를 넘습니다. 따옴표가 닫히지 않았나요?",
        )
    if "unexpected end" in problem:
        return both(
            f"a quote that opens on line {line} is never closed",
            f"{line}번째 줄에서 열린 따옴표가 끝까지 닫히지 않습니다",
        )
    if "expected after" in problem:
        return both(
            f"line {line} has a closing quote in the middle of a cell; a quote inside a quoted cell is written twice",
            f"{line}번째 줄의 칸 중간에 닫는 따옴표가 있습니다. 따옴표로 묶은 칸 안의 따옴표는 두 번 적습니다",
        )
    return both(f"line {line}: {problem}", f"{line}번째 줄: {problem}")


def _names(
    rows: list[tuple[int, list[str]]], header: bool | None, where: str
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    first = rows[0][1]
    if header is None:
        header = not any(parse_number(cell.strip()) is not None for cell in first)
        if not header:
            notify(
                "BD075",
                what=both(
                    f"{where}: the first row holds numbers, so it is taken for data and the columns are called "
                    "column_1, column_2 … (if it is a header: read_table(..., header=True) in Python)",
                    f"{where}: 첫 행에 숫자가 있어 데이터로 보고 열 이름을 column_1, column_2 …로 붙였습니다"
                    "(머리글이라면 파이썬에서 read_table(..., header=True)로 읽으세요)",
                ),
                stacklevel=5,
            )
    if not header:
        return [f"column_{place}" for place in range(1, len(first) + 1)], rows
    names = [cell.strip() or f"unnamed_{place}" for place, cell in enumerate(first, start=1)]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise error("BD071", where=where, got=quoted(names, 20), names=quoted(twice))
    return names, rows[1:]


def _check_lengths(names: list[str], rows: list[tuple[int, list[str]]], where: str) -> None:
    for line, row in rows:
        if len(row) > len(names) and not any(cell.strip() for cell in row[len(names) :]):
            del row[len(names) :]  # a delimiter too many at the end of the line changes nothing
        if len(row) != len(names):
            got = quoted((cell[:20] for cell in row), 8)
            raise error("BD070", where=where, line=line, cells=len(row), columns=len(names), got=got)
