"""BD100–BD119: convolution, pooling and images."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD100": Entry(
        "ShapeError",
        (
            "a window of size {span} does not fit into {n} values on axis {axis}",
            "{axis}번 축의 값은 {n}개인데 창(window) 크기가 {span}이라 들어가지 않습니다",
        ),
        expected=(
            "(size + padding - window)/stride + 1 ≥ 1 on every axis of the image",
            "이미지의 모든 축에서 (크기 + 패딩 - 창)/스트라이드 + 1 ≥ 1",
        ),
        fix=(
            "use padding='same', a smaller window, or fewer pooling layers before it{hint}",
            "padding='same'을 쓰거나, 창을 줄이거나, 앞의 풀링 층을 줄이세요{hint}",
        ),
    ),
    "BD101": Entry(
        "ShapeError",
        (
            "the data has {channels} channels, the kernel is made for {wanted}",
            "데이터의 채널은 {channels}개인데 커널은 {wanted}개의 채널에 맞춰져 있습니다",
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
            "{what} cannot be divided into {groups} groups of equal size",
            "{what}을(를) 같은 크기의 그룹 {groups}개로 나눌 수 없습니다",
        ),
        expected=("channels and filters that are multiples of groups", "채널 수와 필터 수가 groups의 배수"),
        fix=("choose groups that divide both", "둘 다 나누어떨어지는 groups를 고르세요"),
    ),
    "BD103": Entry(
        "ShapeError",
        (
            "the data has {ndim} axes, {wanted} are needed",
            "데이터의 축은 {ndim}개인데 {wanted}개가 필요합니다",
        ),
        fix=(
            "one image is a batch of one: x[None]; grey images need an axis for their one channel: x[..., None]",
            "이미지 한 장은 크기가 1인 배치로 만드세요: x[None]. 흑백 이미지에는 채널 축을 붙이세요: x[..., None]",
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
        fix=(
            "bring them to one size first, for example with badak.resize(image[None], (64, 64))[0]",
            "먼저 같은 크기로 맞추세요. 예: badak.resize(image[None], (64, 64))[0]",
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
}
