"""The report of a forecast: what the series is, which models were tried, which won, and what comes next."""

from __future__ import annotations

import contextlib
import html
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.errors import get_language, set_language
from badak.inspect.page import figures, page, section, table
from badak.inspect.words import Words, same

if TYPE_CHECKING:
    from badak.timeseries.study import Study

# colours of the plots that a page in dark colours shows otherwise
_THEMED = {
    "#ffffff": "--paper", "#1a1a1a": "--ink", "#000000": "--ink", "#6b6b6b": "--soft", "#dedede": "--line",
    "#0072b2": "--blue", "#7a0f3d": "--wine", "#9fc5e0": "--band", "#cfe2f0": "--band-wide", "#f5d9c8": "--band-other",
    "#d8d8d8": "--shade", "#b9d3e6": "--bar", "#b0b0b0": "--scale",
}  # fmt: skip
_number = itertools.count()


def forecast_report(
    study: Study,
    title: Words,
    record: Mapping[str, Any],
    next_steps: Sequence[tuple[Words, str]],
    language: str | None = None,
) -> str:
    """Put the page together; it needs no other file, no network and no script, and holds both languages.

    Args:
        study: what ``badak.timeseries.study.study`` found.
        title: the heading.
        record: facts of the run: command, seed, versions.
        next_steps: what to try next: a sentence and a command each.
        language: which is shown first, the user's by default.

    Returns:
        The page as HTML.

    Raises:
        MissingExtraError: BD090, when matplotlib is not installed.
    """
    from badak.inspect.facts import next_section, run_section
    from badak.training.runs import badak_version

    parts = [
        _headline(study),
        *_notices(study),
        _ahead(study),
        _contest(study),
        _folds(study),
        _series(study),
        _parts(study),
        _lags(study),
        _residuals(study),
        run_section(record),
        next_section(next_steps),
    ]
    series = study.series
    subtitle = in_both(lambda: span(series))
    footer = Words(f"Made by badak {badak_version()}.", f"badak {badak_version()}에서 만든 보고서입니다.")
    return page(title, subtitle, [part for part in parts if part], footer, language or get_language())


def in_both(say: Callable[[], str]) -> Words:
    """Return what a function says in each of the two languages.

    Args:
        say: returns a text in the language that is set.
    """
    with _speaking("en"):
        en = say()
    with _speaking("ko"):
        return Words(en, say())


@contextlib.contextmanager
def _speaking(language: str) -> Iterator[None]:
    before = get_language()
    set_language(language)
    try:
        yield
    finally:
        set_language(before)


def picture(draw: Callable[[], Any], label: Words, caption: Words | None = None, widest: int | None = None) -> str:
    """Draw a plot once in each language, for a page that shows one of them.

    Args:
        draw: draws, and returns axes or a figure.
        label: what a reader who cannot see it is told.
        caption: stands above it.
        widest: pixels, where it is not to fill the page.
    """
    drawn = ""
    for language in ("en", "ko"):
        with _speaking(language):
            text = _svg(draw)
        said = html.escape(getattr(label, language), quote=True)
        text = re.sub(r'width="[^"]*pt" height="[^"]*pt"', "", text, count=1).replace(
            "<svg ", f'<svg role="img" aria-label="{said}" ', 1
        )
        drawn += f'<div class="{language}" lang="{language}">{text}</div>'
    head = f"<figcaption>{caption.html()}</figcaption>" if caption else ""
    size = f' style="max-width: {widest}px"' if widest else ""
    return f'<figure class="drawn"{size}>{head}{drawn}</figure>'


def _svg(draw: Callable[[], Any]) -> str:
    from matplotlib import pyplot

    from badak.plots.saving import svg_text

    made = draw()
    try:
        text = svg_text(made)
    finally:
        pyplot.close(made if hasattr(made, "savefig") else made.figure)
    # several pictures stand on one page: what one refers to must not be found in another
    prefix = f"p{next(_number)}-"
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{prefix}", text)
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    for colour, name in _THEMED.items():
        text = text.replace(f": {colour}", f": var({name})")
    return text


def span(series: Any) -> str:
    """Say how many values a series has, and from when to when."""
    from badak.errors import phrase

    count = phrase(f"{len(series):,} values", f"값 {len(series):,}개")
    if series.times is None:
        return count
    first, last = time_text(series.times[0], series), time_text(series.times[-1], series)
    return phrase(f"{count} from {first} to {last}", f"{first}부터 {last}까지 {count}")


def short(value: float) -> str:
    """Write a number in four figures, without an exponent where that is short.

    Example:
        >>> short(1234567.0), short(0.0512345), short(371.249)
        ('1,234,567', '0.05123', '371.2')
    """
    if not np.isfinite(value):
        return "–"
    size = abs(value)
    if size >= 1000:
        return f"{value:,.0f}" if size < 1e9 else f"{value:.4g}"
    return f"{value:.4g}"


def time_text(label: Any, series: Any = None) -> str:
    """Write what stands beside a value: a time stamp, or its place.

    Args:
        label: the stamp or place.
        series: where given, years, quarters and months are written as such: ``2024-03`` for the first of March.
    """
    every = getattr(series, "frequency", None)
    if every is not None and every.kind == "months" and every.anchor in (0, 1) and isinstance(label, np.datetime64):
        month = str(label.astype("datetime64[M]"))
        if every.count == 3 and month[-2:] in ("01", "04", "07", "10") and every.anchor == 1:
            return f"{month[:4]}Q{int(month[-2:]) // 3 + 1}"
        return month[:4] if every.count % 12 == 0 else month
    from badak.timeseries.series import stamp

    return stamp(label) if isinstance(label, np.datetime64) else str(label)


def form_for(ahead: Any) -> Callable[[float], str]:
    """Return how the numbers of a forecast are written: two figures of the width of its narrowest interval.

    Args:
        ahead: the forecast.
    """
    low, high = ahead.bounds[ahead.levels[0]]
    width = float(np.nanmedian(high - low)) if np.isfinite(high - low).any() else 0.0
    places = int(np.clip(1 - np.floor(np.log10(width)), 0, 8)) if width > 0 else 0
    if not width or abs(float(ahead.mean[0])) >= 1e12:
        return short
    return lambda value: f"{value:,.{places}f}" if np.isfinite(value) else "–"


def _headline(study: Study) -> str:
    from badak.timeseries.study import BASELINE

    best, base = study.row(study.winner), study.row(BASELINE)
    ahead = study.forecasts[study.winner]
    shown: list[tuple[Words, Words, Words | None]] = [
        (Words("best model", "가장 좋은 모델"), same(study.winner), same(study.models[study.winner].name))
    ]
    gain = 1 - best["mae"] / base["mae"] if base["mae"] > 0 else 0.0
    against = Words(f"seasonal-naive errs by {short(base['mae'])}", f"계절 반복은 {short(base['mae'])}")
    shown.append((Words("mean absolute error", "평균 절대 오차"), same(short(best["mae"])), against))
    if study.beaten:
        less = Words("error less than seasonal-naive", "계절 반복보다 줄어든 오차")
        shown.append((less, same(f"{gain:.0%}"), Words(f"MASE {best['mase']:.2f}", f"MASE {best['mase']:.2f}")))
    low, high = (ends[0] for ends in ahead.interval(0.95))
    first, form = time_text(ahead.times[0], study.series), form_for(ahead)
    within = Words(f"{form(low)} to {form(high)} with 95 %", f"95 % 구간 {form(low)} ~ {form(high)}")
    shown.append((Words(f"forecast for {first}", f"{first} 예측"), same(form(float(ahead.mean[0]))), within))
    if study.runner_up:
        second = study.row(study.runner_up)
        said = Words(f"errs by {short(second['mae'])}", f"평균 절대 오차 {short(second['mae'])}")
        shown.append((Words("runner-up", "2위"), same(study.runner_up), said))
    return figures(shown)


def _notices(study: Study) -> list[str]:
    said: list[Words] = []
    if not study.beaten:
        said.append(
            Words(
                "No model beats seasonal-naive, which just repeats the last season: nothing more elaborate is worth its "
                "trouble here.",
                "마지막 계절을 그대로 되풀이하는 계절 반복을 이긴 모델이 없습니다. 여기서는 더 복잡한 모델이 제값을 하지 "
                "못합니다.",
            )
        )
    elif study.runner_up:
        best, second = study.row(study.winner), study.row(study.runner_up)
        if second["mae"] < 1.05 * best["mae"]:
            said.append(
                Words(
                    f"The first two are within 5 % of each other ({short(best['mae'])} and {short(second['mae'])}): another "
                    f"stretch of time could turn their order round.",
                    f"1위와 2위의 오차가 5 % 안에서 비슷합니다({short(best['mae'])}, {short(second['mae'])}). 다른 "
                    f"기간이었다면 순위가 바뀔 수 있습니다.",
                )
            )
    said += [Words(note["en"], note["ko"]) for note in study.notes]
    return [f'<p class="notice">{words.html()}</p>' for words in said]


def _ahead(study: Study) -> str:
    from badak import plots

    ahead = study.forecasts[study.winner]

    def draw() -> Any:
        return plots.forecast(list(study.forecasts.values()), ax=_axes("forecast", 4.4))

    head: list[Words] = [Words("time", "시각") if study.series.times is not None else Words("place", "순서")]
    head.append(Words(f"{study.winner}: mean", f"{study.winner} 예측"))
    head += [Words(f"{level:.0%}", f"{level:.0%} 구간") for level in ahead.levels]
    if study.runner_up:
        head.append(same(study.runner_up))
    rows, form = [], form_for(ahead)
    for i, label in enumerate(ahead.times):
        row = [time_text(label, study.series), form(float(ahead.mean[i]))]
        row += [
            f"{form(float(low[i]))} – {form(float(high[i]))}" for low, high in (ahead.bounds[x] for x in ahead.levels)
        ]
        if study.runner_up:
            row.append(form(float(study.forecasts[study.runner_up].mean[i])))
        rows.append(row)
    body = picture(draw, Words("the forecast with its intervals", "예측과 구간"))
    body += _folded(table(head, rows, numeric=range(1, len(head))), len(rows))
    lead = Words(
        f"The next {ahead.horizon} values by {study.winner}, fitted to the whole series. With a share of 80 % (or 95 %) the "
        f"value will lie in the inner (outer) area, if the future goes on as the past went.",
        f"전체 시계열로 다시 학습한 {study.winner}의 앞으로 {ahead.horizon}개 예측입니다. 과거의 성질이 이어진다면 실제 값이 "
        f"80 %(95 %)의 확률로 안쪽(바깥쪽) 영역 안에 들어옵니다.",
    )
    return section(Words("The forecast", "예측"), body, lead)


def _folded(made: str, rows: int) -> str:
    """Hide a long table behind its heading."""
    if rows <= 6:
        return made
    said = Words(f"All {rows} values", f"값 {rows}개 모두 보기").html()
    return f"<details{' open' if rows <= 24 else ''}><summary>{said}</summary>{made}</details>"


def _axes(where: str, height: float, width: float = 11.0) -> Any:
    """Return axes as wide as the page, or 5.6 inches for half of it."""
    from matplotlib import pyplot

    from badak.plots.canvas import style

    with style(where):
        _, ax = pyplot.subplots(figsize=(width, height))
    return ax


def _contest(study: Study) -> str:
    from badak import plots

    result = study.result
    head = [
        Words("model", "모델"), Words("what it is", "내용"), same("MASE"), Words("MAE", "MAE"), same("RMSE"), same("sMAPE %"),
        Words("in 95 %", "95 % 적중"), Words("against seasonal-naive", "계절 반복 대비"), Words("seconds", "초"),
    ]  # fmt: skip
    rows: list[list[object]] = []
    for row in result.table():
        name = row["model"]
        mark = {study.winner: " ★", study.runner_up: " ☆"}.get(name, "")
        covered = "–" if np.isnan(row["coverage"]) else f"{row['coverage']:.0%}"
        ratio = "–" if np.isnan(row["relative"]) else f"{row['relative']:.2f}"
        numbers = [f"{row['mase']:.3f}", short(row["mae"]), short(row["rmse"]), f"{row['smape']:.2f}", covered, ratio]
        if not row["folds"]:
            numbers = ["–"] * 6
        rows.append([name + mark, study.models[name].name, *numbers, f"{row['seconds']:.1f}"])
    failures = "".join(
        f"<p>{html.escape(fold.model + ': ' + str(fold.problem).splitlines()[0])}</p>"
        for fold in {f.model: f for f in result.failures}.values()
    )
    folds = 1 + max(fold.fold for fold in result.folds)
    lead = Words(
        f"Each model forecast {result.horizon} values from {folds} {'origins' if folds > 1 else 'origin'} in the past, "
        f"knowing only what lay before, and was compared with what came. MASE is the error against that of repeating the last "
        f"season within the known past: below 1 is better. Seasonal-naive is the model to beat. ★ is the best, ☆ the "
        f"runner-up.",
        f"모델마다 과거의 시점 {folds}곳에서 그 이전 값만 보고 {result.horizon}개씩 예측한 뒤 실제 값과 비교했습니다. MASE는 "
        f"알려진 과거에서 지난 계절을 되풀이할 때의 오차와 비교한 값으로, 1보다 작으면 더 좋습니다. 계절 "
        f"반복(seasonal-naive)이 넘어야 할 기준선입니다. ★는 1위, ☆는 2위입니다.",
    )
    drawn = [
        picture(
            lambda: plots.backtest(result, measure=_measure(result), ax=_axes("backtest", 3.7, 5.6)),
            Words("errors of the models", "모델별 오차"),
            Words("Errors by model", "모델별 오차"),
        ),
    ]
    if result.horizon > 1:
        drawn.append(
            picture(
                lambda: plots.backtest(result, "step", ax=_axes("backtest", 3.7, 5.6)),
                Words("errors by distance", "거리별 오차"),
                Words("Errors by distance ahead", "몇 번째 뒤의 값인지에 따른 오차"),
            )
        )
    pair = f'<div class="pair">{"".join(drawn)}</div>'
    body = table(head, rows, numeric=range(2, len(head))) + failures + pair
    return section(Words("Which model forecasts best", "어느 모델이 가장 잘 예측하는가"), body, lead)


def _measure(result: Any) -> str:
    return "mae" if np.isnan(result.table()[0]["mase"]) else "mase"


def _folds(study: Study) -> str:
    from badak import plots

    def draw() -> Any:
        return plots.backtest(study.result, "fold", ax=_axes("backtest", 4.0))

    lead = Words(
        f"What {study.winner} forecast from each origin (with its 95 % interval), and what came (thin line).",
        f"{study.winner}이(가) 각 시점에서 예측한 값과 95 % 구간, 그리고 실제 값(가는 실선)입니다.",
    )
    title = Words("The back-test of the best model", "가장 좋은 모델의 백테스트")
    return section(title, picture(draw, title), lead)


def _series(study: Study) -> str:
    series, tests = study.series, study.stationarity
    rhythm = series.frequency
    facts = [
        (Words("values", "값"), in_both(lambda: span(series))),
        (
            Words("interval", "간격"),
            in_both(lambda: rhythm.words)
            if rhythm is not None
            else Words("no time stamps; rows are counted", "시각이 없어 행 순서로 셈"),
        ),
        (
            Words("gaps", "빠진 값"),
            Words(f"{series.filled} filled in", f"{series.filled}개를 채움")
            if series.filled
            else Words("none", "없음"),
        ),
        (Words("season", "계절"), in_both(lambda: study.period.verdict)),
        (
            Words("season used", "사용한 주기"),
            same(str(study.season)) if study.season > 1 else Words("none", "없음"),
        ),
        (
            Words("scale", "척도"),
            Words("logarithms: the swings grow with the level", "로그: 변동이 수준에 비례해 커짐")
            if study.logarithms
            else Words("as it is", "그대로"),
        ),
        (Words("stationary?", "정상성"), in_both(lambda: tests.verdict)),
        (same("ADF"), in_both(lambda: f"{tests.adf.statistic:.2f}: {tests.adf.verdict}")),
        (same("KPSS"), in_both(lambda: f"{tests.kpss.statistic:.2f}: {tests.kpss.verdict}")),
    ]
    cells = "".join(f"<dt>{name.html()}</dt><dd>{said.html()}</dd>" for name, said in facts)
    return section(Words("What is in the series", "시계열에 무엇이 들어 있는가"), f'<dl class="record">{cells}</dl>')


def _parts(study: Study) -> str:
    from badak import plots

    parts = study.parts
    if parts is None:
        return ""
    lead = Words(
        f"Trend, cycle, season and what is left {'multiply' if parts.model == 'multiplicative' else 'add up'} to the series. "
        f"Strength of the trend {parts.trend_strength:.2f}, of the season {parts.seasonal_strength:.2f}, of 1 at most. The "
        f"grey bars at the right stand for the same amount in each panel.",
        f"추세, 순환, 계절, 불규칙 성분을 {'곱하면' if parts.model == 'multiplicative' else '더하면'} 원래 시계열이 됩니다. "
        f"추세의 강도는 {parts.trend_strength:.2f}, 계절성의 강도는 {parts.seasonal_strength:.2f}입니다(최대 1). 오른쪽 회색 "
        f"막대는 모든 칸에서 같은 크기를 나타냅니다.",
    )
    title = Words("The series taken apart", "시계열의 성분")
    return section(title, picture(lambda: plots.decomposition(parts), title, widest=820), lead)


def _lags(study: Study) -> str:
    from badak import plots
    from badak.timeseries.transforms import difference

    series, tests = study.series, study.stationarity
    if not tests.stationary:
        period = study.season if tests.seasonal_d else None
        series = difference(series, tests.d, seasonal=tests.seasonal_d, period=period)
    lags = min(max(2 * study.season + 2, 24), (len(series) - 1) // 2)
    if lags < 2 or np.ptp(series.values) == 0:
        return ""
    pair = picture(lambda: plots.acf(series, lags, ax=_axes("acf", 3.2, 5.6)), Words("autocorrelation", "자기상관"))
    pair += picture(
        lambda: plots.pacf(series, lags, ax=_axes("pacf", 3.2, 5.6)), Words("partial autocorrelation", "편자기상관")
    )
    lead = Words(
        "How each value goes with those before it (left), and what each lag adds to those before it (right).",
        "각 값이 이전 값들과 얼마나 함께 움직이는지(왼쪽), 각 시차가 그보다 앞선 시차들에 더해 무엇을 알려 주는지(오른쪽) "
        "보여 줍니다.",
    )
    if not tests.stationary:
        said = in_both(lambda: f"d = {tests.d}, D = {tests.seasonal_d}")
        lead = Words(
            f"Of the series after differencing ({said.en}). {lead.en}",
            f"차분한 시계열({said.ko})을 본 것입니다. {lead.ko}",
        )
    return section(Words("Memory of the series", "시계열의 기억"), f'<div class="pair">{pair}</div>', lead)


def _residuals(study: Study) -> str:
    from badak import plots
    from badak.errors import BadakError

    model = study.fitted[study.winner]
    try:
        rest = model.residuals
    except BadakError as problem:
        if problem.code != "BD025":
            raise
        return ""  # a model that tells no one-step forecasts
    there = rest[~np.isnan(rest)]
    if len(there) < 12 or np.ptp(there) == 0:
        return ""
    title = Words(f"What {study.winner} leaves unexplained", f"{study.winner}이(가) 설명하지 못한 나머지")
    lead = Words(
        "Errors one step ahead. The less pattern they show, the less there is left to gain; the closer to the bell, the more "
        "the intervals can be trusted.",
        "한 단계 앞을 예측할 때의 오차입니다. 규칙성이 없을수록 더 얻을 것이 없고, 종 모양에 가까울수록 구간을 믿을 수 "
        "있습니다.",
    )
    return section(title, picture(lambda: plots.residuals(model), title, widest=820), lead)
