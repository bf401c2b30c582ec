"""Intervals of rates in protected tables: from what is shown, and from nothing else."""

import csv
from pathlib import Path

import pytest
from tests.support.count_tables import OF_ENGLAND, made

from alder.disclosure import protect
from alder.disclosure.notes import INTERVALS
from alder.disclosure.protected import Protected
from alder.disclosure.sheet import notebook, page
from alder.model.interval import wilson
from alder.model.statistic import TOTAL, Category, Counts, Filter, Indicator

SEX = Filter("sex", "Sex", (Category("F", "Female"), Category("M", "Male")))
RATE = Indicator("rate", "Achievement rate", "%", of=("achievers", "leavers"), decimals=1)


def counts(*, seen: bool = True, **rows: tuple[int, int]) -> Counts:
    indicators = (
        Indicator("leavers", "Leavers", "aims", shown=seen),
        Indicator("achievers", "Achievers", "aims"),
        RATE,
    )
    cells = [{"sex": {"all": TOTAL}.get(k, k), "leavers": n, "achievers": a} for k, (n, a) in rows.items()]
    return made((SEX,), indicators, cells, group=OF_ENGLAND)


def rounded(*, seen: bool = True, **rows: tuple[int, int]) -> Protected:
    return protect(counts(seen=seen, **rows), "dfe-statistics (version 1)")  # shows every rate, with its decimal


def test_counts_have_the_exact_interval_and_other_figures_none() -> None:
    table = counts(F=(157, 117), M=(218, 127), all=(375, 244))
    assert table.interval("rate", sex="F") == wilson(117, 157)
    assert table.interval("leavers") is None
    assert table.interval("rate", sex="nobody") is None


def test_suppressed_tables_work_it_out_from_the_counts_that_they_show() -> None:
    table = protect(counts(F=(157, 117), M=(218, 127), all=(375, 244)), "srs-output")
    assert table.interval("rate", sex="F") == wilson(117, 157)
    assert table.interval("achievers", sex="F") is None


def test_what_is_hidden_or_cannot_be_has_no_interval() -> None:
    table = protect(counts(F=(157, 3), M=(218, 127), all=(375, 130)), "srs-output")
    assert table.interval("rate", sex="F") is None
    small = rounded(F=(4, 2), M=(218, 127), all=(222, 129))
    assert small.interval("rate", sex="F") is None
    empty = rounded(F=(0, 0), M=(218, 127), all=(218, 127))
    assert empty.interval("rate", sex="F") is None


def test_a_cohort_of_1000_needs_none() -> None:
    table = protect(counts(F=(999, 500), M=(1000, 500), all=(1999, 1000)), "srs-output")
    assert table.interval("rate", sex="F")
    assert table.interval("rate", sex="M") is None


@pytest.mark.parametrize("leavers", [155, 156, 158, 160, 164])
def test_rounded_tables_that_print_the_same_have_the_same_interval(leavers: int) -> None:
    """Whatever stands behind 160 leavers and a rate of 74.5, the interval is of these two printed figures."""
    achievers = round(0.745 * leavers)
    table = rounded(F=(leavers, achievers), M=(218, 127), all=(leavers + 218, achievers + 127))
    printed = table.value("rate", sex="F")
    assert table.value("leavers", sex="F") == 160
    assert table.interval("rate", sex="F") == wilson(printed * 160 / 100, 160)  # type: ignore[operator]


def test_where_the_whole_is_not_shown_there_is_no_interval() -> None:
    assert rounded(seen=False, F=(157, 117), M=(218, 127), all=(375, 244)).interval("rate") is None


def test_files_have_both_ends_or_the_symbol_that_says_why_not(tmp_path: Path) -> None:
    table = protect(counts(F=(157, 3), M=(2000, 1200), all=(2157, 1203)), "srs-output")
    file, meta, notes = table.write_csv(tmp_path / "t.csv")
    with file.open(encoding="utf-8") as lines:
        rows = {r["sex"]: (r["rate"], r["rate_lower"], r["rate_upper"]) for r in csv.DictReader(lines)}
    assert rows["Female"] == ("c", "c", "c")
    assert "rate_lower,Indicator," in meta.read_text(encoding="utf-8")
    assert INTERVALS not in notes.read_text(encoding="utf-8")
    shown = protect(counts(F=(157, 117), M=(2000, 1200), all=(2157, 1317)), "srs-output")
    with shown.write_csv(tmp_path / "s.csv")[0].open(encoding="utf-8") as lines:
        rows = {r["sex"]: (r["rate"], r["rate_lower"], r["rate_upper"]) for r in csv.DictReader(lines)}
    assert rows == {
        "Female": ("74.5", "67.2", "80.7"),
        "Male": ("60.0", "z", "z"),
        "Total": ("61.1", "z", "z"),
    }
    arrow = shown.to_arrow().to_pylist()
    assert (str(arrow[0]["rate_lower"]), arrow[0]["sex"]) == ("67.2", "Female")
    assert arrow[1]["rate_upper"] is None


def test_people_read_it_beside_the_rate() -> None:
    table = protect(counts(F=(157, 117), M=(2000, 1200), all=(2157, 1317)), "srs-output")
    assert "74.5 (67.2–80.7)" in table.text()
    assert f"{INTERVALS}: in brackets where there is room, and in the files." in " ".join(table.text().split())
    assert "67.2 to 80.7" in page(table)
    assert "67.2 to 80.7" in notebook(table)
    assert "below the rates" in notebook(table)
