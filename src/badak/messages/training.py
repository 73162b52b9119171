"""BD030–BD039, BD046–BD049 and BD131: compile, fit, evaluate, predict."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD030": Entry(
        "StateError",
        ("the model was not told how to train", "모델을 어떻게 학습할지 정하지 않았습니다"),
        expected=("compile() before fit() or evaluate()", "fit()이나 evaluate() 전에 compile()"),
        fix=("model.compile(optimizer='adam', loss='mse')", "model.compile(optimizer='adam', loss='mse')"),
    ),
    "BD031": Entry(
        "DataError",
        ("{role} holds text", "{role}에 글자가 들어 있습니다"),
        expected=("numbers", "숫자"),
        fix=(
            "number the names first: names, y = numpy.unique(y, return_inverse=True); or train on the table as it is: "
            "badak train --data FILE.csv --target COLUMN. Sentences are read by a model that begins with "
            "badak.layers.TextVectorization",
            "먼저 이름에 번호를 매기세요: names, y = numpy.unique(y, return_inverse=True). 표라면 파일을 그대로 학습할 수도 "
            "있습니다: badak train --data 파일.csv --target 열이름. 문장은 badak.layers.TextVectorization으로 시작하는 모델이 "
            "읽습니다",
        ),
    ),
    "BD032": Entry(
        "DataError",
        ("{role} cannot become an array of numbers", "{role}을(를) 숫자 배열로 바꿀 수 없습니다"),
        expected=("rows of equal length that hold only numbers", "길이가 같고 숫자만 담긴 행"),
        fix=(
            "make the rows equally long; turn dates and objects into numbers",
            "행의 길이를 맞추고, 날짜나 객체는 숫자로 바꾸세요",
        ),
    ),
    "BD033": Entry(
        "DataError",
        ("{role} holds {count} values that are NaN or infinite", "{role}에 NaN이나 무한대가 {count}개 있습니다"),
        expected=("finite numbers: one NaN spoils every weight", "유한한 수. NaN 하나가 모든 가중치를 망칩니다"),
        fix=(
            "fill or drop them first: numpy.nan_to_num, pandas.DataFrame.fillna or dropna",
            "먼저 채우거나 지우세요: numpy.nan_to_num, pandas.DataFrame.fillna 또는 dropna",
        ),
    ),
    "BD034": Entry(
        "DataError",
        (
            "inputs and targets do not have one row each for every sample",
            "입력과 정답의 행 수가 샘플 수와 맞지 않습니다",
        ),
        expected=("the same number of rows in x, y and sample_weight", "x, y, sample_weight의 행 수가 같아야 합니다"),
        fix=(
            "compare len(x) and len(y); the first axis counts samples",
            "len(x)와 len(y)를 비교하세요. 첫 축이 샘플 수입니다",
        ),
    ),
    "BD035": Entry(
        "DataError",
        ("there are no samples", "샘플이 하나도 없습니다"),
        expected=("at least one sample", "샘플이 하나 이상"),
        fix=("check how the data was loaded or filtered", "데이터를 읽거나 거르는 부분을 확인하세요"),
    ),
    "BD036": Entry(
        "Notice",
        ("the pixels are whole numbers up to 255 and were not scaled", "픽셀이 0~255 정수 그대로입니다"),
        expected=("numbers from 0 to 1 train faster and more surely", "0~1 사이의 수가 더 빠르고 안정되게 학습됩니다"),
        fix=(
            "x = x / 255, or begin the model with badak.layers.Rescaling(1 / 255)",
            "x = x / 255로 나누거나 모델을 badak.layers.Rescaling(1 / 255)로 시작하세요",
        ),
    ),
    "BD037": Entry(
        "DataError",
        (
            "class_weight does not fit the targets; classes without a factor: {missing}",
            "class_weight가 정답과 맞지 않습니다. 빠진 클래스: {missing}",
        ),
        expected=("one factor for every class that occurs", "나타나는 모든 클래스의 가중치"),
        fix=(
            "write class_weight={{0: 1.0, 1: 3.0}} with every class",
            "class_weight={{0: 1.0, 1: 3.0}}처럼 모든 클래스를 쓰세요",
        ),
    ),
    "BD038": Entry(
        "DataError",
        ("this cannot be read as batches", "배치로 읽을 수 없는 데이터입니다"),
        expected=(
            "(x, y) or (x, y, sample_weight) batches, and steps_per_epoch= for a generator",
            "(x, y) 또는 (x, y, sample_weight) 배치. 제너레이터라면 steps_per_epoch=",
        ),
        fix=(
            "yield (x, y) and give steps_per_epoch= (validation_steps= or steps= elsewhere)",
            "(x, y)를 yield하고 steps_per_epoch=(다른 곳에서는 validation_steps=, steps=)를 주세요",
        ),
    ),
    "BD039": Entry(
        "DataError",
        ("the generator ended after {got} batches", "제너레이터가 배치 {got}개 만에 끝났습니다"),
        got=("{got} batches", "배치 {got}개"),
        expected=("{expected} batches in every epoch", "에포크마다 배치 {expected}개"),
        fix=(
            "let it repeat for ever (while True), or give arrays or a badak.Dataset",
            "while True로 계속 만들게 하거나, 배열이나 badak.Dataset을 주세요",
        ),
    ),
    "BD046": Entry(
        "Notice",
        (
            "targets and outputs have the same number of values in other shapes; the targets were reshaped",
            "정답과 출력의 값 개수는 같고 모양만 달라, 정답의 모양을 맞추었습니다",
        ),
        fix=("reshape y yourself to silence this", "y의 모양을 직접 맞추면 이 알림이 사라집니다"),
    ),
    "BD047": Entry(
        "Notice",
        (
            "the loss became NaN or infinite; training stopped and kept {kept}",
            "손실이 NaN이나 무한대가 되어 학습을 멈추고 {kept}를 남겼습니다",
        ),
        expected=("a finite loss (learning rate now {rate})", "유한한 손실 (지금 학습률 {rate})"),
        fix=(
            "lower the learning rate, scale the inputs to about -1…1, or clip gradients with clipnorm=1.0",
            "학습률을 낮추거나, 입력을 -1~1 정도로 맞추거나, clipnorm=1.0으로 기울기를 자르세요",
        ),
    ),
    "BD048": Entry(
        "ArgumentError",
        (
            "a callback watches a validation number, but there is no validation data",
            "콜백이 검증 값을 지켜보는데 검증 데이터가 없습니다",
        ),
        fix=(
            "give fit validation_data=(x, y) or validation_split=0.2, or watch one of the names above",
            "fit에 validation_data=(x, y)나 validation_split=0.2를 주거나 위의 이름 가운데 하나를 지켜보세요",
        ),
    ),
    "BD049": Entry(
        "ArgumentError",
        ("a callback watches a name that is never measured", "콜백이 측정되지 않는 이름을 지켜봅니다"),
        fix=(
            "choose one of the names above, or add the metric in compile(metrics=[...])",
            "위의 이름 가운데서 고르거나 compile(metrics=[...])에 지표를 더하세요",
        ),
    ),
    "BD131": Entry(
        "Notice",
        (
            "a callback defines a method that is never called",
            "콜백에 정의한 메서드가 불리는 일이 없습니다",
        ),
        expected=("one of: {near}", "다음 중 하나: {near}"),
        fix=(
            "correct the name, or let it begin with another word than on_",
            "이름을 고치거나, on_이 아닌 말로 시작하게 하세요",
        ),
    ),
}
