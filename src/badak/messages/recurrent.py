"""BD210–BD214: operations with a memory."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD210": Entry(
        "ShapeError",
        ("{name} does not fit the other arguments of {op}", "{op}의 다른 인자와 {name}의 모양이 맞지 않습니다"),
        fix=(
            "gates stand side by side in a kernel, {gates} of {units} units each; data are (batch, time, features)",
            "커널에는 유닛 {units}개짜리 게이트 {gates}개가 나란히 들어가고, 데이터는 (batch, time, features) 모양입니다",
        ),
    ),
    "BD211": Entry(
        "ArgumentError",
        ("a mask says yes or no for each step", "마스크는 각 시점을 쓸지 말지를 참/거짓으로 나타냅니다"),
        expected=("a mask of booleans, True where a step counts", "쓸 시점이 True인 불리언 마스크"),
        fix=(
            "write mask=ids != 0: a comparison gives booleans",
            "mask=ids != 0처럼 비교식으로 불리언을 만드세요",
        ),
    ),
}
