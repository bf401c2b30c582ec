"""How long until help is on the screen: `alder --help`, beside an interpreter that does nothing."""

from __future__ import annotations

import sys

from benchmarks import timing

LIMIT = 0.3


def main() -> None:
    bare = timing.best(lambda: timing.command([sys.executable, "-c", "pass"]), 7)
    helped = timing.best(lambda: timing.alder("--help"), 7)
    print(f"python -c pass   {bare.cpu:6.3f} s of processor time")
    print(f"alder --help     {helped.cpu:6.3f} s   {helped.cpu / LIMIT:.2f} of the limit of {LIMIT} s")


if __name__ == "__main__":
    main()
