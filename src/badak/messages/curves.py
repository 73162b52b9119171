"""BD315–BD319: curves of one's own."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD315": Entry(
        "DataError",
        ("no curve can be made of this table: {why}", "이 표로는 곡선을 만들 수 없습니다: {why}"),
        expected=(
            "a column of numbers for x, then one for y, and 8 different x or more",
            "첫 열은 x, 둘째 열은 y인 숫자 열과 서로 다른 x 8개 이상",
        ),
        fix=(
            'write one point a line: "0.5,1.25"; a row above them may name the columns',
            '한 줄에 점 하나씩 "0.5,1.25"처럼 적으세요. 맨 위에 열 이름을 두어도 됩니다',
        ),
    ),
    "BD316": Entry(
        "DataError",
        ("no curve was found in this picture: {why}", "이 그림에서 곡선을 찾지 못했습니다: {why}"),
        expected=(
            "one dark line on a light ground from left to right, with a single height over each x",
            "밝은 바탕에 왼쪽에서 오른쪽으로 그은 어두운 선 하나. x마다 높이는 하나",
        ),
        fix=(
            "draw with a thick pen on white paper, without axes, letters or shadows; the line must not turn back",
            "흰 종이에 굵은 펜으로 축이나 글자, 그림자 없이 그리세요. 선이 되돌아가면 안 됩니다",
        ),
    ),
}
