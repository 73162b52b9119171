"""BD335–BD339: what the programs from the ground up notice."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD335": Entry(
        "Notice",
        (
            "h = {h} is too small beside x = {x}: {dtype} leaves {digits} digits of the difference",
            "h = {h}은(는) x = {x}에 비해 너무 작습니다. {dtype}에서는 차이의 유효숫자가 {digits}자리만 남습니다",
        ),
        expected=("h of about {better} or more", "{better} 이상의 h"),
        fix=(
            "take a larger h, or float64 numbers; badak.grad has no h at all",
            "h를 키우거나 float64를 쓰세요. badak.grad에는 h 자체가 필요 없습니다",
        ),
    ),
    "BD336": Entry(
        "Notice",
        (
            "the descent diverges: after {steps} steps the value is {last} where it began at {first}",
            "경사하강이 발산합니다. 처음 값은 {first}인데 {steps}스텝 뒤에는 {last}입니다",
        ),
        got=("learning_rate = {rate}", "learning_rate = {rate}"),
        fix=(
            "take a smaller learning rate, a tenth to begin with: each step goes beyond the valley to a steeper place",
            "학습률을 우선 10분의 1로 줄여 보세요. 지금은 한 스텝마다 골짜기를 건너뛰어 더 가파른 곳에 닿습니다",
        ),
    ),
    "BD337": Entry(
        "Notice",
        (
            "the training stands still at {at}, though the true slope there is {slope}: {dtype} cannot show the difference",
            "실제 기울기가 {slope}인데도 {at}에서 학습이 멈췄습니다. {dtype}로는 차이가 나타나지 않습니다",
        ),
        fix=(
            "take float64, a larger h, or the exact gradient",
            "float64나 더 큰 h, 또는 해석적 기울기를 쓰세요",
        ),
    ),
    "BD338": Entry(
        "Notice",
        (
            "{points} point(s) to find {numbers} numbers, w and b: every point is met, whatever they mean",
            "점이 {points}개뿐인데 w와 b로 숫자 {numbers}개를 찾습니다. 모든 점을 그대로 지나므로 맞는 관계인지 알 수 없습니다",
        ),
        expected=("{least} points or more", "점 {least}개 이상"),
        fix=(
            "collect more points, or leave b out: bias=False",
            "점을 더 모으거나 b를 빼세요(bias=False)",
        ),
    ),
    "BD339": Entry(
        "StateError",
        (
            "backward came before forward: there is nothing yet to take the derivative of",
            "forward보다 backward를 먼저 불렀습니다. 아직 미분할 값이 없습니다",
        ),
        expected=(
            "layer.forward(x), then layer.backward(dout)",
            "layer.forward(x)를 부른 다음 layer.backward(dout)",
        ),
        fix=(
            "call forward with the same batch first",
            "같은 배치로 forward를 먼저 부르세요",
        ),
    ),
}
