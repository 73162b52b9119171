"""BD215–BD224: searching for sequences, and looking at gates and attention."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD215": Entry(
        "DataError",
        (
            "a step of the search did not return log-probabilities (sample {row})",
            "탐색의 한 단계가 로그 확률을 돌려주지 않았습니다({row}번 샘플)",
        ),
        expected=(
            "logarithms whose exponentials add up to 1 over the vocabulary (to less where tokens are excluded with -inf)",
            "exp를 취해 어휘 전체로 더하면 1이 되는 값(-inf로 뺀 토큰이 있으면 1보다 작음)",
        ),
        fix=(
            "return badak.log_softmax(logits); if the model ends with softmax, np.log of its output",
            "badak.log_softmax(logits)를 돌려주세요. 모델이 softmax로 끝난다면 출력에 np.log를 취하세요",
        ),
    ),
    "BD216": Entry(
        "ShapeError",
        (
            "a step of the search returned something of another shape",
            "탐색의 한 단계가 돌려준 값의 모양이 맞지 않습니다",
        ),
        fix=(
            "step(tokens, state) returns log-probabilities (batch, vocabulary) and a state whose arrays begin with the batch "
            "axis; what all samples share does not belong into the state",
            "step(tokens, state)는 로그 확률 (batch, vocabulary)와 상태를 돌려줍니다. 상태에 든 배열은 첫 축이 배치여야 하고, "
            "모든 샘플이 함께 쓰는 값은 상태에 넣지 마세요",
        ),
    ),
    "BD217": Entry(
        "ArgumentError",
        ("a search needs a step or a model", "탐색에는 step 함수나 모델이 필요합니다"),
        expected=(
            "a function step(tokens, state), or a language model of badak",
            "step(tokens, state) 함수 또는 badak의 언어 모델",
        ),
        fix=(
            "def step(tokens, state): ...; return log_probabilities, state",
            "def step(tokens, state): ...; return log_probabilities, state 꼴로 쓰세요",
        ),
    ),
    "BD218": Entry(
        "ArgumentError",
        ("there is no recurrent layer in this model", "이 모델에는 순환층이 없습니다"),
        expected=(
            "a model with LSTM, GRU, SimpleRNN or another recurrent layer",
            "LSTM, GRU, SimpleRNN 같은 순환층이 있는 모델",
        ),
        fix=("give the model whose gates are to be seen", "게이트를 보고 싶은 모델을 주세요"),
    ),
    "BD219": Entry(
        "DataError",
        (
            "there are {got} tokens for {steps} steps",
            "토큰은 {got}개인데 스텝은 {steps}개입니다",
        ),
        expected=(
            "a token for each step of the sample (padding may be left out)",
            "샘플의 스텝마다 토큰 하나(패딩은 빼도 됩니다)",
        ),
        fix=(
            "give tokens=[...] in the order of the ids, as they were cut for the model",
            "모델에 넣을 때 자른 그대로, id와 같은 순서로 tokens=[...]를 주세요",
        ),
    ),
}
