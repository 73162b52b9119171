"""BD100–BD119, BD161 and BD162: convolution, pooling and images."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD100": Entry(
        "ShapeError",
        (
            "a window of size {span} does not fit into axis {axis}, whose size is {n} with its padding",
            "창(window)이 {axis}번 축에 들어가지 않습니다. 창 크기는 {span}, 축 크기는 패딩까지 {n}입니다",
        ),
        expected=(
            "(size + padding - window)/stride + 1 ≥ 1 on every axis",
            "모든 축에서 (크기 + 패딩 - 창)/스트라이드 + 1 ≥ 1",
        ),
        fix=(
            "use padding='same', a smaller window, or fewer pooling layers before it{hint}",
            "padding='same'을 쓰거나, 창 크기 또는 앞의 풀링 층 수를 줄이세요{hint}",
        ),
    ),
    "BD101": Entry(
        "ShapeError",
        (
            "the kernel is made for {wanted} channel(s), the data has {channels}",
            "커널은 채널 {wanted}개에 맞춰져 있는데 데이터의 채널은 {channels}개입니다",
        ),
        expected=(
            "data (batch, *size, {wanted}), channels on the last axis",
            "채널이 맨 뒤에 있는 데이터 (batch, *크기, {wanted})",
        ),
        fix=("{hint}", "{hint}"),
    ),
    "BD102": Entry(
        "ShapeError",
        (
            "{count} {what} cannot be divided into {groups} groups of equal size",
            "{what_ko} {count}개는 크기가 같은 그룹 {groups}개로 나눌 수 없습니다",
        ),
        got=("{given}{count}/{groups} = {ratio:.4g}", "{given}{count}/{groups} = {ratio:.4g}"),
        expected=("channels and filters that are multiples of groups", "groups의 배수인 채널 수와 필터 수"),
        fix=(
            "choose groups that divide both, or groups=1 for an ordinary convolution",
            "채널 수와 필터 수를 모두 나누는 groups를 고르거나, 보통의 합성곱이면 groups=1로 두세요",
        ),
    ),
    "BD103": Entry(
        "ShapeError",
        (
            "the data has {ndim} axes, {wanted} are needed",
            "데이터의 축은 {ndim}개인데 {wanted}개가 필요합니다",
        ),
    ),
    "BD104": Entry(
        "Notice",
        (
            "samples of shape {got} look like images with the channels first; badak reads the last axis as channels",
            "{got} 모양의 샘플은 채널이 앞에 있는 이미지로 보입니다. badak은 마지막 축을 채널로 읽습니다",
        ),
        fix=(
            "np.moveaxis(x, 1, -1) puts the channels last; data_format='channels_first' takes them as they are",
            "np.moveaxis(x, 1, -1)로 채널을 맨 뒤로 옮기거나, data_format='channels_first'를 주세요",
        ),
    ),
    "BD105": Entry(
        "ShapeError",
        (
            "this gradient does not belong to data of this shape",
            "이 기울기는 이런 모양의 데이터에서 나올 수 없습니다",
        ),
    ),
    "BD106": Entry(
        "ShapeError",
        (
            "a window of size {k} would see nothing but padding of {pad}",
            "창의 크기가 {k}인데 패딩이 {pad}라서 패딩만 보는 창이 생깁니다",
        ),
        expected=("padding smaller than the window", "창보다 작은 패딩"),
        fix=("pad less, or use badak.pad first", "패딩을 줄이거나 먼저 badak.pad를 쓰세요"),
    ),
    "BD107": Entry(
        "ShapeError",
        (
            "the stride {s} does not divide axis {axis}: the last {left} of {n} places are in no window",
            "스트라이드 {s}(으)로 {axis}번 축이 나누어떨어지지 않아, {n}칸 가운데 마지막 {left}칸은 창에 들지 않습니다",
        ),
        expected=(
            "(size + padding - window)/stride without a remainder, as exact=True asks",
            "나머지가 없는 (크기 + 패딩 - 창)/스트라이드(exact=True를 주었으므로)",
        ),
        fix=(
            "pad {more} more on that axis, choose another size or stride, or leave out exact=True to drop them",
            "그 축에 패딩을 {more}칸 더하거나, 크기나 스트라이드를 바꾸세요. exact=True를 빼면 나머지는 버려집니다",
        ),
    ),
    "BD108": Entry(
        "DataError",
        (
            "the images have different sizes: {sizes}",
            "이미지의 크기가 서로 다릅니다: {sizes}",
        ),
        expected=(
            "images of one size: (images, height, width, channels)",
            "크기가 같은 이미지: (장수, 높이, 너비, 채널)",
        ),
    ),
    "BD109": Entry(
        "ShapeError",
        (
            "cropping {cut} of {n} values on axis {axis} leaves nothing",
            "{axis}번 축의 값 {n}개에서 {cut}개를 잘라 내면 남는 것이 없습니다",
        ),
        expected=("cropping smaller than the data", "데이터보다 작은 cropping"),
        fix=("crop less", "cropping을 줄이세요"),
    ),
    "BD161": Entry(
        "ArgumentError",
        (
            "a window moves on by at least 1 each time, but strides={value}",
            "창(window)은 한 번에 1칸 이상 움직여야 하는데 strides={value}입니다",
        ),
        got=(
            "(size + padding - window)/{least} + 1 places",
            "출력 크기 = (크기 + 패딩 - 창)/{least} + 1",
        ),
        expected=("strides of 1 or more on every axis", "모든 축에서 1 이상인 strides"),
        fix=(
            "strides=1 visits every place, strides=2 every second one, which halves the size",
            "strides=1이면 모든 칸을, strides=2면 한 칸씩 건너뛰며 보므로 크기가 절반이 됩니다",
        ),
    ),
    "BD162": Entry(
        "ShapeError",
        (
            "a padding of {pad} cuts away all that the transposed convolution makes on axis {axis}",
            "패딩 {pad}만큼 잘라 내면 전치 합성곱의 {axis}번 축에 남는 것이 없습니다",
        ),
        expected=(
            "(size - 1)·stride + window - padding ≥ 1 on every axis",
            "모든 축에서 (크기 - 1)·스트라이드 + 창 - 패딩 ≥ 1",
        ),
        fix=(
            "pad less: here padding shortens the result; padding='same' gives size · stride",
            "패딩을 줄이세요. 전치 합성곱에서는 패딩만큼 결과가 작아집니다. padding='same'이면 크기 · 스트라이드가 됩니다",
        ),
    ),
}

# How to mend BD103, by what the data seem to be.
MISSING_AXES: dict[str, dict[str, str]] = {
    "images": {
        "en": "one image is a batch of one: x[None]; grey images need an axis for their one channel: x[..., None]",
        "ko": "이미지 한 장은 크기가 1인 배치로 만드세요: x[None]. 흑백 이미지에는 채널 축을 붙이세요: x[..., None]",
    },
    "rows": {
        "en": "lay the values out as images again: x.reshape(-1, height, width, channels), 784 of them as (-1, 28, 28, 1)",
        "ko": "값을 다시 이미지로 펴세요: x.reshape(-1, 높이, 너비, 채널). 값이 784개라면 (-1, 28, 28, 1)입니다",
    },
    "series": {
        "en": "one series is a batch of one: x[None]; series of single numbers need an axis for their one channel: x[..., None]",
        "ko": "시계열 하나는 크기가 1인 배치로 만드세요: x[None]. 값이 하나씩인 시계열에는 채널 축을 붙이세요: x[..., None]",
    },
    "volumes": {
        "en": "one volume is a batch of one: x[None]; volumes of single numbers need an axis for their one channel: x[..., None]",
        "ko": "볼륨 하나는 크기가 1인 배치로 만드세요: x[None]. 값이 하나씩인 볼륨에는 채널 축을 붙이세요: x[..., None]",
    },
    "many": {
        "en": "there are more axes than this layer takes: choose the layer for so many axes, or reshape the data",
        "ko": "이 층이 받는 축보다 많습니다. 축의 수에 맞는 층을 고르거나 데이터의 모양을 바꾸세요",
    },
}

# How to mend BD108.
DIFFERENT_IMAGES: dict[str, dict[str, str]] = {
    "sizes": {
        "en": "bring them to one size first, for example with badak.resize(image[None], (64, 64))[0]",
        "ko": "먼저 같은 크기로 맞추세요. 예: badak.resize(image[None], (64, 64))[0]",
    },
    "channels": {
        "en": "grey and colour are mixed: open all of them alike, with Pillow by convert('RGB') or convert('L')",
        "ko": "흑백과 컬러 이미지가 섞여 있습니다. 모두 같은 방식으로 여세요. Pillow라면 convert('RGB')나 convert('L')",
    },
}
