"""Means, medians, totals and extremes beside earlier ones of the same people, which their counts alone do not guard.

Pay is made up. Everybody earns about 100; one of those who came late earns 20,000.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import mean, median
from typing import Literal

import numpy as np
import pyarrow as pa
import pytest
import scipy.sparse as sp
from tests.support.people_counts import Person, counted, ledger_in, numbered

from alder.disclosure import Protected, protect
from alder.disclosure.attack.across import Rest, Valued, rests_of
from alder.disclosure.attack.banded import Rules as Published
from alder.disclosure.attack.contributed import Limits
from alder.disclosure.attack.figure_files import Shown
from alder.disclosure.ledger import BesideEarlier, Ledger, beside_values
from alder.disclosure.ledger.finished import said_of
from alder.disclosure.ledger.in_memory import ledger_in_memory
from alder.disclosure.ledger.ranges import Ranges, Rates
from alder.disclosure.ledger.values import Against, Values, rows_of
from alder.disclosure.microdata import Figures, Lines, Statistic, counts_of
from alder.disclosure.microdata.counting import LineKeys
from alder.disclosure.microdata.remembered import Remembered, Rules
from alder.disclosure.policy_file import policy_of
from alder.disclosure.protect import ALONE, SUMS_ALONE
from alder.disclosure.protection import Rule
from alder.errors import StoreError
from alder.model.contributions import PERSON, RECORD
from alder.model.statistic import Counts, Indicator

SRS = policy_of("srs-output")
RULES = Rules(Rule(SRS.threshold), Rule(SRS.threshold, SRS.p_percent, dominance=SRS.dominance), near_full=SRS.near_full)
LATE = 15
"""So many came late: enough to be counted apart, and one of them has most of what they have together."""


def who(areas: str = "ab", *, rich: bool = True) -> list[Person]:
    """40 of each area, the first of area a late."""
    found = [{"area": a, "pay": str(95 + (7 * n) % 11)} for a in areas for n in range(40)]
    if rich:
        found[0]["pay"] = "20000"
    return numbered(found)


def more() -> list[Person]:
    """Ten who earn well, so that the one does not have most of the total."""
    return numbered([{"area": "a", "pay": "3000"}] * 90)[80:]


def on_time(p: Person) -> bool:
    return int(p["number"]) > LATE


def everybody(p: Person) -> bool:
    return True


class Asking:
    """Statistics of made-up people, one after the other, through one ledger."""

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        self.ledger, self.folder = ledger, folder

    def remembered(
        self, some: list[Person], statistic: str, *, of: str = "pay", by: str = "area", ledger: Ledger | None = None
    ) -> Remembered:
        path = self.folder / "records.csv"
        path.write_text("\n".join([f"{by},pay", *(f"{p[by]},{p['pay']}" for p in some)]) + "\n", encoding="utf-8")
        lines = Lines.read(path, [by], of="pay")
        keys = pa.array([int(p["number"]) * 2_654_435_761 for p in some], pa.uint64()).to_numpy()
        asked = Remembered(lines, Statistic.read(statistic), of, keys, RULES)
        counts = counts_of(
            lines, title="Pay", year="2020/21", keys=LineKeys(keys, keys, np.zeros(len(keys), dtype=np.int64))
        )
        protect(counts, SRS, against=(ledger or self.ledger).valuing(asked))
        return asked

    def shown(self, some: list[Person], statistic: str, **more: str) -> str:
        """Of each cell whether its figure is shown (`1`) or hidden (`c`), the total first."""
        return marks(self.remembered(some, statistic, **more).figures)


def marks(found: Figures | None) -> str:
    assert found is not None
    return "".join("c" if no else "1" for no in found.hidden.tolist())


@pytest.fixture
def asking(tmp_path: Path) -> Asking:
    return Asking(ledger_in(tmp_path), tmp_path)


@pytest.mark.parametrize(
    ("first", "then"), [("mean", "mean"), ("total", "total"), ("mean", "total"), ("total", "mean")]
)
def test_what_late_ones_have_together_is_not_told_by_two_sums(asking: Asking, first: str, then: str) -> None:
    """15 are late, so that both counts may be told; but whoever has both sums knows nearly what one of them earns."""
    every = [p for p in who() if p["pay"] != "20000"]
    assert asking.shown([p for p in who() if on_time(p)], first) == "111"
    assert asking.shown(every, then) == "111", "those who are late without the one: alike, and enough"
    alone = Asking(ledger_in_memory(), asking.folder)
    others = numbered([{**p, "pay": "100" if p["pay"] == "20000" else p["pay"]} for p in who()])
    assert alone.shown([p for p in others if on_time(p)], first) == "111"
    assert alone.shown(others, then) == "111"
    rich = Asking(ledger_in_memory(), asking.folder)
    some = [*who(), *more()]
    assert rich.shown([p for p in some if on_time(p)], first) == "111"
    assert "c" in rich.shown(some, then)


def test_the_same_question_has_the_same_answer(asking: Asking) -> None:
    some = [p for p in who(rich=False) if on_time(p)]
    assert asking.shown(some, "mean") == "111"
    again = asking.remembered(some, "mean")
    assert marks(again.figures) == "111"
    assert again.held is None, "it was not judged anew"
    assert [f.values for f in asking.ledger.releases()] == [("mean of pay",)]
    assert [f.title for f in asking.ledger.releases()] == ["Pay (mean of pay) by area, 2020/21"]
    other = [{**p, "pay": str(int(p["pay"]) + 1)} for p in some]
    assert asking.remembered(other, "mean").held is not None, "other values are another question"
    assert asking.remembered(some, "median").held is not None
    assert len(asking.ledger.releases()) == 3


@pytest.mark.parametrize(
    ("of", "compared"), [("pay", 1), ("earnings", 1)], ids=["by its name", "by what it is for those who have both"]
)
def test_a_value_is_known_by_its_name_and_by_what_it_is(asking: Asking, of: str, compared: int) -> None:
    asking.remembered(who(rich=False), "mean")
    held = asking.remembered([p for p in who(rich=False) if on_time(p)], "mean", of=of).held
    assert held is not None
    assert held.tables == compared
    assert held.words() == ["Judged beside 1 earlier table of the same values."]


def test_another_value_of_the_same_people_is_not_compared(asking: Asking) -> None:
    asking.remembered(who(rich=False), "mean")
    other = [{**p, "pay": str(int(p["number"]) + 200)} for p in who(rich=False)]
    held = asking.remembered(other, "mean", of="distance").held
    assert held is not None
    assert (held.tables, held.words()) == (0, [])


def test_a_largest_value_that_no_shown_part_has_is_not_told_by_two_tables(asking: Asking) -> None:
    """Ten earn 500, five of college y and five of z. By college the maximum of all may be told, and then not of x."""
    pay = ["100", "90"] * 20 + ["500"] * 10
    some = numbered(
        {"area": "ab"[n % 2], "college": "x" * (n < 40) or "yz"[n % 2], "pay": p} for n, p in enumerate(pay)
    )
    of_x = [p for p in some if p["college"] == "x"]
    alone = Asking(ledger_in_memory(), asking.folder)
    assert alone.shown(of_x, "maximum") == "1cc"
    assert asking.shown(some, "maximum", by="college") == "1ccc"
    assert asking.shown(of_x, "maximum") == "ccc"


def test_a_table_that_stayed_inside_is_judged_when_it_is_let_out(asking: Asking) -> None:
    some = [*who(), *more()]
    inside = asking.ledger.keeping_in("For the governors.")
    assert marks(asking.remembered(some, "mean", ledger=inside).figures) == "111"
    assert asking.shown([p for p in some if on_time(p)], "mean") == "111"
    with pytest.raises(BesideEarlier, match="it would have to hide more"):
        asking.ledger.let_out(["0001"])


def test_what_is_said_of_a_release_has_no_value(asking: Asking) -> None:
    asking.remembered([*who(), *more()], "mean")
    told = json.loads(asking.ledger.store.facts("0001"))
    told.pop("mark")
    assert told["values"] == ["mean of pay"]
    assert not any(word in str(told) for word in ("20000", "3000", "526"))


def test_figures_that_somebody_changed_by_hand_are_not_believed(asking: Asking) -> None:
    asking.remembered(who(rich=False), "mean")
    store = asking.ledger.store
    figures = store.table("0001", "figures")
    at = figures.column_names.index("figure")
    changed = figures.set_column(at, "figure", pa.array([[1.0, 1.0, 1.0]]))
    store.change("0001", store.facts("0001"), {"figures": changed})
    with pytest.raises(StoreError, match="are not what the ledger keeps"):
        asking.remembered([p for p in who(rich=False) if on_time(p)], "mean")


@pytest.mark.parametrize(
    ("largest", "words"),
    [
        (60_000, "Judged beside 2 earlier tables of the same values."),
        (24, "All together are too many figures, so 2 were attacked one by one beside it."),
        (5, "Of 2 of them sums alone were compared"),
    ],
)
def test_tables_of_too_many_figures_are_attacked_one_by_one_and_it_is_said(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, largest: int, words: str
) -> None:
    """Sums are compared whatever the size."""
    some = [*who(), *more()]
    asking.remembered([p for p in some if on_time(p)], "mean")
    asking.remembered([p for p in some if int(p["number"]) % 3], "mean")
    monkeypatch.setattr(beside_values, "LARGEST", largest)
    asked = asking.remembered(some, "mean")
    assert asked.held is not None
    assert words in " ".join(asked.held.words())
    assert "c" in marks(asked.figures)


def test_what_there_was_no_time_for_is_said(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    some = [*who(), *more()]
    asking.remembered([p for p in some if on_time(p)], "mean")
    monkeypatch.setattr(beside_values, "LONGEST", -1.0)
    held = asking.remembered(some, "mean").held
    assert held is not None
    assert held.unasked > 0
    assert held.words()[-1] == f"For {held.unasked:,} questions of the attack there was no time."


@pytest.mark.parametrize("dominance", [None, (2, 90.0)])
@pytest.mark.parametrize("pq", [None, (10.0, 50.0)])
def test_what_figures_have_to_withstand_is_kept_whole(
    dominance: tuple[int, float] | None, pq: tuple[float, float] | None
) -> None:
    against = Against(Limits(10.0, 5, dominance, pq), Published(5, 0.9, (0.0, 100.0)), insider=True)
    assert Against.read(against.text()) == against


@pytest.mark.parametrize(
    ("zeros", "low"), [("shown", [4, 1, 1]), ("hidden", [4, 0, 0])], ids=["zeros are shown", "zeros are hidden"]
)
def test_what_readers_know_of_each_row_is_that_of_its_own_count(zeros: str, low: list[int]) -> None:
    """Two counts of three rows: the figures rest on the second, whose last row is empty."""
    end = 0 if zeros == "shown" else 100
    ranges = Ranges(np.array([9, 9, 9, 4, 0, 0]), np.array([9, 9, 9, 4, 100, end]), Rates.none())
    rows = rows_of([[0, 1], [1], []], 2)
    keys = np.arange(4, dtype=np.uint64)
    shown = Shown(Statistic.read("mean"), np.array([2.0, np.nan, np.nan]), 0.5)
    against = Against(Limits(), Published(5, None, ()), insider=False)
    classes = np.array([0, 0, 0, 1], dtype=np.int32)
    held = Values("pay", 0, keys, keys, keys.astype(float), classes, rows, 1, shown, np.zeros(3, dtype=bool), against)
    table = held.table("a table", ranges)
    assert (table.low.tolist(), table.high.tolist()) == (low, [4, 100, end])
    assert table.is_in.toarray().tolist() == [[1, 1, 1, 1], [0, 0, 0, 1], [0, 0, 0, 0]]


@pytest.mark.parametrize("hidden", [False, True], ids=["the total is shown", "the total is hidden"])
def test_what_is_left_of_a_hidden_sum_is_looked_at_too(hidden: bool) -> None:
    """20 people, of whom an earlier table counts 8. The 12 others may not be told, even if their total follows only
    from figures beside it."""
    keys = np.arange(20, dtype=np.uint64)
    value = np.r_[np.full(19, 100.0), 20_000.0]

    def table(size: int, figure: float) -> Valued:
        own, everybody = keys[:size], sp.csr_matrix(np.ones((1, size), dtype=np.int8))
        shown = Shown(Statistic.read("total"), np.array([figure]), 0.0)
        known = np.array([float(size)])
        return Valued("t", own, own, value[:size], everybody, ("all",), known, known, (shown,))

    every = table(20, np.nan if hidden else value.sum())
    limits = Limits(10.0, 5, (2, 90.0))
    assert rests_of([every, table(8, value[:8].sum())], 1, limits) == [Rest((0, 0), (1, 0))]
    assert rests_of([every, table(8, np.nan)], 1, limits) == [], "of what is out only what is shown"


def averaged(some: list[Person], average: Literal["mean", "median"], where: Callable[[Person], bool]) -> Counts:
    """Counts with a mean or median of pay beside them."""
    made = counted(some, ["area"], where=where, title="Paid people")
    here = [p for p in some if where(p)]
    work = {"mean": mean, "median": median}[average]

    def figure(area: str) -> float:
        return float(work([float(p["pay"]) for p in here if area in (p["area"], "Total")]))

    pay = Indicator("pay", "Pay", "pounds", average=average, rests_on="learners", decimals=1)
    cells = made.cells.append_column("pay", pa.array([figure(c) for c in made.cells["area"].to_pylist()]))
    behind = {
        PERSON: pa.array([int(p["number"]) for p in here], pa.int64()),
        RECORD: pa.array([int(p["number"]) * 977 for p in here], pa.uint64()),
        "area": pa.array([p["area"] for p in here], pa.string()),
        "pay": pa.array([float(p["pay"]) for p in here]),
    }
    return replace(made, indicators=(*made.indicators, pay), cells=cells, contributions=pa.table(behind))


def figures(table: Protected) -> str:
    """Of each row whether its average is shown."""
    return "".join("c" if isinstance(row[1], str) else "1" for _, row in table.rows)


@pytest.mark.parametrize("sign", [1, -1], ids=["pay", "losses"])
def test_means_of_a_table_are_judged_beside_earlier_ones(sign: int) -> None:
    some = [*who(), *more()]
    some = [{**p, "pay": str(sign * int(p["pay"]))} for p in some]
    ledger = ledger_in_memory()
    early, every = averaged(some, "mean", on_time), averaged(some, "mean", everybody)
    assert figures(protect(every, SRS)) == "111"
    assert figures(protect(early, SRS, against=ledger)) == "111"
    made = protect(every, SRS, against=ledger)
    assert "c" in figures(made)
    assert said_of(made)[0] == "Judged beside 1 earlier table of the same values."
    assert (SUMS_ALONE in made.about.checked) == (sign < 0), "how values below 0 lie is not compared"
    assert figures(protect(every, SRS, against=ledger)) == figures(made), "the same question"
    assert len(ledger.releases()) == 2


def test_medians_are_compared_as_well_and_averages_of_nobody_known_are_not() -> None:
    ledger = ledger_in_memory()
    some = who(rich=False)
    protect(averaged(some, "median", on_time), SRS, against=ledger)
    made = protect(averaged(some, "median", everybody), SRS, against=ledger)
    assert said_of(made) == ("Judged beside 1 earlier table of the same values.",)
    counts = averaged(some, "median", everybody)
    assert counts.contributions is not None
    plain = replace(counts, contributions=counts.contributions.drop_columns([RECORD]), title="Others")
    said = protect(plain, SRS, against=ledger_in_memory()).about.checked
    assert ALONE in said
