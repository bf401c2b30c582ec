"""Tables drawn from deliveries, whose people have no lasting keys: what the ledger compares, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support import commands
from tests.support.deliveries import Stored
from tests.support.stores import delivered

import alder
from alder.cli.ledger import of_store

ACTIVITIES = "|".join(f"ALLACT{n:02d}" for n in range(1, 12))


def answers(**graduates: int) -> str:
    """So many graduates of each provider (`p1=30`): they answered that they work, every third that they study."""
    lines = [f"GRADUATEKEY|INSTANCEKEY|SID|UKPRN|{ACTIVITIES}"]
    for provider, many in graduates.items():
        for _ in range(many):
            n = len(lines)
            said = ["1" if n % 3 else "", "", "", "", "", "" if n % 3 else "1", "", "", "", "", ""]
            lines.append("|".join([f"G{n:03d}", f"I{n:03d}", f"{22100000000 + n}", f"1000000{provider[1:]}", *said]))
    return "\n".join(lines)


QUESTION = ("graduate_outcomes_share", "--year", "2021/22")


@pytest.fixture(name="stored")
def _stored(tmp_path: Path) -> Stored:
    stored = Stored(tmp_path)
    stored.load("graduate_outcomes.core", answers(p1=30, p2=27, p3=3), year="2021/22", edition="first")
    return stored


def test_tables_of_one_delivery_are_judged_together(stored: Stored, tmp_path: Path) -> None:
    """All graduates, then all but those of one provider: three of them would be told."""
    file = tmp_path / "table.csv"
    assert "about the people in the deliveries held" in stored.refused(*QUESTION, "--out", str(file), exit_code=2)
    said = ("--year", "2021/22", "--from", "Agreement DS1234, annex 2", "--date", "2023-05-31", *stored.place)
    assert "It holds" in commands.run("store", "covers", "England", "--of", "graduate_outcomes", *said)
    assert "no list of providers" in commands.refused(
        "store", "covers", "England", "--of", "graduate_outcomes", "--return", "R14", *said
    )
    first = stored.ask(*QUESTION, "--out", str(file))
    assert first.exit_code == 0, repr(first.exception)
    assert "Kept in the ledger as 0001" in first.output
    assert "People of deliveries have no lasting keys: it is judged beside tables drawn in the same way" in first.output
    assert "Not compared with" not in first.output
    said = stored.refused(*QUESTION, "--where", "not provider = 10000003", "--ledger", exit_code=16)
    assert "cannot be released beside an earlier release" in said
    assert "0001: " in said
    assert stored.ask(*QUESTION, "--where", "not provider = 10000001", "--ledger").exit_code == 0
    again = stored.ask(*QUESTION, "--ledger")
    assert "Kept in the ledger as 0001" in again.output, "the same question is the same table"


def test_a_table_of_another_delivery_says_which_it_is_not_compared_with(stored: Stored) -> None:
    assert stored.ask(*QUESTION, "--ledger").exit_code == 0
    delivered(alder.open(stored.folder / "store"), "2021/22", "graduate_outcomes")
    assert stored.ask(*QUESTION).output.count("Totals are about England: made up, 20 October 2021.") == 1
    stored.load("graduate_outcomes.core", answers(p1=30, p2=28, p3=5), year="2021/22", edition="second")
    assert "other deliveries are held than those that it was declared of" in " ".join(
        stored.ask(*QUESTION).output.split()
    )
    later = stored.ask(*QUESTION, "--ledger")
    assert later.exit_code == 0, repr(later.exception)
    assert "Kept in the ledger as 0002" in later.output
    assert "Not compared with 0001: drawn from other deliveries, or in another way" in later.output
    facts = of_store(stored.folder / "store").releases()
    assert len({f.query["drawing"] for f in facts}) == 2
    assert {f.query["drawn_from"] for f in facts} == {"graduate_outcomes_answers"}


SEVERAL = ("graduate_outcomes_share", "--year", "2020/21..2021/22")
BUT_THREE = ("--where", "not provider = 10000003")


@pytest.mark.parametrize(("first", "second"), [(QUESTION, SEVERAL), (SEVERAL, QUESTION), (SEVERAL, SEVERAL)])
def test_several_years_of_deliveries_are_judged_beside_tables_of_each_year(
    stored: Stored, tmp_path: Path, first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    """All graduates, then all but those of one provider: of one of the years three of them would be told."""
    stored.load("graduate_outcomes.core", answers(p1=40), year="2020/21", edition="first")
    for year in ("2020/21", "2021/22"):
        delivered(alder.open(stored.folder / "store"), year, "graduate_outcomes")
    done = stored.ask(*first, "--out", str(tmp_path / "table.csv"))
    assert done.exit_code == 0, repr(done.exception)
    assert "Kept in the ledger as 0001" in done.output
    said = stored.refused(*second, *BUT_THREE, "--out", str(tmp_path / "other.csv"), exit_code=16)
    assert "cannot be released beside an earlier release" in said
    assert not (tmp_path / "other.csv").exists()
    assert stored.ask(*second, "--where", "not provider = 10000001", "--ledger").exit_code == 0
    assert not of_store(stored.folder / "store").unremembered()


def test_of_several_years_of_deliveries_one_may_be_from_another_delivery_which_is_said(stored: Stored) -> None:
    stored.load("graduate_outcomes.core", answers(p1=40), year="2020/21", edition="first")
    assert stored.ask(*SEVERAL, "--ledger").exit_code == 0
    same = stored.ask(*QUESTION, "--ledger")
    assert "Kept in the ledger as 0002" in same.output
    assert "Not compared with" not in same.output
    stored.load("graduate_outcomes.core", answers(p1=41), year="2020/21", edition="second")
    later = stored.ask(*SEVERAL, "--ledger")
    assert later.exit_code == 0, repr(later.exception)
    assert "Not compared with 0001: drawn from other deliveries, or in another way" in later.output


def test_nearest_tables_of_an_extract_are_judged_beside_it(stored: Stored) -> None:
    """By provider much is hidden. Not by provider everything is shown, and it holds beside the table on show."""
    asked = (*QUESTION, "--by", "provider", "--nearest")
    for more in ((), ("--ledger",)):
        done = stored.ask(*asked, *more)
        assert done.exit_code == 0, repr(done.exception)
        assert "Safe beside it, and hiding less:" in done.output
        assert " ".join(("alder table graduate_outcomes_share --year 2021/22", *more)) in done.output
    assert len(of_store(stored.folder / "store").releases()) == 1, "the table itself alone is remembered"
    stored.load("graduate_outcomes.core", answers(p1=40), year="2020/21", edition="first")
    several = stored.ask(*SEVERAL, "--by", "provider", "--nearest", "--ledger")
    assert several.exit_code == 0, repr(several.exception)
    assert "alder table graduate_outcomes_share --year 2020/21..2021/22 --ledger" in several.output
