"""BD020–BD029: layers and models."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD020": Entry(
        "StateError",
        (
            "'{name}' of a layer cannot be changed once the layer is made",
            "만들어진 층(layer)의 '{name}'은(는) 바꿀 수 없습니다",
        ),
        expected=("only trainable may change", "바꿀 수 있는 것은 trainable뿐입니다"),
        fix=("make a new layer with the value you want", "원하는 값으로 층을 새로 만드세요"),
    ),
    "BD021": Entry(
        "ArgumentError",
        (
            "{where} was given arguments it does not have, or not all it needs",
            "{where}에 없는 인자를 주었거나 필요한 인자가 빠졌습니다",
        ),
        fix=("{hint}", "{hint}"),
    ),
    "BD022": Entry(
        "ShapeError",
        (
            "weight '{name}' would have the shape {wanted}, which is not fixed",
            "가중치 '{name}'의 모양이 {wanted}로, 크기가 정해지지 않았습니다",
        ),
        fix=("give the layer input with a known size on that axis", "그 축의 크기가 정해진 입력을 주세요"),
    ),
    "BD023": Entry(
        "StateError",
        ("this layer or model has no weights yet", "이 층(모델)에는 아직 가중치가 없습니다"),
        expected=("the shape of one sample is known", "샘플 하나의 모양을 알아야 합니다"),
        fix=(
            "give the first layer input_shape=(...), or call fit or the model on data first",
            "첫 층에 input_shape=(...)를 주거나, 먼저 데이터로 fit 또는 모델을 부르세요",
        ),
    ),
    "BD024": Entry(
        "ShapeError",
        ("these weights do not belong to this layer or model", "이 가중치는 이 층(모델)의 것이 아닙니다"),
        fix=("give the arrays in the order of get_weights()", "get_weights()의 순서대로 배열을 주세요"),
    ),
    "BD025": Entry(
        "StateError",
        ("this class does not define {name}()", "이 클래스에는 {name}() 정의가 없습니다"),
        expected=(
            "a method {name} with the formula, as the class it is derived from describes it",
            "부모 클래스의 설명대로 수식을 담은 {name} 메서드",
        ),
        fix=(
            "define {name} in the class, as help() of its parent class shows, or use one of badak's own classes",
            "부모 클래스의 help()를 참고해 클래스에 {name}을(를) 정의하거나, badak의 클래스를 쓰세요",
        ),
    ),
    "BD026": Entry(
        "ShapeError",
        ("this layer cannot take samples of this shape", "이 층은 이런 모양의 샘플을 받을 수 없습니다"),
        fix=(
            "add a Flatten or Reshape layer before it, or check the axis",
            "앞에 Flatten이나 Reshape 층을 넣거나 axis를 확인하세요",
        ),
    ),
    "BD027": Entry(
        "ShapeError",
        (
            "the data has samples of shape {got_shape}, the model was built for {wanted}",
            "데이터의 샘플 모양은 {got_shape}인데, 모델은 {wanted}에 맞춰 만들어졌습니다",
        ),
        expected=("samples of shape {wanted}", "{wanted} 모양의 샘플"),
        fix=("{hint_en}", "{hint_ko}"),
    ),
    "BD028": Entry(
        "StateError",
        ("a model cannot be changed here", "여기서는 모델을 바꿀 수 없습니다"),
    ),
    "BD029": Entry(
        "ArgumentError",
        ("this is not a layer", "층(layer)이 아닙니다"),
        expected=("an object such as badak.layers.Dense(10)", "badak.layers.Dense(10) 같은 객체"),
        fix=(
            "write the layer with its parentheses: Dense(10), not Dense or 10",
            "Dense나 10이 아니라 Dense(10)처럼 괄호까지 쓰세요",
        ),
    ),
}
