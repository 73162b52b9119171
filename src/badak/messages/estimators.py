"""BD280–BD289: models as scikit-learn estimators."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD280": Entry(
        "ArgumentError",
        ("there is no parameter {name} here", "{name}이라는 매개변수는 없습니다"),
        fix=("{hint}", "{hint}"),
    ),
    "BD281": Entry(
        "DataError",
        (
            "all targets are of one class, there is nothing to tell apart",
            "정답이 모두 한 클래스(class)라 구분할 것이 없습니다",
        ),
        expected=("targets of at least two classes", "클래스가 둘 이상인 정답"),
        fix=(
            "look at how the data was split: train_test_split(…, stratify=y), StratifiedKFold(shuffle=True)",
            "데이터를 나눈 방법을 확인하세요. train_test_split(…, stratify=y)나 StratifiedKFold(shuffle=True)를 쓰면 "
            "클래스가 고루 들어갑니다",
        ),
    ),
    "BD282": Entry(
        "ShapeError",
        ("the model's output does not fit the targets", "모델의 출력이 정답과 맞지 않습니다"),
        fix=(
            "let the last layer give as many; in a function that builds the model meta['n_outputs_expected_'] says how many",
            "마지막 층의 출력 수를 맞추세요. 모델을 만드는 함수에서는 meta['n_outputs_expected_']가 그 수입니다",
        ),
    ),
    "BD283": Entry(
        "ArgumentError",
        ("this cannot be used as the model: {why}", "모델로 쓸 수 없습니다: {why}"),
        expected=(
            "None, a model with one input and one output (Sequential, badak.Model), or a function that returns one: "
            "def build(meta, units=64)",
            "None, 입력과 출력이 하나씩인 모델(Sequential, badak.Model), 또는 그런 모델을 돌려주는 함수: "
            "def build(meta, units=64)",
        ),
    ),
    "BD284": Entry(
        "Notice",
        (
            "the model has been trained before, and begins with new weights here",
            "이미 학습된 모델이지만 여기서는 가중치를 새로 뽑아 시작합니다",
        ),
        fix=(
            "give pretrained=True to begin with the weights it has",
            "지금 가중치에서 시작하려면 pretrained=True를 주세요",
        ),
    ),
    "BD285": Entry(
        "MissingExtraError",
        ("this scikit-learn is too old", "scikit-learn 버전이 너무 낮습니다"),
        fix=('pip install --upgrade "badak[sklearn]"', 'pip install --upgrade "badak[sklearn]"'),
    ),
    "BD286": Entry(
        "DataError",
        (
            "targets with several columns of several classes each cannot be learned by one classifier",
            "열마다 클래스가 여럿인 다중 열 정답은 분류기 하나로 학습할 수 없습니다",
        ),
        expected=("one label for each sample, or columns of 0 and 1", "샘플마다 라벨 하나, 또는 0과 1로 된 열들"),
        fix=(
            "sklearn.multioutput.MultiOutputClassifier(Classifier(…)), or a badak.Model with several outputs",
            "sklearn.multioutput.MultiOutputClassifier(Classifier(…))나 출력이 여럿인 badak.Model을 쓰세요",
        ),
    ),
    "BD287": Entry(
        "DataError",
        ("the classes are not those that the model was made for", "모델을 만들 때의 클래스와 다릅니다"),
        fix=(
            "name all classes at the first call, partial_fit(X, y, classes=[…]); fit without warm_start begins anew",
            "처음 호출할 때 partial_fit(X, y, classes=[…])로 모든 클래스를 알려 주세요. warm_start 없이 fit하면 처음부터 다시 "
            "학습합니다",
        ),
    ),
    "BD288": Entry(
        "StateError",
        ("there is no layer to go back from", "되돌아갈 층이 없습니다"),
        fix=(
            "name the layer of the code: Transformer(model, layer='code')",
            "코드를 내는 층을 알려 주세요: Transformer(model, layer='code')",
        ),
    ),
}
