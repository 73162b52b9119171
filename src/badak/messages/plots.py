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
}
