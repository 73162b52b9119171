"""BD250–BD264: ONNX files."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD251": Entry(
        "GraphError",
        (
            "parts of this model cannot be written as ONNX ({count})",
            "이 모델에는 ONNX로 저장할 수 없는 부분이 있습니다({count}가지)",
        ),
        expected=("layers and operations that ONNX has operators for", "ONNX 연산자로 나타낼 수 있는 층과 연산"),
        fix=(
            "replace them by layers of badak.layers, or save the model as .badak with model.save",
            "badak.layers의 다른 층으로 바꾸거나, model.save로 .badak 파일에 저장하세요",
        ),
    ),
    "BD252": Entry(
        "GraphError",
        (
            "the file uses operators that badak does not have ({count})",
            "이 파일은 badak에 없는 연산자를 씁니다({count}가지)",
        ),
        expected=("an ONNX graph for inference (here: opset {opset})", "추론용 ONNX 그래프(이 파일은 opset {opset})"),
        fix=(
            "export the model without them, or run the file with onnxruntime",
            "이 연산자 없이 모델을 다시 내보내거나, onnxruntime으로 파일을 실행하세요",
        ),
    ),
    "BD253": Entry(
        "GraphError",
        (
            "the file is written for operators that are too old",
            "너무 오래된 버전의 연산자로 저장된 파일입니다",
        ),
        expected=("opset {oldest} or later", "opset {oldest} 이상"),
        fix=(
            "convert it: onnx.version_converter.convert_version(onnx.load(path), 18)",
            "onnx.version_converter.convert_version(onnx.load(path), 18)로 변환하세요",
        ),
    ),
    "BD254": Entry(
        "GraphError",
        (
            "badak cannot read this use of an operator: {what}",
            "연산자를 이렇게 쓰는 것은 badak이 읽을 수 없습니다: {what}",
        ),
        fix=(
            "export the model with fixed sizes and constant arguments, or simplify the file with onnxsim",
            "크기를 고정하고 인수를 상수로 해서 모델을 다시 내보내거나, onnxsim으로 파일을 단순하게 만드세요",
        ),
    ),
    "BD255": Entry(
        "GraphError",
        ("an output does not depend on the inputs", "입력과 상관없는 출력이 있습니다"),
        fix=("leave it out when exporting: it is a constant", "상수이므로 내보낼 때 빼세요"),
    ),
    "BD256": Entry(
        "FileFormatError",
        ("this is no ONNX file, or it is damaged", "ONNX 파일이 아니거나 손상된 파일입니다"),
        expected=("a file that onnx.checker accepts", "onnx.checker를 통과하는 파일"),
        got=("{what}", "{what}"),
        fix=(
            "write it again, or download it again; badak's own files are read by badak.load_model",
            "파일을 다시 저장하거나 내려받으세요. badak 파일은 badak.load_model로 읽습니다",
        ),
    ),
    "BD257": Entry(
        "FileFormatError",
        (
            "weights lie in another file that is not read: {what}",
            "가중치가 읽지 않는 다른 파일에 있습니다: {what}",
        ),
        expected=(
            "a file in the folder of the model, named without .. and without a root",
            "모델과 같은 폴더에 있는 파일(.. 나 절대 경로가 없는 이름)",
        ),
        fix=(
            "put the file beside the model; do not trust the model if it names files elsewhere",
            "그 파일을 모델 옆에 두세요. 모델이 다른 곳의 파일을 가리킨다면 믿을 수 없는 파일입니다",
        ),
    ),
    "BD258": Entry(
        "FileFormatError",
        (
            "a node cannot be computed from what the file gives it ({what})",
            "파일에 적힌 값으로는 이 노드를 계산할 수 없습니다({what})",
        ),
        expected=("shapes and attributes that fit one another", "서로 맞는 형태와 속성"),
        fix=(
            "write the file again, or download it again; onnxruntime refuses it too if it is damaged",
            "파일을 다시 저장하거나 내려받으세요. 손상된 파일이라면 onnxruntime도 거부합니다",
        ),
    ),
    "BD259": Entry(
        "FileFormatError",
        (
            "the file asks for more numbers than a network needs: {what}",
            "파일이 신경망에 필요한 것보다 훨씬 많은 수를 요구합니다: {what}",
        ),
        expected=("at most 268435456 values in a tensor", "텐서 하나에 값 268435456개까지"),
        fix=(
            "write the file again, or download it again; do not trust it if it should be small",
            "파일을 다시 저장하거나 내려받으세요. 작아야 할 모델이라면 믿을 수 없는 파일입니다",
        ),
    ),
    "BD260": Entry(
        "FileFormatError",
        (
            "the numbers of a tensor are not what its shape says",
            "텐서에 저장된 값이 형태와 맞지 않습니다",
        ),
        expected=("as many numbers of a known type as the shape has", "형태의 크기만큼의 값과 알려진 자료형"),
        fix=(
            "write the file again, or download it again: it is cut off or damaged",
            "파일이 잘렸거나 손상되었습니다. 다시 저장하거나 내려받으세요",
        ),
    ),
    "BD261": Entry(
        "GraphError",
        (
            "the file is written for operators that the installed package onnx does not know yet",
            "설치된 onnx 패키지가 아직 모르는 새 버전의 연산자로 저장된 파일입니다",
        ),
        expected=("opset {newest} or earlier", "opset {newest} 이하"),
        fix=(
            "pip install -U onnx, or export the model for an earlier opset",
            "pip install -U onnx를 실행하거나, 더 낮은 opset으로 모델을 내보내세요",
        ),
    ),
}
