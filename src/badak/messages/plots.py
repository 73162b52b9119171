"""BD375–BD389: plots."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD375": Entry(
        "ArgumentError",
        ("this is not a place to draw on", "그래프를 그릴 수 있는 대상이 아닙니다"),
        expected=("axes of matplotlib, or None for a new figure", "matplotlib의 Axes, 또는 새 그림을 만드는 None"),
        fix=(
            "fig, axes = plt.subplots(1, 2) makes two; give one of them: ax=axes[0]",
            "fig, axes = plt.subplots(1, 2)로 만든 뒤 그중 하나를 ax=axes[0]처럼 주세요",
        ),
    ),
    "BD376": Entry(
        "ArgumentError",
        ("plots are not written in this form", "그래프를 이 형식으로는 저장하지 않습니다"),
        expected=("a name that ends in .svg, .html, .png or .pdf", ".svg, .html, .png, .pdf 중 하나로 끝나는 이름"),
        fix=('badak.plots.save(ax, "plot.svg")', 'badak.plots.save(ax, "plot.svg")처럼 저장하세요'),
    ),
    "BD377": Entry(
        "ArgumentError",
        ("'{name}' is not a range to draw", "'{name}'은(는) 그릴 수 있는 구간이 아닙니다"),
        expected=("(low, high), two finite numbers, the first the lower", "(아래, 위) 두 유한한 수, 첫째가 더 작은 값"),
    ),
    "BD378": Entry(
        "ArgumentError",
        ("the function cannot be drawn: {why}", "함수를 그릴 수 없습니다: {why}"),
        expected=(
            "a function that takes a number or an array and returns finite numbers of the same shape somewhere in the range",
            "수나 배열을 받아 같은 모양의 값을 돌려주며, 구간 안 어딘가에서 유한한 값을 내는 함수",
        ),
    ),
    "BD380": Entry(
        "ArgumentError",
        ("the function has no derivative that badak can compute: {why}", "badak이 함수를 미분할 수 없습니다: {why}"),
        expected=(
            "a function written with operators and badak's operations, as badak.sin(x) instead of math.sin(x)",
            "연산자와 badak의 연산으로 쓴 함수(예: math.sin(x) 대신 badak.sin(x))",
        ),
        fix=(
            "badak.plots.descent(f, paths, stationary=False) needs no derivatives",
            "badak.plots.descent(f, paths, stationary=False)는 미분 없이 그립니다",
        ),
    ),
    "BD381": Entry(
        "ArgumentError",
        ("these are no arrows in the plane", "평면에 그릴 수 있는 화살표가 아닙니다"),
        expected=(
            "vectors (x, y), or pairs of points ((x, y), (x, y)) from A to B, all of finite numbers; a list or a dict by name",
            "벡터 (x, y) 또는 두 점 ((x, y), (x, y))의 쌍(A에서 B로)을 유한한 수로 담은 리스트나 이름별 딕셔너리",
        ),
    ),
    "BD382": Entry(
        "ArgumentError",
        ("'{name}' is no path over this function", "'{name}'은(는) 이 함수 위의 경로가 아닙니다"),
        expected=(
            "what badak.classic.gradient_descent returns, points of shape {shape}, or a dict of them by name",
            "badak.classic.gradient_descent의 결과나 모양이 {shape}인 점들, 또는 이들을 이름별로 담은 딕셔너리",
        ),
    ),
    "BD383": Entry(
        "ArgumentError",
        ("'{name}' is no line to draw", "'{name}'은(는) 그릴 수 있는 선이 아닙니다"),
        expected=(
            "(w, b), a line of badak.classic, a function of x, or a model with predict or predict_proba",
            "(w, b), badak.classic의 직선, x의 함수, 또는 predict나 predict_proba가 있는 모델",
        ),
    ),
    "BD384": Entry(
        "ArgumentError",
        ("a surface cannot be drawn here: {why}", "여기에는 곡면을 그릴 수 없습니다: {why}"),
        expected=(
            "a function of two variables, and axes in space or none",
            "변수가 둘인 함수와 3차원 Axes(또는 ax 생략)",
        ),
        fix=(
            'fig, ax = plt.subplots(subplot_kw={{"projection": "3d"}}), or leave ax out',
            'fig, ax = plt.subplots(subplot_kw={{"projection": "3d"}})로 만들거나 ax를 생략하세요',
        ),
    ),
    "BD385": Entry(
        "ArgumentError",
        ("the model cannot be asked about the plane: {why}", "모델이 평면의 점에 답할 수 없습니다: {why}"),
        expected=(
            "a model or function of two inputs: predict(points) with points (samples, 2), or f(x1, x2)",
            "입력이 둘인 모델이나 함수: (samples, 2) 모양의 점을 받는 predict(points), 또는 f(x1, x2)",
        ),
    ),
    "BD386": Entry(
        "ArgumentError",
        ("the labels of y are not those of the model", "y의 레이블이 모델의 레이블과 다릅니다"),
        fix=("{better}", "{better}"),
    ),
    "BD387": Entry(
        "ArgumentError",
        ("there is no training curve to draw: {why}", "그릴 학습 곡선이 없습니다: {why}"),
        expected=(
            "what fit returned, its .history, the file of a CSVLogger, or a dict of those by name",
            "fit이 돌려준 값, 그 .history, CSVLogger의 파일, 또는 이들을 이름으로 담은 dict",
        ),
    ),
    "BD388": Entry(
        "ArgumentError",
        ("the hidden layer cannot be looked into: {why}", "은닉층을 들여다볼 수 없습니다: {why}"),
        expected=(
            "layer= the number or name of a layer of a badak model or of badak.classic.Network, or a function of points",
            "layer=에 badak 모델이나 badak.classic.Network의 층 번호나 이름, 또는 점을 받는 함수",
        ),
    ),
    "BD389": Entry(
        "ArgumentError",
        ("'{name}' cannot be drawn: {why}", "'{name}'을(를) 그릴 수 없습니다: {why}"),
    ),
}
