"""BD050–BD059: losses, metrics, and the targets they are given."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD050": Entry(
        "ArgumentError",
        (
            "{activation} would be applied twice: {why}",
            "{activation}이(가) 두 번 적용됩니다: {why}",
        ),
        expected=(
            "logits (no activation on the last layer) with from_logits=True, or probabilities without it",
            "from_logits=True라면 활성화 함수를 거치지 않은 로짓, 아니면 from_logits 없이 확률",
        ),
        fix=("{hint}", "{hint}"),
    ),
    "BD051": Entry(
        "ArgumentError",
        (
            "a softmax over one unit is always 1, so nothing can be learned",
            "유닛이 하나뿐인 소프트맥스의 출력은 항상 1이므로 아무것도 학습하지 못합니다",
        ),
        expected=(
            "one unit with sigmoid for a yes/no question, or one unit per class with softmax",
            "예/아니요 문제라면 유닛 하나에 sigmoid, 여러 클래스라면 클래스마다 유닛 하나씩에 softmax",
        ),
        fix=(
            "Dense(1, activation='sigmoid') with binary_crossentropy, or Dense(2, activation='softmax') with "
            "sparse_categorical_crossentropy",
            "Dense(1, activation='sigmoid')에는 binary_crossentropy를, Dense(2, activation='softmax')에는 "
            "sparse_categorical_crossentropy를 쓰세요",
        ),
    ),
    "BD052": Entry(
        "ShapeError",
        (
            "targets and predictions differ in shape; {name} never repeats (broadcasts) one to fit the other",
            "정답과 예측값의 모양(shape)이 다릅니다. {name}은(는) 한쪽을 늘려서(브로드캐스팅) 맞추지 않습니다",
        ),
        got=("y_true {y_true}, y_pred {y_pred}", "y_true {y_true}, y_pred {y_pred}"),
        expected=("y_true {wanted}", "y_true {wanted}"),
    ),
    "BD053": Entry(
        "ShapeError",
        (
            "{name} needs one-hot rows, but the targets look like class numbers",
            "{name}에는 원-핫 행이 필요한데, 정답이 클래스 번호로 보입니다",
        ),
        got=("y_true {y_true}, y_pred {y_pred}", "y_true {y_true}, y_pred {y_pred}"),
        expected=("y_true {wanted}", "y_true {wanted}"),
        fix=(
            "use sparse_categorical_crossentropy (for metrics: SparseCategoricalAccuracy and the like), or turn the "
            "targets into rows with badak.utils.to_categorical(y, {classes})",
            "sparse_categorical_crossentropy(측정 지표라면 SparseCategoricalAccuracy 등)를 쓰거나, "
            "badak.utils.to_categorical(y, {classes})로 정답을 원-핫으로 바꾸세요",
        ),
    ),
    "BD054": Entry(
        "ShapeError",
        (
            "{name} needs one class number per sample, but the targets look like one-hot rows",
            "{name}에는 샘플마다 클래스 번호 하나가 필요한데, 정답이 원-핫 행으로 보입니다",
        ),
        got=("y_true {y_true}, y_pred {y_pred}", "y_true {y_true}, y_pred {y_pred}"),
        expected=("y_true {wanted}, whole numbers from 0 to {highest}", "y_true {wanted}, 0부터 {highest}까지의 정수"),
        fix=(
            "use categorical_crossentropy (for metrics: CategoricalAccuracy and the like), or turn the rows into "
            "numbers with y.argmax(axis=-1)",
            "categorical_crossentropy(측정 지표라면 CategoricalAccuracy 등)를 쓰거나, y.argmax(axis=-1)로 원-핫을 "
            "클래스 번호로 바꾸세요",
        ),
    ),
    "BD055": Entry(
        "DataError",
        (
            "the target {label} in row {row} cannot be used with {name}: {why}",
            "{row}번 행의 정답 {label}은(는) {name}에 쓸 수 없습니다: {why}",
        ),
        fix=(
            "correct or leave out that row (rows are counted from 0); there are {count} such values",
            "그 행을 고치거나 빼세요(행은 0부터 셉니다). 이런 값이 모두 {count}개 있습니다",
        ),
    ),
    "BD056": Entry(
        "ArgumentError",
        (
            "{name} compares classes, but there is only one output unit: its value would always be the same",
            "출력 유닛이 하나뿐이라 {name}이(가) 비교할 클래스가 없습니다. 값이 항상 같습니다",
        ),
        got=("y_true {y_true}, y_pred {y_pred}", "y_true {y_true}, y_pred {y_pred}"),
        expected=(
            "one output unit per class, or binary_crossentropy for one unit",
            "클래스마다 출력 유닛 하나, 또는 유닛이 하나라면 binary_crossentropy",
        ),
        fix=(
            "two classes: Dense(1, activation='sigmoid') with loss='binary_crossentropy'; more: Dense(number of "
            "classes, activation='softmax'); numbers rather than classes: loss='mse'",
            "클래스가 둘이면 Dense(1, activation='sigmoid')에 loss='binary_crossentropy', 더 많으면 "
            "Dense(클래스 수, activation='softmax'), 클래스가 아니라 수치를 예측한다면 loss='mse'를 쓰세요",
        ),
    ),
    "BD057": Entry(
        "DataError",
        (
            "{name} needs probabilities, but the predictions are {what}",
            "{name}에는 확률이 필요한데 예측값이 {what}입니다",
        ),
        expected=("predictions from 0 to 1", "0 이상 1 이하의 예측값"),
        fix=(
            "give the last layer activation='softmax' (one class of several) or 'sigmoid' (yes/no), or use the loss "
            "with from_logits=True and no activation",
            "마지막 층에 activation='softmax'(여러 클래스 중 하나)나 'sigmoid'(예/아니요)를 주거나, 활성화 함수 없이 "
            "손실 함수에 from_logits=True를 주세요",
        ),
    ),
    "BD058": Entry(
        "ShapeError",
        (
            "'{name}' cannot be chosen for these shapes",
            "이 모양(shape)만으로는 '{name}'의 종류를 정할 수 없습니다",
        ),
        got=("y_true {y_true}, y_pred {y_pred}", "y_true {y_true}, y_pred {y_pred}"),
        expected=(
            "one unit and targets of 0 and 1, or one unit per class and either one-hot rows or class numbers",
            "유닛 하나에 0·1 정답, 또는 클래스마다 유닛 하나에 원-핫 행이나 클래스 번호",
        ),
        fix=(
            "name the kind yourself (binary, categorical or sparse categorical), or correct the shape of the targets",
            "종류(binary, categorical, sparse categorical)를 직접 고르거나 정답의 모양을 바로잡으세요",
        ),
    ),
    "BD059": Entry(
        "DataError",
        (
            "class numbers must be whole numbers from 0 to {highest}",
            "클래스 번호는 0부터 {highest}까지의 정수여야 합니다",
        ),
        expected=("whole numbers from 0 to {highest}", "0부터 {highest}까지의 정수"),
        fix=(
            "turn names into numbers first (np.unique(y, return_inverse=True)), let classes start at 0, or give a "
            "larger num_classes",
            "이름은 먼저 번호로 바꾸고(np.unique(y, return_inverse=True)), 번호가 0부터 시작하게 하거나, num_classes를 "
            "더 크게 주세요",
        ),
    ),
}

# Where the second softmax or sigmoid of a BD050 comes from, and how to mend it.
TWICE: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "logits": (
        {
            "en": "the predictions already come out of {activation}, and from_logits=True applies it again",
            "ko": "예측값이 이미 {activation}을(를) 거쳤는데 from_logits=True가 한 번 더 적용합니다",
        },
        {
            "en": "leave out from_logits=True: the stable form is used anyway where the predictions come out of "
            "{activation}",
            "ko": "from_logits=True를 빼세요. {activation}을(를) 거친 예측값이면 수치적으로 안정한 식을 알아서 씁니다",
        },
    ),
    "layers": (
        {
            "en": "what goes into the last {activation} already came out of one",
            "ko": "마지막 {activation}에 들어가는 값이 이미 {activation}을(를) 거쳤습니다",
        },
        {
            "en": "keep one of the two: activation='{activation}' of the last layer, or a layer of its own behind it",
            "ko": "둘 중 하나만 남기세요: 마지막 층의 activation='{activation}'이나 그 뒤에 따로 둔 층",
        },
    ),
}

# How to mend a BD052, by what is wrong with the shapes.
MENDING: dict[str, dict[str, str]] = {
    "column": {
        "en": "write y_true.reshape(-1, 1); compile and fit do this by themselves",
        "ko": "y_true.reshape(-1, 1)로 바꾸세요. compile과 fit은 이를 알아서 해 줍니다",
    },
    "steps": {
        "en": "there is one number for each step: write y_true[..., None]",
        "ko": "스텝마다 수가 하나입니다. y_true[..., None]으로 축을 하나 더하세요",
    },
    "flat": {
        "en": "write y_true.reshape(-1); compile and fit do this by themselves",
        "ko": "y_true.reshape(-1)로 바꾸세요. compile과 fit은 이를 알아서 해 줍니다",
    },
    "swapped": {
        "en": "the targets come first, as in Keras: loss(y_true, y_pred); or reshape them",
        "ko": "Keras처럼 정답이 먼저입니다: loss(y_true, y_pred). 순서가 맞다면 정답의 모양을 바꾸세요",
    },
    "rows": {
        "en": "give as many targets as predictions: the first sizes differ",
        "ko": "정답과 예측값의 개수를 같게 하세요. 첫 번째 크기가 다릅니다",
    },
    "places": {
        "en": "there is an answer for each place: put Flatten() or GlobalAveragePooling2D() before the last Dense layer",
        "ko": "위치마다 답이 나오고 있습니다. 마지막 Dense 층 앞에 Flatten()이나 GlobalAveragePooling2D()를 넣으세요",
    },
    "units": {
        "en": "let the last layer have as many units as there are targets per sample, or reshape the targets",
        "ko": "마지막 층의 유닛 수를 샘플 하나의 정답 개수와 같게 하거나, 정답의 모양을 바꾸세요",
    },
}

# Why a target cannot be used (BD055) and what was expected instead.
REASONS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "missing": (
        {"en": "it is not a number", "ko": "수가 아닙니다(NaN)"},
        {"en": "finite numbers", "ko": "유한한 수"},
    ),
    "infinite": (
        {"en": "it is infinite", "ko": "무한대입니다"},
        {"en": "finite numbers", "ko": "유한한 수"},
    ),
    "text": (
        {"en": "it is text", "ko": "글자입니다"},
        {
            "en": "numbers; np.unique(y, return_inverse=True) numbers the names",
            "ko": "수. 이름은 np.unique(y, return_inverse=True)로 번호를 매기세요",
        },
    ),
    "fraction": (
        {"en": "class numbers are whole numbers", "ko": "클래스 번호는 정수여야 합니다"},
        {
            "en": "whole numbers from 0 to {highest}, one for each of the {classes} output units",
            "ko": "출력 유닛 {classes}개에 해당하는 0부터 {highest}까지의 정수",
        },
    ),
    "range": (
        {
            "en": "there are {classes} classes, numbered from 0 to {highest}",
            "ko": "클래스는 {classes}개이고 번호는 0부터 {highest}까지입니다",
        },
        {
            "en": "whole numbers from 0 to {highest}, one for each of the {classes} output units",
            "ko": "출력 유닛 {classes}개에 해당하는 0부터 {highest}까지의 정수",
        },
    ),
    "probability": (
        {"en": "it is not between 0 and 1", "ko": "0과 1 사이의 값이 아닙니다"},
        {
            "en": "0 for no and 1 for yes, or probabilities between them",
            "ko": "아니면 0, 맞으면 1, 또는 그 사이의 확률",
        },
    ),
    "sign": (
        {"en": "it is none of -1, 0 and 1", "ko": "-1, 0, 1 가운데 하나가 아닙니다"},
        {"en": "-1 and 1 (or 0 and 1)", "ko": "-1과 1(또는 0과 1)"},
    ),
    "negative": (
        {"en": "it is negative", "ko": "음수입니다"},
        {"en": "numbers from 0", "ko": "0 이상의 수"},
    ),
}

# What predictions are that should be probabilities (BD057).
INSTEAD: dict[str, dict[str, str]] = {
    "logarithms": {"en": "logarithms of probabilities (log_softmax)", "ko": "확률의 로그(log_softmax)"},
}


def fill(text: dict[str, str], **fields: object) -> dict[str, str]:
    """Put numbers into both languages of a text."""
    return {language: sentence.format(**fields) for language, sentence in text.items()}
