"""Returns of providers and the research copy of the same years, in one store: two kinds of evidence about the same
learners, of which each figure and each declaration is about one.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.support.commands import at_a_terminal, refused, run
from tests.support.deliveries import written

import alder
from alder.engine import submission
from alder.environment import Environment
from alder.errors import NothingHeld
from alder.model.period import AcademicYear, ReturnNumber
from alder.quality.measurements import measured
from alder.sources.ilr import last_year, return_comparison
from alder.sources.ilr.profile.field_quality import not_measured
from alder.synth import write_returns

YEAR = AcademicYear(2019)
HELD = (10000001, 10000002)
LEARNERS = """
    external_id | Year | learner_id | ukprn_anon | Sex | Ethnicity | LLDD | AcAge
    1           | 2019 | L1         | 10000001   | F   | 31        | 2    | 19
    2           | 2019 | L2         | 10000001   | M   | 31        | 2    | 20
    3           | 2019 | L1         | 502        | F   | 34        | 2    | 30
    4           | 2020 | L1         | 502        | F   | 34        | 2    | 31
"""
"""One pseudonym has the form of a provider's number, and is that of a provider whose return is held."""
AIMS = """
external_id|Year|sequence_index|ukprn_anon|learning_aim_id|FundModel|SOF|LDM_1|start_date|end_date|CompStatus|outcome
    1|2019|1|10000001|60012345|35|105|34|01SEP2019|30JUN2020|2|1
    2|2019|1|10000001|60012346|35|105|-1|01SEP2019|30JUN2020|2|1
    3|2019|1|502|60012345|35|105|-1|01SEP2019|30JUN2020|2|1
    4|2020|1|502|60012345|35|105|-1|01SEP2020|30JUN2021|2|1
"""
THREE = 3
"""Starts of 2019/20 in the copy."""


def copied(store: Environment, folder: Path, learners: str = LEARNERS, aims: str = AIMS) -> list[str]:
    """The two tables of a copy, loaded; what is said of the second."""
    of = {"source": "ilr", "made_up": True}
    store.load_source(written(folder, learners, "learners.txt", "|"), **of)
    return list(store.load_source(written(folder, aims, "aims.txt", "|"), **of).notices)


@pytest.fixture(scope="module", name="returns")
def _returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("both")
    write_returns(
        folder / "files", years=[YEAR], providers=2, learners=60, returns=[*map(ReturnNumber, ("R04", "R14"))]
    )
    alder.open(folder / "returns").load(folder / "files")
    return folder / "returns"


@pytest.fixture(scope="module", name="both")
def _both(returns: Path) -> Path:
    folder = Path(shutil.copytree(returns, returns.parent / "both"))
    said = copied(alder.open(folder), returns.parent)
    assert any("Returns of 2019/20 are held too, with the same learners." in line for line in said)
    return folder


@pytest.fixture
def store(both: Path, tmp_path: Path) -> Environment:
    return alder.open(shutil.copytree(both, tmp_path / "store"))


def starts(store: Environment, year: str = "2019/20", **of: object) -> int | None:
    return alder.tabulate(store, "enrolments", years=year, **of).value("enrolments")


# What a question is asked of ------------------------------------------------------------------------------------------


def test_a_question_is_asked_of_returns_or_of_the_copy_and_says_which(store: Environment, returns: Path) -> None:
    assert starts(store) == starts(alder.open(returns)) > THREE
    assert starts(store, research_copy=True) == THREE
    plain, copy = (alder.tabulate(store, "enrolments", year="2019/20", research_copy=of) for of in (None, True))
    assert (plain.coverage, copy.coverage) == (
        "2 providers, ILR 2019/20 R14",
        "2 providers, research copy of the ILR 2019/20",
    )
    assert ["Q-COPY" in [c.code for c in one.quality.caveats] for one in (plain, copy)] == [False, True]


def test_a_year_of_which_the_copy_alone_is_held_is_answered_from_it(store: Environment) -> None:
    assert starts(store, year="2020/21") == 1
    with pytest.raises(NothingHeld, match="the research copy alone is held"):
        starts(store, year="2020/21", research_copy=False)


def test_years_of_one_table_are_never_of_both(store: Environment) -> None:
    several = alder.tabulate(store, "enrolments", years="2019/20..2020/21")
    assert [row["time_period"] for row in several.cells.to_pylist()] == ["2019/20"]
    assert "No figures for 2020/21: of it the research copy alone is held." in several.notes
    of_copy = alder.tabulate(store, "enrolments", years="2019/20..2020/21", research_copy=True)
    assert [row["enrolments"] for row in of_copy.cells.to_pylist()] == [THREE, 1]


def test_the_command_asks_either_and_a_kept_question_says_which(store: Environment, tmp_path: Path) -> None:
    at = ("--store", store.store.folder)
    asked = ("table", "enrolments", "--year", "2019/20")
    assert "The research copy of the year, held too, would be read with --research-copy" in " ".join(
        run(*asked, "--explain", *at).split()
    )
    file = tmp_path / "query.json"
    run(*asked, "--research-copy", "--write-query", file, *at)
    assert json.loads(file.read_text(encoding="utf-8"))["research_copy"] is True
    assert "Coverage: 2 providers, research copy of the ILR 2019/20." in run("table", "--query", file, *at)
    assert "has the last return of a year" in refused(*asked, "--research-copy", "--as-of", "R04", *at)
    of_others = ("table", "graduate_earnings", "--year", "2019/20", "--research-copy")
    assert "neither returns nor their research copy" in refused(*of_others, *at)
    with at_a_terminal():
        trace = ("explain", "leavers", "--learner", "L2", "--year", "2019/20", "--research-copy")
        assert "aims.txt" in run(*trace, *at)


def test_variables_are_those_of_returns_or_of_the_copy(store: Environment) -> None:
    aims = store.variables("sex", year="2019/20")
    assert set(aims["UKPRN"].to_pylist()) == {*HELD}
    assert store.variables("sex", year="2019/20", research_copy=True).num_rows == THREE


# What is declared -----------------------------------------------------------------------------------------------------


def test_a_declaration_is_about_returns_or_about_the_copy(store: Environment, tmp_path: Path) -> None:
    listed = written(tmp_path, "\n".join(["ukprn", *map(str, HELD)]), "providers.csv")
    at = ("--year", "2019/20", "--from", "the register", "--date", "2020-10-20", "--store", store.store.folder)

    def whole(**of: object) -> str | None:
        group = alder.tabulate(store, "enrolments", year="2019/20", **of).group
        return group.place.name if group.place else None

    assert "It holds" in run("store", "covers", "Wealdmark", "--providers", listed, *at)
    assert (whole(), whole(research_copy=True)) == ("Wealdmark (made up)", None)
    against = alder.tabulate(store, "enrolments", year="2019/20", research_copy=True).group.against
    assert against == "nothing declares what the research copy held is all of"
    place = "REG E12990001 Somewhere (made up)"
    assert "It holds" in run("store", "covers", place, "--of", "ilr", *at)
    assert (whole(), whole(research_copy=True)) == ("Wealdmark (made up)", "Somewhere (made up)")


def test_a_pseudonym_is_no_code_of_a_provider(store: Environment) -> None:
    one = "provider = 10000001"
    assert alder.tabulate(store, "enrolments", year="2019/20", where=one).group.one is not None
    group = alder.tabulate(store, "enrolments", year="2019/20", where=one, research_copy=True).group
    assert (group.whole, group.name) == (None, "1 of the 2 providers held")


# What the ledger knows ------------------------------------------------------------------------------------------------


def test_people_of_the_copy_have_keys_of_their_own_the_same_in_every_question(store: Environment) -> None:
    def people(measure: str, copy: bool, years: str = "2019/20") -> set[int]:
        found = alder.tabulate(store, measure, years=years, research_copy=copy, records=True).records
        assert found is not None
        return set(found["person"].to_pylist())

    alone, with_history = people("learners_participating", True), people("leavers", True)
    assert alone == with_history
    assert people("learners_participating", True, "2019/20..2020/21") == alone  # 502's L1 is one person in both years
    assert len(alone) == THREE
    assert not alone & people("learners_participating", False)


def test_who_lets_a_table_of_either_out_is_told_that_it_was_not_compared_with_the_other(store: Environment) -> None:
    asked = ("table", "learners_participating", "--ledger", "--store", store.store.folder)
    first = run(*asked, "--year", "2019/20")
    assert "Not compared" not in first
    assert "Not compared with 0001: counted from returns of the same years." in run(
        *asked, "--year", "2019/20..2020/21", "--research-copy"
    )
    assert "Not compared" not in run(*asked, "--year", "2020/21")
    counts = alder.tabulate(
        store, "learners_participating", years="2019/20..2020/21", by="sex", research_copy=True, records=True
    )
    alder.protect(counts, against=store.ledger())
    assert "Not compared with 0002, 0004:" in run(*asked, "--by", "sex", "--year", "2019/20")


# What is held ---------------------------------------------------------------------------------------------------------


def test_lists_of_returns_tell_the_copy_apart(store: Environment) -> None:
    at = ("--store", store.store.folder)
    said = run("returns", *at)
    assert "2 providers, 2 with a current return, 2 older files kept." in said
    assert "  2019/20  2 providers, 3 learners, 3 aims" in said
    assert "502" not in run("returns", "--year", "2019/20", *at).split("Research copy")[0]
    told = json.loads(run("returns", "--format", "json", *at))
    assert {one["ukprn"] for one in told["returns"]} == {*HELD}
    assert [one["year"] for one in told["research_copy"]] == ["2019/20", "2020/21"]
    assert run("returns", "--year", "2020/21", *at).startswith("No returns of 2020/21.\n")


def test_what_providers_filled_in_is_told_by_returns_alone(store: Environment) -> None:
    found = measured(store.store, year=YEAR)
    assert sorted(found.used["ukprn"].to_pylist()) == list(HELD)
    assert (found.not_measured.num_rows, not_measured(store.store).num_rows) == (0, 0)


def test_a_return_is_compared_with_returns_alone(store: Environment) -> None:
    later = {"year": "2020/21", "number": ReturnNumber.R04, "file_hash": "another"}
    assert return_comparison.find_earlier(store.store, "previous", ukprn=502, **later).num_rows == 0
    copies = store.store.submissions().filter(submission.is_copied(store.store.submissions()))
    asked = [last_year.JudgedReturn(1, 502, AcademicYear(2020))]
    assert last_year.returns(copies, asked)[0].num_rows == 0


def test_returns_that_come_after_the_copy_are_said_to_be_asked_first(returns: Path, tmp_path: Path) -> None:
    store = alder.open(tmp_path / "store")
    copied(store, tmp_path)
    assert starts(store) == THREE
    last = max(p for p in (returns.parent / "files").rglob("*.xml") if "10000002" in p.name)
    said = run("load", "--made-up", last, "--store", store.store.folder)
    assert "The research copy of 2019/20 is held too, with the same learners." in said
    assert starts(store) not in (None, THREE)


def test_a_later_copy_takes_the_place_of_the_whole_one_before(store: Environment, tmp_path: Path) -> None:
    """Its pseudonyms may be others, and whoever is not in it no longer counts."""
    other = [text.replace("10000001", "777").replace("502", "888") for text in (LEARNERS, AIMS)]
    copied(store, tmp_path, *other)
    assert starts(store, research_copy=True) == THREE
    held = submission.latest(store.store.submissions())
    assert sorted(held.filter(submission.is_copied(held))["ukprn"].to_pylist()) == [777, 888, 888]
