"""BD040–BD045: optimizers, schedules, initializers, regularizers and constraints."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD040": Entry(
        "ArgumentError",
        ("'{name}' is outside what it may be", "'{name}' 값이 허용 범위를 벗어났습니다"),
        fix=(
            "give a value in that range, or leave '{name}' out to keep the default",
            "범위 안의 값을 주거나, '{name}'을(를) 생략해 기본값을 쓰세요",
        ),
    ),
    "BD041": Entry(
        "StateError",
        ("none of the tensors has a gradient to follow", "어느 텐서에도 따라 내려갈 기울기가 없습니다"),
        expected=(
            "tensors with requires_grad=True that a loss was computed from, after loss.backward()",
            "requires_grad=True이고 손실 계산에 쓰인 텐서를, loss.backward() 뒤에",
        ),
        fix=(
            "call loss.backward() first, and give the very tensors the loss was made from",
            "loss.backward()를 먼저 부르고, 손실을 만든 바로 그 텐서들을 넘기세요",
        ),
    ),
    "BD042": Entry(
        "ShapeError",
        (
            "gradients, state and parameters do not belong together: {why}",
            "기울기·상태·파라미터가 서로 맞지 않습니다: {why}",
        ),
        expected=(
            "trees with the same names and shapes as the parameters that init(params) was given",
            "init(params)에 준 파라미터와 이름과 모양이 같은 트리",
        ),
        fix=(
            "call optimizer.init(params) again after the model changed, and differentiate by these params",
            "모델이 바뀌었다면 optimizer.init(params)를 다시 부르고, 이 params로 미분하세요",
        ),
    ),
    "BD043": Entry(
        "StateError",
        (
            "the schedule gives a learning rate of 0 at this step, which no factor can change",
            "이 스텝에서 스케줄의 학습률이 0이라, 무엇을 곱해도 바꿀 수 없습니다",
        ),
        expected=("a step at which the schedule is above 0", "스케줄 값이 0보다 큰 스텝"),
        fix=(
            "use a number as learning_rate if callbacks are to set it, or a schedule that starts and ends above 0",
            "콜백이 학습률을 정하게 하려면 learning_rate에 숫자를 주고, 아니면 시작과 끝이 0보다 큰 스케줄을 쓰세요",
        ),
    ),
    "BD044": Entry(
        "ShapeError",
        ("this initializer cannot fill the shape: {why}", "이 초기화로는 만들 수 없는 모양입니다: {why}"),
        fix=(
            "choose another initializer for this parameter, such as 'glorot_uniform' or 'zeros'",
            "이 파라미터에는 'glorot_uniform'이나 'zeros' 같은 다른 초기화를 고르세요",
        ),
    ),
    "BD045": Entry(
        "ArgumentError",
        ("these arguments contradict each other: {why}", "인자들이 서로 모순됩니다: {why}"),
        fix=("change one of them", "둘 중 하나를 바꾸세요"),
    ),
}
