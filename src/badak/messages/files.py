"""BD080–BD089 and BD130: model files and weights."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD080": Entry("FileError", ("the file cannot be opened: {why}", "파일을 열 수 없습니다: {why}")),
    "BD081": Entry("FileError", ("the file cannot be written: {why}", "파일을 저장할 수 없습니다: {why}")),
    "BD082": Entry(
        "FileFormatError",
        ("this is another kind of file: {why}", "다른 종류의 파일입니다: {why}"),
    ),
    "BD083": Entry(
        "FileFormatError",
        ("the file is damaged: {why}", "파일이 손상되었습니다: {why}"),
        fix=(
            "copy or download it again, or save the model again",
            "파일을 다시 복사하거나 내려받으세요. 그래도 안 되면 모델을 다시 저장하세요",
        ),
    ),
    "BD084": Entry(
        "FileFormatError",
        ("the file comes from a later version of badak", "더 새로운 버전의 badak으로 저장한 파일입니다"),
        got=("format {version}, written by badak {writer}", "파일 형식 {version}(badak {writer}(으)로 저장)"),
        expected=("format {known} or earlier", "파일 형식 {known} 이하"),
        fix=("update: pip install --upgrade badak", "badak을 업데이트하세요: pip install --upgrade badak"),
    ),
    "BD085": Entry(
        "ArgumentError",
        ("this object has no name and cannot be written to a file", "이름이 없는 객체는 파일에 저장할 수 없습니다"),
        expected=(
            "one of badak's own classes or functions, or one registered under a name",
            "badak의 클래스·함수이거나 이름으로 등록한 것",
        ),
        fix=(
            'define it with def or class and put @badak.register("name") above; a class with an __init__ of its own also '
            "needs get_config()",
            'def나 class로 정의하고 그 위에 @badak.register("이름")을 붙이세요. __init__을 직접 쓴 클래스에는 '
            "get_config()도 필요합니다",
        ),
    ),
    "BD086": Entry(
        "FileFormatError",
        ("the file describes something that cannot be made here: {why}", "파일에 적힌 것을 만들 수 없습니다: {why}"),
    ),
    "BD087": Entry(
        "FileFormatError",
        ("weights and model do not fit together: {why}", "가중치와 모델이 서로 맞지 않습니다: {why}"),
    ),
    "BD088": Entry(
        "FileFormatError",
        (
            "the file is refused, it would not be safe to read on: {why}",
            "계속 읽으면 위험할 수 있어 파일을 거부했습니다: {why}",
        ),
        fix=(
            "badak never writes such a file; do not trust it, and get the model from its author",
            "badak은 이런 파일을 만들지 않습니다. 믿지 말고 만든 사람에게서 모델을 다시 받으세요",
        ),
    ),
    "BD089": Entry("Notice", ("the weights were loaded, but {why}", "불러오기는 했지만, {why}")),
    "BD130": Entry(
        "Notice",
        (
            "this model holds a lambda: it can be trained, but model.save will refuse it",
            "모델에 lambda가 있습니다. 학습은 되지만 model.save로 저장할 수는 없습니다",
        ),
        expected=(
            "one of badak's own functions, or one registered under a name",
            "badak의 함수이거나 이름으로 등록한 함수",
        ),
        fix=(
            'define it with def and put @badak.register("name") above; weights alone can be saved: model.save_weights',
            'def로 정의하고 그 위에 @badak.register("이름")을 붙이세요. 가중치만이라면 model.save_weights로 저장됩니다',
        ),
    ),
}
