"""BD080–BD089: files and folders."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD085": Entry(
        "ArgumentError",
        ("this object has no name and cannot be written to a file", "이름이 없는 객체는 파일에 저장할 수 없습니다"),
        expected=(
            "one of badak's own classes or functions, or one registered under a name",
            "badak의 클래스·함수이거나 이름으로 등록한 것",
        ),
        fix=('put @badak.register("name") above its definition', '정의 위에 @badak.register("이름")을 붙이세요'),
    ),
}
