"""Cards of the operations that are no activation functions, in groups of relatives.

Every operation has its formula and gradient in its record. Where a record names no author, the group's standard is the source.
"""

from badak.cards.facts.fact import Fact, fact

_MATHS = "NIST Digital Library of Mathematical Functions, chapter 4; the name is NumPy's"
_ARRAY = "elementary; the meaning is NumPy's: Harris et al. 2020, Array programming with NumPy, doi 10.1038/s41586-020-2649-2"
_OWN = "badak's own; the formula is its definition"

SOURCES: dict[str, str] = {
    "arithmetic": _ARRAY, "exponents and logarithms": _MATHS, "angles": _MATHS, "choice and rounding": _ARRAY, "comparison": _ARRAY,
    "sums and extremes": _ARRAY, "order": _ARRAY, "shape": _ARRAY, "indexing": _ARRAY, "products": _ARRAY,
    "parts of layers": _OWN, "convolution and pooling": _OWN, "recurrence": _OWN, "pictures": _OWN, "losses": _OWN,
}  # fmt: skip

GROUPS: dict[str, dict[str, Fact]] = {
    "arithmetic": {
        "add": fact("더합니다.", "everywhere; a + b says the same", "어디에나 씁니다. a + b와 같습니다"),
        "subtract": fact("뺍니다.", "errors: prediction minus target", "예측에서 정답을 뺀 오차에 씁니다"),
        "multiply": fact("원소마다 곱합니다.", "gates, masks, scales; the matrix product is matmul", "게이트, 마스크, 배율에 씁니다. 행렬곱은 matmul입니다"),
        "divide": fact("나눕니다.", "normalising", "정규화에 씁니다", "divisors that may be 0: add a small number", "나누는 수가 0일 수 있으면 작은 수를 더합니다"),
        "power": fact("거듭제곱합니다.", "polynomials", "다항식에 씁니다", "negative bases with broken exponents: NaN", "밑이 음수이고 지수가 정수가 아니면 NaN이 됩니다"),
        "negative": fact("부호를 바꿉니다.", "minimising what should grow", "키우고 싶은 값을 최소화로 바꿀 때 씁니다"),
        "absolute": fact("절댓값입니다.", "sizes of errors", "오차의 크기에 씁니다", "where a slope at 0 matters: it is taken as 0", "0에서의 기울기가 중요하면 주의합니다. 0으로 정해 둡니다"),
        "square": fact("제곱입니다.", "squared errors, variances", "제곱 오차와 분산에 씁니다"),
        "sqrt": fact("제곱근입니다.", "lengths, standard deviations", "길이와 표준편차에 씁니다", "at exactly 0: the slope is infinite; add a small number inside", "정확히 0에서는 기울기가 무한대이므로 안에 작은 수를 더합니다"),
        "reciprocal": fact("역수입니다.", "one over x", "1/x가 필요할 때 씁니다", "values near 0", "0에 가까운 값에는 쓰지 않습니다"),
        "floor_divide": fact("나눈 몫을 내림한 정수입니다.", "numbers of blocks and pages", "블록이나 쪽 수를 셀 때 씁니다", "paths that need a gradient: it is 0", "기울기가 흘러야 하는 곳에는 쓸 수 없습니다. 0입니다"),
        "remainder": fact("나눈 나머지입니다. 부호는 나누는 수를 따릅니다.", "angles, hours of the day", "각도나 하루 중의 시각에 씁니다"),
        "astype": fact("숫자형을 바꿉니다.", "float32 to float64 for a gradient check", "기울기를 검사하려고 float32를 float64로 바꿀 때 씁니다", "float to integer on a path that needs a gradient", "기울기가 필요한 길에서 정수로 바꾸지 않습니다"),
        "mean_squared_difference": fact("마지막 축을 따라 차이의 제곱을 평균합니다. 한 번에 계산합니다.", "the mean squared error's inside", "평균 제곱 오차의 안쪽 계산에 씁니다", source=_OWN),
    },
    "exponents and logarithms": {
        "exp": fact("e의 x제곱입니다.", "probabilities from logarithms, rates", "로그 확률을 확률로 되돌릴 때 씁니다", "large x in float32: above 88 it is inf", "float32에서 x가 88을 넘으면 inf가 됩니다"),
        "exp2": fact("2의 x제곱입니다.", "bits, halvings", "비트나 반감 횟수에 씁니다"),
        "expm1": fact("e의 x제곱에서 1을 뺀 값을, x가 작아도 정확하게 구합니다.", "growth by small rates; elu", "작은 증가율이나 elu에 씁니다"),
        "log": fact("자연로그입니다.", "likelihoods, cross-entropy", "가능도와 교차 엔트로피에 씁니다", "0 and below: -inf and NaN", "0 이하에서는 -inf나 NaN이 됩니다"),
        "log1p": fact("1을 더한 값의 자연로그를, x가 작아도 정확하게 구합니다.", "counts and prices of many magnitudes", "자릿수가 다양한 횟수와 가격에 씁니다"),
        "log2": fact("밑이 2인 로그입니다.", "information in bits", "비트 단위의 정보량에 씁니다"),
        "log10": fact("밑이 10인 로그입니다.", "decibels, orders of magnitude", "데시벨이나 자릿수에 씁니다"),
        "logaddexp": fact("두 지수의 합의 로그를 넘치지 않게 구합니다.", "adding probabilities that are kept as logarithms", "로그로 다루는 확률을 더할 때 씁니다"),
        "erf": fact("오차 함수입니다. 정규분포의 확률을 줍니다.", "gelu, normal probabilities", "gelu와 정규분포 확률에 씁니다", source="NIST Digital Library of Mathematical Functions, section 7.2"),
    },
    "angles": {
        "sin": fact("사인입니다.", "waves, positions", "파동과 위치 인코딩에 씁니다"),
        "cos": fact("코사인입니다.", "waves, positions", "파동과 위치 인코딩에 씁니다"),
        "tan": fact("탄젠트입니다.", "slopes from angles", "각도를 기울기로 바꿀 때 씁니다", "near ±π/2", "±π/2 근처에서는 쓰지 않습니다"),
        "arcsin": fact("역사인입니다.", "angles from ratios", "비율에서 각도를 구할 때 씁니다", "outside [-1, 1]: NaN", "[-1, 1] 밖에서는 NaN이 됩니다"),
        "arccos": fact("역코사인입니다.", "angles between vectors", "벡터 사이의 각도에 씁니다", "outside [-1, 1]: NaN", "[-1, 1] 밖에서는 NaN이 됩니다"),
        "arctan": fact("역탄젠트입니다.", "angles from slopes", "기울기에서 각도를 구할 때 씁니다"),
        "arctan2": fact("두 좌표에서 방향 각도를 구합니다.", "directions in the plane, all four quadrants", "평면의 방향을 네 사분면 모두에서 구할 때 씁니다"),
        "sinh": fact("쌍곡사인입니다.", "physics; hanging chains", "물리 문제에 씁니다"),
        "cosh": fact("쌍곡코사인입니다.", "log_cosh's inside", "log_cosh의 안쪽 계산에 씁니다"),
        "arcsinh": fact("역쌍곡사인입니다.", "a logarithm that takes negative numbers too", "음수도 받는 로그처럼 쓸 수 있습니다"),
        "arccosh": fact("역쌍곡코사인입니다.", "hyperbolic distances", "쌍곡 거리 계산에 씁니다", "below 1: NaN", "1보다 작으면 NaN이 됩니다"),
        "arctanh": fact("역쌍곡탄젠트입니다.", "Fisher's z of a correlation", "상관계수의 피셔 변환에 씁니다", "outside (-1, 1): NaN", "(-1, 1) 밖에서는 NaN이 됩니다"),
    },
    "choice and rounding": {
        "floor": fact("내림합니다.", "cells and bins", "구간 번호를 구할 때 씁니다", "paths that need a gradient: it is 0", "기울기가 흘러야 하는 곳에는 쓸 수 없습니다. 0입니다"),
        "ceil": fact("올림합니다.", "numbers of batches", "배치 수를 구할 때 씁니다", "paths that need a gradient: it is 0", "기울기가 흘러야 하는 곳에는 쓸 수 없습니다. 0입니다"),
        "round": fact("반올림합니다. 딱 절반이면 짝수 쪽으로 갑니다.", "showing numbers", "숫자를 보여 줄 때 씁니다", "paths that need a gradient: it is 0", "기울기가 흘러야 하는 곳에는 쓸 수 없습니다. 0입니다"),
        "maximum": fact("둘 가운데 큰 값을 원소마다 고릅니다.", "bounds from below", "아래쪽 한계를 둘 때 씁니다"),
        "minimum": fact("둘 가운데 작은 값을 원소마다 고릅니다.", "bounds from above", "위쪽 한계를 둘 때 씁니다"),
        "clip": fact("값을 두 한계 사이로 자릅니다.", "pixels, probabilities", "픽셀이나 확률의 범위를 지킬 때 씁니다", "values far outside that should learn: their slope is 0", "범위 밖의 값도 학습해야 하면 쓰지 않습니다. 기울기가 0입니다"),
        "where": fact("조건에 따라 둘 가운데 하나를 원소마다 고릅니다.", "pieces of a function; masks", "구간별 함수와 마스크에 씁니다", "a branch that gives NaN even where it is not taken: its gradient is 0 · NaN", "고르지 않은 쪽도 NaN이면 안 됩니다. 기울기가 0 · NaN이 됩니다"),
    },
    "comparison": {
        name: fact(ko, use, use_ko, "paths that need a gradient", "기울기가 흘러야 하는 곳에는 쓸 수 없습니다")
        for name, ko, use, use_ko in (
            ("equal", "같은지 원소마다 봅니다.", "counting right answers", "맞힌 답을 셀 때 씁니다"),
            ("not_equal", "다른지 원소마다 봅니다.", "masks of padding", "패딩 마스크를 만들 때 씁니다"),
            ("less", "작은지 원소마다 봅니다.", "masks and thresholds", "마스크와 경계값 비교에 씁니다"),
            ("less_equal", "작거나 같은지 원소마다 봅니다.", "masks and thresholds", "마스크와 경계값 비교에 씁니다"),
            ("greater", "큰지 원소마다 봅니다.", "decisions: probability above ½", "확률이 ½을 넘는지 판정할 때 씁니다"),
            ("greater_equal", "크거나 같은지 원소마다 봅니다.", "masks and thresholds", "마스크와 경계값 비교에 씁니다"),
            ("logical_and", "둘 다 참인지 봅니다.", "joining masks", "마스크를 합칠 때 씁니다"),
            ("logical_or", "하나라도 참인지 봅니다.", "joining masks", "마스크를 합칠 때 씁니다"),
            ("logical_xor", "하나만 참인지 봅니다.", "differences of masks; the gate a perceptron cannot learn", "마스크의 차이에 씁니다. 퍼셉트론 하나로는 배울 수 없는 게이트입니다"),
            ("logical_not", "참과 거짓을 뒤집습니다.", "the other part of a mask", "마스크의 나머지 부분에 씁니다"),
            ("isnan", "NaN인지 봅니다.", "finding what went wrong", "어디서 잘못됐는지 찾을 때 씁니다"),
            ("isinf", "무한대인지 봅니다.", "finding what went wrong", "어디서 잘못됐는지 찾을 때 씁니다"),
            ("isfinite", "유한한 수인지 봅니다.", "finding what went wrong", "어디서 잘못됐는지 찾을 때 씁니다"),
        )
    },
    "sums and extremes": {
        "sum": fact("한 축 또는 전체를 더합니다.", "totals, losses", "합계와 손실에 씁니다", "losses compared over batch sizes (mean)", "배치 크기가 다른 손실을 비교할 때는 mean을 씁니다"),
        "mean": fact("평균입니다.", "losses, statistics", "손실과 통계에 씁니다"),
        "max": fact("가장 큰 값입니다.", "pooling over time, best scores", "시간 축 풀링과 최고 점수에 씁니다"),
        "min": fact("가장 작은 값입니다.", "bounds, worst scores", "한계와 최저 점수에 씁니다"),
        "prod": fact("모두 곱합니다.", "probabilities of independent events", "독립인 사건의 확률에 씁니다", "many small factors: sum their logarithms", "작은 수를 많이 곱하면 로그의 합을 씁니다"),
        "var": fact("분산입니다.", "normalising; ddof=1 for an estimate from a sample", "정규화에 씁니다. 표본에서 추정할 때는 ddof=1로 둡니다"),
        "std": fact("표준편차입니다.", "normalising; the spread of activations", "정규화와 활성화값의 퍼짐을 볼 때 씁니다", "values that are all equal: the slope is infinite", "값이 모두 같으면 기울기가 무한대입니다"),
        "logsumexp": fact("지수들의 합의 로그를 넘치지 않게 구합니다.", "softmax and likelihoods from logits", "로짓에서 softmax와 가능도를 구할 때 씁니다", source="Blanchard, Higham, Higham 2021, doi 10.1093/imanum/draa038"),
        "norm": fact("벡터의 길이(노름)입니다.", "lengths, clipping of gradients", "길이와 기울기 자르기에 씁니다", "vectors of exactly 0: the slope is taken as 0", "정확히 0인 벡터에서는 기울기를 0으로 정해 둡니다", source="Minkowski 1896, Geometrie der Zahlen; arguments as in NumPy's linalg.norm"),
        "all": fact("모두 참인지 봅니다.", "checks", "검사에 씁니다"),
        "any": fact("하나라도 참인지 봅니다.", "checks", "검사에 씁니다"),
        "bincount": fact("정수마다 몇 번 나왔는지 셉니다.", "sizes of classes", "클래스별 개수를 셀 때 씁니다"),
    },
    "order": {
        "cumsum": fact("앞에서부터 더해 갑니다.", "running totals", "누적 합계에 씁니다"),
        "cumprod": fact("앞에서부터 곱해 갑니다.", "compound growth, discounts", "복리와 할인율에 씁니다"),
        "sort": fact("작은 것부터 늘어놓습니다.", "medians, quantiles", "중앙값과 분위수에 씁니다"),
        "argsort": fact("작은 것부터 늘어놓을 때의 번호입니다.", "ranking", "순위를 매길 때 씁니다"),
        "argmax": fact("가장 큰 값의 번호입니다.", "the class of the highest score", "점수가 가장 높은 클래스를 고를 때 씁니다", "inside a loss: it has no gradient", "손실 안에서는 쓸 수 없습니다. 기울기가 없습니다"),
        "argmin": fact("가장 작은 값의 번호입니다.", "the nearest neighbour", "가장 가까운 이웃을 찾을 때 씁니다", "inside a loss: it has no gradient", "손실 안에서는 쓸 수 없습니다. 기울기가 없습니다"),
    },
    "shape": {
        "reshape": fact("모양을 바꿉니다. 값과 순서는 그대로입니다.", "flattening, splitting axes", "축을 펴거나 나눌 때 씁니다", "exchanging axes (transpose)", "축을 맞바꾸려면 transpose를 씁니다"),
        "transpose": fact("축의 순서를 바꿉니다.", "matrix products, channels first or last", "행렬곱이나 채널 위치를 바꿀 때 씁니다"),
        "broadcast_to": fact("크기 1인 축을 되풀이해 넓힙니다.", "seeing what broadcasting does", "브로드캐스팅이 하는 일을 볼 때 씁니다"),
        "concatenate": fact("한 축을 따라 이어 붙입니다.", "joining features or batches", "특성이나 배치를 합칠 때 씁니다"),
        "pad": fact("둘레에 값을 덧붙입니다.", "borders of pictures, lengths of sequences", "이미지 테두리와 시퀀스 길이를 맞출 때 씁니다"),
        "flip": fact("순서를 뒤집습니다.", "mirrored pictures, reversed sequences", "그림을 뒤집거나 시퀀스를 거꾸로 읽을 때 씁니다"),
        "roll": fact("값을 돌려서 밀어냅니다. 끝을 넘으면 처음으로 돌아옵니다.", "periodic signals", "주기 신호에 씁니다"),
        "repeat": fact("원소를 되풀이합니다.", "enlarging by whole numbers", "정수배로 늘릴 때 씁니다"),
        "upsample": fact("픽셀을 되풀이해 크게 만듭니다.", "decoders", "디코더에 씁니다", source="nearest-neighbour enlargement; named as in PyTorch"),
    },
    "indexing": {
        "getitem": fact("인덱스로 일부를 고릅니다. x[...]와 같습니다.", "slices, rows, masks", "슬라이스, 행, 마스크로 고를 때 씁니다"),
        "put_back": fact("고른 값을 제자리에 되돌려 놓고 나머지는 0으로 채웁니다.", "the gradient of getitem", "getitem의 기울기 계산에 씁니다", source=_OWN),
        "index_update": fact("일부를 새 값으로 바꾼 사본을 만듭니다. 원본은 그대로입니다.", "changing a part without writing into a tensor", "텐서에 직접 쓰지 않고 일부를 바꿀 때 씁니다", source="the meaning is that of x.at[…].set(v) in JAX: Bradbury et al. 2018"),
        "take": fact("번호로 행을 고릅니다.", "embeddings", "임베딩에 씁니다"),
        "take_along_axis": fact("자리마다 다른 번호로 고릅니다.", "the score of the right class in each row", "행마다 정답 클래스의 점수를 꺼낼 때 씁니다"),
        "tril": fact("아래 삼각형만 남기고 나머지는 0으로 만듭니다.", "causal masks", "뒤를 가리는 마스크에 씁니다"),
        "triu": fact("위 삼각형만 남기고 나머지는 0으로 만듭니다.", "masks of what comes later", "나중 시점의 마스크에 씁니다"),
        "one_hot": fact("번호를, 그 자리만 1인 행으로 바꿉니다.", "targets of categorical_crossentropy", "categorical_crossentropy의 정답에 씁니다", "large vocabularies (take, Embedding)", "어휘가 크면 take나 Embedding을 씁니다", source="Harris, Harris 2012, Digital design and computer architecture (the word); rows as in Keras and PyTorch"),
    },
    "products": {
        "matmul": fact("행렬곱입니다. a @ b와 같습니다.", "dense layers, attention", "완전연결층과 어텐션에 씁니다", "element by element (multiply)", "원소마다 곱하려면 multiply를 씁니다"),
        "einsum": fact("축의 글자로 쓴 곱의 합입니다.", "products over several axes, written once", "여러 축에 걸친 곱을 한 줄로 쓸 때 씁니다", "plain matrix products: matmul is quicker", "단순한 행렬곱은 matmul이 빠릅니다"),
        "affine": fact("x W + b를 한 번에 계산하고, 원하면 활성화까지 합니다.", "the dense layer", "완전연결층에 씁니다", source="Rosenblatt 1958, The perceptron; Rumelhart, Hinton, Williams 1986, Learning representations by back-propagating errors"),
    },
    "parts of layers": {
        "add_relu": fact("둘을 더하고 ReLU를 한 번에 적용합니다. 잔차 블록의 끝입니다.", "the end of a residual block", "잔차 블록의 끝에 씁니다"),
        "prelu": fact("음수 쪽 기울기를 학습하는 leaky ReLU입니다.", "inside the layer PReLU", "PReLU 층의 계산에 씁니다"),
        "relu_general": fact("상한, 음수 기울기, 경계값을 정할 수 있는 ReLU입니다.", "inside the layer ReLU", "ReLU 층의 계산에 씁니다", source="Nair, Hinton 2010; the options as in Keras"),
        "batch_norm": fact("배치의 통계로 정규화하고 배율과 이동을 적용합니다.", "inside BatchNormalization, in training", "BatchNormalization의 학습 때 계산에 씁니다"),
        "layer_norm": fact("샘플마다 특성들을 정규화하고 배율과 이동을 적용합니다.", "inside LayerNormalization", "LayerNormalization의 계산에 씁니다"),
        "scale_shift": fact("채널마다 배율과 이동을 적용합니다.", "batch norm in prediction", "예측 때의 배치 정규화에 씁니다", source="Ioffe, Szegedy 2015, arXiv 1502.03167, algorithm 2"),
        "masked_softmax": fact("가린 자리를 빼고 softmax를 구합니다.", "attention over padded sequences", "패딩이 있는 시퀀스의 어텐션에 씁니다", source="Vaswani et al. 2017, arXiv 1706.03762, section 3.2.3"),
        "attention_weights": fact("질의마다 각 키에 줄 가중치를 구합니다.", "looking at what attention looks at", "어텐션이 어디를 보는지 들여다볼 때 씁니다"),
        "scaled_dot_product_attention": fact("질의와 키의 곱으로 값을 가중 평균합니다.", "Transformers by hand", "Transformer를 직접 짤 때 씁니다", "very long sequences: memory grows with the square", "시퀀스가 아주 길면 메모리가 길이의 제곱으로 늘어납니다"),
    },
    "convolution and pooling": {
        "conv": fact("합성곱입니다. 커널을 뒤집지 않는 상호상관입니다.", "Conv1D, Conv2D, Conv3D; by hand with kernels of one's own", "Conv1D, Conv2D, Conv3D의 계산에 쓰고, 커널을 직접 줄 때도 씁니다"),
        "conv_scaled": fact("합성곱 뒤에 채널마다 배율과 이동을 적용합니다.", "convolution and batch norm folded into one, in prediction", "예측 때 합성곱과 배치 정규화를 하나로 합칠 때 씁니다"),
        "conv_input_grad": fact("출력의 기울기를 입력으로 되돌립니다.", "conv's gradient by its input", "합성곱의 입력에 대한 기울기에 씁니다", source="Dumoulin, Visin 2016, arXiv 1603.07285, chapter 4"),
        "conv_kernel_grad": fact("출력의 기울기를 커널로 되돌립니다.", "conv's gradient by its kernel", "합성곱의 커널에 대한 기울기에 씁니다", source="LeCun et al. 1989, Backpropagation applied to handwritten zip code recognition"),
        "conv_transpose": fact("값 하나를 창 하나로 펼쳐 더합니다.", "decoders", "디코더에 씁니다"),
        "max_pool": fact("창마다 가장 큰 값을 고릅니다.", "between convolutions", "합성곱 사이에 씁니다", source="Riesenhuber, Poggio 1999, Hierarchical models of object recognition in cortex"),
        "max_unpool": fact("값을 창의 최댓값이 있던 자리에 되돌려 놓습니다.", "max_pool's gradient", "max_pool의 기울기에 씁니다", source="Zeiler, Fergus 2014, arXiv 1311.2901, section 2.1"),
        "max_gather": fact("창의 최댓값이 있던 자리의 값을 모읍니다.", "max_unpool's gradient", "max_unpool의 기울기에 씁니다"),
        "avg_pool": fact("창마다 평균을 냅니다.", "smooth reduction", "부드럽게 줄일 때 씁니다", source="LeCun, Bottou, Bengio, Haffner 1998, Gradient-based learning applied to document recognition (subsampling)"),
        "avg_unpool": fact("값을 창 전체에 고르게 나누어 되돌립니다.", "avg_pool's gradient", "avg_pool의 기울기에 씁니다"),
    },
    "recurrence": {
        "simple_rnn": fact("단순 순환층의 모든 시점을 한 번에 계산합니다.", "inside SimpleRNN", "SimpleRNN의 계산에 씁니다"),
        "lstm": fact("LSTM의 모든 시점을 한 번에 계산합니다.", "inside LSTM", "LSTM의 계산에 씁니다"),
        "gru": fact("GRU의 모든 시점을 한 번에 계산합니다.", "inside GRU", "GRU의 계산에 씁니다"),
    },
    "pictures": {
        "flip_each": fact("고른 그림만 뒤집습니다.", "inside RandomFlip", "RandomFlip의 계산에 씁니다", source="Krizhevsky, Sutskever, Hinton 2012, ImageNet classification with deep convolutional neural networks, section 4.1"),
        "crop_each": fact("그림마다 다른 자리를 잘라 냅니다.", "inside RandomCrop", "RandomCrop의 계산에 씁니다", source="Krizhevsky, Sutskever, Hinton 2012, ImageNet classification with deep convolutional neural networks, section 4.1"),
        "place_each": fact("그림을 저마다 다른 자리에 놓습니다.", "crop_each's gradient", "crop_each의 기울기에 씁니다"),
        "resize": fact("그림의 크기를 보간으로 바꿉니다.", "pictures of different sizes", "크기가 다른 그림에 씁니다"),
    },
    "losses": {
        "softmax_cross_entropy": fact("로짓과 원-핫 정답의 교차 엔트로피를 안전하게 계산합니다.", "inside categorical_crossentropy", "categorical_crossentropy의 계산에 씁니다", source="Bridle 1990, Probabilistic interpretation of feedforward classification network outputs"),
        "sparse_softmax_cross_entropy": fact("로짓과 클래스 번호의 교차 엔트로피를 안전하게 계산합니다.", "inside sparse_categorical_crossentropy", "sparse_categorical_crossentropy의 계산에 씁니다", source="Bridle 1990, Probabilistic interpretation of feedforward classification network outputs"),
        "sigmoid_cross_entropy": fact("로짓과 0/1 정답의 이진 교차 엔트로피를 안전하게 계산합니다.", "inside binary_crossentropy", "binary_crossentropy의 계산에 씁니다", source="Cox 1958, The regression analysis of binary sequences"),
    },
}  # fmt: skip
