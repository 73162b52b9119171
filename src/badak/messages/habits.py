"""BD132–BD149: what somebody who comes from Keras, PyTorch or NumPy tries first."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD132": Entry(
        "StateError",
        (
            "'{name}' of an optimizer cannot be changed once the optimizer is made",
            "만들어진 옵티마이저의 '{name}'은(는) 바꿀 수 없습니다",
        ),
        expected=(
            "only learning_rate may change, where it is a number and not a schedule",
            "바꿀 수 있는 것은 learning_rate뿐이며, 스케줄이 아니라 숫자일 때만 됩니다",
        ),
        fix=(
            "make a new optimizer with that value and compile again; for the rate alone model.learning_rate = 0.01",
            "그 값으로 옵티마이저를 새로 만들어 다시 compile하세요. 학습률만이라면 model.learning_rate = 0.01로 바꿉니다",
        ),
    ),
    "BD133": Entry(
        "StateError",
        (
            "an optimizer holds no parameters here; they are given to each apply",
            "badak의 옵티마이저는 파라미터를 보관하지 않습니다. apply를 부를 때마다 넘겨주세요",
        ),
        expected=(
            "optimizer = SGD(learning_rate=0.1), and after loss.backward() optimizer.apply(model.parameters())",
            "optimizer = SGD(learning_rate=0.1)로 만들고, loss.backward() 뒤에 optimizer.apply(model.parameters())",
        ),
        fix=("{fix}", "{fix}"),
    ),
    "BD134": Entry(
        "ArgumentError",
        (
            "with dim= PyTorch's {op} returns the values and their places; badak's returns the values alone",
            "PyTorch의 {op}은(는) dim=을 주면 값과 위치를 함께 돌려주지만, badak은 값만 돌려줍니다",
        ),
        fix=(
            "{op}(..., axis={dim}) for the values, arg{op}(..., axis={dim}) for their places",
            "값은 {op}(..., axis={dim}), 위치는 arg{op}(..., axis={dim})으로 구하세요",
        ),
    ),
    "BD135": Entry(
        "AutogradError",
        (
            "the loss does not depend on the model's weights, so nothing can be learned from it",
            "손실이 모델의 가중치와 무관해서 학습할 수 있는 것이 없습니다",
        ),
        expected=("a loss computed from y_pred with badak's operations", "badak의 연산으로 y_pred에서 계산한 손실"),
        fix=(
            "use y_pred in the loss, and leave out float(), .item(), .numpy() and NumPy's or math's functions on the way",
            "손실에 y_pred를 쓰고, 계산 도중에 float(), .item(), .numpy()나 NumPy·math 함수를 쓰지 마세요",
        ),
    ),
    "BD136": Entry(
        "ArgumentError",
        ("this index selects nothing: {why}", "이 인덱스로는 고를 수 없습니다: {why}"),
        expected=(
            "integers within the sizes of the axes, slices, ..., None, or arrays of integers or truth values",
            "축의 크기 안의 정수, 슬라이스, ..., None, 또는 정수·참거짓 배열",
        ),
        fix=(
            "compare the index with .shape; positions count from 0",
            ".shape와 인덱스를 비교하세요. 위치는 0부터 셉니다",
        ),
    ),
    "BD137": Entry(
        "ShapeError",
        ("{op} cannot join tensors of these shapes", "{op}: 이 모양의 텐서들은 이어 붙일 수 없습니다"),
    ),
    "BD138": Entry(
        "StateError",
        (
            "a model is not written as a class of its own yet: {name} would never be used",
            "모델을 클래스로 직접 정의하는 방식은 아직 지원하지 않습니다. {name}은(는) 쓰이지 않습니다",
        ),
        expected=(
            "layers in a row in badak.Sequential([...]); a layer of one's own, also one with layers inside, as a class of "
            "badak.layers.Layer",
            "층을 차례로 담은 badak.Sequential([...]). 직접 만드는 층(안에 다른 층이 있어도 됨)은 badak.layers.Layer의 클래스로",
        ),
        fix=(
            "write the layers that {cls} makes into badak.Sequential([...]); where they branch, derive {cls} from "
            "badak.layers.Layer, name them in declare(self, shape) and write forward(self, p, x, ctx): "
            "help(badak.layers.Layer)",
            "{cls}에서 만드는 층을 badak.Sequential([...])에 차례로 쓰세요. 갈라지는 구조라면 badak.layers.Layer를 상속해 "
            "declare(self, shape)에 층을 적고 forward(self, p, x, ctx)를 정의하세요: help(badak.layers.Layer)",
        ),
    ),
    "BD139": Entry(
        "StateError",
        (
            "the list of a model's layers cannot be changed by hand",
            "모델의 층 목록(layers)은 직접 고칠 수 없습니다",
        ),
        expected=("model.add(layer), model.pop(), or a new model", "model.add(layer), model.pop(), 또는 새 모델"),
        fix=(
            "make a model of the layers you want, which keep their weights: badak.Sequential(model.layers[:-1] + [...])",
            "원하는 층으로 새 모델을 만드세요. 가중치는 그대로 유지됩니다: badak.Sequential(model.layers[:-1] + [...])",
        ),
    ),
    "BD140": Entry(
        "DataError",
        ("the targets y are missing", "정답 y가 빠졌습니다"),
        expected=(
            "{call}(x, y), with one row of y for each row of x; a Dataset or batches that hold both",
            "x의 행마다 y가 하나씩 있는 {call}(x, y), 또는 둘 다 담긴 Dataset이나 배치",
        ),
        fix=(
            "give y; a model that is to reproduce its input (an autoencoder) takes {call}(x, x)",
            "y를 주세요. 입력을 되살리는 모델(오토인코더)이라면 {call}(x, x)로 부르세요",
        ),
    ),
    "BD141": Entry(
        "DataError",
        ("sample_weight is not one factor for each sample", "sample_weight가 샘플마다 하나씩 곱할 수가 아닙니다"),
        expected=("numbers of 0 or more, as many as samples", "샘플 수만큼의 0 이상인 수"),
        fix=(
            "leave samples out with 0; factors for whole classes go to class_weight={{0: 1.0, 1: 3.0}}",
            "빼고 싶은 샘플에는 0을 주세요. 클래스별 가중치는 class_weight={{0: 1.0, 1: 3.0}}로 줍니다",
        ),
    ),
    "BD142": Entry(
        "Notice",
        (
            "the file is written in badak's own form, which programs that expect {ending} cannot read",
            "badak 형식으로 저장합니다. {ending} 파일을 기대하는 프로그램에서는 읽을 수 없습니다",
        ),
        expected=("a name ending in {wanted}", "{wanted}(으)로 끝나는 이름"),
        fix=(
            "rename the file to {name}; badak reads it under any name",
            "파일 이름을 {name}(으)로 바꾸세요. badak은 이름과 상관없이 읽습니다",
        ),
    ),
    "BD143": Entry(
        "Notice",
        (
            "accuracy counts outputs that equal their targets exactly, which real numbers hardly ever do",
            "accuracy는 출력이 정답과 똑같은 비율인데, 정답이 실수이면 똑같은 경우가 거의 없습니다",
        ),
        expected=("classes as targets, or a measure of distance", "클래스인 정답, 또는 오차를 재는 지표"),
        fix=(
            "metrics=['mae'] or ['r2_score'] for numbers",
            "숫자를 예측한다면 metrics=['mae']나 ['r2_score']를 쓰세요",
        ),
    ),
    "BD144": Entry(
        "Notice",
        (
            "the model has no weights that training may change: this fit learns nothing",
            "학습으로 바꿀 수 있는 가중치가 없어 이번 fit으로는 아무것도 학습되지 않습니다",
        ),
        expected=(
            "at least one layer with weights and trainable=True",
            "가중치가 있고 trainable=True인 층이 하나 이상",
        ),
        fix=(
            "model.trainable = True, or layer.trainable = True for the layers that are to learn",
            "model.trainable = True로 하거나, 학습할 층의 layer.trainable = True로 바꾸세요",
        ),
    ),
    "BD145": Entry(
        "Notice",
        (
            "float16 is a form of storage here: the layer computes in float32 and returns float32",
            "float16은 저장 형식으로만 쓰입니다. 이 층은 float32로 계산하고 float32를 돌려줍니다",
        ),
        fix=(
            "leave dtype out; predictions of half the size are model.predict(x).astype('float16')",
            "dtype을 빼세요. 예측값을 절반 크기로 받으려면 model.predict(x).astype('float16')을 쓰세요",
        ),
    ),
    "BD146": Entry(
        "Notice",
        (
            "empty cells in column '{column}' were filled ({count} in all); the training data had none there",
            "'{column}' 열의 빈칸 {count}개를 채웠습니다. 학습 데이터의 이 열에는 빈칸이 없었습니다",
        ),
        expected=("a value in each row", "모든 행에 값"),
        fix=(
            "fill the cells if you can: the model has learned nothing about missing values of this column",
            "가능하면 값을 채우세요. 이 열의 결측값에 대해서는 모델이 배운 것이 없습니다",
        ),
    ),
    "BD147": Entry(
        "StateError",
        (
            "a metric with update_state needs counters from add_weight: training starts them anew in each epoch",
            "update_state를 쓰는 지표는 add_weight로 만든 값에 세어야 합니다. 학습할 때 에포크마다 처음 값으로 되돌립니다",
        ),
        expected=(
            "in __init__ self.total = self.add_weight(name='total'), in update_state self.total.assign_add(...)",
            "__init__에 self.total = self.add_weight(name='total'), update_state에 self.total.assign_add(...)",
        ),
        fix=(
            "count so, or, for a mean over samples, define only values(self, y_true, y_pred) with one number for each",
            "그렇게 세거나, 샘플마다 낸 값의 평균이라면 values(self, y_true, y_pred)만 정의하세요",
        ),
    ),
}
