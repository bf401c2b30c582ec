"""Run every measurement, or those named: `python -m benchmarks [NAME ...]`."""

from __future__ import annotations

import subprocess
import sys

MEASUREMENTS = (
    "starting",
    "synthesising",
    "populating",
    "reading",
    "checking",
    "judging",
    "loading",
    "linking",
    "extracting",
    "placing",
    "measuring",
    "analysing",
    "releasing",
    "screening",
    "examining",
    "protecting",
    "hiding",
    "hiding_peer",
    "withholding",
    "remembering",
    "comparing",
    "recording",
    "requesting",
    "applying",
    "reviewing",
    "projecting",
    "serving",
    "downloading",
    "sandboxing",
)


def main(names: list[str]) -> int:
    worst = 0
    for name in names or MEASUREMENTS:
        print(f"\n{name}\n{'-' * len(name)}", flush=True)
        worst = max(worst, subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
