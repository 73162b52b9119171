"""BD265–BD266: pictures of models."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD265": Entry(
        "ArgumentError",
        ("pictures of models are not written in this form", "모델 그림을 이 형식으로는 저장하지 않습니다"),
        expected=("a name that ends in .svg, .html or .png", ".svg, .html, .png 중 하나로 끝나는 이름"),
        fix=(
            'plot_model(model, "model.svg"); browsers print SVG as PDF, and badak.utils.model_to_dot gives DOT text',
            'plot_model(model, "model.svg")로 저장하세요. 브라우저에서 SVG를 PDF로 인쇄할 수 있고, DOT 텍스트는 '
            "badak.utils.model_to_dot으로 얻습니다",
        ),
    ),
    "BD266": Entry(
        "ArgumentError",
        ("the PNG would have {got} pixels", "PNG의 크기가 {got}픽셀이나 됩니다"),
        expected=("at most {most} pixels and 65,000 on a side", "전체 {most}픽셀 이하, 한 변은 65,000픽셀 이하"),
        fix=(
            "write .svg, which has no pixels, or take a dpi below {dpi}",
            "픽셀이 없는 .svg로 저장하거나 dpi를 {dpi}보다 작게 하세요",
        ),
    ),
}
