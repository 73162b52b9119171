"""BD001–BD019: tensors, operations and derivatives."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD001": Entry(
        "ShapeError",
        ("the shapes do not fit together: {why}", "모양(shape)이 서로 맞지 않습니다: {why}"),
        fix=(
            "print the .shape of each value, then reshape, transpose or select so that equal names have equal sizes",
            "각 값의 .shape를 출력해 보고, 같은 이름의 축이 같은 크기가 되도록 reshape·전치·선택하세요",
        ),
    ),
    "BD002": Entry(
        "ShapeError",
        ("{op} cannot broadcast these shapes", "{op}: 브로드캐스팅할 수 없는 모양입니다"),
        expected=(
            "from the last axis backwards, sizes that are equal or 1",
            "마지막 축부터 비교해 크기가 같거나 1이어야 합니다",
        ),
        fix=(
            "check which axis means what; reshape(-1, 1) makes a column, reshape(1, -1) a row",
            "어느 축이 무엇을 뜻하는지 확인하세요. reshape(-1, 1)은 열, reshape(1, -1)은 행을 만듭니다",
        ),
    ),
    "BD003": Entry(
        "ArgumentError",
        ("argument '{name}' has a value that has no meaning here", "인자 '{name}'의 값이 올바르지 않습니다"),
    ),
    "BD004": Entry(
        "AutogradError",
        (
            "backward() needs a single number, or the gradient that arrives from above",
            "backward()는 값이 하나인 텐서에서 부르거나, 위에서 내려오는 기울기를 함께 주어야 합니다",
        ),
        expected=(
            "a tensor with one element, or gradient= of the same shape",
            "원소가 하나인 텐서, 또는 같은 모양의 gradient=",
        ),
        fix=(
            "call .sum().backward() or .mean().backward(), or give gradient=",
            ".sum().backward()나 .mean().backward()를 부르거나 gradient=를 주세요",
        ),
    ),
    "BD005": Entry(
        "AutogradError",
        (
            "there is nothing to differentiate: no tensor in this computation requires a gradient",
            "미분할 것이 없습니다: 이 계산에는 기울기가 필요한 텐서가 없습니다",
        ),
        expected=(
            "a result made from a tensor with requires_grad=True, outside no_grad()",
            "no_grad() 밖에서 requires_grad=True인 텐서로 계산한 결과",
        ),
        fix=(
            "make the input with badak.tensor(..., requires_grad=True)",
            "입력을 badak.tensor(..., requires_grad=True)로 만드세요",
        ),
    ),
    "BD006": Entry(
        "AutogradError",
        (
            "the graph of this computation was already freed by an earlier backward()",
            "이 계산 그래프는 앞선 backward()에서 이미 해제되었습니다",
        ),
        expected=("one backward() for each forward computation", "순전파 한 번에 backward() 한 번"),
        fix=(
            "compute the result again, or call the first backward(retain_graph=True)",
            "결과를 다시 계산하거나, 첫 호출을 backward(retain_graph=True)로 하세요",
        ),
    ),
    "BD007": Entry(
        "AutogradError",
        ("the gradient of an intermediate result is not kept", "중간 결과의 기울기는 보관되지 않습니다"),
        expected=(
            "a tensor made with requires_grad=True, or one after retain_grad()",
            "requires_grad=True로 만든 텐서, 또는 retain_grad()를 부른 텐서",
        ),
        fix=("call .retain_grad() on it before backward()", "backward() 전에 그 텐서의 .retain_grad()를 부르세요"),
    ),
    "BD008": Entry(
        "DTypeError",
        ("this cannot become a tensor of numbers", "숫자 텐서로 바꿀 수 없는 값입니다"),
        expected=(
            "numbers, nested lists of numbers of equal lengths, or arrays",
            "숫자, 길이가 같은 숫자 리스트(중첩 가능), 또는 배열",
        ),
        fix=(
            "turn text into numbers first, and make the rows equally long",
            "글자는 먼저 숫자로 바꾸고, 각 행의 길이를 같게 하세요",
        ),
    ),
    "BD009": Entry(
        "AutogradError",
        ("only floating-point tensors can have a gradient", "기울기는 실수(부동소수점) 텐서만 가질 수 있습니다"),
        fix=(
            "write 3.0 instead of 3, or convert with .astype('float32')",
            "3 대신 3.0으로 쓰거나 .astype('float32')로 바꾸세요",
        ),
    ),
    "BD010": Entry(
        "ShapeError",
        (
            "a tensor of {size} values cannot be seen as {wanted}",
            "값이 {size}개인 텐서를 {wanted} 모양으로 볼 수 없습니다",
        ),
        fix=(
            "choose sizes whose product is {size}; one of them may be -1",
            "곱이 {size}가 되는 크기를 고르세요. 하나는 -1로 둘 수 있습니다",
        ),
    ),
    "BD011": Entry(
        "AutogradError",
        (
            "the gradient check failed: the derivative differs from the numerical one",
            "기울기 검사에 실패했습니다: 계산한 미분이 수치 미분과 다릅니다",
        ),
        fix=(
            "compare the vjp with the formula; away from kinks, in float64, the two agree",
            "vjp를 공식과 비교해 보세요. 꺾인 점이 아니라면 float64에서 둘은 일치합니다",
        ),
    ),
    "BD012": Entry(
        "AutogradError",
        ("the value of a traced tensor is not known yet", "추적 중인 텐서의 값은 아직 정해지지 않았습니다"),
        fix=(
            "use badak.where(condition, a, b) instead of if, and keep numbers as tensors inside compiled code",
            "if 대신 badak.where(조건, a, b)를 쓰고, 컴파일되는 코드 안에서는 숫자를 텐서로 두세요",
        ),
    ),
    "BD013": Entry(
        "ArgumentError",
        ("axis {axis} does not exist in a tensor of {ndim} axes", "축이 {ndim}개인 텐서에 {axis}번 축은 없습니다"),
        expected=("an axis from -{ndim} to below {ndim}", "-{ndim} 이상 {ndim} 미만의 축"),
        fix=("count axes from 0, or from the end with negative numbers", "축은 0부터 세고, 뒤에서부터는 음수로 셉니다"),
    ),
    "BD014": Entry(
        "ArgumentError",
        ("there is no {kind} called {got}", "{got}(이)라는 {kind_ko} 이름은 없습니다"),
        expected=("one of: {near}", "다음 중 하나: {near}"),
        fix=(
            "check the spelling; in Python an object can stand for the name",
            "철자를 확인하세요. 파이썬에서는 이름 대신 객체를 줄 수도 있습니다",
        ),
    ),
    "BD015": Entry(
        "AutogradError",
        (
            "a tensor of {size} values is no single number, and neither true nor false",
            "값이 {size}개인 텐서는 숫자 하나로 바꾸거나 참·거짓으로 볼 수 없습니다",
        ),
        expected=("a tensor with one value", "값이 하나인 텐서"),
        fix=(
            "for a condition .all() or .any(); for a number t[0], .sum() or .mean(); for all values .tolist()",
            "조건이라면 .all()이나 .any(), 숫자 하나라면 t[0]이나 .sum(), .mean(), 값 전부라면 .tolist()를 쓰세요",
        ),
    ),
    "BD016": Entry(
        "ArgumentError",
        ("{op} cannot work with these arguments: {problem}", "{op}: 이 인자로는 계산할 수 없습니다: {problem}"),
        fix=("compare the arguments with help(badak.{op})", "help(badak.{op})로 인자를 확인하세요"),
    ),
    "BD017": Entry(
        "AutogradError",
        (
            "a tensor that requires a gradient cannot be changed in place",
            "기울기가 필요한 텐서는 값을 직접 바꿀 수 없습니다",
        ),
        expected=(
            "a result of operations, or a tensor without requires_grad",
            "연산의 결과이거나 requires_grad가 없는 텐서",
        ),
        fix=(
            "use badak.index_update(t, values, index=...), or change .data inside badak.no_grad()",
            "badak.index_update(t, 값, index=...)를 쓰거나 badak.no_grad() 안에서 .data를 바꾸세요",
        ),
    ),
    "BD018": Entry(
        "Notice",
        (
            "the function returned a plain number that does not know what it was computed from; its derivative is 0",
            "함수가 돌려준 값은 텐서가 아니어서 무엇으로 계산했는지 알 수 없습니다. 미분은 0입니다",
        ),
        expected=("a tensor, made by badak's operations", "badak의 연산으로 만든 텐서"),
        fix=(
            "use badak.sin instead of math.sin, and leave out float(), .item() and .numpy() on the way",
            "math.sin 대신 badak.sin을 쓰고, 계산 도중에는 float(), .item(), .numpy()를 쓰지 마세요",
        ),
    ),
    "BD019": Entry(
        "FileError",
        ("'{path}' cannot be written", "'{path}'에 쓸 수 없습니다"),
        expected=("a place with room where you may write", "쓰기 권한과 여유 공간이 있는 곳"),
        fix=(
            "choose another place, or check the folder and its permissions",
            "다른 곳을 고르거나 폴더와 권한을 확인하세요",
        ),
    ),
}
