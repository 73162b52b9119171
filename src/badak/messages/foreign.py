"""BD270–BD279: weights from other frameworks."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD270": Entry(
        "FileFormatError",
        (
            "the file is refused: opened by Python's pickle it would run a program",
            "파일을 거부했습니다. 파이썬 pickle로 열면 프로그램이 실행되는 파일입니다",
        ),
        expected=("tensors, dicts, numbers and texts", "텐서, dict, 숫자, 텍스트"),
        fix=(
            "do not open it with other programs either; get the weights from their author, best as .safetensors",
            "다른 프로그램으로도 열지 마세요. 만든 사람에게서 다시, 되도록 .safetensors로 받으세요",
        ),
    ),
    "BD271": Entry(
        "FileFormatError",
        ("there are no PyTorch weights in this file", "이 파일에는 PyTorch 가중치가 없습니다"),
        expected=(
            "a .safetensors file, or a state_dict saved with torch.save",
            ".safetensors 파일이나 torch.save로 저장한 state_dict",
        ),
        fix=(
            'in PyTorch: torch.save(model.state_dict(), "weights.pt")',
            'PyTorch에서 torch.save(model.state_dict(), "weights.pt")로 저장하세요',
        ),
    ),
    "BD272": Entry(
        "Notice",
        (
            "besides the weights the file holds objects of {got}, which were left closed",
            "파일에 가중치 말고도 {got} 객체가 있는데, 열지 않고 두었습니다",
        ),
    ),
    "BD273": Entry(
        "FileFormatError",
        ("weights and model do not fit together:{problems}", "가중치와 모델이 서로 맞지 않습니다:{problems}"),
        got=("{has} modules with weights in the file", "파일의 가중치 모듈 {has}개"),
        expected=("{wants} layers with weights in the model", "모델의 가중치 층 {wants}개"),
        fix=(
            "build the model with the same layers in the same order (classes=, shortcut=, batch_norm= of the zoo), or name the "
            "layers as the modules are named",
            "같은 층을 같은 순서로 만들거나(zoo 모델이라면 classes=, shortcut=, batch_norm= 확인) 층 이름을 모듈 이름과 같게 "
            "지정하세요",
        ),
    ),
    "BD274": Entry(
        "Notice",
        (
            "the weights were loaded, but {got} adds 0.001 to the variance, PyTorch's BatchNorm 0.00001: predictions differ a "
            "little",
            "가중치는 불러왔지만 {got} 층은 분산에 0.001을, PyTorch의 BatchNorm은 0.00001을 더하므로 예측이 조금 달라집니다",
        ),
        fix=(
            "build the layer with BatchNormalization(epsilon=1e-5, momentum=0.9)",
            "BatchNormalization(epsilon=1e-5, momentum=0.9)으로 층을 만드세요",
        ),
    ),
    "BD275": Entry(
        "Notice",
        (
            "the weights were loaded; the file does not say where the shortcuts of {got} put their channels of zeros",
            "가중치는 불러왔습니다. 다만 {got}의 지름길이 0으로 된 채널을 어느 쪽에 덧대는지는 파일에 적혀 있지 않습니다",
        ),
        fix=(
            "if predictions are poor, build the model with shortcut='pad_both': the weights published for CIFAR-10 have zeros on "
            "both sides",
            "예측이 나쁘면 shortcut='pad_both'로 모델을 만드세요. CIFAR-10용으로 공개된 가중치는 0을 양쪽에 덧댑니다",
        ),
    ),
}
