"""How fast made-up returns are written: megabytes of XML per processor second, and the memory it takes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import timing

LIMIT = 20
RETURNS = {"one return": "R14", "three returns": "R04,R10,R14"}


def main() -> None:
    for label, returns in RETURNS.items():
        with tempfile.TemporaryDirectory() as folder:
            sizes = (20_000, 1000)
            many, few = (_write(folder, learners, returns) for learners in sizes)
            size = sum(f.stat().st_size for f in Path(folder, str(sizes[0])).glob("*.xml")) / 1e6
            rate = size / many.cpu
            print(f"{label:<14} {size:6.0f} MB in {many.cpu:5.1f} s   {rate:5.1f} MB/s, {rate / LIMIT:.1f} × the limit")
            print(
                f"{'':<14} {many.memory:6.0f} MB of memory at most, against {few.memory:.0f} MB for {sizes[1]} learners"
            )


def _write(folder: str, learners: int, returns: str) -> timing.Cost:
    out = Path(folder, str(learners))
    options = ("--learners", str(learners), "--returns", returns, "--year", "2025/26", "--out", str(out))
    return timing.alder("synth", "returns", *options)


if __name__ == "__main__":
    main()
