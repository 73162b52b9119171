"""Make the samples of text that badak carries: Korean film reviews and a piece of Shakespeare.

    python tools/make_text_samples.py FOLDER          write the two files under src/badak/datasets
    python tools/make_text_samples.py FOLDER --check  only compare: are the files in the repository these selections?

FOLDER holds nsmc_train.tsv.gz and nsmc_test.tsv.gz (id, document, label) and tinyshakespeare.txt.gz. The selection depends on
them and the seed alone: a review's place in the order is the SHA-256 of "seed part id", so no version of any library changes it.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import lzma
import sys
import unicodedata
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "src" / "badak" / "datasets"
SEED = 0
PER_CLASS = {"train": 2000, "test": 500}
SHORTEST, LONGEST = 5, 140
COARSE = (
    "씨발", "시발", "씨팔", "ㅅㅂ", "병신", "ㅄ", "ㅂㅅ", "존나", "졸라", "좆", "새끼", "새꺄", "쉐키", "섹스", "야동",
    "년놈", "년들", "미친년", "썅", "지랄", "ㅈㄹ", "꼴리", "창녀", "강간", "홍어", "전라", "일베", "깜둥", "짱깨", "쪽바리",
)  # fmt: skip
PLAYS = 200_000


def reviews(folder: Path, part: str) -> list[str]:
    """Return the chosen reviews of one part, each with its label in front, in the order of the sample."""
    with gzip.open(folder / f"nsmc_{part}.tsv.gz", "rt", encoding="utf-8", newline="\n") as file:
        rows = [line.rstrip("\n").split("\t") for line in file][1:]
    rows = [(name, unicodedata.normalize("NFC", text.strip()), label) for name, text, label in rows]
    seen: set[str] = set()
    rank = {name: hashlib.sha256(f"{SEED} {part} {name}".encode()).digest() for name, _, _ in rows}
    chosen: dict[str, list] = {"0": [], "1": []}
    for name, text, label in sorted(rows, key=lambda row: rank[row[0]]):
        plain = SHORTEST <= len(text) <= LONGEST and text.isprintable() and not any(word in text for word in COARSE)
        if plain and text not in seen and len(chosen[label]) < PER_CLASS[part]:
            seen.add(text)
            chosen[label].append((rank[name], label + text))
    return [line for _, line in sorted(chosen["0"] + chosen["1"])]


def make(folder: Path) -> dict[str, bytes]:
    """Return the unpacked content of the two files."""
    lines = [line for part in PER_CLASS for line in reviews(folder, part)]
    plays = gzip.decompress((folder / "tinyshakespeare.txt.gz").read_bytes()).decode("utf-8")
    end = plays.rfind("\n\n", 0, PLAYS) + 1
    return {"reviews_sample.txt.xz": "\n".join(lines).encode(), "shakespeare_sample.txt.xz": plays[:end].encode()}


def main() -> int:
    """Write or check the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true", help="compare with the files in the repository")
    arguments = parser.parse_args()
    different = 0
    for name, content in make(arguments.folder).items():
        if arguments.check:
            same = lzma.decompress((TARGET / name).read_bytes()) == content
            print(f"{name}: {'the same' if same else 'different'}")
            different += not same
            continue
        packed = lzma.compress(content, format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC32, preset=9 | lzma.PRESET_EXTREME)
        (TARGET / name).write_bytes(packed)
        print(f"{name}: {len(packed)} bytes, content SHA-256 {hashlib.sha256(content).hexdigest()}")
    return min(different, 1)


if __name__ == "__main__":
    sys.exit(main())
