"""BD090–BD099: the program around the model: command line, optional packages, environment."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD090": Entry(
        "MissingExtraError",
        ("this needs the package '{package}', which is not installed", "이 기능에는 '{package}' 패키지가 필요합니다"),
        got=("Python without {package}", "{package}이(가) 없는 Python"),
        fix=('pip install "badak[{extra}]"', 'pip install "badak[{extra}]"'),
    ),
    "BD091": Entry(
        "BadakError",
        ("badak ran into something it did not expect: {what}", "badak이 예상하지 못한 문제가 생겼습니다: {what}"),
        fix=(
            "report it with the file {file}, which holds the details (--debug shows them here)",
            "자세한 내용이 담긴 {file} 파일과 함께 알려 주세요(--debug를 붙이면 여기에 바로 표시됩니다)",
        ),
    ),
    "BD092": Entry(
        "FileError",
        ("this cannot be written: {why}", "저장할 수 없습니다: {why}"),
        fix=(
            "make room or get the right to write there, or name another place (on the command line with --out)",
            "공간이나 쓰기 권한을 확보하거나 다른 위치를 지정하세요(명령줄에서는 --out)",
        ),
    ),
    "BD093": Entry(
        "FileError",
        ("the folder already holds a run", "이 폴더에는 이미 학습 결과가 있습니다"),
        expected=("a new or empty folder", "새 폴더나 빈 폴더"),
        fix=(
            "leave out --out for a new folder, or give --overwrite to replace the run, or --resume to go on with it",
            "--out을 빼면 새 폴더가 만들어집니다. --overwrite를 붙이면 새 결과로 바꾸고, --resume이면 이어서 학습합니다",
        ),
    ),
    "BD094": Entry(
        "StateError",
        ("there is nothing to go on with: {why}", "이어서 학습할 수 없습니다: {why}"),
    ),
    "BD095": Entry(
        "ArgumentError",
        ("these options do not go together: {why}", "옵션이 서로 맞지 않습니다: {why}"),
    ),
    "BD096": Entry(
        "DataError",
        ("this model and this input do not go together: {why}", "모델과 입력이 서로 맞지 않습니다: {why}"),
    ),
    "BD097": Entry(
        "FileFormatError",
        ("this picture cannot be read: {why}", "그림을 읽을 수 없습니다: {why}"),
        expected=(
            "a PNG, JPEG or PGM/PPM picture, or an .npy array of grey values (height, width)",
            "PNG·JPEG·PGM/PPM 그림, 또는 명암값이 든 (높이, 너비) 모양의 .npy 배열",
        ),
    ),
    "BD098": Entry("Notice", ("{what}", "{what}")),
    "BD099": Entry(
        "DataError",
        ("there is too little data to train on: {why}", "학습하기에는 데이터가 너무 적습니다: {why}"),
        expected=("at least two samples to learn from and one to test", "학습용 샘플 둘 이상과 테스트용 하나 이상"),
    ),
}
