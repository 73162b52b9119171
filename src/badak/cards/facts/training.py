"""Cards of what a training is made of: losses, optimizers, schedules, initial weights, penalties, constraints."""

from badak.cards.facts.fact import Fact, fact

_ROWS = "(batch, …, outputs), (batch, …, outputs) → (batch, …)"
_CLASSES = "(batch, …, classes), (batch, …, classes) → (batch, …)"
_SPARSE = "(batch, …), (batch, …, classes) → (batch, …)"
_SPREAD = "(batch, …), (batch, …, numbers) → (batch, …)"
_MASKS = "(batch, …), (batch, …) → one number"

LOSSES: dict[str, dict[str, Fact]] = {
    "regression": {
        "mean_squared_error": fact("오차 제곱의 평균입니다.", "regression whose errors are roughly normal", "오차가 대체로 정규분포인 회귀에 씁니다",
                                   "outliers: one error of 10 counts like a hundred errors of 1 (huber)", "이상치가 있으면 쓰지 않습니다. 오차 10 하나를 오차 1짜리 백 개만큼 셉니다(대신 huber)", shapes=_ROWS,
                                   source="Legendre 1805; Gauss 1809, Theoria motus"),
        "half_squared_error": fact("오차 제곱합의 절반입니다. 미분하면 오차 그 자체입니다.", "derivations by hand: the factor 2 goes away", "손으로 유도할 때 씁니다. 미분에서 계수 2가 없어집니다",
                                   "comparing with others' figures: most report the mean", "다른 결과와 비교할 때는 대부분 평균을 쓰므로 맞지 않습니다", shapes=_ROWS, source="Bishop 2006, Pattern recognition and machine learning, eq. 1.2"),
        "mean_absolute_error": fact("오차 절댓값의 평균입니다.", "regression with outliers; it aims at the median", "이상치가 있는 회귀에 씁니다. 중앙값을 맞히게 됩니다",
                                    "where the last steps must be fine: the slope does not fall near 0", "마지막까지 곱게 수렴해야 하면 맞지 않습니다. 0 근처에서도 기울기가 줄지 않습니다", shapes=_ROWS, source="Laplace 1774; Koenker, Bassett 1978, Regression quantiles"),
        "mean_absolute_percentage_error": fact("오차 절댓값이 정답의 몇 퍼센트인지 평균합니다.", "sales and demands of different sizes", "매출과 수요처럼 크기가 제각각인 값에 씁니다",
                                               "targets near 0: the percentage explodes", "정답이 0에 가까우면 쓰지 않습니다. 퍼센트가 한없이 커집니다", shapes=_ROWS, source="Hyndman, Koehler 2006, Another look at measures of forecast accuracy"),
        "mean_squared_logarithmic_error": fact("1을 더한 값들의 로그끼리 뺀 오차의 제곱 평균입니다.", "positive targets over orders of magnitude: prices, counts", "가격이나 횟수처럼 자릿수가 크게 다른 양수에 씁니다",
                                               "negative targets: they count as 0", "정답이 음수면 쓰지 않습니다. 0으로 칩니다", shapes=_ROWS, source="named as in Keras; the squared error on the scale log(1 + y)"),
        "huber": fact("작은 오차는 제곱으로, 큰 오차는 직선으로 셉니다.", "regression with some outliers; value networks in reinforcement learning", "이상치가 조금 있는 회귀나 강화 학습의 가치 신경망에 씁니다",
                      "targets of another scale than delta: scale them or set delta", "정답의 크기가 delta와 맞지 않으면 크기를 바꾸거나 delta를 정합니다", shapes=_ROWS),
        "log_cosh": fact("오차의 쌍곡코사인의 로그입니다. 0 근처는 e²/2, 멀리서는 |e| - ln 2입니다.", "as huber, with a second derivative everywhere and nothing to set", "huber처럼 쓰되 정할 값이 없고 이계도함수가 어디에나 있습니다",
                         "errors of very different scales", "오차의 크기가 아주 제각각이면 맞지 않습니다", shapes=_ROWS, source="Green 1990, Bayesian reconstructions from emission tomography data using a modified EM algorithm"),
        "cosine_similarity": fact("두 벡터 사이 각의 코사인에 음의 부호를 붙인 값입니다. 같은 방향이면 -1입니다.", "embeddings, whose direction means more than their length", "길이보다 방향이 중요한 임베딩에 씁니다",
                                  "where lengths matter", "길이가 중요하면 쓰지 않습니다", shapes=_ROWS, source="Salton, McGill 1983, Introduction to modern information retrieval"),
    },
    "predictions that say how sure they are": {
        "pinball": fact("분위수마다 모자라면 q배, 넘치면 1 - q배로 오차를 셉니다. 정답의 q만큼이 그 아래에 오는 값을 맞히게 됩니다.", "forecasts with intervals, without an assumed distribution", "분포를 가정하지 않고 구간까지 예측할 때 씁니다",
                        "where one number is enough (the median alone is the mean absolute error)", "수 하나면 충분할 때는 쓸 필요가 없습니다. 중앙값만 맞히면 평균 절대 오차와 같습니다", shapes=_SPREAD),
        "gaussian_nll": fact("예측한 평균과 표준편차의 정규분포에서 정답이 나올 확률밀도의 로그에 음의 부호를 붙인 값입니다.", "forecasts whose errors are roughly normal, and differ in size from place to place", "오차가 대체로 정규분포이고 그 크기가 곳마다 다른 예측에 씁니다",
                             "outliers and skewed targets (pinball)", "이상치가 있거나 한쪽으로 치우친 정답에는 pinball을 씁니다", shapes=_SPREAD),
    },
    "classification": {
        "binary_crossentropy": fact("예/아니요 질문 하나 또는 여러 개의 이진 교차 엔트로피입니다.", "yes/no outputs behind sigmoid; several labels that may be true at once", "sigmoid를 거친 예/아니요 출력이나, 동시에 참일 수 있는 여러 라벨에 씁니다",
                                    "one class out of several (categorical_crossentropy)", "여러 클래스 중 하나를 고르는 문제에는 categorical_crossentropy를 씁니다", shapes=_ROWS, source="Cox 1958, The regression analysis of binary sequences"),
        "categorical_crossentropy": fact("원-핫 정답에 대한 교차 엔트로피입니다. 클래스 여러 개 중 하나를 고릅니다.", "one class out of several behind softmax, targets as one-hot rows", "softmax를 거친 다중 분류에서 정답이 원-핫일 때 씁니다",
                                         "targets as class numbers (sparse_categorical_crossentropy)", "정답이 클래스 번호라면 sparse_categorical_crossentropy를 씁니다", shapes=_CLASSES, source="Bridle 1990, Probabilistic interpretation of feedforward classification network outputs"),
        "sparse_categorical_crossentropy": fact("클래스 번호 정답에 대한 교차 엔트로피입니다.", "one class out of several behind softmax, targets as class numbers", "softmax를 거친 다중 분류에서 정답이 클래스 번호일 때 씁니다",
                                                "one-hot targets, mixed targets (MixUp)", "정답이 원-핫이거나 섞인 정답(MixUp)이면 쓸 수 없습니다", shapes=_SPARSE, source="Bridle 1990, Probabilistic interpretation of feedforward classification network outputs"),
        "categorical_generalized_cross_entropy": fact("교차 엔트로피(q → 0)와 절대 오차(q = 1) 사이의 손실입니다. 틀린 라벨에 덜 흔들립니다.", "labels some of which are wrong", "라벨이 일부 틀린 데이터에 씁니다", "clean labels: cross-entropy learns faster",
                                                      "라벨이 깨끗하면 교차 엔트로피가 더 빨리 배웁니다", shapes=_SPARSE),
        "binary_focal_crossentropy": fact("확실히 맞힌 답의 비중을 줄인 이진 교차 엔트로피입니다.", "few positives among very many negatives: detection", "물체 검출처럼 음성은 아주 많고 양성은 드문 데이터에 씁니다", "balanced classes; wrong labels, which it stresses",
                                          "클래스가 고르거나 라벨이 틀린 데이터에는 쓰지 않습니다. 틀린 라벨을 더 크게 셉니다", shapes=_ROWS),
        "categorical_focal_crossentropy": fact("확실히 맞힌 답의 비중을 줄인 교차 엔트로피입니다. 정답은 원-핫입니다.", "several classes, some of them rare", "드문 클래스가 섞인 다중 분류에 씁니다", "balanced classes; wrong labels, which it stresses",
                                               "클래스가 고르거나 라벨이 틀린 데이터에는 쓰지 않습니다. 틀린 라벨을 더 크게 셉니다", shapes=_CLASSES),
        "hinge": fact("라벨이 ±1일 때 여유가 1보다 모자란 만큼을 셉니다.", "support-vector machines: sure answers need not become surer", "서포트 벡터 머신에 씁니다. 충분히 맞힌 답은 더 밀지 않습니다", "where probabilities are wanted", "확률이 필요하면 쓰지 않습니다", shapes=_ROWS),
        "squared_hinge": fact("힌지 손실의 제곱입니다.", "as hinge, smoother and stricter with large mistakes", "힌지보다 매끄럽고 큰 실수에 엄격해야 할 때 씁니다", "outliers", "이상치가 있으면 쓰지 않습니다", shapes=_ROWS, source="Cortes, Vapnik 1995, Support-vector networks, with squared slack"),
        "categorical_hinge": fact("정답 클래스의 점수가 나머지 최고 점수를 1 이상 앞서게 합니다.", "several classes with margins", "여백을 두는 다중 분류에 씁니다", "where probabilities are wanted", "확률이 필요하면 쓰지 않습니다", shapes=_CLASSES, source="Crammer, Singer 2001, On the algorithmic implementation of multiclass kernel-based vector machines"),
        "crossentropy": fact("모양을 보고 이진, 다중, 번호 교차 엔트로피 가운데 맞는 것을 고릅니다.", "a first try: the shapes of targets and predictions tell which kind is meant", "처음 해 볼 때 씁니다. 정답과 예측의 모양으로 종류를 정합니다", "where readers should see which kind it is",
                             "어떤 종류인지 코드에 드러나야 하면 이름을 직접 씁니다", formula=r"\ell = -\sum_k y_k \ln p_k", shapes=_CLASSES, source="Shannon 1948, A mathematical theory of communication"),
    },
    "distributions and masks": {
        "kl_divergence": fact("q를 예상했는데 실제로는 p일 때 잃는 정보량(쿨백-라이블러 발산)입니다.", "targets that are distributions; distillation; VAE", "정답이 확률분포일 때, 지식 증류, VAE에 씁니다", "predictions of exactly 0 where the target is not", "정답이 0이 아닌데 예측이 정확히 0이면 쓸 수 없습니다", shapes=_CLASSES),
        "poisson": fact("푸아송 가능도의 음의 로그에서 상수항 ln y!을 뺀 값입니다.", "counts: calls an hour, defects", "시간당 통화 수, 불량 수 같은 횟수에 씁니다", "counts whose variance is far above their mean", "분산이 평균보다 훨씬 큰 횟수에는 맞지 않습니다", shapes=_ROWS, source="Nelder, Wedderburn 1972, Generalized linear models"),
        "dice": fact("두 마스크의 Dice 계수를 1에서 뺀 값입니다.", "segmentation of small objects: the background does not count", "작은 대상을 분할할 때 씁니다. 배경은 세지 않습니다", "batches whose targets are all empty", "배치의 정답이 모두 비어 있으면 맞지 않습니다", shapes=_MASKS),
        "tversky": fact("두 마스크의 Tversky 지수를 1에서 뺀 값입니다. 두 종류의 실수에 값을 따로 매깁니다.", "segmentation in which overlooking is worse than a false alarm", "놓치는 실수가 헛짚는 실수보다 나쁜 분할에 씁니다", "where both mistakes are equally bad (dice)", "두 실수가 똑같이 나쁘면 dice를 씁니다", shapes=_MASKS),
    },
}  # fmt: skip

OPTIMIZERS: dict[str, dict[str, Fact]] = {
    "descent": {
        "SGD": fact("경사 하강법입니다. 데이터 전체로도 배치로도 쓰고, 모멘텀을 붙일 수 있습니다.", "convolutional networks with momentum 0.9 and a schedule: the best accuracies are still often SGD's; teaching", "모멘텀 0.9와 학습률 스케줄을 함께 쓰는 합성곱 신경망에 씁니다. 최고 정확도는 지금도 SGD에서 자주 나옵니다. 원리를 가르칠 때도 씁니다",
                    "Transformers, and where no time is left to find a learning rate (Adam)", "Transformer나 학습률을 찾을 시간이 없을 때는 Adam을 씁니다"),
    },
    "a rate for each weight": {
        "Adagrad": fact("가중치마다 지금까지의 기울기 제곱합의 제곱근으로 걸음을 나눕니다. 드문 특성이 멀리 움직입니다.", "sparse features: words, clicks", "단어나 클릭처럼 드문드문 나오는 특성에 씁니다", "long trainings: the steps only shrink", "오래 학습하면 걸음이 계속 작아지기만 합니다"),
        "Adadelta": fact("보통 걸음과 보통 기울기의 비율로 걸음을 정합니다.", "where no learning rate should be chosen (learning_rate=1.0 is the paper's)", "학습률을 고르고 싶지 않을 때 씁니다(논문의 값은 learning_rate=1.0)", "where Adam works: it is slower", "Adam이 잘되면 쓸 이유가 적습니다. 더 느립니다"),
        "RMSprop": fact("가중치마다 기울기 제곱의 이동 평균의 제곱근으로 걸음을 나눕니다.", "recurrent networks, reinforcement learning", "순환 신경망과 강화 학습에 씁니다", "sparse features in the first steps: there is no correction of the start", "처음 몇 걸음의 편향을 고치지 않으므로 드문 특성에는 Adam이 낫습니다"),
    },
    "Adam's family": {
        "Adam": fact("기울기의 이동 평균을 기울기 제곱의 이동 평균의 제곱근으로 나눈 방향으로 갑니다.", "the first try for nearly everything, at 0.001", "거의 모든 문제에서 학습률 0.001로 가장 먼저 써 봅니다", "with an L2 penalty: it is divided by the root too (AdamW)", "L2 벌점과 함께라면 벌점까지 나뉘므로 AdamW를 씁니다"),
        "AdamW": fact("가중치 감쇠를 기울기에서 떼어 놓은 Adam입니다. 감쇠가 제곱근으로 나뉘지 않습니다.", "Transformers; everything that Adam does, with weight decay", "Transformer, 그리고 가중치 감쇠를 쓰는 Adam 자리에 씁니다", "biases and scales, which should not decay (no_decay)", "편향과 배율은 감쇠하지 않게 no_decay에 넣습니다"),
        "Adamax": fact("기울기의 이동 평균을, 서서히 잊는 기울기 최대 크기로 나눕니다.", "embeddings, whose gradients come rarely and strongly", "기울기가 드물고 세게 오는 임베딩에 씁니다", "where Adam works already", "Adam이 잘되고 있으면 바꿀 필요가 없습니다"),
        "Nadam": fact("한 걸음 앞을 보는 Adam입니다. 모멘텀이 β₁으로 커집니다.", "as Adam, often a little quicker at first", "Adam과 같은 곳에 씁니다. 처음에 조금 더 빠를 때가 많습니다", "with a learning-rate warm-up: both slow the start", "학습률 워밍업과 함께 쓰면 시작이 두 번 느려집니다"),
    },
    "directions": {
        "Lion": fact("모멘텀과 기울기를 섞은 값의 부호만큼 움직입니다. 모든 가중치가 같은 거리를 갑니다.", "large models: one number of memory a weight; rates three to ten times below Adam's", "큰 모델에 씁니다. 가중치마다 수 하나만 기억하고, 학습률은 Adam의 3분의 1에서 10분의 1로 잡습니다", "small batches: the sign of noise is noise", "배치가 작으면 쓰지 않습니다. 잡음의 부호도 잡음입니다"),
        "Muon": fact("행렬의 모멘텀에서 특잇값을 모두 1 가까이로 만든 방향으로 갑니다. 나머지 파라미터는 AdamW로 갑니다.", "matrices in the middle of large networks", "큰 신경망 가운데의 행렬에 씁니다", "embeddings and the last layer (left out by default), small nets", "임베딩과 마지막 층(기본값에서 빠짐), 작은 신경망에는 쓰지 않습니다"),
    },
}  # fmt: skip


def _schedule(name: str, *args: object, **more: object):  # noqa: ANN202 - a function that makes a schedule
    def make() -> object:
        from badak import schedules

        return getattr(schedules, name)(*args, **more)

    return make


def _warm() -> object:
    from badak import schedules

    return schedules.WarmUp(schedules.CosineDecay(0.1, 80), warmup_steps=20)


SCHEDULES: dict[str, dict[str, Fact]] = {
    "falling": {
        "CosineDecay": fact("코사인 곡선의 절반을 따라 내려갑니다. 원하면 앞에 워밍업을 둡니다.", "trainings of a known length: the usual choice today", "학습 길이가 정해져 있을 때 요즘 가장 흔히 씁니다", "open-ended trainings (ReduceOnPlateau)", "끝을 정하지 않은 학습에는 ReduceOnPlateau를 씁니다", sample=_schedule("CosineDecay", 0.1, 100)),
        "ExponentialDecay": fact("학습률에 같은 비율을 되풀이해 곱합니다.", "long trainings without a fixed end", "끝이 정해지지 않은 긴 학습에 씁니다", "short trainings: it falls too early", "짧은 학습에서는 너무 일찍 떨어집니다", sample=_schedule("ExponentialDecay", 0.1, 30, 0.5), source="Robbins, Monro 1951, A stochastic approximation method (rates that fall); named as in Keras"),
        "StepDecay": fact("정해진 걸음마다 학습률에 비율을 곱합니다(PyTorch의 StepLR).", "residual networks in the manner of 2016: a tenth every thirty epochs", "2016년 방식의 잔차 신경망에서 30에포크마다 10분의 1로 줄일 때 씁니다", "where nobody knows the steps", "줄일 시점을 모르면 쓰지 않습니다", sample=_schedule("StepDecay", 0.1, 30, 0.5), source="He, Zhang, Ren, Sun 2016, arXiv 1512.03385, section 3.4"),
        "InverseTimeDecay": fact("학습률을 고르게 커지는 수로 나눕니다.", "convex problems, perceptrons, online learning", "볼록 문제, 퍼셉트론, 온라인 학습에 씁니다", "deep networks: it falls quickly at first and hardly later", "깊은 신경망에는 맞지 않습니다. 처음에 급히 떨어지고 나중에는 거의 그대로입니다", sample=_schedule("InverseTimeDecay", 0.1, 10, 0.5), source="Robbins, Monro 1951, A stochastic approximation method"),
        "PolynomialDecay": fact("남은 시간의 거듭제곱을 따라 한 학습률에서 다른 학습률로 갑니다.", "fine-tuning Transformers (power 1: a straight line); segmentation (0.9)", "Transformer 미세 조정(power 1이면 직선)이나 분할(0.9)에 씁니다", "trainings of unknown length", "학습 길이를 모르면 쓰지 않습니다", sample=_schedule("PolynomialDecay", 0.1, 100, 0.001, 2.0), source="Chen et al. 2017, arXiv 1606.00915 (the poly policy)"),
        "PiecewiseConstantDecay": fact("표에서 학습률을 읽습니다.", "rates that a paper gives epoch by epoch", "논문이 구간별로 정한 학습률을 그대로 쓸 때 씁니다", "problems of one's own: the table must be found first", "새 문제라면 표부터 찾아야 합니다", sample=_schedule("PiecewiseConstantDecay", [30, 60], [0.1, 0.05, 0.01]), source="Krizhevsky, Sutskever, Hinton 2012, ImageNet classification with deep convolutional neural networks, section 5"),
        "ReduceOnPlateau": fact("지켜보는 값이 나아지지 않으면 학습률을 낮춥니다.", "trainings without a plan, through the callback ReduceLROnPlateau", "계획 없이 학습할 때 ReduceLROnPlateau 콜백으로 씁니다", "noisy validation losses: longer patience", "검증 손실이 들쭉날쭉하면 patience를 늘립니다"),
    },
    "rising": {
        "WarmUp": fact("학습률을 고르게 올린 다음 다른 스케줄을 따릅니다.", "Transformers, large batches: the first gradients are wild", "처음 기울기가 거친 Transformer와 큰 배치에 씁니다", "small networks with SGD", "SGD를 쓰는 작은 신경망에는 필요 없습니다", sample=_warm),
        "OneCycle": fact("높은 학습률까지 올랐다가 처음보다 훨씬 낮게 내려갑니다. 학습 전체에서 한 번만 합니다.", "few epochs: reaches in ten what a constant rate reaches in thirty", "에포크가 적을 때 씁니다. 일정한 학습률의 서른 에포크를 열 에포크에 따라잡습니다", "trainings that may be prolonged", "나중에 늘릴 수도 있는 학습에는 쓰지 않습니다", sample=_schedule("OneCycle", 0.1, 100)),
        "CosineDecayRestarts": fact("코사인 절반을 따라 내려갔다가 다시 뛰어오르기를 되풀이합니다.", "snapshots for an ensemble: one at the end of each fall", "내려갈 때마다 모델을 저장해 앙상블을 만들 때 씁니다", "where the training may end in the middle of a rise", "올라간 도중에 학습이 끝날 수 있으면 쓰지 않습니다", sample=_schedule("CosineDecayRestarts", 0.1, 30)),
    },
}  # fmt: skip

_NORMAL = "Rumelhart, Hinton, Williams 1986 (small random weights break the symmetry)"
INITIALIZERS: dict[str, dict[str, Fact]] = {
    "scaled": {
        "GlorotUniform": fact("입력과 출력 수에 맞춘 균등분포입니다. Keras의 기본값입니다.", "sigmoid, tanh and softmax; the default of kernels", "sigmoid, tanh, softmax에 쓰며 커널의 기본값입니다", "deep ReLU networks (HeUniform, HeNormal)", "깊은 ReLU 신경망에는 HeUniform이나 HeNormal을 씁니다"),
        "GlorotNormal": fact("입력과 출력 수에 맞춘 정규분포입니다. 표준편차의 두 배에서 자릅니다.", "sigmoid, tanh and softmax", "sigmoid, tanh, softmax에 씁니다", "deep ReLU networks (HeNormal)", "깊은 ReLU 신경망에는 HeNormal을 씁니다", formula=r"w \sim N(0, s^2),\qquad s = \sqrt{2 / (n_{in} + n_{out})}"),
        "HeNormal": fact("입력 수에 맞춘 정규분포에, ReLU가 반을 지우는 것을 메우는 계수 2를 붙입니다.", "ReLU and its relatives", "ReLU와 그 친척에 씁니다", "tanh: activations saturate", "tanh에는 쓰지 않습니다. 활성화값이 포화됩니다", formula=r"w \sim N(0, s^2),\qquad s = \sqrt{2 / n_{in}}"),
        "HeUniform": fact("입력 수에 맞춘 균등분포입니다. ReLU에 씁니다.", "ReLU and its relatives", "ReLU와 그 친척에 씁니다", "tanh: activations saturate", "tanh에는 쓰지 않습니다. 활성화값이 포화됩니다", formula=r"w \sim U(-a, a),\qquad a = \sqrt{6 / n_{in}}"),
        "LecunNormal": fact("입력 수에 맞춘 정규분포입니다. SELU에 씁니다.", "selu, whose constants were computed for it", "상수가 이 분포에 맞춰 정해진 selu에 씁니다", "ReLU: activations fade with depth", "ReLU에는 쓰지 않습니다. 깊어질수록 활성화값이 줄어듭니다", formula=r"w \sim N(0, s^2),\qquad s = 1 / \sqrt{n_{in}}"),
        "LecunUniform": fact("입력 수에 맞춘 균등분포입니다.", "tanh networks, selu", "tanh 신경망과 selu에 씁니다", "ReLU: activations fade with depth", "ReLU에는 쓰지 않습니다. 깊어질수록 활성화값이 줄어듭니다", formula=r"w \sim U(-a, a),\qquad a = \sqrt{3 / n_{in}}"),
        "XavierFanIn": fact("입력 수의 제곱근의 역수를 표준편차로 쓰는 정규분포입니다. 입문서에서 Xavier 초깃값이라 부르는 것입니다.", "following a book's Xavier; tanh and sigmoid", "책의 Xavier 초깃값을 따라 할 때, 그리고 tanh와 sigmoid에 씁니다", "ReLU (HeNormal); Glorot's own formula is GlorotNormal", "ReLU에는 HeNormal을 씁니다. 글로럿 본인의 식은 GlorotNormal입니다", formula=r"w \sim N(0, s^2),\qquad s = 1 / \sqrt{n_{in}}"),
        "VarianceScaling": fact("모양에서 구한 n으로 분산을 s/n으로 맞춥니다. 이 무리의 일반형입니다.", "factors of one's own", "계수를 직접 정하고 싶을 때 씁니다", "where one of the named ones is meant", "이름 붙은 것 가운데 하나를 뜻한다면 그 이름을 씁니다", formula=r"w \sim N(0, s / n) \text{ or } U(-a, a),\qquad a = \sqrt{3 s / n}", source="named as in Keras; the general form of Glorot, Bengio 2010 and He et al. 2015"),
    },
    "fixed distributions": {
        "RandomNormal": fact("모양과 상관없는 정규분포입니다.", "experiments on initial weights (0.01, 1); GANs (0.02)", "초깃값 실험(0.01, 1)과 GAN(0.02)에 씁니다", "deep networks: the deviation must fit the number of inputs", "깊은 신경망에는 쓰지 않습니다. 표준편차가 입력 수에 맞아야 합니다", formula=r"w \sim N(\mu, \sigma^2)", source=_NORMAL),
        "RandomUniform": fact("모양과 상관없이 구간에 고르게 퍼진 값입니다.", "embeddings (±0.05)", "임베딩(±0.05)에 씁니다", "deep networks: the width must fit the number of inputs", "깊은 신경망에는 쓰지 않습니다. 구간의 폭이 입력 수에 맞아야 합니다", formula=r"w \sim U(a, b)", source=_NORMAL),
        "TruncatedNormal": fact("평균에서 표준편차의 두 배 넘게 벗어난 값을 뺀 정규분포입니다.", "Transformers (0.02): no outliers among the weights", "Transformer(0.02)에 씁니다. 튀는 가중치가 없습니다", "where the stated deviation is needed exactly: cutting narrows it to 0.88 of it", "표준편차가 정확해야 하면 쓰지 않습니다. 자르면 0.88배로 좁아집니다", formula=r"w \sim N(\mu, \sigma^2),\qquad \lvert w - \mu\rvert \le 2\sigma", source="Devlin et al. 2019, arXiv 1810.04805 (BERT's weights)"),
    },
    "structured": {
        "Orthogonal": fact("열이 서로 수직이고 길이가 모두 gain인 무작위 행렬입니다.", "recurrent weights: states neither grow nor shrink at first", "순환 가중치에 씁니다. 처음에 상태가 커지지도 줄지도 않습니다", "very large matrices: the decomposition takes time", "행렬이 아주 크면 분해에 시간이 걸립니다", formula=r"W = g\,Q,\qquad A = QR,\; A_{ij} \sim N(0, 1)"),
        "Identity": fact("단위행렬에 수를 곱합니다. 처음에는 들어온 것을 그대로 넘기는 층이 됩니다.", "ReLU recurrent nets; layers added to a trained network", "ReLU 순환 신경망이나, 학습된 신경망에 더하는 층에 씁니다", "matrices that are not square: the rest is 0", "정사각 행렬이 아니면 나머지가 0입니다", formula=r"w_{ij} = g\,[i = j]", source="Le, Jaitly, Hinton 2015, arXiv 1504.00941"),
    },
    "constants": {
        "Zeros": fact("모두 0입니다. 편향에 씁니다.", "biases; the last scale of a residual branch", "편향과 잔차 갈래의 마지막 배율에 씁니다", "kernels: units that are all equal learn the same", "커널에는 쓰지 않습니다. 모두 같은 유닛은 똑같이 배웁니다", formula="w = 0", source=_NORMAL),
        "Ones": fact("모두 1입니다. 배율에 씁니다.", "scales of a normalisation", "정규화의 배율에 씁니다", "kernels: units that are all equal learn the same", "커널에는 쓰지 않습니다. 모두 같은 유닛은 똑같이 배웁니다", formula="w = 1", source="Ioffe, Szegedy 2015, arXiv 1502.03167 (γ)"),
        "Constant": fact("모두 같은 수이거나, 주어진 배열의 값입니다.", "weights that are known: gates by hand, a bias from the share of a rare class", "손으로 정한 게이트나 드문 클래스의 비율에서 구한 편향처럼 이미 아는 값에 씁니다", "kernels that should learn", "학습해야 하는 커널에는 쓰지 않습니다", formula="w = c", source="Karpathy 2019, A recipe for training neural networks (bias of the last layer)"),
    },
}  # fmt: skip

REGULARIZERS: dict[str, dict[str, Fact]] = {
    "penalties": {
        "L1": fact("절댓값의 합에 벌점을 줍니다. 필요 없는 가중치를 정확히 0으로 만듭니다.", "choosing features; small models", "특성 고르기와 작은 모델에 씁니다", "features that are copies of each other: it keeps one at random", "서로 베낀 듯한 특성들에는 맞지 않습니다. 그중 하나만 제멋대로 남깁니다", shapes="(…) → one number", source="Tibshirani 1996, Regression shrinkage and selection via the lasso"),
        "L2": fact("제곱의 합에 벌점을 줍니다. 모든 가중치를 작게 유지합니다.", "models that overfit; 1e-4 is usual", "과적합하는 모델에 씁니다. 1e-4가 흔합니다", "with Adam (AdamW decays apart from the gradient); biases and scales", "Adam과 함께라면 감쇠를 떼어 놓은 AdamW를 씁니다. 편향과 배율에는 쓰지 않습니다", shapes="(…) → one number", source="Hoerl, Kennard 1970, Ridge regression; Krogh, Hertz 1991, A simple weight decay can improve generalization"),
        "L1L2": fact("절댓값과 제곱에 함께 벌점을 줍니다(엘라스틱 넷).", "choosing among features that resemble each other", "서로 닮은 특성 가운데서 고를 때 씁니다", "two factors to find instead of one", "찾아야 할 계수가 둘로 늘어납니다", shapes="(…) → one number"),
        "OrthogonalRegularizer": fact("행렬의 행(또는 열)이 서로 수직이 아닌 만큼 벌점을 줍니다.", "features that should differ from each other", "특성들이 서로 달라야 할 때 씁니다", "more rows than columns: they cannot all be at right angles", "행이 열보다 많으면 모두 수직일 수 없습니다", shapes="(rows, columns) → one number"),
    },
}  # fmt: skip

CONSTRAINTS: dict[str, dict[str, Fact]] = {
    "constraints": {
        "MaxNorm": fact("가중치 벡터의 길이가 한도를 넘으면 줄입니다.", "with dropout and large learning rates", "드롭아웃과 큰 학습률을 함께 쓸 때 씁니다", "with weight decay, which does the same gently", "가중치 감쇠와 함께라면 필요 없습니다. 같은 일을 부드럽게 합니다", shapes="(…) → (…)"),
        "MinMaxNorm": fact("가중치 벡터의 길이를 두 한도 사이에 둡니다.", "units that must neither die nor dominate", "유닛이 죽지도, 혼자 커지지도 않아야 할 때 씁니다", "ordinary layers", "보통의 층에는 필요 없습니다", shapes="(…) → (…)", source="named as in Keras"),
        "NonNeg": fact("음수 가중치를 0으로 만듭니다.", "amounts: parts of a mixture, effects that can only add", "혼합 비율처럼 더하기만 할 수 있는 양에 씁니다", "hidden layers: differences cannot be learned", "은닉층에는 쓰지 않습니다. 차이를 배울 수 없습니다", formula=r"w \leftarrow \max(w, 0)", shapes="(…) → (…)", source="Lee, Seung 1999, Learning the parts of objects by non-negative matrix factorization"),
        "UnitNorm": fact("가중치 벡터의 길이를 1로 맞춥니다.", "embeddings compared by their cosine", "코사인으로 비교하는 임베딩에 씁니다", "layers whose scale must be learned", "크기를 배워야 하는 층에는 쓰지 않습니다", shapes="(…) → (…)", source="named as in Keras"),
    },
}  # fmt: skip
