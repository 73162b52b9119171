"""BD150–BD159: ready-made networks and their blocks."""

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
}
