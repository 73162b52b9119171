"""BD200–BD209: attention, and what only some rows of a table are for."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD200": Entry(
        "Notice",
        (
            "compiled by XLA, sparse=True has no effect: the optimizer's formula is applied to all rows",
            "XLA로 컴파일하면 sparse=True가 적용되지 않습니다. 옵티마이저의 식을 모든 행에 적용합니다",
        ),
        expected=("backend='numpy' for updates of single rows", "행 단위로 갱신하려면 backend='numpy'"),
        fix=(
            "compile(backend='numpy'), or leave sparse out; plain SGD and Adagrad give the same either way",
            "compile(backend='numpy')로 바꾸거나 sparse를 빼세요. 모멘텀 없는 SGD와 Adagrad는 결과가 같습니다",
        ),
    ),
}
