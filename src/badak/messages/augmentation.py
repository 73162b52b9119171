"""BD120–BD129: layers for pictures, augmentation, mixing, normalisation of the input."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD120": Entry(
        "ShapeError",
        ("this layer takes pictures", "이 층(layer)은 이미지를 받습니다"),
        expected=("(batch, height, width, channels)", "(batch, height, width, channels)"),
        fix=(
            "add the missing axis: x[..., None] for the channel of grey pictures, x[None] for a single picture",
            "빠진 축을 더하세요. 흑백 이미지의 채널은 x[..., None], 이미지 한 장은 x[None]입니다",
        ),
    ),
    "BD121": Entry(
        "ShapeError",
        (
            "a crop of {wanted} does not fit into pictures of {size}",
            "{size} 크기의 이미지에서 {wanted}을(를) 잘라 낼 수 없습니다",
        ),
        expected=("height and width not larger than the picture's", "이미지보다 크지 않은 height와 width"),
        fix=(
            "ask for a smaller crop, or put Resizing(height, width) before it{more_en}",
            "더 작게 자르거나 앞에 Resizing(height, width)를 넣으세요{more_ko}",
        ),
    ),
    "BD122": Entry(
        "ArgumentError",
        ("'{name}' is out of range", "'{name}' 값이 범위를 벗어났습니다"),
        expected=(
            "a number, or a pair (low, high), between {low} and {high}",
            "{low}에서 {high} 사이의 수 하나 또는 (최소, 최대) 쌍",
        ),
        fix=("{hint_en}", "{hint_ko}"),
    ),
    "BD123": Entry(
        "ArgumentError",
        (
            "{layer} mixes the targets too, and there are none here",
            "{layer}은(는) 정답도 함께 섞는데, 여기에는 정답이 없습니다",
        ),
        expected=("inputs and targets together", "입력과 정답을 함께"),
        fix=(
            "leave it out of the model and use it on the data: "
            "fit(badak.Dataset(x, y).shuffle().batch(32).map(badak.layers.{layer}(num_classes=10)))",
            "모델에 넣지 말고 데이터에 쓰세요: "
            "fit(badak.Dataset(x, y).shuffle().batch(32).map(badak.layers.{layer}(num_classes=10)))",
        ),
    ),
    "BD124": Entry(
        "ArgumentError",
        (
            "class numbers cannot be mixed: half of class 3 and half of class 5 is not class 4",
            "클래스 번호는 섞을 수 없습니다. 3번 클래스 반과 5번 클래스 반이 4번 클래스는 아니니까요",
        ),
        expected=(
            "num_classes, or targets that are one-hot rows or decimal numbers",
            "num_classes 인자, 또는 원-핫 행이나 실수로 된 정답",
        ),
        fix=(
            "write {layer}(num_classes=10) with your number of classes, and compile with categorical_crossentropy; "
            "for two classes with one output, or for regression, give y.astype('float32')",
            "클래스 수를 넣어 {layer}(num_classes=10)처럼 쓰고 categorical_crossentropy로 compile하세요. "
            "출력이 하나인 이진 분류나 회귀라면 y.astype('float32')를 주세요",
        ),
    ),
    "BD125": Entry(
        "DataError",
        (
            "a class number lies outside 0 … {last}",
            "0~{last} 범위를 벗어난 클래스 번호가 있습니다",
        ),
        expected=("whole numbers from 0 to {last} (num_classes={count})", "0부터 {last}까지의 정수 (num_classes={count})"),
        fix=("check num_classes, or count the classes from 0", "num_classes를 확인하거나 클래스를 0부터 세세요"),
    ),
    "BD126": Entry(
        "ShapeError",
        (
            "colours need the three channels red, green and blue",
            "색을 바꾸려면 빨강, 초록, 파랑 세 채널이 있어야 합니다",
        ),
        expected=("(batch, height, width, 3)", "(batch, height, width, 3)"),
        fix=(
            "leave this layer out for grey pictures; RandomBrightness and RandomContrast take any channels",
            "흑백 이미지에는 이 층을 빼세요. RandomBrightness와 RandomContrast는 채널 수를 가리지 않습니다",
        ),
    ),
    "BD127": Entry(
        "StateError",
        (
            "Normalization has seen no data, so its mean and variance are unknown",
            "Normalization이 아직 데이터를 보지 못해 평균과 분산을 모릅니다",
        ),
        expected=("adapt(x_train) before fit", "fit보다 먼저 adapt(x_train)"),
        fix=(
            "call layer.adapt(x_train), or give mean= and variance=",
            "layer.adapt(x_train)을 부르거나 mean=과 variance=를 주세요",
        ),
    ),
    "BD128": Entry(
        "Notice",
        (
            "the values of the pixels do not go with value_range={range}",
            "픽셀 값이 value_range={range}와 맞지 않습니다",
        ),
        got=("{seen_en}", "{seen_ko}"),
        expected=(
            "value_range=(smallest, largest value a pixel can have)",
            "value_range=(픽셀이 가질 수 있는 가장 작은 값, 가장 큰 값)",
        ),
        fix=(
            "write value_range=(0, 1) for pixels divided by 255, and put this layer before any normalisation",
            "255로 나눈 픽셀이면 value_range=(0, 1)로 쓰고, 정규화 층보다 앞에 두세요",
        ),
    ),
    "BD129": Entry(
        "ArgumentError",
        (
            "a layer in Dataset.map works on batches, and this Dataset gives single samples",
            "Dataset.map에 넣은 층은 배치에 쓰는데, 이 Dataset은 샘플을 하나씩 줍니다",
        ),
        fix=("call .batch(32) on the Dataset too", "Dataset에 .batch(32)도 부르세요"),
    ),
}  # fmt: skip
