"""Cards of the metrics, in groups of relatives."""

from badak.cards.facts.fact import Fact, fact

_SCORES = "Manning, Raghavan, Schütze 2008, Introduction to information retrieval, chapter 8"
_ROC = "Fawcett 2006, An introduction to ROC analysis"
_KERAS = "named as in Keras"


def _of(loss: str, ko: str, use: str, use_ko: str) -> Fact:
    """A metric that is a loss, averaged over the samples."""
    return fact(ko, use, use_ko, op=f"loss:{loss}")


GROUPS: dict[str, dict[str, Fact]] = {
    "right answers": {
        "Accuracy": fact("예측이 정답과 정확히 같은 비율입니다.", "classes of about equal size", "클래스 크기가 비슷할 때 씁니다", "rare classes: 99 % is reached by always saying no", "드문 클래스에는 맞지 않습니다. 늘 아니라고 해도 99%가 됩니다", formula=r"\frac1N \sum_i [y_i = \hat y_i]", source=_SCORES),
        "BinaryAccuracy": fact("맞힌 예/아니요 답의 비율입니다.", "yes/no questions of about equal shares", "예와 아니요의 수가 비슷할 때 씁니다", "rare positives (Precision, Recall, AUC)", "양성이 드물면 Precision, Recall, AUC를 봅니다", formula=r"\frac1N \sum_i \big[y_i = [p_i > \tfrac12]\big]", source=_SCORES),
        "CategoricalAccuracy": fact("점수가 가장 높은 클래스가 원-핫 정답과 같은 샘플의 비율입니다.", "several classes, one-hot targets", "원-핫 정답의 다중 분류에 씁니다", "rare classes", "드문 클래스가 있으면 다른 지표도 봅니다", formula=r"\frac1N \sum_i \big[\arg\max_k y_{ik} = \arg\max_k p_{ik}\big]", source=_SCORES),
        "SparseCategoricalAccuracy": fact("점수가 가장 높은 클래스가 정답 번호와 같은 샘플의 비율입니다.", "several classes, targets as numbers", "정답이 번호인 다중 분류에 씁니다", "rare classes", "드문 클래스가 있으면 다른 지표도 봅니다", formula=r"\frac1N \sum_i \big[y_i = \arg\max_k p_{ik}\big]", source=_SCORES),
        "TopKCategoricalAccuracy": fact("원-핫 정답의 클래스가 점수 상위 k개 안에 든 샘플의 비율입니다.", "many classes that resemble each other (ImageNet: k = 5)", "서로 닮은 클래스가 많을 때 씁니다(ImageNet: k = 5)", "few classes", "클래스가 적으면 뜻이 없습니다", formula=r"\frac1N \sum_i \big[\mathrm{rank}_i(y_i) \le k\big]", source="Russakovsky et al. 2015, arXiv 1409.0575"),
        "SparseTopKCategoricalAccuracy": fact("정답 번호가 점수 상위 k개 안에 든 샘플의 비율입니다.", "many classes that resemble each other", "서로 닮은 클래스가 많을 때 씁니다", "few classes", "클래스가 적으면 뜻이 없습니다", formula=r"\frac1N \sum_i \big[\mathrm{rank}_i(y_i) \le k\big]", source="Russakovsky et al. 2015, arXiv 1409.0575"),
    },
    "two kinds of mistakes": {
        "Precision": fact("예라고 한 답 가운데 맞은 비율입니다.", "false alarms are dear", "헛짚는 실수가 비쌀 때 씁니다", source=_SCORES),
        "Recall": fact("실제 양성 가운데 찾아낸 비율입니다.", "overlooking is dear", "놓치는 실수가 비쌀 때 씁니다", source=_SCORES),
        "F1Score": fact("정밀도와 재현율의 조화 평균입니다.", "both mistakes, rare positives", "양성이 드물고 두 실수가 다 중요할 때 씁니다", source=_SCORES),
        "FBetaScore": fact("정밀도와 재현율의 가중 조화 평균입니다.", "one kind of mistake counts more", "한쪽 실수가 더 중요할 때 씁니다", source="van Rijsbergen 1979, Information retrieval, chapter 7"),
        "TruePositives": fact("찾아낸 양성의 수입니다.", "counts behind precision and recall", "정밀도와 재현율의 바탕이 되는 수를 볼 때 씁니다", formula=r"TP = \#\{i : y_i = 1,\; p_i > \tau\}", source=_ROC),
        "FalsePositives": fact("양성으로 잘못 본 음성의 수입니다.", "counts behind precision and recall", "정밀도와 재현율의 바탕이 되는 수를 볼 때 씁니다", formula=r"FP = \#\{i : y_i = 0,\; p_i > \tau\}", source=_ROC),
        "TrueNegatives": fact("알아본 음성의 수입니다.", "counts behind precision and recall", "정밀도와 재현율의 바탕이 되는 수를 볼 때 씁니다", formula=r"TN = \#\{i : y_i = 0,\; p_i \le \tau\}", source=_ROC),
        "FalseNegatives": fact("놓친 양성의 수입니다.", "counts behind precision and recall", "정밀도와 재현율의 바탕이 되는 수를 볼 때 씁니다", formula=r"FN = \#\{i : y_i = 1,\; p_i \le \tau\}", source=_ROC),
        "ConfusionMatrix": fact("클래스마다 무엇으로 착각했는지 셉니다. 행이 정답, 열이 예측입니다.", "seeing which classes are taken for each other", "어떤 클래스끼리 헷갈리는지 볼 때 씁니다", formula=r"C_{jk} = \#\{i : y_i = j,\; \hat y_i = k\}", source=_ROC),
        "MeanIoU": fact("클래스별 교집합/합집합의 평균입니다. 분할에 씁니다.", "segmentation", "분할에 씁니다", source="Jaccard 1912; Everingham et al. 2010, The PASCAL visual object classes challenge"),
    },
    "thresholds": {
        "AUC": fact("ROC 곡선(또는 정밀도-재현율 곡선) 아래의 넓이입니다.", "scores whose threshold is not fixed yet", "경계값을 아직 정하지 않은 점수에 씁니다", "very rare positives: curve=\"PR\" tells more", "양성이 아주 드물면 curve=\"PR\"이 더 많은 것을 알려 줍니다", formula=r"\mathrm{AUC} = P(p_+ > p_-)"),
        "PrecisionAtRecall": fact("재현율이 정한 값 이상인 경계값 가운데 가장 높은 정밀도입니다.", "a recall that is demanded", "재현율의 하한이 정해져 있을 때 씁니다", formula=r"\max_{\tau:\, R(\tau) \ge r} P(\tau)", source=_ROC),
        "RecallAtPrecision": fact("정밀도가 정한 값 이상인 경계값 가운데 가장 높은 재현율입니다.", "a precision that is demanded", "정밀도의 하한이 정해져 있을 때 씁니다", formula=r"\max_{\tau:\, P(\tau) \ge p} R(\tau)", source=_ROC),
        "SensitivityAtSpecificity": fact("특이도가 정한 값 이상인 경계값 가운데 가장 높은 재현율(민감도)입니다.", "medical tests", "의학 검사에 씁니다", formula=r"\max_{\tau:\, \mathrm{spec}(\tau) \ge s} \mathrm{sens}(\tau)", source=_ROC),
        "SpecificityAtSensitivity": fact("민감도가 정한 값 이상인 경계값 가운데 가장 높은 특이도입니다.", "medical tests", "의학 검사에 씁니다", formula=r"\max_{\tau:\, \mathrm{sens}(\tau) \ge s} \mathrm{spec}(\tau)", source=_ROC),
    },
    "distances": {
        "MeanSquaredError": _of("mean_squared_error", "제곱 오차의 평균입니다.", "regression", "회귀에 씁니다"),
        "RootMeanSquaredError": fact("제곱 오차 평균의 제곱근입니다. 단위가 정답과 같습니다.", "regression, in the unit of the target", "정답과 같은 단위로 오차를 볼 때 씁니다", formula=r"\sqrt{\frac1N \sum_i (\hat y_i - y_i)^2}", source="Gauss 1821, Theoria combinationis"),
        "MeanAbsoluteError": _of("mean_absolute_error", "오차 절댓값의 평균입니다.", "regression, in the unit of the target", "정답과 같은 단위로 오차를 볼 때 씁니다"),
        "MeanAbsolutePercentageError": _of("mean_absolute_percentage_error", "정답에 대한 오차의 백분율 평균입니다.", "sales and demands of different sizes", "크기가 제각각인 매출과 수요에 씁니다"),
        "MeanSquaredLogarithmicError": _of("mean_squared_logarithmic_error", "1을 더한 값들의 로그끼리 뺀 제곱 오차의 평균입니다.", "positive targets over orders of magnitude", "자릿수가 크게 다른 양수에 씁니다"),
        "LogCoshError": _of("log_cosh", "오차의 쌍곡코사인 로그의 평균입니다.", "regression with outliers", "이상치가 있는 회귀에 씁니다"),
        "CosineSimilarity": fact("정답과 예측 사이 각의 코사인 평균입니다. 같은 방향이면 1입니다.", "embeddings", "임베딩에 씁니다", op="metric:cosine_similarity", source="Salton, McGill 1983, Introduction to modern information retrieval"),
        "PearsonCorrelation": fact("샘플마다 구한 상관계수의 평균입니다.", "agreement in form rather than in size", "크기보다 모양이 맞는지 볼 때 씁니다", op="metric:pearson_correlation", source="Pearson 1895, Notes on regression and inheritance"),
        "KLDivergence": _of("kl_divergence", "쿨백-라이블러 발산의 평균입니다.", "targets that are distributions", "정답이 확률분포일 때 씁니다"),
        "Poisson": _of("poisson", "횟수에 대한 푸아송 손실의 평균입니다.", "counts", "횟수에 씁니다"),
        "Hinge": _of("hinge", "힌지 손실의 평균입니다.", "labels ±1", "라벨이 ±1일 때 씁니다"),
        "SquaredHinge": _of("squared_hinge", "제곱 힌지 손실의 평균입니다.", "labels ±1", "라벨이 ±1일 때 씁니다"),
        "CategoricalHinge": _of("categorical_hinge", "원-핫 정답에 대한 힌지 손실의 평균입니다.", "several classes with margins", "여백을 두는 다중 분류에 씁니다"),
        "BinaryCrossentropy": _of("binary_crossentropy", "이진 교차 엔트로피의 평균입니다.", "probabilities of yes/no questions", "예/아니요 확률의 품질을 볼 때 씁니다"),
        "CategoricalCrossentropy": _of("categorical_crossentropy", "원-핫 정답에 대한 교차 엔트로피의 평균입니다.", "probabilities of classes", "클래스 확률의 품질을 볼 때 씁니다"),
        "SparseCategoricalCrossentropy": _of("sparse_categorical_crossentropy", "클래스 번호에 대한 교차 엔트로피의 평균입니다.", "probabilities of classes", "클래스 확률의 품질을 볼 때 씁니다"),
        "R2Score": fact("예측이 설명하는 정답 분산의 비율입니다. 가장 좋으면 1, 늘 평균만 답하면 0입니다.", "regression, without a unit", "단위 없이 회귀의 품질을 볼 때 씁니다", "few samples: it is close to 1 by chance", "샘플이 적으면 우연히 1에 가까워집니다"),
    },
    "plain": {
        "Mean": fact("받은 값들의 가중 평균입니다.", "figures of one's own", "직접 구한 값을 모을 때 씁니다", formula=r"\frac{\sum_i w_i v_i}{\sum_i w_i}", source=_KERAS),
        "Sum": fact("받은 값들의 가중 합입니다.", "figures of one's own", "직접 구한 값을 모을 때 씁니다", formula=r"\sum_i w_i v_i", source=_KERAS),
    },
}  # fmt: skip
