"""BD340–BD359: series in time and their classical models."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD340": Entry(
        "DataError",
        ("this cannot be read as a series: {why}", "시계열로 읽을 수 없습니다: {why}"),
        expected=(
            "numbers in the order of time: a list, a NumPy array (time,), a column of pandas or polars, or (times, values)",
            "시간 순서의 숫자: 리스트, NumPy 배열 (time,), pandas나 polars의 열, 또는 (시각, 값) 쌍",
        ),
    ),
    "BD341": Entry(
        "DataError",
        ("the series has values that are {what}", "시계열에 {what} 값이 있습니다"),
        expected=("finite numbers throughout", "모든 값이 유한한 숫자"),
        fix=("{fill}", "{fill}"),
    ),
    "BD342": Entry(
        "DataError",
        ("the times cannot be used: {why}", "시각을 쓸 수 없습니다: {why}"),
        expected=("time stamps that grow, each one once", "중복 없이 커지는 시각"),
        fix=(
            "sort by time and merge what has the same time: series.groupby(level=0).mean() does both in pandas",
            "시각순으로 정렬하고 같은 시각의 값을 합치세요. pandas에서는 series.groupby(level=0).mean()이 둘 다 해 줍니다",
        ),
    ),
    "BD343": Entry(
        "DataError",
        ("the times are not regular: {why}", "시각이 규칙적이지 않습니다: {why}"),
        expected=("one value for each step of time", "일정한 간격마다 값 하나"),
        fix=(
            'give fill="interpolate" or fill="previous" for gaps; bring other times to a regular step, '
            'with series.resample("D").mean() in pandas',
            '빠진 시각은 fill="interpolate"나 fill="previous"로 채우고, 불규칙한 시각은 pandas의 '
            'series.resample("D").mean() 등으로 일정한 간격에 맞추세요',
        ),
    ),
    "BD344": Entry(
        "DataError",
        ("the series is too short for this model", "이 모델에 쓰기에는 시계열이 너무 짧습니다"),
        got=("{got} values", "값 {got}개"),
        expected=("at least {need}", "{need}개 이상"),
        fix=("take more history, or a model with fewer lags", "기간을 늘리거나 시차(lag)가 더 적은 모델을 쓰세요"),
    ),
    "BD346": Entry(
        "StateError",
        ("{method} needs a model that has been fitted", "{method}은(는) fit을 한 뒤에 쓸 수 있습니다"),
        fix=("call fit(series) first", "먼저 fit(series)를 호출하세요"),
    ),
    "BD351": Entry(
        "ArgumentError",
        ("this takes one series, and several came", "시계열 하나만 받는데 여러 개가 들어왔습니다"),
        fix=("give them one by one, or take one column", "하나씩 주거나 열 하나를 고르세요"),
    ),
    "BD356": Entry(
        "ArgumentError",
        ("how long a season is cannot be told from the series", "시계열에서 계절 주기의 길이를 알 수 없습니다"),
        fix=(
            "say it: SeasonalNaive(period=12) for months, or give the series time stamps",
            "SeasonalNaive(period=12)처럼 직접 지정하거나(월별 자료는 12), 시각이 있는 시계열을 주세요",
        ),
    ),
}
