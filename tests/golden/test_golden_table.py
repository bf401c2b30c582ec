"""The golden table through every policy, to the exact figures, files and verdict.

Snapshots are for text that people read; numbers are asserted here. After a wanted change of wording, write them anew
with ALDER_SNAPSHOTS=write, and read the difference.
"""

import os
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components
from tests.golden.further_education import golden, golden_over_years

from alder.disclosure import POLICIES, Protected, audit, policy_of, protect, rounding_leak
from alder.disclosure.system import build
from alder.disclosure.yearly import years_of
from alder.model.statistic import TOTAL

HERE = Path(__file__).parent
HEADS = (
    "leavers",
    "completers",
    "achievers",
    "completers_of_leavers",
    "achievers_of_completers",
    "achievers_of_leavers",
)

SUPPRESSED = """
Female 16 to 18    | 86  | c   | c   | c    | c    | c
Female 19 to 23    | c   | c   | 55  | c    | c    | c
Female 24 and over | c   | c   | c   | c    | c    | c
Female Total       | 157 | 135 | 117 | 86.0 | 86.7 | 74.5
Male 16 to 18      | 112 | c   | c   | c    | c    | c
Male 19 to 23      | c   | c   | c   | c    | c    | c
Male 24 and over   | c   | c   | c   | c    | c    | c
Male Total         | 218 | 175 | 127 | 80.3 | 72.6 | 58.3
Total 16 to 18     | 198 | 168 | 138 | 84.8 | 82.1 | 69.7
Total 19 to 23     | 139 | 118 | c   | 84.9 | c    | c
Total 24 and over  | 38  | 24  | c   | 63.2 | c    | c
Total Total        | 375 | 310 | 244 | 82.7 | 78.7 | 65.1
"""
ROUNDED = """
Female 16 to 18    | 90  | 70  | 60  | x   | x   | x
Female Total       | 160 | 140 | 120 | x   | x   | x
Total 16 to 18     | 200 | 170 | 140 | x   | 82  | 70
Total Total        | 380 | 310 | 240 | x   | x   | 65
Female 19 to 23    | 60  | 60  | 60  | x   | x   | x
Total 19 to 23     | 140 | 120 | 100 | x   | x   | x
Female 24 and over | 10  | 10  | low | x   | x   | x
Total 24 and over  | 40  | 20  | low | x   | x   | x
Male 16 to 18      | 110 | 100 | 80  | x   | x   | 71
Male Total         | 220 | 180 | 130 | x   | x   | 58
Male 19 to 23      | 80  | 60  | 50  | x   | x   | x
Male 24 and over   | 30  | 20  | 0   | x   | 0   | 0
"""


def figures(text: str) -> dict[str, list[str]]:
    lines = [[c.strip() for c in line.split("|")] for line in text.strip().splitlines()]
    return {line[0]: line[1:] for line in lines}


@pytest.fixture(scope="module", params=["srs-output", "dfe-statistics"])
def table(request: pytest.FixtureRequest) -> Protected:
    return protect(golden(), request.param)


def test_the_figures_are_exactly_these(table: Protected) -> None:
    expected = figures(SUPPRESSED if table.policy.name == "srs-output" else ROUNDED)
    assert {" ".join(codes): [str(f) for f in found] for codes, found in table.rows} == expected


def test_rates_come_from_counts_before_rounding() -> None:
    rounded = protect(golden(), "dfe-statistics")
    assert rounded.value("achievers_of_leavers") == Decimal("65")  # 244 of 375; 240 of 380 would be 63
    assert rounded.value("leavers") == 380


def test_a_rate_of_nothing_or_all_is_hidden_by_suppression_and_shown_by_rounding() -> None:
    where = {"sex": "Male", "age": "24 and over"}
    assert protect(golden(), "srs-output").value("achievers_of_leavers", **where) == "c"
    assert protect(golden(), "dfe-statistics").value("achievers_of_leavers", **where) == Decimal("0")


def test_a_rate_beside_a_shown_count_never_gives_a_hidden_one_away() -> None:
    table = protect(golden(), "srs-output")
    for codes, found in table.rows:
        row = dict(zip(HEADS, found, strict=True))
        for rate in HEADS[3:]:
            numerator, denominator = rate.split("_of_")
            hidden = "c" in (row[numerator], row[denominator])
            assert (row[rate] == "c") == hidden, codes


def test_the_verdict_is_safe_and_becomes_unsafe_when_one_more_figure_is_shown() -> None:
    counts = golden()
    table = protect(counts, "srs-output")
    shown = {i: np.array([row[n] != "c" for _, row in table.rows]) for n, i in enumerate(HEADS[:3])}
    assert audit(counts, shown, table.policy).safe
    codes = [c for c, _ in table.rows]
    for secondary in (("Female", "19 to 23"), ("Male", "19 to 23")):
        for indicator in ("leavers", "completers"):
            more = {i: known.copy() for i, known in shown.items()}
            more[indicator][codes.index(secondary)] = True
            assert not audit(counts, more, table.policy).safe, (secondary, indicator)


def test_grand_totals_stay_visible() -> None:
    table = protect(golden(), "srs-output")
    assert [table.value(i) for i in HEADS[:3]] == [375, 310, 244]
    assert (TOTAL, TOTAL) in [c for c, _ in table.rows]


def test_what_rounding_gives_away_is_known() -> None:
    leak = rounding_leak(golden(), POLICIES["dfe-statistics"])
    assert (leak.counts, leak.exact, leak.small, leak.small_exact) == (35, 0, 2, 0)
    assert (leak.rates, leak.withheld) == (30, 23)
    assert "23 of 30 rates without a small part would give a count away: not shown." in leak.words()
    before = rounding_leak(golden(), policy_of("dfe-statistics (version 1)"))
    assert (before.counts, before.exact) == (35, 35)
    assert (before.small, before.small_exact, before.withheld) == (2, 2, 0)
    assert before.promised == leak.promised == pytest.approx(9.657, abs=0.001)
    assert "35 of 35 counts can be worked out exactly" in before.words()


def test_the_files_are_exactly_these(table: Protected, tmp_path: Path) -> None:
    _compare(table, table.policy.name, tmp_path)


@pytest.mark.parametrize("policy", ["dfe-statistics", "srs-output"])
def test_the_files_over_several_years_are_exactly_these(policy: str, tmp_path: Path) -> None:
    _compare(protect(golden_over_years(), policy), f"over-years-{policy}", tmp_path)


def test_each_year_hides_what_its_table_alone_hides() -> None:
    counts = golden_over_years()
    together = protect(counts, "srs-output")
    assert together.value("leavers", time_period="2020/21", sex="Female") == "c"
    for rows, alone in years_of(counts):
        year = counts.cells["time_period"][rows[0]].as_py()
        found = {codes[1:]: figures for codes, figures in together.rows if codes[0] == year}
        assert found == dict(protect(alone, "srs-output").rows), year


def test_nothing_adds_up_over_years() -> None:
    """The relations of the whole table fall apart into those of its years: no figure of one bounds another's."""
    counts = golden_over_years()
    system = build(counts, POLICIES["srs-output"])
    years = counts.cells["time_period"].to_pylist() * len(system.indicators)
    of_cell: dict[int, set[str]] = {}
    pairs = system.relations.astype(bool).astype(int)
    together = connected_components(pairs.T @ pairs, directed=False)[1]
    for cell, year in enumerate(years):
        of_cell.setdefault(int(together[cell]), set()).add(year)
    assert all(len(found) == 1 for found in of_cell.values())
    assert len(set.union(*of_cell.values())) == 4


def _compare(table: Protected, name: str, tmp_path: Path) -> None:
    table.write_csv(tmp_path / f"{name}.csv")
    table.write_html(tmp_path / f"{name}.html")
    (tmp_path / f"{name}.terminal.txt").write_text(table.text() + "\n", encoding="utf-8")
    (tmp_path / f"{name}.notebook.html").write_text(table._repr_html_(), encoding="utf-8")
    for file in sorted(tmp_path.iterdir()):
        text = without_styles(file.read_text(encoding="utf-8"))
        kept = HERE / "snapshots" / file.name
        if os.environ.get("ALDER_SNAPSHOTS") == "write":
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(text, encoding="utf-8", newline="\n")
        assert text == kept.read_text(encoding="utf-8"), f"{file.name} is not as it was"


def without_styles(text: str) -> str:
    """A page without its stylesheet and all that follows from it, so that a change of colour breaks no snapshot."""
    lines = [line for line in text.split("\n") if "Content-Security-Policy" not in line and 'rel="icon"' not in line]
    text = "\n".join(lines)
    start, end = text.find("<style>"), text.find("</style>")
    return text if start < 0 else text[:start] + text[end + len("</style>") :]
