"""BD185–BD199: text, vocabularies, vectors of words."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD185": Entry(
        "DataError",
        ("this is no list of texts{place}", "텍스트 목록이 아닙니다{place}"),
        expected=(
            "a list, array, column or generator of texts (str); a file as pathlib.Path",
            "텍스트(str)가 담긴 리스트, 배열, 열(column), 제너레이터. 파일이면 pathlib.Path",
        ),
        fix=(
            "put a single text into a list: [text]; replace missing values by an empty text: series.fillna('')",
            "텍스트 하나라면 리스트로 감싸세요: [text]. 결측값은 빈 글자로 바꾸세요: series.fillna('')",
        ),
    ),
    "BD186": Entry("FileFormatError", ("this cannot be read as text: {why}", "텍스트로 읽을 수 없습니다: {why}")),
    "BD187": Entry(
        "StateError",
        ("it has not seen any text yet", "아직 텍스트를 한 번도 보지 못했습니다"),
        fix=("call {call} first", "먼저 {call}을(를) 호출하세요"),
    ),
    "BD188": Entry(
        "FileFormatError",
        ("line {line} is not a word and its vector: {why}", "{line}번째 줄은 단어와 벡터가 아닙니다: {why}"),
        fix=(
            "fetch the file again; if this line alone is broken, remove it",
            "파일을 다시 받으세요. 이 줄만 깨졌다면 그 줄을 지우세요",
        ),
    ),
    "BD189": Entry(
        "Notice",
        (
            "{count} words come more than once in the file; the first vector of each is kept",
            "파일에 두 번 이상 나오는 단어가 {count}개 있습니다. 각각 처음 나온 벡터만 씁니다",
        ),
    ),
    "BD190": Entry(
        "ArgumentError",
        ("there is no such word: {got}", "없는 단어입니다: {got}"),
        expected=("a word that is in it; near ones: {near}", "들어 있는 단어. 비슷한 것: {near}"),
        fix=(
            "test it first: word in vocabulary; unknown words have the number 1",
            "먼저 word in vocabulary로 확인하세요. 모르는 단어의 번호는 1입니다",
        ),
    ),
    "BD191": Entry(
        "DataError",
        ("these tokens make no vocabulary: {why}", "이 토큰들로는 어휘집(vocabulary)을 만들 수 없습니다: {why}"),
        expected=(
            "texts, each one once, without the padding ({padding!r}) and unknown ({unknown!r}) tokens",
            "글자로 된 토큰, 중복 없이, 패딩({padding!r})과 모르는 단어({unknown!r}) 토큰은 빼고",
        ),
        fix=("list(dict.fromkeys(tokens)) keeps the first of each", "list(dict.fromkeys(tokens))는 처음 것만 남깁니다"),
    ),
    "BD192": Entry("Notice", ("{what}", "{what}")),
    "BD193": Entry(
        "DataError",
        ("a number stands for no token", "해당하는 토큰이 없는 번호가 있습니다"),
        expected=("whole numbers from 0 to {highest}", "0부터 {highest}까지의 정수"),
        fix=(
            "use the vocabulary the numbers were made with, or make the row longer",
            "번호를 만들 때 쓴 어휘집을 쓰거나, 행의 길이를 늘리세요",
        ),
    ),
    "BD194": Entry(
        "DataError",
        (
            "the model begins with TextVectorization and takes texts",
            "이 모델은 TextVectorization으로 시작하므로 텍스트를 받습니다",
        ),
        expected=(
            "one text for each sample: (samples,) or (samples, 1)",
            "샘플마다 텍스트 하나: (샘플 수,) 또는 (샘플 수, 1)",
        ),
        fix=(
            "give the texts themselves; for numbers, leave TextVectorization out of the model",
            "텍스트를 그대로 주세요. 이미 번호로 바꾼 데이터라면 모델에서 TextVectorization을 빼세요",
        ),
    ),
    "BD195": Entry(
        "ArgumentError",
        (
            "TextVectorization reads text and can only be the first layer",
            "TextVectorization은 텍스트를 읽으므로 첫 층에만 둘 수 있습니다",
        ),
        fix=(
            "put it at the beginning: Sequential([TextVectorization(…), Embedding(…), …])",
            "맨 앞에 두세요: Sequential([TextVectorization(…), Embedding(…), …])",
        ),
    ),
    "BD196": Entry(
        "FileFormatError",
        ("this is no vocabulary file: {why}", "어휘집(vocabulary) 파일이 아닙니다: {why}"),
        expected=(
            "what Vocabulary.save wrote, or one token on each line",
            "Vocabulary.save로 저장한 파일, 또는 한 줄에 토큰 하나씩 적은 텍스트 파일",
        ),
        fix=("save the vocabulary again", "어휘집을 다시 저장하세요"),
    ),
    "BD197": Entry(
        "StateError",
        (
            "a vocabulary of {got} tokens does not fit the model around the layer",
            "토큰이 {got}개인 어휘집은 이 층을 쓰는 모델에 맞지 않습니다",
        ),
        fix=(
            "call adapt before the model is built, make a new model, or set max_tokens with pad_to_max_tokens=True",
            "모델을 만들기 전에 adapt를 부르거나, 모델을 새로 만들거나, max_tokens와 pad_to_max_tokens=True를 주세요",
        ),
    ),
}
