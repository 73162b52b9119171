"""BD060–BD079: data sets, downloads, folders and tables."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD060": Entry(
        "DownloadError",
        ("{name} could not be downloaded", "{name} 파일을 내려받지 못했습니다"),
        got=("nothing from these addresses{tried}", "다음 주소에서 받지 못했습니다{tried}"),
        expected=("one address that answers with the published file", "공개된 원본 파일을 보내 주는 주소 하나"),
        fix=(
            "without a network, badak.datasets.digits_sample(), reviews_sample() and the generated sets (xor, spiral, moons, "
            "circles, blobs, sales) are always there; or fetch {files} elsewhere and put them into {folder}, or into a folder "
            "{group} below the one that BADAK_DATA names",
            "네트워크가 없어도 badak.datasets.digits_sample(), reviews_sample()과 즉석에서 만드는 데이터(xor, spiral, moons, "
            "circles, blobs, sales)는 언제나 쓸 수 있습니다. 아니면 {files} 파일을 다른 곳에서 받아 {folder} 폴더에 넣거나, "
            "BADAK_DATA로 지정한 폴더 아래 {group} 폴더에 넣으세요",
        ),
    ),
    "BD061": Entry(
        "FileError",
        ("downloaded data cannot be stored: {why}", "내려받은 데이터를 저장할 수 없습니다: {why}"),
        fix=(
            "make room or get the right to write there, or set BADAK_CACHE to another folder",
            "공간이나 쓰기 권한을 확보하거나, 다른 폴더를 BADAK_CACHE로 지정하세요",
        ),
    ),
    "BD062": Entry(
        "FileFormatError",
        ("this file is not the published {title}: {why}", "공개된 {title} 원본 파일이 아닙니다: {why}"),
        fix=(
            "fetch it again or remove it; data of your own is loaded with badak.datasets.load_folder",
            "다시 받거나 지우세요. 직접 만든 데이터는 badak.datasets.load_folder로 읽습니다",
        ),
    ),
    "BD063": Entry(
        "StateError",
        ("{method} was called before fit", "fit보다 먼저 {method}이(가) 호출되었습니다"),
        expected=("an encoder that has learned from a table", "표에서 학습을 마친 인코더"),
        fix=("call encoder.fit(table, target=...) first", "먼저 encoder.fit(table, target=...)을 부르세요"),
    ),
    "BD064": Entry(
        "FileFormatError",
        ("the IDX file is not sound: {why}", "올바른 IDX 파일이 아닙니다: {why}"),
        expected=(
            "two zero bytes, the type of numbers, the number of axes, their sizes, then exactly the data",
            "0 두 바이트, 숫자의 종류, 축의 수, 각 축의 크기, 그리고 딱 그만큼의 데이터",
        ),
        fix=("fetch or write the file again", "파일을 다시 받거나 다시 만드세요"),
    ),
    "BD065": Entry("FileError", ("this path cannot be opened: {why}", "이 경로를 열 수 없습니다: {why}")),
    "BD066": Entry(
        "DataError",
        ("no data set is recognised in the folder: {why}", "폴더에서 데이터셋을 알아볼 수 없습니다: {why}"),
    ),
    "BD067": Entry(
        "DataError",
        ("the numbers of rows differ: {inputs} and {labels}", "행의 수가 서로 다릅니다: {inputs}개와 {labels}개"),
        expected=(
            "one label for each input, one cell in each column for each row",
            "입력마다 레이블 하나, 행마다 각 열에 칸 하나",
        ),
        fix=(
            "check whether the two belong together and are complete",
            "두 데이터가 서로 짝이 맞는지, 빠진 것이 없는지 확인하세요",
        ),
    ),
    "BD068": Entry(
        "FileFormatError",
        ("the NPZ file cannot be used: {why}", "NPZ 파일을 쓸 수 없습니다: {why}"),
        expected=("arrays of numbers or texts, as numpy.savez writes them", "numpy.savez로 저장한 숫자나 글자 배열"),
        fix=(
            "save it again with numpy.savez(file, x_train=..., y_train=...), converting objects to numbers first",
            "객체는 먼저 숫자로 바꾼 뒤 numpy.savez(file, x_train=..., y_train=...)로 다시 저장하세요",
        ),
    ),
    "BD069": Entry(
        "FileFormatError",
        ("this cannot be read as a table: {why}", "표로 읽을 수 없는 파일입니다: {why}"),
        expected=(
            "a CSV or TSV text file: names in the first row, then one row per line",
            "CSV 또는 TSV 텍스트 파일: 첫 행은 열 이름, 그다음 한 줄에 한 행",
        ),
        fix=("in a spreadsheet, save as “CSV UTF-8”", "엑셀이라면 ‘CSV UTF-8(쉼표로 분리)’ 형식으로 저장하세요"),
    ),
    "BD070": Entry(
        "FileFormatError",
        (
            "line {line} has {cells} cells, but there are {columns} columns",
            "{line}번째 줄의 칸은 {cells}개인데 열은 {columns}개입니다",
        ),
        expected=("{columns} cells in each row", "모든 행에 칸 {columns}개"),
        fix=(
            "put cells that contain the delimiter between double quotes; in Python read_table(..., delimiter=';') names it",
            "구분 문자가 들어 있는 칸은 큰따옴표로 묶으세요. 파이썬에서는 read_table(..., delimiter=';')로 지정할 수 있습니다",
        ),
    ),
    "BD071": Entry(
        "DataError",
        ("two columns have the same name: {names}", "같은 이름의 열이 둘 이상 있습니다: {names}"),
        expected=("a name of its own for each column", "열마다 다른 이름"),
        fix=(
            "rename one of them in the first row; if that is data, read_table(..., header=False) in Python says so",
            "첫 행에서 한쪽 이름을 바꾸세요. 첫 행이 데이터라면 파이썬에서 read_table(..., header=False)로 읽으세요",
        ),
    ),
    "BD072": Entry(
        "DataError",
        ("there is no column called '{name}'", "'{name}'(이)라는 열이 없습니다"),
        expected=("one of: {names}", "다음 중 하나: {names}"),
        fix=("{hint}", "{hint}"),
    ),
    "BD073": Entry(
        "DataError",
        ("column '{name}' cannot be the target: {why}", "'{name}' 열은 예측 대상으로 쓸 수 없습니다: {why}"),
        expected=(
            "numbers (regression), or a few classes that come back (classification)",
            "숫자(회귀) 또는 되풀이해 나오는 몇 가지 클래스(분류)",
        ),
        fix=(
            "choose another column, correct or empty the cells, or give task= (--task on the command line)",
            "다른 열을 고르거나, 해당 칸을 고치거나 비우거나, task=(명령줄에서는 --task)를 지정하세요",
        ),
    ),
    "BD074": Entry(
        "DataError",
        ("nothing can be learned from {columns}: {why}", "{columns} 열로는 학습할 수 없습니다: {why}"),
        expected=(
            "at least one column of numbers or of a few repeated words",
            "숫자이거나 몇 가지 값이 되풀이되는 열이 하나 이상",
        ),
        fix=(
            "correct these cells or leave them empty (empty is missing), or say in Python what the column is: "
            "read_table(..., kinds={{'name': 'category'}})",
            "해당 칸을 고치거나 비워 두세요(빈칸은 결측값으로 봅니다). 파이썬에서는 열의 종류를 지정할 수도 있습니다: "
            "read_table(..., kinds={{'열 이름': 'category'}})",
        ),
    ),
    "BD075": Entry("Notice", ("{what}", "{what}")),
    "BD076": Entry("Notice", ("column '{column}': {why}", "'{column}' 열: {why}")),
    "BD077": Entry("Notice", ("{what}", "{what}")),
    "BD078": Entry(
        "DataError",
        ("row {row} does not fit in column '{column}'", "{row}번 행의 '{column}' 값이 맞지 않습니다"),
        fix=(
            "rows are counted from 0; give each column the model was trained with, in the same form",
            "행은 0부터 셉니다. 모델을 학습할 때와 같은 열을 같은 형식으로 주세요",
        ),
    ),
    "BD079": Entry(
        "FileFormatError",
        ("this does not describe a TableEncoder", "TableEncoder의 설정이 아닙니다"),
        expected=(
            "what TableEncoder.to_config() returned (version {version})",
            "TableEncoder.to_config()가 돌려준 값(버전 {version})",
        ),
        fix=(
            "save it again with this version of badak, or update badak",
            "이 버전의 badak으로 다시 저장하거나 badak을 업데이트하세요",
        ),
    ),
}
