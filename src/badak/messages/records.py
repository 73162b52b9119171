"""BD290–BD299: what is written down about runs: event files, tables of epochs, the store of runs."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD290": Entry(
        "FileError",
        ("events cannot be written here: {why}", "여기에 이벤트를 기록할 수 없습니다: {why}"),
        fix=(
            "make room or get the right to write there, or choose another folder: log_dir=…",
            "공간이나 쓰기 권한을 확보하거나 log_dir에 다른 폴더를 지정하세요",
        ),
    ),
    "BD291": Entry(
        "Notice",
        (
            "{name} stopped writing, the training goes on: {why}",
            "{name}이(가) 기록을 멈췄습니다. 학습은 계속됩니다: {why}",
        ),
        fix=(
            "what was written before can be read; make room for the next run",
            "그 전까지 기록한 내용은 읽을 수 있습니다. 다음 학습 전에 공간이나 권한을 확인하세요",
        ),
    ),
    "BD292": Entry(
        "FileFormatError",
        ("this is no store of runs that badak can use: {why}", "badak이 쓸 수 있는 학습 기록이 아닙니다: {why}"),
        fix=(
            "the file is left as it is; name another with --db or BADAK_RUNS, or move it away and a new one is made",
            "파일은 그대로 두었습니다. --db나 BADAK_RUNS로 다른 파일을 지정하거나, 이 파일을 옮기면 새로 만듭니다",
        ),
    ),
    "BD293": Entry(
        "StateError",
        (
            "another program has locked the store of runs for more than {seconds} seconds",
            "다른 프로그램이 학습 기록을 {seconds}초 넘게 잠그고 있습니다",
        ),
        fix=(
            "close what has it open (a database browser in the middle of a change?) and try again",
            "파일을 열고 있는 프로그램(변경 중인 데이터베이스 편집기 등)을 닫고 다시 시도하세요",
        ),
    ),
    "BD294": Entry(
        "ArgumentError",
        ("there is no such run", "그런 학습 기록이 없습니다"),
        fix=("“badak runs list” shows them all", "‘badak runs list’로 전체 목록을 볼 수 있습니다"),
    ),
    "BD295": Entry(
        "Notice",
        ("this run is not in the store of runs: {why}", "이번 학습은 학습 기록에 남지 않습니다: {why}"),
        fix=("the training goes on all the same, and {kept}", "학습은 그대로 계속됩니다. {kept}"),
    ),
    "BD296": Entry(
        "DataError",
        ("this array is no picture", "그림으로 쓸 수 없는 배열입니다"),
        fix=(
            'put the channels last, or say the order of the axes: dataformats="CHW"',
            '채널을 마지막 축에 두거나 축의 순서를 dataformats="CHW"처럼 알려 주세요',
        ),
    ),
    "BD297": Entry(
        "ArgumentError",
        ("TensorBoard(…) of badak cannot do this", "badak의 TensorBoard(…)에 없는 기능입니다"),
    ),
    "BD298": Entry(
        "Notice",
        (
            "{path} has no columns for some numbers of this training, so they are not in it",
            "{path}에 이번 학습의 일부 값을 적을 열이 없어 그 값은 기록하지 않습니다",
        ),
        fix=(
            "write to another file, or append=False to begin this one anew",
            "다른 파일에 쓰거나 append=False로 새로 시작하세요",
        ),
    ),
    "BD299": Entry(
        "ArgumentError",
        ("no run has anything of that name", "어느 학습에도 그런 이름의 값이 없습니다"),
    ),
}
