"""Tables of the same people, of learners and aims and of two years, each judged beside those before it: in processor
seconds, and as a ratio to the question itself: `python -m benchmarks.comparing --learners 100000`.

The question is what counts it, with who is behind each count, and protects it by itself. `silent` is the longest time
without a word of what is being done, in seconds of the clock.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import alder
from alder.disclosure.ledger import Ledger
from alder.engine.duckdb import DuckDB
from alder.engine.ledger_folder import LedgerFolder
from alder.errors import NotProtected
from alder.measures.calculation import tabulation
from benchmarks.measuring import LEARNERS, returns

ASKED = (
    ("learners_participating", "sex age_band", "2020/21", ""),
    ("learners_participating", "provider sex", "2020/21", ""),
    ("learners_participating", "provider age_band", "2019/20", ""),
    ("enrolments", "sex age_band", "2020/21", ""),
    ("starts", "provider", "2020/21", ""),
    ("achievement_rate", "provider sex", "2020/21", "apprenticeships"),
    ("learners_participating", "ethnicity age_band sex", "2020/21", ""),
    ("starts", "ethnicity sex age_band", "2020/21", ""),
    ("learners_participating", "provider ethnicity sex", "2020/21", ""),
)


class Silence:
    """How long nothing was said."""

    def __init__(self) -> None:
        self.last, self.longest = time.perf_counter(), 0.0

    def __call__(self, _: str = "") -> None:
        now = time.perf_counter()
        self.last, self.longest = now, max(self.longest, now - self.last)


def spent(work: Callable[[], object]) -> tuple[float, object]:
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--learners", type=int, default=LEARNERS)
    asked = given.parse_args()
    os.environ["ALDER_CACHE"] = tempfile.mkdtemp()
    # The secret of records' keys is kept in a store. Here the records are in memory, and so is the secret.
    tabulation.secret_of = lambda _: b"benchmark" * 4
    engine = DuckDB()
    held = returns([2019, 2020], learners=asked.learners)
    for name, table in held.items():
        engine.add(name, table)
    print(f"{asked.learners:,} learners, {held['learning_delivery'].num_rows:,} lines of aims in two years\n")
    print(f"{'':<24} {'by':<24} {'year':<8} {'asked':>6} {'judged':>7} {'ratio':>6} {'silent':>7} {'hidden':>12}")
    with tempfile.TemporaryDirectory() as folder:
        for measure, by, year, scope in ASKED:
            more = {"scope": scope} if scope else {}

            def ask(measure: str = measure, by: str = by, year: str = year, more: dict[str, str] = more) -> object:
                return alder.tabulate(engine, measure, by=by.split(), year=year, records=True, **more)

            ask()  # expressions are compiled
            asking, counts = spent(ask)
            alone, safe = spent(lambda counts=counts: alder.protect(counts))
            silence = Silence()
            ledger = Ledger(LedgerFolder(Path(folder)), by="bench", tell=silence)
            try:
                judging, table = spent(lambda c=counts, ledger=ledger: alder.protect(c, against=ledger))
                said = f"{hidden(safe)} -> {hidden(table)}"
            except NotProtected:
                judging, said = float("nan"), "refused"
            silence()
            print(
                f"{measure:<24} {by:<24} {year:<8} {asking + alone:5.2f}s {judging:6.2f}s "
                f"{judging / (asking + alone):5.1f}x {silence.longest:6.1f}s {said:>12}",
                flush=True,
            )
    print(f"\nMost memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def hidden(table: alder.Protected) -> int:
    return sum(figure == "c" for _, figures in table.rows for figure in figures)


if __name__ == "__main__":
    main()
