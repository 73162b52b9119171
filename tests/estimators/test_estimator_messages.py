"""What is told when an estimator cannot work, in both languages; and life without scikit-learn."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_iris

import badak
from badak import errors, layers
from badak.sklearn import Classifier, Regressor, Transformer
from estimators.parts import build, fixed

X, Y = load_iris(return_X_y=True)
ONE = {"epochs": 1, "random_state": 0}


def two_inputs() -> Any:
    a, b = badak.Input((4,)), badak.Input((4,))
    return badak.Model([a, b], layers.Dense(3)(layers.add([a, b])))


def warm() -> Classifier:
    return Classifier(warm_start=True, **ONE).fit(X, Y)


CASES: list[tuple[Any, type, str, str, str]] = [
    (lambda: Classifier(modle=1), errors.ArgumentError, "BD280", "there is no parameter modle here", "혹시 'model'인가요?"),
    (lambda: Classifier().set_params(epoch=1), errors.ArgumentError, "BD280", "did you mean 'epochs'?", "epoch이라는 매개변수는 없습니다"),
    (lambda: Classifier().set_params(qqq__zzz=1), errors.ArgumentError, "BD280", "arguments of the parts are named after them", "구성 요소의 인자는"),
    (lambda: Classifier(build, model__unit=3).fit(X, Y), errors.ArgumentError, "BD280", "did you mean 'model__units'", "혹시 'model__units'"),
    (lambda: Classifier(model__hidden=3).fit(X, Y), errors.ArgumentError, "BD280", "model__hidden_layer_sizes", "model__hidden_layer_sizes"),
    (lambda: Classifier(fixed(), model__units=3).fit(X, Y), errors.ArgumentError, "BD280", "an object has been made already", "이미 만들어진 객체"),
    (lambda: Classifier(fit__shufle=True).fit(X, Y), errors.ArgumentError, "BD280", "'fit__shuffle'", "'fit__shuffle'"),
    (lambda: Classifier(compile__presicion=1).fit(X, Y), errors.ArgumentError, "BD280", "compile__precision", "compile__precision"),
    (lambda: Classifier(predict__size=1, **ONE).fit(X, Y).predict(X), errors.ArgumentError, "BD280", "predict__batch_size", "predict__batch_size"),
    (lambda: Classifier(callbacks=["history"], callbacks__1__a=1).fit(X, Y), errors.ArgumentError, "BD280", "callbacks__0", "callbacks__0"),
    (lambda: Classifier(optimizer__lr=0.1).fit(X, Y), errors.ArgumentError, "BD021", "did you mean 'learning_rate'?", "혹시 'learning_rate'"),
    (lambda: Classifier().fit(X, Y * 0), errors.DataError, "BD281", "all targets are of one class", "한 클래스(class)라"),
    (lambda: Classifier(fixed(2)).fit(X, Y), errors.ShapeError, "BD282", "(?, 3), for 3 classes", "클래스가 3개입니다"),
    (lambda: Classifier(fixed(3)).fit(X[:100], Y[:100]), errors.ShapeError, "BD282", "(?, 1) or (?, 2), for two classes", "클래스가 둘입니다"),
    (lambda: Regressor(fixed(3)).fit(X, X[:, :2]), errors.ShapeError, "BD282", "(?, 2), for 2 columns of y", "y의 열이 2개입니다"),
    (lambda: Classifier(fixed(2)).fit(X, np.eye(3, dtype=int)[Y] + np.eye(3, dtype=int)[0] % 1), errors.ShapeError, "BD282", "for 3 labels", "라벨이 3개입니다"),
    (lambda: Transformer(fixed(3), layer=0).fit(X), errors.ShapeError, "BD282", "for 4 features", "특성이 4개입니다"),
    (lambda: Classifier(badak.Sequential([layers.Reshape((2, 2))])).fit(X, Y), errors.ShapeError, "BD282", "(?, 2, 2)", "마지막 층의 출력 수를"),
    (lambda: Classifier("mlp").fit(X, Y), errors.ArgumentError, "BD283", "cannot be used as the model: str", "모델로 쓸 수 없습니다: str입니다"),
    (lambda: Classifier(layers.Dense(3)).fit(X, Y), errors.ArgumentError, "BD283", "cannot be used as the model: Dense", "Dense입니다"),
    (lambda: Classifier(lambda: None).fit(X, Y), errors.ArgumentError, "BD283", "the function returned none", "함수가 모델을 돌려주지 않았습니다"),
    (lambda: Classifier(two_inputs()).fit(X, Y), errors.ArgumentError, "BD283", "several inputs or outputs", "입력이나 출력이 여럿입니다"),
    (lambda: Classifier().fit(X, np.c_[Y, Y]), errors.DataError, "BD286", "MultiOutputClassifier", "열마다 클래스가 여럿인"),
    (lambda: warm().fit(X[:100], Y[:100]), errors.DataError, "BD287", "not those that the model was made for", "모델을 만들 때의 클래스와 다릅니다"),
    (lambda: warm().partial_fit(X, Y + 5), errors.DataError, "BD287", "[5, 6, 7]", "[5, 6, 7]"),
    (lambda: warm().partial_fit(X, Y, classes=[0, 1]), errors.DataError, "BD287", "classes=[0, 1]", "classes=[0, 1]"),
    (lambda: Classifier(**ONE).fit(X, Y, X_val=X, y_val=Y + 1), errors.DataError, "BD287", "[3]", "[3]"),
    (lambda: Transformer(fixed(4), **ONE).fit(X).inverse_transform(X), errors.StateError, "BD288", "no layer to go back from", "되돌아갈 층이 없습니다"),
    (lambda: Transformer(fixed(4), layer="z").fit(X), errors.ArgumentError, "BD014", "there is no layer called 'z'", "'z'"),
    (lambda: Transformer(target="Y").fit(X), errors.ArgumentError, "BD040", "'X'", "'X'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("call", "kind", "code", "english", "korean"), CASES, ids=[f"{c[2]}-{i}" for i, c in enumerate(CASES)]
)
def test_messages(call: Any, kind: type, code: str, english: str, korean: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    problem: Any = caught.value
    assert problem.code == code
    texts = problem.text("en"), problem.text("ko")
    assert english in texts[0] and korean in texts[1]
    assert not any(re.search(r"<\w+\?>", text) for text in texts), texts
    assert isinstance(problem, ValueError | RuntimeError)


def test_a_layer_that_is_not_there_is_told_before_training() -> None:
    class Never(badak.callbacks.Callback):
        def on_train_begin(self, logs: dict | None = None) -> None:
            raise AssertionError("trained")

    with pytest.raises(errors.ArgumentError, match="BD014"):
        Transformer(fixed(4), layer="z", callbacks=Never()).fit(X)


def test_the_notice_about_a_trained_model() -> None:
    for language, text in (("en", "the model has been trained before"), ("ko", "이미 학습된 모델")):
        said = badak.messages.render("BD284", {"where": "Sequential"}, language)
        assert text in said and "pretrained=True" in said


BLOCKED = "import sys; sys.modules['sklearn'] = None; "
OLD = "import sys, types; old = types.ModuleType('sklearn'); old.__version__ = '1.5.2'; sys.modules['sklearn'] = old; "


@pytest.mark.parametrize(
    ("before", "language", "texts"),
    [
        (
            BLOCKED,
            "en",
            ["BD090", "this needs the package 'scikit-learn', which is not installed", 'pip install "badak[sklearn]"'],
        ),
        (BLOCKED, "ko", ["BD090", "이 기능에는 'scikit-learn' 패키지가 필요합니다", 'pip install "badak[sklearn]"']),
        (OLD, "en", ["BD285", "this scikit-learn is too old", "scikit-learn 1.5.2", "≥ 1.6"]),
        (OLD, "ko", ["BD285", "scikit-learn 버전이 너무 낮습니다", "scikit-learn 1.5.2"]),
    ],
)
def test_without_scikit_learn(before: str, language: str, texts: list[str]) -> None:
    code = f"{before}import badak; badak.errors.set_language('{language}'); badak.Sequential\n"
    for use in ("from badak.sklearn import Classifier", "badak.sklearn.Classifier"):
        code += f"try: {use}\nexcept ImportError as problem: print(problem.code, problem)\nelse: sys.exit('nothing')\n"
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=Path(__file__).parents[2] / "src",
    )
    assert done.returncode == 0, done.stderr
    assert all(done.stdout.count(text) >= 2 for text in texts), done.stdout


def test_badak_does_not_import_scikit_learn() -> None:
    code = "import sys, badak; badak.Sequential; badak.layers; assert not [m for m in sys.modules if m.split('.')[0] in ('sklearn', 'scipy', 'joblib')]"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2] / "src")
    assert "sklearn" in dir(badak) and "sklearn" not in badak.__all__
