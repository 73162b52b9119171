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
}
