"""BD230–BD249: models as graphs."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD230": Entry(
        "GraphError",
        (
            "a symbol has no values: it stands for data to come",
            "심벌에는 값이 없습니다. 앞으로 들어올 데이터의 자리일 뿐입니다",
        ),
        fix=(
            "make a model, badak.Model(inputs, outputs), and call it on data; inside the model use badak operations (badak.where "
            "instead of if)",
            "badak.Model(inputs, outputs)로 모델을 만들어 데이터를 넣으세요. 모델 안에서는 if 대신 badak.where처럼 badak 연산을 "
            "쓰세요",
        ),
    ),
    "BD231": Entry(
        "ShapeError",
        (
            "the layer has weights for other samples: '{name}' is {has}, these samples need {needs}",
            "이 층의 가중치는 다른 샘플에 맞춰져 있습니다. '{name}'의 모양은 {has}인데, 이 샘플에 필요한 모양은 {needs}입니다",
        ),
        fix=(
            "a layer that is used several times needs samples of the same features; make a second layer for the others",
            "여러 번 쓰는 층에는 특성 수가 같은 샘플만 넣을 수 있습니다. 나머지에는 층을 하나 더 만드세요",
        ),
    ),
    "BD232": Entry(
        "GraphError",
        (
            "the outputs also need {name}, which is not among the inputs",
            "출력을 계산하려면 {name}도 필요한데 inputs에 없습니다",
        ),
        expected=("every badak.Input that the outputs are made from", "출력에 이르는 모든 badak.Input"),
        fix=("add it: badak.Model(inputs=[…], outputs=…)", "inputs에 추가하세요: badak.Model(inputs=[…], outputs=…)"),
    ),
    "BD233": Entry(
        "GraphError",
        ("an input leads to no output", "어느 출력에도 이어지지 않는 입력이 있습니다"),
        fix=(
            "leave it out of inputs, or use the symbol that you gave: a layer called on another one is not connected with it",
            "inputs에서 빼거나, 넘긴 심벌을 실제로 쓰세요. 다른 심벌에 층을 적용하면 이어지지 않습니다",
        ),
    ),
    "BD234": Entry(
        "GraphError",
        ("{name} of a model are symbols", "모델의 {name}에는 심벌을 넘겨야 합니다"),
        expected=("badak.Input(…) and what layers make of it", "badak.Input(…)과, 거기에 층을 적용한 결과"),
        fix=(
            "x = badak.Input((784,)); y = badak.layers.Dense(10)(x); badak.Model(x, y). Layers in a list belong into "
            "badak.Sequential([…])",
            "x = badak.Input((784,)); y = badak.layers.Dense(10)(x); badak.Model(x, y)처럼 쓰세요. 층의 리스트는 "
            "badak.Sequential([…])에 넣습니다",
        ),
    ),
    "BD235": Entry(
        "DataError",
        ("the data do not match the inputs of the model", "데이터가 모델의 입력과 맞지 않습니다"),
        fix=(
            "give a list in the order of the inputs, or a dict by their names",
            "입력 순서대로 리스트로, 또는 이름을 키로 한 딕셔너리로 넘기세요",
        ),
    ),
    "BD236": Entry(
        "ShapeError",
        ("the layer puts several inputs together", "여러 입력을 합치는 층입니다"),
        expected=("a list of {least} or more inputs", "입력 {least}개 이상의 리스트"),
        fix=("layer([a, b])", "layer([a, b])처럼 리스트로 넘기세요"),
    ),
    "BD237": Entry(
        "ShapeError",
        ("the inputs have different sizes along axis {axis}", "입력들의 크기가 축 {axis}에서 서로 다릅니다"),
        expected=("one shape, or sizes of 1 that broadcast", "같은 모양. 또는 브로드캐스트되는 크기 1"),
        fix=(
            "bring them to one size with a Dense layer or another stride; Concatenate joins different sizes",
            "Dense 층이나 보폭(strides)으로 크기를 맞추세요. 크기가 다른 것을 이어 붙이려면 Concatenate를 쓰세요",
        ),
    ),
    "BD238": Entry(
        "ShapeError",
        (
            "inputs that are joined along axis {axis} differ in another axis",
            "축 {axis} 방향으로 이어 붙일 입력들의 다른 축 크기가 다릅니다",
        ),
        fix=(
            "make all other sizes equal, or join along another axis",
            "나머지 크기를 맞추거나 다른 축으로 이어 붙이세요",
        ),
    ),
    "BD239": Entry(
        "ShapeError",
        (
            "an inner product needs vectors of one size, not {one} and {two}",
            "내적할 벡터의 크기가 같아야 하는데 {one}, {two}입니다",
        ),
        fix=("choose the axes with axes=(…, …)", "axes=(…, …)로 축을 고르세요"),
    ),
    "BD240": Entry(
        "ArgumentError",
        (
            "{what} gives one for each output, and there are {count}",
            "{what}에는 출력마다 하나씩, 모두 {count}개가 필요합니다",
        ),
        fix=(
            "give a list in the order of the outputs, a dict by their names, or a single one for all",
            "출력 순서대로 리스트로, 이름을 키로 한 딕셔너리로, 또는 모두에 쓸 하나만 넘기세요",
        ),
    ),
    "BD241": Entry(
        "ArgumentError",
        ("no output has this name", "이런 이름의 출력은 없습니다"),
        fix=(
            "an output is called as the layer that makes it (name=…), or as in the dict given to badak.Model",
            "출력의 이름은 그 출력을 만든 층의 이름(name=…)이거나 badak.Model에 넘긴 딕셔너리의 키입니다",
        ),
    ),
    "BD242": Entry(
        "DataError",
        ("{role} does not match the outputs of the model", "{role}이(가) 모델의 출력과 맞지 않습니다"),
        fix=(
            "give a list in the order of the outputs, or a dict by their names",
            "출력 순서대로 리스트로, 또는 이름을 키로 한 딕셔너리로 넘기세요",
        ),
    ),
    "BD243": Entry(
        "UseError",
        (
            "the layer was called on symbols {count} times, so it has not the one {name}",
            "이 층은 심벌에 {count}번 적용되어 '{name}'을(를) 하나로 정할 수 없습니다",
        ),
        expected=("a layer that is called once", "한 번만 적용한 층"),
        fix=(
            "keep what the call returned, h = layer(x), and use h; give a Sequential its input_shape",
            "층을 적용한 결과를 h = layer(x)처럼 변수에 두고 쓰세요. Sequential이라면 input_shape를 정하세요",
        ),
    ),
    "BD244": Entry(
        "ShapeError",
        (
            "the samples are too short for the windows on the way: axis {axis} of '{input}' needs at least {least}",
            "샘플이 너무 짧아 층의 창(window)이 들어가지 않습니다. '{input}'의 {axis}번 축은 {least} 이상이어야 합니다",
        ),
        fix=(
            "pad the samples: badak.utils.pad_sequences(x, maxlen={least}) for rows of ids, or use padding='same' or fewer "
            "pooling layers",
            "샘플을 늘리세요. id 행이라면 badak.utils.pad_sequences(x, maxlen={least})를 쓰면 됩니다. padding='same'을 쓰거나 "
            "풀링 층을 줄여도 됩니다",
        ),
    ),
    "BD245": Entry(
        "ShapeError",
        (
            "the data of input '{input}' have samples of shape {got_shape}, the model wants {wanted}",
            "입력 '{input}'의 샘플 모양은 {got_shape}인데, 모델에는 {wanted}이(가) 필요합니다",
        ),
        expected=("samples of shape {wanted}", "{wanted} 모양의 샘플"),
        fix=("{hint_en}", "{hint_ko}"),
    ),
}
