"""``badak forecast``: which model forecasts a column of a table best, and what it says comes next."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from badak.cli.command import Choice, HelpCommand, Whole, common_options, json_option, opt, threads_option, use_threads
from badak.cli.output import output, print_json
from badak.cli.quote import join
from badak.cli.text import columns_of, cut, faint, strong, table, width
from badak.datasets.wording import both, quoted
from badak.errors import BadakError, error, get_language, near_names, phrase

if TYPE_CHECKING:
    from badak.timeseries.series import Series
    from badak.timeseries.study import Study

_BAR = 24


def command() -> click.Command:
    """Make the command."""
    number = ("N", "수")
    column = ("the column to forecast; needed where several hold numbers", "예측할 열. 숫자 열이 여럿이면 꼭 주어야 함")
    time = ("the column of times; found by its cells where left out", "시각이 적힌 열. 생략하면 내용을 보고 찾음")
    horizon = (
        "how many values ahead; one season, or 12, by default",
        "앞으로 예측할 값의 수. 생략하면 한 주기 또는 12",
    )
    period = (
        "values in a season, 1 for none; found from the data by default",
        "계절 주기(값의 수), 없으면 1. 생략하면 자료에서 찾음",
    )
    models = (
        "models to compare, with commas between: simple, classical, networks, all (default), or names such as arima,lstm",
        "비교할 모델을 쉼표로 이어서: simple, classical, networks, all(기본값), 또는 arima,lstm 같은 이름",
    )
    folds = ("origins in the past to test from, 5 by default", "시험해 볼 과거 시점의 수, 기본값 5")
    fill = (
        "what to do with missing values: error (default), interpolate, previous",
        "빠진 값의 처리: error(기본값, 오류), interpolate(앞뒤를 직선으로 이음), previous(앞의 값)",
    )
    out = ("the report to write; FILE-COLUMN-forecast.html by default", "보고서 파일. 생략하면 파일-열-forecast.html")
    return HelpCommand(
        "forecast",
        callback=run,
        params=[
            click.Argument(["file"], type=click.Path(allow_dash=True), metavar=phrase("FILE", "파일")),
            opt("--column", *column, None, ("COLUMN", "열이름")),
            opt("--time", *time, None, ("COLUMN", "열이름")),
            opt("--horizon", *horizon, Whole(1), number),
            opt("--period", *period, Whole(1), number),
            opt("--models", *models, None, ("NAMES", "이름")),
            opt("--folds", *folds, Whole(1), number),
            opt("--fill", *fill, Choice("error", "interpolate", "previous"), "error|interpolate|previous"),
            opt("--out", *out, click.Path(), ("FILE", "파일")),
            opt(
                "--csv",
                "also write the forecast to a CSV file",
                "예측을 CSV 파일로도 저장",
                click.Path(),
                ("FILE", "파일"),
            ),
            opt("--seed", "of the networks; 0 otherwise", "신경망의 시드. 생략하면 0", Whole(0), number),
            threads_option(),
            opt("--quiet -q", "print the result only", "결과만 출력", is_flag=True),
            json_option(),
            *common_options(),
        ],
        help=phrase(
            "Forecast a column of a CSV or TSV table. The series is looked at first: how often values come, what is missing, "
            "which season it has, whether it is stationary. Then models, from the simplest to recurrent networks, forecast "
            "from several origins in the past, and the best two forecast what comes next. An HTML report holds it "
            "all.\n\nFILE may also be the name of a series that comes with statsmodels: co2, sunspots, nile, elnino, gdp, "
            "unemployment …",
            "CSV·TSV 표의 한 열을 예측합니다. 먼저 값의 간격, 빠진 값, 계절 주기, 정상성을 살핀 뒤, 가장 단순한 방법부터 순환 "
            "신경망까지 여러 모델을 과거의 여러 시점에서 시험하고, 가장 좋은 두 모델로 앞으로의 값을 예측합니다. 결과는 HTML "
            "보고서 하나에 담깁니다.\n\n파일 대신 statsmodels에 들어 있는 시계열 이름도 됩니다: co2, sunspots, nile, elnino, "
            "gdp, unemployment 등",
        ),
        examples=[
            ("badak forecast co2 --horizon 24", phrase("a series to try it on", "먼저 시험해 볼 수 있는 시계열")),
            (
                "badak forecast sales.csv --column sales --horizon 12",
                phrase("the next twelve values of a column", "한 열의 다음 값 12개"),
            ),
            (
                "badak forecast sales.csv --column sales --models simple,arima --csv next.csv --json",
                phrase("chosen models, for a script", "고른 모델만, 스크립트용 출력"),
            ),
        ],
    )


def run(
    file: str,
    column: str | None,
    time: str | None,
    horizon: int | None,
    period: int | None,
    models: str | None,
    folds: int | None,
    fill: str | None,
    out: str | None,
    csv: str | None,
    seed: int | None,
    threads: int | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Study the series, write the report, print."""
    from badak.timeseries.study import read_names, study

    use_threads(threads)
    names = None if models is None else [word for word in models.split(",") if word.strip()]
    with output(as_json, quiet):
        read_names(names)  # a misspelt name is told before anything is computed
        _needed()
        series, where = read_column(file, column, time, fill or "error")
        report = Path(out) if out is not None else Path(f"{where}-forecast.html")
        for path in (report, *([Path(csv)] if csv is not None else [])):
            _may_be_written(path)
        steps = horizon or _usual_horizon(series, period)
        if not quiet:
            _say_series(series)
        progress = _Progress(quiet)
        try:
            found = study(
                series, steps, period=period, models=names, folds=folds, seed=seed or 0, on_model=progress.model
            )
        finally:
            progress.close()
        _write(found, report, None if csv is None else Path(csv), seed or 0)
        if not as_json:
            if not quiet:
                _say_found(found)
            _say_result(found, report, csv)
    if as_json:
        print_json({"file": file, "report": str(report), "csv": csv, **_as_json(found)})


def _needed() -> None:
    """Say at once which package is missing, not after minutes of computing.

    Raises:
        MissingExtraError: BD090.
    """
    import importlib.util

    for package, extra in (("statsmodels", "ml"), ("matplotlib", "plot")):
        if importlib.util.find_spec(package) is None:
            raise error("BD090", where="badak forecast", package=package, extra=f"{extra}")


# ---- reading ------------------------------------------------------------------------------------------------------------


def read_column(file: str, column: str | None, time: str | None, fill: str) -> tuple[Series, str]:
    """Read a series from a file, or one that comes with statsmodels.

    Args:
        file: path of a table, ``-`` for the standard input, or a name that ``timeseries.load`` knows.
        column: the column to forecast, None for the only one of numbers.
        time: the column of times, None to find it.
        fill: as of ``read_series``.

    Returns:
        The series, and what to call the files that come of it.

    Raises:
        ArgumentError: BD397, when there are several columns to choose from; BD095, for a column of a series by name.
        DataError: BD072, for an unknown column; BD396, for one that is no numbers; BD395, for times that cannot be read;
            BD340 to BD343, as ``read_series``; BD392, for a constant series.
        FileError, FileFormatError: as ``read_table``.
    """
    from dataclasses import replace

    from badak.timeseries.correlogram import refuse_constant
    from badak.timeseries.known import load, names
    from badak.timeseries.reading import read_series
    from badak.timeseries.stamps import named_like_times, read_times

    if not Path(file).exists() and file.lower() in names():
        if column is not None or time is not None:
            option = "--column" if column is not None else "--time"
            why = both(f"'{file}' is one series and has no columns", f"'{file}'은(는) 열이 없는 시계열 하나입니다")
            raise error(
                "BD095", where="forecast", got=option, why=why, fix=both(f"leave {option} out", f"{option}을 빼세요")
            )
        return load(file), file.lower()
    if file != "-" and not Path(file).exists() and Path(file).name == file and "." not in file:
        meant = near_names(file.lower(), [*names()])
        if meant:  # no file, and nearly the name of a series that comes along
            raise error("BD393", where="badak forecast", got=repr(file), near=quoted(meant))
    made = _table(file)
    times = _times_column(made, time, column)
    chosen = _value_column(made, column, times)
    values: Any = made[chosen].numbers
    unread = [name for name in made.names if times is None and name != chosen and named_like_times(name)]
    if unread:
        print(
            phrase(
                f"Column {unread[0]!r} is not read as times, so rows are counted; --time {unread[0]} tells why.",
                f"{unread[0]!r} 열을 시각으로 읽지 못해 행 순서로 셉니다. --time {unread[0]} 옵션을 주면 까닭을 알려 줍니다.",
            )
        )
    if times is not None:
        values = (read_times(made[times].texts, f"{file} › {times}"), values)
    try:
        series = read_series(values, fill, f"{file} › {chosen}")
    except BadakError as problem:
        if problem.code == "BD341" and fill == "error":
            problem.fields["fill"] = both(
                "--fill interpolate or --fill previous, or fill the values in yourself",
                "--fill interpolate나 --fill previous를 주거나 값을 직접 채우세요",
            )
        raise
    if len(series) < 2:
        raise error("BD344", where=f"{file} › {chosen}", got=len(series), need=13)
    refuse_constant(f"{file} › {chosen}", series)

    stem = "stdin" if file == "-" else Path(file).stem
    safe = "".join(c if c.isalnum() or c in "-_." else "_" for c in chosen)
    return replace(series, name=chosen), f"{stem}-{safe}"


def _table(file: str) -> Any:
    from badak.datasets.table import read_table

    if file != "-":
        return read_table(file)
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stdin.csv"
        path.write_bytes(sys.stdin.buffer.read())
        return read_table(path)


def _times_column(made: Any, time: str | None, column: str | None) -> str | None:
    from badak.timeseries.stamps import looks_like_times

    if time is not None:
        return made[time].name  # an unknown one says so
    for name in made.names:
        if name != column and looks_like_times(name, made[name].texts):
            return name
    return None


def _value_column(made: Any, column: str | None, times: str | None) -> str:
    import numpy as np

    usable = [
        name
        for name in made.names
        if name != times and made[name].kind in ("number", "constant") and np.isfinite(made[name].numbers).any()
    ]
    if column is None:
        if len(usable) == 1:
            return usable[0]
        if not usable:
            name = next((name for name in made.names if name != times), made.names[0])
            raise error("BD396", where="forecast", name=name, why=_why_no_numbers(made, name), near=_TIDY)
        raise error("BD397", where="forecast", got=quoted(usable, 12), near=join([usable[-1]]))
    found = made[column]  # an unknown one says so
    numbers = found.numbers
    written = np.array([text is not None for text in found.texts])
    if not np.isfinite(numbers).any() or np.isnan(numbers[written]).any():
        near = near_names(column, usable) or usable
        fix = _OTHER[0].format(quoted(near)), _OTHER[1].format(quoted(near))
        why = _why_no_numbers(made, column)
        raise error("BD396", where=f"--column {column}", name=column, why=why, near=both(*fix) if near else _TIDY)
    return column


_OTHER = ("give a column of numbers: {}", "숫자 열을 주세요: {}")
_TIDY = both(
    "write cells as plain numbers (1234.5), units and signs such as % in the head row; leave cells without a value empty",
    "칸에는 숫자만(1234.5) 적고 단위나 % 기호는 머리글로 옮기세요. 값이 없는 칸은 비워 두세요",
)


def _why_no_numbers(made: Any, name: str) -> Any:
    """Say why a column cannot be forecast, with its first cells that are no numbers."""
    from badak.datasets.columns import say_strays, why_unusable

    found = made[name]
    if found.strays():
        why = None if found.kind == "mixed" else both("cells that are no numbers", "숫자가 아닌 칸이 있습니다")
        return say_strays(found, made.lines, why)
    return why_unusable(found)


def _usual_horizon(series: Series, period: int | None) -> int:
    from badak.timeseries.period import find_period

    seen = find_period(series)
    season = period or (seen.length if seen.kind == "season" and seen.length else 1)
    wanted = season if 1 < season <= 60 else 12
    return max(1, min(wanted, len(series) // 6))


def _may_be_written(path: Path) -> None:
    """Refuse a place that cannot be written before anything is computed; nothing is left there.

    Raises:
        FileError: BD092.
    """
    from badak.training.runs import writing

    with writing(path):
        if path.is_dir():
            raise IsADirectoryError(str(path))
        beside = path.with_name(f".{path.name}.try")
        beside.write_bytes(b"")
        beside.unlink()


# ---- writing ------------------------------------------------------------------------------------------------------------


def _write(found: Study, report: Path, table_file: Path | None, seed: int) -> None:
    import datetime
    import platform

    import numpy as np

    from badak.inspect.forecast_report import forecast_report
    from badak.inspect.words import Words
    from badak.training.runs import badak_version, write_text

    name = found.series.name
    record = {
        "command": join(["badak", *(click.get_current_context().obj or [])]),
        "seed": seed,
        "date": datetime.datetime.now(datetime.UTC).isoformat(),
        "badak": badak_version(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "platform": platform.platform(),
    }
    page = forecast_report(found, Words(f"Forecast: {name}", f"예측: {name}"), record, _next_steps(found))
    if table_file is not None:
        made = _csv(found)
        # spreadsheets take a file without a mark for the system's old encoding
        write_text(table_file, made, "utf-8" if made.isascii() else "utf-8-sig")
    write_text(report, page)


def _csv(found: Study) -> str:
    """Write the forecast of the winner: time, mean, ends of the intervals."""
    from badak.inspect.forecast_report import time_text

    ahead = found.forecasts[found.winner]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = ahead.columns()
    head = "time" if found.series.times is not None else "place"
    writer.writerow([head, *(found.series.name if name == "mean" else name for name in columns)])
    for i, label in enumerate(ahead.times):
        writer.writerow([time_text(label), *(f"{values[i]:.10g}" for values in columns.values())])
    return text.getvalue()


def _next_steps(found: Study) -> list[tuple[Any, str]]:
    from badak.inspect.words import Words

    model, season = found.models[found.winner], found.season
    code = (
        "from badak import plots\n"
        "from badak.timeseries import *\n\n"
        f"model = {model!r}.fit(series)\n"
        f"ahead = model.forecast({found.result.horizon}, intervals=True)\n"
        f"print(ahead)\n"
        f"plots.forecast(ahead)"
    )
    steps = [(Words("The same forecast in Python", "같은 예측을 Python으로"), code)]
    if found.series.times is None and season > 1:
        said = Words("Other seasons: give the period you know", "다른 주기가 있다면 직접 지정")
        steps.append((said, f"badak forecast … --period {season}"))
    return steps


# ---- saying -------------------------------------------------------------------------------------------------------------


def _say_series(series: Series) -> None:
    from badak.cli.describe import show_rows
    from badak.inspect.forecast_report import span

    every = (
        series.frequency.words
        if series.frequency is not None
        else phrase("no times, rows counted", "시각 없음, 행 순서")
    )
    said = f"{series.name}: {span(series)} ({every})"
    if series.filled:
        said += phrase(f", {series.filled} filled in", f", {series.filled}개를 채움")
    show_rows([(phrase("series", "시계열"), said)])


def _say_found(found: Study) -> None:
    from badak.cli.describe import show_rows

    rows = [(phrase("season", "계절"), found.period.verdict)]
    if found.period.length != found.season and not (found.season == 1 and found.period.kind != "season"):
        rows.append((phrase("used", "사용한 주기"), str(found.season)))
    rows.append((phrase("stationary?", "정상성"), found.stationarity.verdict))
    if found.logarithms:
        said = phrase("logarithms, since the swings grow with the level", "변동이 수준에 비례해 커져 로그로 학습")
        rows.append((phrase("scale", "척도"), said))
    rows += [(phrase("note", "참고"), note[get_language()]) for note in found.notes]
    folds = 1 + max(fold.fold for fold in found.result.folds)
    said = phrase(
        f"{found.result.horizon} values ahead from {folds} {'origins' if folds > 1 else 'origin'} in the past",
        f"과거의 시점 {folds}곳에서 {found.result.horizon}개씩 예측",
    )
    rows.append((phrase("back-test", "백테스트"), said))
    show_rows(rows)
    print()
    print(_table_of(found))
    print()


def _table_of(found: Study) -> str:
    import numpy as np

    from badak.inspect.forecast_report import short

    head = [
        phrase("model", "모델"), "MASE", "MAE", phrase("in 95 %", "95 % 적중"), phrase("vs seasonal-naive", "계절 반복 대비"),
        phrase("seconds", "초"), phrase("what it is", "내용"),
    ]  # fmt: skip
    rows = [head]
    for row in found.result.table():
        mark = {found.winner: " ★", found.runner_up: " ☆"}.get(row["model"], "")
        ratio = "–" if np.isnan(row["relative"]) else f"{row['relative']:.2f}"
        covered = "–" if np.isnan(row["coverage"]) else f"{row['coverage']:.0%}"
        mase = "–" if np.isnan(row["mase"]) else f"{row['mase']:.3f}"
        seconds = "–" if np.isnan(row["seconds"]) else f"{row['seconds']:.1f}"
        what = found.models[row["model"]].name
        if row["failed"]:
            what += phrase(f" ({row['failed']} failed)", f" (실패 {row['failed']}번)")
        rows.append([row["model"] + mark, mase, short(row["mae"]), covered, ratio, seconds, what])
    lines = table(rows, right=[1, 2, 3, 4, 5]).splitlines()
    columns = columns_of() if sys.stdout.isatty() else 10_000
    shown = [cut(line, columns) for line in lines]
    return "\n".join([faint(shown[0]), *(strong(line) if k == 0 else line for k, line in enumerate(shown[1:]))])


def _say_result(found: Study, report: Path, table_file: str | None) -> None:
    from badak.inspect.forecast_report import form_for, time_text

    ahead = found.forecasts[found.winner]
    if not found.beaten:
        print(
            phrase(
                "No model beats seasonal-naive, which repeats the last season.",
                "마지막 계절을 되풀이하는 계절 반복을 이긴 모델이 없습니다.",
            )
        )
    low, high = ahead.interval(0.95)
    form = form_for(ahead)
    rows = [[phrase("time", "시각"), found.winner, phrase("95 % interval", "95 % 구간")]]
    rows += [
        [time_text(label, found.series), form(float(ahead.mean[i])), f"{form(float(low[i]))} – {form(float(high[i]))}"]
        for i, label in enumerate(ahead.times)
    ]
    most = 24
    print(table(rows[: most + 1], right=[1]))
    if len(rows) > most + 1:
        rest = len(rows) - most - 1
        print(phrase(f"… and {rest} more in the report", f"… 외 {rest}개는 보고서에"))
    print(phrase(f"report: {report}", f"보고서: {report}"))
    if table_file is not None:
        print(phrase(f"forecast as a table: {table_file}", f"예측 표: {table_file}"))


def _as_json(found: Study) -> dict[str, Any]:
    from badak.inspect.forecast_report import time_text

    series, tests = found.series, found.stationarity
    stamps = series.times

    def values(name: str) -> list[dict[str, Any]]:
        ahead = found.forecasts[name]
        columns = ahead.columns()
        times = [time_text(label) if stamps is not None else int(label) for label in ahead.times]
        return [
            {"time": time, **{key.replace(" ", "_").replace("%", ""): float(row[i]) for key, row in columns.items()}}
            for i, time in enumerate(times)
        ]

    return {
        "series": {
            "name": series.name,
            "values": len(series),
            "first": None if stamps is None else time_text(stamps[0]),
            "last": None if stamps is None else time_text(stamps[-1]),
            "frequency": series.frequency.text if series.frequency is not None else None,
            "filled": series.filled,
        },
        "period": {"used": found.season, "found": found.period.length, "kind": found.period.kind},
        "stationarity": {"adf_p": tests.adf.p, "kpss_p": tests.kpss.p, "d": tests.d, "seasonal_d": tests.seasonal_d},
        "logarithms": found.logarithms,
        "horizon": found.result.horizon,
        "models": [{**row, "what": found.models[row["model"]].name} for row in found.result.table()],
        "winner": found.winner,
        "runner_up": found.runner_up,
        "beats_seasonal_naive": found.beaten,
        "forecast": values(found.winner),
        "runner_up_forecast": values(found.runner_up) if found.runner_up else None,
        "notes": [note[get_language()] for note in found.notes],
    }


class _Progress:
    """A bar on a terminal that says which model is being tested; nothing in a file or a pipe."""

    def __init__(self, quiet: bool) -> None:
        self.stream = sys.stderr
        self.live = self.stream.isatty() and not quiet
        self.drawn = 0
        if self.live:
            self._draw(0.0, phrase("looking at the series", "시계열 살펴보는 중"))

    def model(self, name: str, place: int, count: int) -> None:
        """Show that a model is being tested."""
        if self.live:
            self._draw(
                place / count, phrase(f"testing {name}, {place + 1}/{count}", f"{name} 시험 중, {place + 1}/{count}")
            )

    def _draw(self, share: float, said: str) -> None:
        bar = "━" * round(_BAR * share) + "╌" * (_BAR - round(_BAR * share))
        text = cut(f"{bar} {share:4.0%}  {said}", columns_of(self.stream) - 1)
        self.stream.write("\r" + text + " " * max(self.drawn - width(text), 0))
        self.stream.flush()
        self.drawn = width(text)

    def close(self) -> None:
        """Take the bar away."""
        if self.drawn:
            self.stream.write("\r" + " " * self.drawn + "\r")
            self.stream.flush()
            self.drawn = 0
