"""BD160 and BD163: the native kernels."""

from badak.messages.entry import Entry

ENTRIES: dict[str, Entry] = {
    "BD160": Entry(
        "KernelError",
        ("the native kernel of this operation failed: {problem}", "이 연산의 네이티브 커널이 실패했습니다: {problem}"),
        fix=(
            "set BADAK_KERNELS=off to compute with NumPy, and report the shapes above with the output of `badak doctor`; "
            "where memory ran out, a smaller batch helps",
            "BADAK_KERNELS=off로 두면 NumPy로 계산합니다. 위의 모양과 `badak doctor`의 출력을 함께 알려 주세요. "
            "메모리가 모자라면 배치를 줄이세요",
        ),
    ),
    "BD163": Entry(
        "Notice",
        (
            "the native kernels were built for another version of badak; NumPy computes instead, more slowly",
            "네이티브 커널이 다른 버전의 badak에 맞춰 빌드되어 있어, 더 느린 NumPy로 계산합니다",
        ),
        fix=(
            "install badak again, in its folder with: pip install -e .",
            "badak을 다시 설치하세요. 소스 폴더에서는 pip install -e .",
        ),
    ),
}
