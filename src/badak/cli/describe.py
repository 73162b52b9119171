"""What is said before training begins: the data, how it was understood, the model, the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from badak.cli.text import columns_of, pad, strong, width, wrap
from badak.errors import get_language, phrase

if TYPE_CHECKING:
    from badak.training.material import Material
    from badak.training.recipes import Recipe
    from badak.training.running import Checkpoint


def show_start(material: Material, recipe: Recipe, checkpoint: Checkpoint | None) -> None:
    """Print it."""
    rows = [(phrase("data", "데이터"), _data(material)), *_columns(material)]
    language = get_language()
    rows += [(phrase("note", "참고"), note[language]) for note in material.notes]
    rows.append((phrase("model", "모델"), _model(material, recipe)))
    rows.append((phrase("training", "학습"), _plan(recipe)))
    if checkpoint is not None:
        done, place = checkpoint.epoch, checkpoint.run.path
        rows.append(
            (phrase("resumed", "이어 하기"), phrase(f"{place}, after epoch {done}", f"{place}, 에포크 {done} 다음부터"))
        )
    show_rows(rows)
    print()


def show_rows(rows: list[tuple[str, str]], bold: int | None = None) -> None:
    """Print names and what is said of them in two columns."""
    columns = columns_of()
    left = max(width(name) for name, _ in rows) + 2
    for place, (name, said) in enumerate(rows):
        text = wrap(said, columns, " " * left, pad(name, left))
        print(strong(text) if place == bold else text)


def _data(material: Material) -> str:
    train, test = len(material.x_train), len(material.x_test)
    shape = "×".join(map(str, material.x_train.shape[1:]))
    classes = len(material.class_names)
    if material.preparation.kind == "text":
        said = phrase(
            f"{material.name}: {train:,} training and {test:,} test texts",
            f"{material.name}: 학습용 글 {train:,}개, 테스트용 글 {test:,}개",
        )
    elif material.preparation.picture:
        said = phrase(
            f"{material.name}: {train:,} training and {test:,} test pictures of {shape}",
            f"{material.name}: 학습용 {train:,}장, 테스트용 {test:,}장, 크기 {shape}",
        )
    elif material.preparation.kind == "table":
        said = phrase(
            f"{material.name}: {train:,} rows to learn from, {test:,} kept for the test",
            f"{material.name}: 학습용 {train:,}행, 테스트용 {test:,}행",
        )
    else:
        said = phrase(
            f"{material.name}: {train:,} training and {test:,} test samples of {shape} numbers",
            f"{material.name}: 학습용 {train:,}개, 테스트용 {test:,}개, 샘플마다 수 {shape}개",
        )
    return said + (phrase(f", {classes} classes", f", 클래스 {classes}개") if classes else "")


def _columns(material: Material) -> list[tuple[str, str]]:
    """Say which columns of a table are numbers, which are words, and which are left out."""
    encoder: Any = getattr(material.preparation, "encoder", None)
    if encoder is None:
        return []
    from badak.datasets.features import CategoryFeature

    words = [f for f in encoder.features if isinstance(f, CategoryFeature)]
    numbers = [f.name for f in encoder.features if not isinstance(f, CategoryFeature)]
    rows = []
    if numbers:
        rows.append((phrase("numbers", "숫자 열"), _some(numbers)))
    if words:
        listed = [phrase(f"{f.name} ({len(f.values)} values)", f"{f.name}(값 {len(f.values)}가지)") for f in words]
        rows.append((phrase("words", "단어 열"), _some(listed)))
    if encoder.dropped:
        rows.append((phrase("left out", "제외한 열"), _some(list(encoder.dropped))))
    return rows


def _some(names: list[str], most: int = 12) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (phrase(f" and {rest} more", f" 외 {rest}개") if rest > 0 else "")


def _model(material: Material, recipe: Recipe) -> str:
    from badak.training.recipes import NETWORKS, weights_of

    if material.preparation.kind == "text":
        return _text_model(recipe)
    if recipe.model in NETWORKS:
        weights = weights_of(material, recipe)
        said = phrase(f"{recipe.model}, {weights:,} weights", f"{recipe.model}, 가중치 {weights:,}개")
        if recipe.shift:
            said += phrase(
                f", pictures moved by up to {recipe.shift} pixels", f", 이미지를 {recipe.shift}픽셀까지 옮겨 가며 학습"
            )
    else:
        sizes = [int(material.x_train[0].size), *recipe.hidden, material.outputs]
        said = f"{recipe.model} {' → '.join(map(str, sizes))}"
    return said + (f", dropout {recipe.dropout:g}" if recipe.dropout else "")


def _text_model(recipe: Recipe) -> str:
    """Say what a model of texts does; its weights are counted when its vocabulary is known."""
    reads = {"words": ("words", "낱말"), "characters": ("characters", "글자")}[recipe.tokens]
    if recipe.model == "ngrams":
        said = phrase(
            "ngrams, a number for each class from every n-gram of words and characters",
            "ngrams, 낱말과 글자의 n-gram마다 클래스별 점수 하나씩",
        )
    elif recipe.model in ("linear", "mlp"):
        hidden = " → ".join(map(str, recipe.hidden))
        said = phrase(
            f"{recipe.model}, counts of n-grams weighed by TF-IDF" + (f" → {hidden}" if hidden else ""),
            f"{recipe.model}, n-gram의 TF-IDF" + (f" → {hidden}" if hidden else ""),
        )
    else:
        said = phrase(f"{recipe.model}, reads {reads[0]} in order", f"{recipe.model}, {reads[1]} 단위로 차례대로 읽음")
    return said + (f", dropout {recipe.dropout:g}" if recipe.dropout else "")


def _plan(recipe: Recipe) -> str:
    from badak.backend.threads import get_num_threads
    from badak.training.precision import number_type

    threads = get_num_threads()
    epochs = "epoch" if recipe.epochs == 1 else "epochs"
    narrow = ", bfloat16" if number_type(recipe.precision, "numpy") is not None else ""
    return phrase(
        f"{recipe.epochs} {epochs}, batch size {recipe.batch_size}, {recipe.optimizer}, learning rate {recipe.learning_rate:g}, "
        f"seed {recipe.seed}, {threads} {'thread' if threads == 1 else 'threads'}{narrow}",
        f"{recipe.epochs} 에포크, 배치 크기 {recipe.batch_size}, {recipe.optimizer}, 학습률 {recipe.learning_rate:g}, "
        f"시드 {recipe.seed}, 스레드 {threads}개{narrow}",
    )
