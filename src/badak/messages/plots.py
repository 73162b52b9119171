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
    "BD385": Entry(
        "ArgumentError",
        ("the model cannot be asked about the plane: {why}", "모델에 평면의 점을 물을 수 없습니다: {why}"),
        expected=(
            "a model or function of two inputs: predict(points) with points (samples, 2), or f(x1, x2)",
            "입력이 둘인 모델이나 함수: (samples, 2) 모양의 점을 받는 predict(points), 또는 f(x1, x2)",
        ),
    ),
    "BD386": Entry(
        "ArgumentError",
        ("the labels of y are not those of the model", "y의 레이블이 모델의 레이블과 다릅니다"),
        fix=(
            "write both alike: 2 * y - 1 makes -1 and +1 of 0 and 1, (y + 1) // 2 the other way round",
            "둘을 같은 방식으로 쓰세요. 2 * y - 1은 0과 1을 -1과 +1로, (y + 1) // 2는 그 반대로 바꿉니다",
        ),
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
