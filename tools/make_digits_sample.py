"""Make the sample of handwritten digits that badak carries, from the four files of MNIST.

    python tools/make_digits_sample.py FOLDER          write src/badak/datasets/digits_sample.idx.xz
    python tools/make_digits_sample.py FOLDER --check  only compare: is the file in the repository this selection?

FOLDER holds train-images-idx3-ubyte.gz and the three others, packed or not. The selection depends on MNIST and the seed
alone: a digit's place in the order is the SHA-256 of "seed part index", so no version of any library changes it.
"""

from __future__ import annotations

import argparse
import hashlib
import lzma
import struct
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from badak.datasets.folder import load_folder  # noqa: E402  (found next to this script, installed or not)

TARGET = ROOT / "src" / "badak" / "datasets" / "digits_sample.idx.xz"
SEED = 0
PER_CLASS = {"train": 600, "test": 100}

# chosen by trying: no position bits help with single bytes, and the last four bits of the byte before predict best
FILTER = {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "lp": 0, "pb": 0}


def choose(labels: np.ndarray, part: str) -> np.ndarray:
    """Return the indices of the chosen images, in the order of the sample."""
    rank = [hashlib.sha256(f"{SEED} {part} {index}".encode()).digest() for index in range(len(labels))]
    order = np.array(sorted(range(len(labels)), key=rank.__getitem__))
    chosen = [order[labels[order] == digit][: PER_CLASS[part]] for digit in range(10)]
    return np.array(sorted(np.concatenate(chosen).tolist(), key=rank.__getitem__))


def idx(array: np.ndarray) -> bytes:
    """Return an array of bytes in the IDX format."""
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def make(folder: Path) -> bytes:
    """Return the unpacked content of the sample file."""
    blocks = []
    for part, (x, y) in zip(("train", "test"), load_folder(folder)):
        chosen = choose(y, part)
        blocks += [idx(x[chosen]), idx(y[chosen])]
    return b"".join(blocks)


def main() -> int:
    """Write or check the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true", help="compare with the file in the repository")
    arguments = parser.parse_args()
    content = make(arguments.folder)
    if arguments.check:
        same = lzma.decompress(TARGET.read_bytes()) == content
        print("the same" if same else "different")
        return 0 if same else 1
    packed = lzma.compress(content, format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC32, filters=[FILTER])
    TARGET.write_bytes(packed)
    print(f"{TARGET.name}: {len(packed)} bytes, content SHA-256 {hashlib.sha256(content).hexdigest()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
