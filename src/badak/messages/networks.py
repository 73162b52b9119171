"""BD150–BD159: ready-made networks, their blocks, and pictures to train them on."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD150": Entry(
        "ShapeError",
        (
            "a padded shortcut cannot make {filters} channels of {channels}",
            "0을 덧대는 지름길(shortcut)로는 채널 {channels}개를 {filters}개로 줄일 수 없습니다",
        ),
        expected=("at least {channels} channels behind the block", "블록의 출력 채널이 {channels}개 이상"),
        fix=(
            "shortcut='projection' learns the way from one number of channels to the other",
            "shortcut='projection'을 쓰면 채널 수가 다른 길을 학습합니다",
        ),
    ),
    "BD151": Entry(
        "ArgumentError",
        (
            "pictures of shape {got} are too small for {model}",
            "{got} 모양의 이미지는 {model}에 넣기에 너무 작습니다",
        ),
        expected=("at least {least}×{least} pixels", "{least}×{least}픽셀 이상"),
        fix=(
            "use larger pictures (badak.layers.Resizing) or a network with fewer poolings: {smaller}",
            "이미지를 키우거나(badak.layers.Resizing), 풀링이 적은 네트워크를 쓰세요: {smaller}",
        ),
    ),
    "BD152": Entry(
        "ArgumentError",
        ("{model} has nothing that {option} could set", "{model} 모델에는 {option}(으)로 정할 것이 없습니다"),
        expected=(
            "--hidden with mlp; --dropout with mlp, simple-cnn, deep-cnn, vgg11, vgg16 and networks that read texts; "
            "--tokens for texts",
            "--hidden은 mlp에만, --dropout은 mlp, simple-cnn, deep-cnn, vgg11, vgg16과 글을 읽는 신경망에만, "
            "--tokens는 글에만 있습니다",
        ),
        fix=("leave {option} out, or choose --model mlp", "{option}을(를) 빼거나 --model mlp를 고르세요"),
    ),
    "BD153": Entry(
        "DataError",
        (
            "{model} looks at pictures, and this data has none",
            "{model}은(는) 이미지를 보는 모델인데 이 데이터는 이미지가 아닙니다",
        ),
        expected=(
            "samples of shape (height, width) or (height, width, channels)",
            "(height, width) 또는 (height, width, channels) 모양의 샘플",
        ),
        fix=("leave --model out, or choose --model mlp", "--model을 빼거나 --model mlp를 고르세요"),
    ),
    "BD154": Entry(
        "DataError",
        ("no classes of pictures are recognised: {why}", "이미지의 클래스를 알아볼 수 없습니다: {why}"),
        expected=(
            "a folder for each class, such as cats/1.jpg and dogs/1.jpg, or train/cats/1.jpg and test/cats/2.jpg",
            "클래스마다 폴더 하나. 예: cats/1.jpg와 dogs/1.jpg, 또는 train/cats/1.jpg와 test/cats/2.jpg",
        ),
        fix=(
            "put the pictures of each class into a folder that is called like it",
            "클래스 이름으로 폴더를 만들어 이미지를 나누어 넣으세요",
        ),
    ),
    "BD155": Entry("Notice", ("{what}", "{what}")),
}
