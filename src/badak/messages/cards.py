"""BD330–BD334: what ``badak.explain`` cannot explain."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD330": Entry(
        "ArgumentError",
        ("there is no card of that name", "그런 이름의 카드가 없습니다"),
        expected=(
            "the name of an operation, layer, activation, loss, optimizer, initializer, schedule, regularizer or metric; "
            "near: {near}",
            "연산, 층, 활성화 함수, 손실, 옵티마이저, 초깃값, 스케줄, 규제, 지표의 이름. 비슷한 이름: {near}",
        ),
        fix=(
            'names are those of the public classes and functions: badak.explain("gelu"), badak.explain("layers.LSTM")',
            '공개된 클래스와 함수의 이름을 쓰세요: badak.explain("gelu"), badak.explain("layers.LSTM")',
        ),
    ),
    "BD331": Entry(
        "ArgumentError",
        ("badak has no card for such an object", "이런 객체에는 카드가 없습니다"),
        expected=(
            "a name, or a class, function or object of a layer, optimizer, loss, metric, activation, initializer, schedule, "
            "regularizer or constraint, or a computed tensor",
            "이름이나, 층·옵티마이저·손실·지표·활성화 함수·초깃값·스케줄·규제·제약의 클래스·함수·객체, 또는 계산된 텐서",
        ),
        fix=(
            "for a model use model.summary(), or explain one of model.layers",
            "모델은 model.summary()로 보거나 model.layers의 층을 하나씩 설명하게 하세요",
        ),
    ),
    "BD332": Entry(
        "ArgumentError",
        (
            "this tensor was given, not computed, so no operation made it",
            "이 텐서는 계산된 것이 아니라 주어진 것이어서 설명할 연산이 없습니다",
        ),
        expected=("the result of an operation, such as badak.exp(x)", "badak.exp(x) 같은 연산의 결과"),
        fix=("explain what was computed from it", "이 텐서로 계산한 결과를 넘겨주세요"),
    ),
}
