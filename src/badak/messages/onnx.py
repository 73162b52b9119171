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
}
