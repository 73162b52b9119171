"""BD300–BD305: models trained on texts from the command line."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD300": Entry(
        "ArgumentError",
        ("{model} is a model of {reads}, and the data is {holds}", "{model}은(는) {reads} 모델인데 데이터는 {holds}"),
        expected=("one of {models}", "다음 중 하나: {models}"),
        fix=("leave --model out, or choose one of these", "--model을 빼거나 위에서 고르세요"),
    ),
    "BD301": Entry(
        "DataError",
        (
            "which column holds the texts to learn from is not clear: {why}",
            "학습할 글이 어느 열에 있는지 알 수 없습니다: {why}",
        ),
        expected=("one column of texts", "글이 있는 열 하나"),
        fix=("name it: --text COLUMN (columns: {names})", "--text 열이름으로 알려 주세요(열: {names})"),
    ),
    "BD303": Entry(
        "GraphError",
        (
            "the texts of input '{name}' reach several layers, or one that takes numbers",
            "입력 '{name}'의 글이 여러 층에, 또는 수를 받는 층에 그대로 들어갑니다",
        ),
        expected=("one TextVectorization that reads them", "글을 읽는 TextVectorization 하나"),
        fix=(
            "h = badak.layers.TextVectorization(…)(x), and h for all others; to cut a text in two ways, give it as two inputs",
            "h = badak.layers.TextVectorization(…)(x)로 바꾼 뒤 다른 층에는 h를 주세요. "
            "한 글을 두 방법으로 나누려면 입력을 둘로 만드세요",
        ),
    ),
    "BD304": Entry(
        "DataError",
        ("TfIdf weighs counts, and these are none", "TfIdf는 등장 횟수에 가중치를 주는데, 이것은 횟수가 아닙니다"),
        expected=("numbers (texts, tokens)", "숫자 배열 (글, 토큰)"),
        fix=(
            "count first: vocabulary = badak.text.Vocabulary.build(texts); counts = badak.text.count_matrix([vocabulary.encode("
            "badak.text.words(t)) for t in texts], len(vocabulary)); or use TextVectorization(output_mode='tf_idf')",
            "먼저 세세요: vocabulary = badak.text.Vocabulary.build(texts); counts = badak.text.count_matrix([vocabulary.encode("
            "badak.text.words(t)) for t in texts], len(vocabulary)). 또는 TextVectorization(output_mode='tf_idf')을 쓰세요",
        ),
    ),
    "BD305": Entry(
        "ArgumentError",
        ("this picture is written as SVG or HTML", "이 그림은 SVG나 HTML로만 저장합니다"),
        expected=("a name ending in .svg or .html", ".svg나 .html로 끝나는 이름"),
        fix=(
            "save {better!r}: browsers and word processors open it, and turn it into PNG where that is needed",
            "{better!r}(으)로 저장하세요. 브라우저나 문서 편집기에서 열 수 있고, 필요하면 PNG로 내보낼 수 있습니다",
        ),
    ),
    "BD302": Entry(
        "DataError",
        (
            "there are no texts to learn from: {got} of {rows} rows have one",
            "학습할 글이 없습니다. {rows}행 중 글이 있는 행은 {got}개입니다",
        ),
        expected=("at least two rows with a text and a target", "글과 정답이 모두 있는 행이 둘 이상"),
        fix=(
            "look at the file; --text COLUMN names another column of texts",
            "파일을 확인하세요. 글이 다른 열에 있으면 --text 열이름으로 알려 주세요",
        ),
    ),
}
