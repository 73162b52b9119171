"""BD170–BD184: sequences, masks, recurrent layers."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD170": Entry(
        "DataError",
        (
            "id {value} is not in a vocabulary of {size}",
            "id {value}은(는) 크기 {size}인 어휘에 없습니다",
        ),
        expected=("whole numbers 0 … {highest}", "0 … {highest}의 정수"),
        got=("{got} ({count} in all)", "{got} (모두 {count}개)"),
        fix=("{reason}", "{reason}"),
    ),
    "BD171": Entry(
        "DataError",
        ("an Embedding looks up whole numbers", "Embedding은 정수 id로 벡터를 찾습니다"),
        expected=("ids 0, 1, 2 …", "0, 1, 2 … 같은 id"),
        fix=(
            "give the ids of words, not their vectors or scaled values (x is {dtype}); "
            "leave the layer out for data that is numbers already",
            "단어의 벡터나 크기를 바꾼 값이 아니라 단어의 id를 주세요(x는 {dtype}). 이미 수치인 데이터라면 이 층을 빼세요",
        ),
    ),
    "BD172": Entry(
        "ShapeError",
        ("a layer over time needs an axis of time", "시간을 따라가는 층에는 시간 축이 있어야 합니다"),
        fix=(
            "for ids put an Embedding before it; for one number at each step add an axis: x[..., None]; "
            "a recurrent layer before another one needs return_sequences=True",
            "id라면 앞에 Embedding을 넣고, 스텝마다 수가 하나라면 축을 더하세요: x[..., None]. "
            "순환 층 뒤에 순환 층을 쌓을 때는 앞 층에 return_sequences=True가 필요합니다",
        ),
    ),
    "BD173": Entry(
        "Notice",
        (
            "these sequences have no steps at all; the output is the initial state",
            "스텝이 하나도 없는 시퀀스입니다. 출력은 초기 상태입니다",
        ),
        expected=("at least one step", "한 스텝 이상"),
        fix=("look at how the data was cut", "데이터를 어떻게 잘랐는지 살펴보세요"),
    ),
    "BD174": Entry(
        "Notice",
        (
            "there are samples in which every step is masked; for them a layer gives its initial state or 0",
            "모든 스텝이 마스크된 샘플이 있습니다. 그런 샘플에서 층의 출력은 초기 상태 또는 0입니다",
        ),
        expected=("at least one step that counts", "유효한 스텝이 하나 이상"),
        fix=(
            "drop empty samples; if 0 is a word and not padding, count words from 1",
            "빈 샘플은 빼세요. 0이 패딩이 아니라 단어라면 단어 번호를 1부터 매기세요",
        ),
    ),
    "BD175": Entry(
        "Notice",
        (
            "the mask ends at this layer: from here on padding counts like data",
            "이 층에서 마스크가 끊깁니다. 여기서부터는 패딩도 데이터로 계산됩니다",
        ),
        expected=(
            "a layer that keeps the steps, or one that takes the mask into account (recurrent, attention, global pooling)",
            "스텝을 그대로 두는 층, 또는 마스크를 반영하는 층(순환, 어텐션, 전역 풀링)",
        ),
        fix=(
            "if that is meant, leave out mask_zero=True or Masking",
            "의도한 것이라면 mask_zero=True나 Masking을 빼세요",
        ),
    ),
    "BD176": Entry(
        "ShapeError",
        (
            "a stateful layer remembers {before} sequences and was given {now}",
            "stateful 층은 시퀀스 {before}개를 기억하고 있는데 {now}개를 받았습니다",
        ),
        expected=("batches of one size, {before}", "크기가 {before}(으)로 같은 배치"),
        fix=(
            "call reset_states() before other sequences begin; for fit give a number of samples that batch_size divides",
            "다른 시퀀스를 시작하기 전에 reset_states()를 부르세요. fit에는 batch_size로 나누어떨어지는 수의 샘플을 주세요",
        ),
    ),
    "BD177": Entry(
        "ShapeError",
        ("the initial state does not fit this layer", "초기 상태가 이 층에 맞지 않습니다"),
        fix=(
            "give one array for each state, in the order in which return_state=True returns them",
            "return_state=True가 돌려주는 순서대로 상태마다 배열 하나씩 주세요",
        ),
    ),
    "BD178": Entry(
        "DataError",
        (
            "'{role}' holds sequences of different lengths: {lengths}",
            "'{role}'에 길이가 서로 다른 시퀀스가 있습니다: {lengths}",
        ),
        expected=("one length for all", "모두 같은 길이"),
        fix=(
            "pad them: x = badak.utils.pad_sequences(x), and let Embedding(mask_zero=True) or Masking leave the padding out",
            "x = badak.utils.pad_sequences(x)로 길이를 맞추고, Embedding(mask_zero=True)이나 Masking으로 패딩을 제외하세요",
        ),
    ),
    "BD179": Entry(
        "ShapeError",
        (
            "'{name}' gives no value for each step, so masked steps cannot be left out",
            "'{name}'이(가) 스텝마다 값을 주지 않아 마스크된 스텝을 뺄 수 없습니다",
        ),
        got=("mask {mask}, {name} {values}", "mask {mask}, {name} {values}"),
        expected=("values of shape (batch, time, …)", "(batch, time, …) 모양의 값"),
        fix=(
            "return one value for each step, or end the mask before the output: mask_zero=False",
            "스텝마다 값 하나를 돌려주거나, mask_zero=False로 출력 전에 마스크를 없애세요",
        ),
    ),
    "BD180": Entry(
        "ArgumentError",
        ("this is not a cell for a recurrent layer", "순환 층에 쓸 수 있는 셀이 아닙니다"),
        expected=(
            "an object such as badak.layers.LSTMCell(64), a list of them, or of a class derived from badak.layers.Cell",
            "badak.layers.LSTMCell(64) 같은 객체나 그 목록, 또는 badak.layers.Cell을 물려받은 클래스의 객체",
        ),
        fix=(
            "a cell has units (or state_size) and step(p, x, states, ctx), which returns the output and the new states",
            "셀에는 units(또는 state_size)와, 출력과 새 상태를 돌려주는 step(p, x, states, ctx)가 있어야 합니다",
        ),
    ),
    "BD181": Entry(
        "Notice",
        (
            "the model has stateful layers, but the samples are shuffled: states go to sequences that they do not belong to",
            "stateful 층이 있는데 샘플을 섞고 있습니다. 상태가 엉뚱한 시퀀스로 이어집니다",
        ),
        expected=("batches in their order", "순서대로 놓인 배치"),
        fix=("fit(..., shuffle=False)", "fit(..., shuffle=False)"),
    ),
    "BD182": Entry(
        "ArgumentError",
        ("these two layers cannot be the two directions", "두 층이 두 방향을 이룰 수 없습니다"),
        fix=(
            "the backward layer needs go_backwards=True (the forward one not) and the same return_sequences, return_state",
            "뒤로 가는 층에만 go_backwards=True가 있어야 하고, return_sequences와 return_state는 두 층이 같아야 합니다",
        ),
    ),
    "BD183": Entry(
        "ShapeError",
        ("these are not the weights of such a PyTorch layer", "이런 PyTorch 층의 가중치가 아닙니다"),
        fix=(
            "give weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0 of one layer and one direction",
            "한 층, 한 방향의 weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0를 주세요",
        ),
    ),
    "BD184": Entry(
        "DataError",
        ("these are not sequences that can be padded", "패딩할 수 있는 시퀀스가 아닙니다"),
        fix=("{hint}", "{hint}"),
    ),
}
