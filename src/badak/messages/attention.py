"""BD200–BD209: attention, and what only some rows of a table are for."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD200": Entry(
        "Notice",
        (
            "compiled by XLA, sparse=True has no effect: the optimizer's formula is applied to all rows",
            "XLA로 컴파일하면 sparse=True가 적용되지 않습니다. 옵티마이저의 식을 모든 행에 적용합니다",
        ),
        expected=("backend='numpy' for updates of single rows", "행 단위로 갱신하려면 backend='numpy'"),
        fix=(
            "compile(backend='numpy'), or leave sparse out; plain SGD and Adagrad give the same either way",
            "compile(backend='numpy')로 바꾸거나 sparse를 빼세요. 모멘텀 없는 SGD와 Adagrad는 결과가 같습니다",
        ),
    ),
    "BD201": Entry(
        "Notice",
        (
            "there are queries with nothing to attend to: every step is masked; their attention is 0",
            "볼 수 있는 스텝이 하나도 없는 쿼리가 있습니다(모두 마스크됨). 이때 어텐션 값은 0입니다",
        ),
        expected=("at least one step that counts for each query", "쿼리마다 유효한 스텝이 하나 이상"),
        fix=(
            "drop empty samples; look at the mask: True is a step that counts, False is padding",
            "빈 샘플은 빼세요. 마스크에서 True가 유효한 스텝, False가 패딩인지도 확인하세요",
        ),
    ),
    "BD202": Entry(
        "ShapeError",
        ("the mask does not fit the attention scores", "마스크의 모양이 어텐션 점수와 맞지 않습니다"),
        expected=(
            "a shape that broadcasts to the scores' {expected}: (…, queries, keys)",
            "점수의 모양 {expected}, 곧 (…, 쿼리, 키)로 브로드캐스트되는 모양",
        ),
        fix=(
            "for padding of shape (batch, keys) write mask[:, None, None, :]; for a mask per query and key, "
            "(batch, 1, queries, keys)",
            "패딩 마스크 (batch, 키)라면 mask[:, None, None, :]로, 쿼리와 키마다 다른 마스크라면 (batch, 1, 쿼리, 키)로 주세요",
        ),
    ),
    "BD203": Entry(
        "ShapeError",
        (
            "the sequence has {steps} steps, but there are positions for {length}",
            "시퀀스는 {steps}스텝인데 위치 벡터는 {length}개뿐입니다",
        ),
        fix=(
            "PositionEmbedding(sequence_length={steps}) or longer before training; shorten the data; or SinePositionEncoding, "
            "which has no limit",
            "학습 전에 PositionEmbedding(sequence_length={steps}) 이상으로 만들거나, 데이터를 줄이거나, 길이 제한이 없는 "
            "SinePositionEncoding을 쓰세요",
        ),
    ),
    "BD204": Entry(
        "ShapeError",
        (
            "{features} features cannot be shared equally among {heads} heads",
            "특징 {features}개를 헤드 {heads}개에 똑같이 나눌 수 없습니다",
        ),
        expected=(
            "features divisible by num_heads: {features} / {heads} = {share}",
            "num_heads로 나누어떨어지는 특징 수: {features} / {heads} = {share}",
        ),
        fix=(
            "choose num_heads among {divisors}, or another size of the layer before",
            "num_heads를 {divisors} 중에서 고르거나 앞 층의 크기를 바꾸세요",
        ),
    ),
    "BD205": Entry(
        "ShapeError",
        ("attention takes a query, a value and perhaps a key", "어텐션의 입력은 쿼리, 값, 그리고 (있다면) 키입니다"),
        fix=(
            "one sequence x attends to itself; otherwise give (query, value) or (query, value, key), "
            "each (batch, steps, features)",
            "시퀀스 하나를 주면 자기 자신에 주의를 기울입니다. 아니면 (쿼리, 값) 또는 (쿼리, 값, 키)를 각각 "
            "(batch, 스텝, 특징) 모양으로 주세요",
        ),
    ),
    "BD206": Entry(
        "ArgumentError",
        ("there is no attention in this model", "이 모델에는 어텐션 층이 없습니다"),
        expected=(
            "a model with MultiHeadAttention, Attention, AdditiveAttention or a Transformer block",
            "MultiHeadAttention, Attention, AdditiveAttention, Transformer 블록이 있는 모델",
        ),
        fix=("give the model whose attention is to be seen", "어텐션을 보고 싶은 모델을 주세요"),
    ),
}
