"""BD265–BD266: pictures of models; BD306–BD308: pictures of expressions."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD265": Entry(
        "ArgumentError",
        ("pictures of {what} are not written in this form", "{what} 그림을 이 형식으로는 저장하지 않습니다"),
        expected=("a name that ends in {endings}", "{endings} 중 하나로 끝나는 이름"),
        fix=("{better}", "{better}"),
    ),
    "BD266": Entry(
        "ArgumentError",
        ("the PNG would have {got} pixels", "PNG의 크기가 {got}픽셀이나 됩니다"),
        expected=("at most {most} pixels and 65,000 on a side", "전체 {most}픽셀 이하, 한 변은 65,000픽셀 이하"),
        fix=(
            "write .svg, which has no pixels, or take a dpi below {dpi}",
            "픽셀이 없는 .svg로 저장하거나 dpi를 {dpi}보다 작게 하세요",
        ),
    ),
    "BD306": Entry(
        "AutogradError",
        (
            "there is nothing left to draw: backward() has freed the graph",
            "그릴 것이 남아 있지 않습니다. backward()가 그래프를 비웠습니다",
        ),
        fix=(
            "draw it before backward(), or keep the graph: y.backward(retain_graph=True)",
            "backward() 전에 그리거나, y.backward(retain_graph=True)로 그래프를 남겨 두세요",
        ),
    ),
    "BD307": Entry(
        "AutogradError",
        (
            "nothing was recorded of how this tensor was made: no tensor in it requires a gradient",
            "이 텐서를 어떻게 계산했는지 기록이 없습니다. 기울기가 필요한 텐서로 계산한 값이 아닙니다",
        ),
        expected=(
            "a floating result of at least one tensor with requires_grad=True, computed outside no_grad()",
            "requires_grad=True인 텐서가 하나라도 들어간, no_grad() 밖에서 계산한 실수 값",
        ),
        fix=(
            "x = badak.tensor(3.0, requires_grad=True), compute y from x again, then draw it",
            "x = badak.tensor(3.0, requires_grad=True)로 만들고 y를 다시 계산한 다음 그리세요",
        ),
    ),
    "BD308": Entry(
        "ArgumentError",
        (
            "the picture would have {got} operations, too many to read",
            "연산이 {got}개나 되어 그려도 알아볼 수 없습니다",
        ),
        expected=("at most {most} operations", "연산 {most}개 이하"),
        fix=(
            "leave depth out, or take depth={depth} or less",
            "depth를 빼거나 depth={depth} 이하로 하세요",
        ),
    ),
}
