"""BD390–BD399: looking into series, and the command that forecasts."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD390": Entry(
        "DataError",
        ("the series is too short to be taken apart", "시계열이 너무 짧아 성분으로 나눌 수 없습니다"),
        got=("{got} values, seasons of {period}", "값 {got}개, 주기 {period}"),
        expected=("two whole seasons: {need} values", "두 주기 이상: 값 {need}개"),
        fix=("give more history, or a shorter period=", "기간을 늘리거나 period=를 줄이세요"),
    ),
    "BD391": Entry(
        "DataError",
        (
            "values that are not positive have no logarithm and no ratio",
            "양수가 아닌 값에는 로그도 비율도 쓸 수 없습니다",
        ),
        expected=("all values above 0", "모든 값이 0보다 큼"),
        fix=(
            'use model="additive", or add a constant to the series first',
            'model="additive"를 쓰거나, 먼저 시계열에 상수를 더하세요',
        ),
    ),
    "BD392": Entry(
        "DataError",
        ("the series is constant: there is nothing to find in it", "값이 모두 같은 시계열이라 찾을 것이 없습니다"),
        expected=("values that change", "변하는 값"),
        fix=(
            "look at where the values come from; a forecast of a constant is that constant",
            "값이 어디서 왔는지 확인하세요. 변하지 않는 값의 예측은 그 값 자체입니다",
        ),
    ),
    "BD393": Entry(
        "ArgumentError",
        ("there is no such series", "그런 이름의 시계열이 없습니다"),
        expected=("one of: {near}", "다음 중 하나: {near}"),
        fix=(
            "timeseries.names() lists them all; a forecaster in a file is opened by timeseries.load_forecaster",
            "timeseries.names()로 전체 목록을 볼 수 있습니다. 파일에 저장한 모델은 timeseries.load_forecaster로 여세요",
        ),
    ),
    "BD394": Entry(
        "DataError",
        ("no season was found, and this method needs one", "계절 주기를 찾지 못했는데, 이 방법에는 주기가 필요합니다"),
        fix=(
            'give period= if you know it, or method="classical", which takes a series without seasons apart too',
            '주기를 알면 period=로 주고, 아니면 계절이 없어도 되는 method="classical"을 쓰세요',
        ),
    ),
    "BD395": Entry(
        "DataError",
        ("the times cannot be read: {why}", "시각을 읽을 수 없습니다: {why}"),
        expected=(
            "one way of writing throughout: 2024-03-01, 2024-03-01 14:30, 2024-03, 2024Q1, 2024, 2024년 3월 1일 …",
            "처음부터 끝까지 같은 표기: 2024-03-01, 2024-03-01 14:30, 2024-03, 2024Q1, 2024, 2024년 3월 1일 등",
        ),
        fix=(
            "write the column in one of these ways, or leave --time out to count the rows",
            "열을 이 중 한 가지 표기로 바꾸거나, --time을 빼고 행 순서대로 세세요",
        ),
    ),
    "BD396": Entry(
        "DataError",
        ("column {name!r} holds no series of numbers", "{name!r} 열은 숫자로 된 시계열이 아닙니다"),
        got=("{why}", "{why}"),
        fix=("{near}", "{near}"),
    ),
    "BD397": Entry(
        "ArgumentError",
        ("which column to forecast is not said", "어느 열을 예측할지 정해 주지 않았습니다"),
        got=("columns of numbers: {got}", "숫자 열: {got}"),
        fix=("--column {near}", "--column {near}"),
    ),
    "BD398": Entry(
        "ArgumentError",
        ("there is no such model", "그런 이름의 모델이 없습니다"),
        expected=("{expected}", "{expected}"),
        fix=("{near}", "{near}"),
    ),
    "BD399": Entry(
        "DataError",
        (
            "the series is too short to test forecasts of this horizon",
            "이 기간의 예측을 시험해 보기에는 시계열이 너무 짧습니다",
        ),
        got=("{got} values, horizon {horizon}, folds {folds}", "값 {got}개, 예측 기간 {horizon}, 검증 구간 {folds}개"),
        expected=("at least {need} values", "값 {need}개 이상"),
        fix=(
            "a smaller --horizon, fewer --folds, or more history",
            "--horizon이나 --folds를 줄이거나, 과거 자료를 더 모으세요",
        ),
    ),
}
