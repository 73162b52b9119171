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
            'give fill="interpolate" or fill="previous" for gaps (--fill on the command line); bring other times to a regular '
            'step, with series.resample("D").mean() in pandas',
            '빠진 시각은 fill="interpolate"나 fill="previous"(명령줄에서는 --fill)로 채우고, 불규칙한 시각은 pandas의 '
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
    "BD345": Entry(
        "DataError",
        ("the series{what} is constant: there is nothing to estimate", "{what}시계열이 일정해서 추정할 것이 없습니다"),
        got=("{got} throughout", "모든 값이 {got}"),
        expected=("values that change", "변하는 값"),
        fix=(
            "forecast it with Naive() or Drift(), or difference less",
            "Naive()나 Drift()로 예측하거나 차분 횟수를 줄이세요",
        ),
    ),
    "BD346": Entry(
        "StateError",
        ("{method} needs a model that has been fitted", "{method}은(는) fit을 한 뒤에 쓸 수 있습니다"),
        fix=("call fit(series) first", "먼저 fit(series)를 호출하세요"),
    ),
    "BD347": Entry(
        "DataError",
        ("no finite coefficients could be estimated", "유한한 계수를 추정하지 못했습니다"),
        fix=(
            "take a model with fewer coefficients, or a longer series",
            "계수가 더 적은 모델을 쓰거나 더 긴 시계열을 주세요",
        ),
    ),
    "BD348": Entry(
        "Notice",
        (
            "the search stopped before the top of the likelihood; the numbers may still be off",
            "우도의 최댓값에 이르기 전에 탐색이 멈췄습니다. 추정값이 아직 정확하지 않을 수 있습니다",
        ),
        fix=(
            "take a model with fewer coefficients, or compare with another method",
            "계수가 더 적은 모델을 쓰거나 다른 method의 결과와 비교해 보세요",
        ),
    ),
    "BD349": Entry(
        "Notice",
        (
            "the model is {what}; its smallest root is {size}",
            "모델에 {what}. 가장 작은 근의 크기는 {size}입니다",
        ),
        expected=("roots above 1 in absolute value", "절댓값이 1보다 큰 근"),
        fix=("{fix}", "{fix}"),
    ),
    "BD351": Entry(
        "ArgumentError",
        ("this takes one series, and several came", "시계열 하나만 받는데 여러 개가 들어왔습니다"),
        fix=("give them one by one, or take one column", "하나씩 주거나 열 하나를 고르세요"),
    ),
    "BD352": Entry(
        "ArgumentError",
        ("these orders do not make a model: {why}", "이 차수로는 모델을 만들 수 없습니다: {why}"),
        fix=(
            "for example AR(2), ARMA((1, 1)) or ARIMA((0, 1, 1), seasonal=(0, 1, 1, 12))",
            "예: AR(2), ARMA((1, 1)), ARIMA((0, 1, 1), seasonal=(0, 1, 1, 12))",
        ),
    ),
    "BD353": Entry(
        "DataError",
        ("none of the models could be fitted; the first: {why}", "적합에 성공한 모델이 없습니다. 첫 번째 이유: {why}"),
        fix=(
            "take smaller orders, or a longer series",
            "더 작은 차수를 쓰거나 더 긴 시계열을 주세요",
        ),
    ),
    "BD357": Entry(
        "ArgumentError",
        (
            "the times run past the year 2262, where time stamps end",
            "시각이 2262년을 넘어 시각(timestamp)으로 나타낼 수 없습니다",
        ),
        got=("place {got}, counted from the first value", "첫 값부터 세어 {got}번째"),
        fix=(
            "take a smaller horizon, or give the numbers without time stamps: fit(series.to_numpy())",
            "horizon을 줄이거나, fit(series.to_numpy())처럼 시각 없이 값만 주세요",
        ),
    ),
    "BD358": Entry(
        "DataError",
        (
            "a time lies outside the years 1678 to 2262, which time stamps can hold",
            "시각이 타임스탬프로 나타낼 수 있는 1678~2262년을 벗어났습니다",
        ),
        fix=(
            "give the numbers without their time stamps: fit(series.to_numpy())",
            "fit(series.to_numpy())처럼 시각 없이 값만 주세요",
        ),
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
