"""BD310–BD314: files of Keras, and what a run remembers beside the model."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD310": Entry(
        "FileFormatError",
        (
            "{count} parts of this Keras model have no equal in badak:{problems}",
            "이 Keras 모델에는 badak에 없는 부분이 {count}개 있습니다:{problems}",
        ),
        fix=(
            'a layer of your own with the same weights and @badak.register("its name") above is used in its place; or build the '
            'rest in badak and take its weights: model.load_weights("model.weights.h5")',
            '같은 가중치를 가진 층을 직접 만들고 그 위에 @badak.register("층 클래스 이름")을 붙이면 그 층을 씁니다. '
            '또는 나머지를 badak으로 만든 뒤 model.load_weights("model.weights.h5")로 가중치만 불러오세요',
        ),
    ),
    "BD311": Entry(
        "FileFormatError",
        ("this form of HDF5 is not read: {got}", "읽을 수 없는 형태의 HDF5입니다: {got}"),
        expected=(
            "groups and uncompressed arrays, as Keras writes them",
            "Keras가 저장하는 형태: 그룹과 압축하지 않은 배열",
        ),
        fix=(
            'save it again with Keras: model.save("model.keras") or model.save_weights("model.weights.h5")',
            'Keras에서 model.save("model.keras")나 model.save_weights("model.weights.h5")로 다시 저장하세요',
        ),
    ),
    "BD312": Entry(
        "FileFormatError",
        (
            "the weights of Keras and the model do not fit together:{problems}",
            "Keras 가중치와 모델이 서로 맞지 않습니다:{problems}",
        ),
        fix=(
            "build the model with the same layers in the same order, or name the layers as in Keras",
            "같은 층을 같은 순서로 만들거나 층 이름을 Keras에서와 같게 지정하세요",
        ),
    ),
    "BD313": Entry(
        "FileFormatError",
        (
            "this HDF5 file holds no model, perhaps weights alone",
            "이 HDF5 파일에는 모델이 없습니다. 가중치만 있는 파일일 수 있습니다",
        ),
        expected=("a model saved with model.save", "model.save로 저장한 모델"),
        fix=(
            "make the model first, then model.load_weights(path)",
            "모델을 먼저 만든 다음 model.load_weights(path)를 부르세요",
        ),
    ),
    "BD314": Entry(
        "Notice",
        (
            "the Keras model was loaded but is not compiled: {why}",
            "Keras 모델을 불러왔지만 컴파일하지는 않았습니다: {why}",
        ),
        fix=("call model.compile(...) before training", "학습하기 전에 model.compile(...)을 부르세요"),
    ),
}
