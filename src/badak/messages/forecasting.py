"""BD360–BD374: forecasts by neural networks, how good forecasts were, back-tests."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD360": Entry(
        "ShapeError",
        (
            "truth and forecast are not of the same shape, or there is nothing in them",
            "실제 값과 예측값의 모양이 다르거나 비어 있습니다",
        ),
        expected=("one forecast for each value that came", "실제 값 하나에 예측값 하나"),
        fix=(
            "compare the same time stamps: forecast(len(y_true)) continues the series right behind its end",
            "같은 시점끼리 비교하세요. forecast(len(y_true))는 시계열의 끝 바로 다음부터 예측합니다",
        ),
    ),
    "BD361": Entry(
        "DataError",
        ("{name} holds something that is no finite number", "{name}에 유한한 수가 아닌 값이 있습니다"),
        expected=("finite numbers", "유한한 수"),
        fix=("fill or leave out what is missing first", "빠진 값을 먼저 채우거나 빼세요"),
    ),
    "BD362": Entry(
        "DataError",
        (
            "the series is too short: {have} values, {need} are needed",
            "시계열이 너무 짧습니다. 값이 {have}개인데 {need}개가 필요합니다",
        ),
        fix=(
            "give more history, or make what it is measured by smaller (length, horizon, period)",
            "과거 값을 더 주거나 length, horizon, period 같은 크기를 줄이세요",
        ),
    ),
    "BD363": Entry(
        "DataError",
        (
            "calendar features need time stamps, and this series has none",
            "달력 특성을 쓰려면 시각이 있어야 하는데 이 시계열에는 없습니다",
        ),
        fix=(
            "give a pandas Series with a DatetimeIndex or a pair (times, values), or leave features away",
            "DatetimeIndex가 있는 pandas Series나 (times, values) 쌍을 주거나 features를 빼세요",
        ),
    ),
    "BD364": Entry(
        "DataError",
        ("a logarithm needs positive values", "로그를 취하려면 값이 모두 양수여야 합니다"),
        expected=("values above 0", "0보다 큰 값"),
        fix=("leave log=True away, or shift the series", "log=True를 빼거나 시계열에 상수를 더하세요"),
    ),
    "BD365": Entry(
        "DataError",
        (
            "the window is longer than every unbroken stretch of the series",
            "끊기지 않은 구간이 모두 창(window)보다 짧습니다",
        ),
        fix=(
            "make length or horizon smaller, or fill the gaps: fill='interpolate' | 'previous'",
            "length나 horizon을 줄이거나 fill='interpolate' 또는 'previous'로 빈 곳을 채우세요",
        ),
    ),
    "BD366": Entry(
        "DataError",
        (
            "{have} values do not hold {folds} folds: {need} are needed",
            "값 {have}개로는 검증 구간 {folds}개를 만들 수 없습니다. {need}개가 필요합니다",
        ),
        fix=("fewer folds, a shorter horizon or a smaller step", "folds나 horizon, step을 줄이세요"),
    ),
    "BD367": Entry(
        "ArgumentError",
        ("this is no forecaster", "예측 모델이 아닙니다"),
        expected=(
            "a badak.timeseries forecaster, a list of them or a dict name → forecaster",
            "badak.timeseries의 예측 모델, 그 리스트, 또는 이름 → 모델 딕셔너리",
        ),
    ),
    "BD368": Entry(
        "Notice",
        (
            "{count} of {all} fits failed; the table counts the others only. First: {first}",
            "학습 {all}번 가운데 {count}번 실패했습니다. 표에는 나머지만 들어갑니다. 처음 실패: {first}",
        ),
        fix=("result.failures names all of them", "result.failures에 모두 있습니다"),
    ),
    "BD369": Entry(
        "StateError",
        ("a process ended before its answer came", "프로세스 하나가 결과를 내기 전에 끝났습니다"),
        fix=(
            "give fewer processes: a machine out of memory ends them so; with processes=1 the cause shows",
            "메모리가 모자라면 이렇게 끝나니 processes를 줄이세요. processes=1로 실행하면 원인이 보입니다",
        ),
    ),
    "BD370": Entry(
        "FileFormatError",
        ("this model file holds no forecaster", "이 모델 파일에는 예측 모델이 없습니다"),
        expected=("a file that save() of a neural forecaster wrote", "신경망 예측 모델의 save()로 만든 파일"),
        fix=("badak.load_model opens models of other kinds", "다른 모델은 badak.load_model로 여세요"),
    ),
    "BD371": Entry(
        "DataError",
        ("new values must be given for each series, by its name", "새 값은 시계열마다 이름으로 주어야 합니다"),
        fix=(
            "update({{'name': values, …}}) with the names of fit",
            "fit 때의 이름으로 update({{'이름': 값, …}})처럼 주세요",
        ),
    ),
    "BD372": Entry(
        "StateError",
        (
            "no model could be measured in any fold",
            "어느 모델도 측정하지 못했습니다",
        ),
        fix=("result.failures says why", "result.failures에 이유가 있습니다"),
    ),
    "BD373": Entry(
        "Notice",
        ("one process computes all: {why}", "프로세스 하나로 모두 계산합니다: {why}"),
        fix=("{mend}", "{mend}"),
    ),
    "BD374": Entry(
        "ArgumentError",
        ("a task cannot be sent to another process", "작업을 다른 프로세스로 보낼 수 없습니다"),
        expected=("models and series that pickle", "pickle로 저장할 수 있는 모델과 시계열"),
        fix=(
            "leave open files, locks and connections out of the model, or take processes=1",
            "모델에 열린 파일, 잠금(lock), 연결을 두지 말거나 processes=1로 실행하세요",
        ),
    ),
}
