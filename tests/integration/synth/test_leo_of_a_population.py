"""Files of LEO of a made-up population: loaded as any delivery, they answer what is true of the population."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.oracle.pay_after_learning import (
    APPRENTICESHIPS,
    Followed,
    achievers,
    days_within,
    highest_ended,
    outcome_after_college,
    pay_in_work,
    teller,
)
from tests.support.analysis_sets import rows_add_up
from tests.support.commands import refused, run
from tests.support.text_tables import rows

import alder
from alder.environment import Environment
from alder.model.statistic import TOTAL
from alder.sources import catalogue
from alder.sources.miniature.providers import provider, registered
from alder.synth.leo.leo_writing import RECORDS
from alder.synth.leo.matching import RECORD, share_of

REGION = 7
FIRST, LAST = 2015, 2020
COHORTS = (2017, 2018)
LOOK_UPS = ("education_records_lookup", "ae_id_to_edukey", "ae_id_to_pmr")
PAID = 2017
COUNTED = {"further_education_earnings": {"higher_education": "counted"}}


def made(folder: Path, *options: object) -> Path:
    run("synth", "leo", "--population", folder / "people", "--years", f"{FIRST}..{LAST}", *options)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("leo")
    people = ("--people", 40_000, "--region", REGION, "--years", "2010..2020")
    run("synth", "population", "--out", found / "people", *people)
    return made(found, "--out", found / "leo")


@pytest.fixture(scope="module")
def store(folder: Path) -> Environment:
    environment = alder.open(folder / "store")
    for record, source in RECORDS.items():
        environment.load_source(folder / "leo" / record, source=source, entity=record)
    return environment


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a table of the population, or of a kind of record."""
    files = sorted(folder.glob(f"*/{name}/*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


@pytest.fixture(scope="module")
def keys(folder: Path) -> list[dict[str, Any]]:
    return pq.read_table(folder / "leo" / "truth" / f"person-region-{REGION}.parquet").to_pylist()


@pytest.fixture(scope="module")
def followed(folder: Path, keys: list[dict[str, Any]]) -> dict[int, Followed]:
    """By person with a key of tax, what LEO has of them; of learning what is true, where a record leads to it."""
    found = {row["person"]: Followed() for row in keys if row["EDUKEY"]}
    person = {key: row["person"] for row in keys for key in (row["EDUKEY"], row["second_EDUKEY"]) if key}
    for row in table(folder, "employment"):
        found[person[row["EduKey"]]].work.append((row["StartDate"], row["EndDate"]))
    for row in table(folder, "earnings"):
        found[person[row["EduKey"]]].pay[row["TaxYear"] // 100] = row["Earnings"]
    for row in table(folder, "self_assessment"):
        found[person[row["EduKey"]]].own_pay[row["TaxYear"] // 100] = row["EARNINGS_SELF_EMPLOYMENT"]
    resolved = resolved_records(folder)
    for aim in table(folder, "aim"):
        for year in range(FIRST, LAST + 1):
            last = min(aim["end"] or date.max, date(year + 1, 7, 31))
            start = max(aim["start"], date(year, 8, 1))
            whose = (aim["person"], teller(aim, MERGED, year), year)
            if start > last or not resolved.get(whose) or aim["person"] not in found:
                continue
            if aim["end"] is None and 0 <= aim["returned_until"] < year:
                continue
            one = found[aim["person"]]
            one.learning[year].append((start, last))
            if aim["prog"] in APPRENTICESHIPS:
                one.apprenticeships[year].append((start, last))
    return found


MERGED = {
    one.number: (one.successor, one.closed)
    for one in registered()
    if one.successor is not None and one.closed is not None
}
NUMBERS = {provider(one.number).ukprn: one.number for one in registered()}


def resolved_records(folder: Path) -> dict[tuple[int, int, int], bool]:
    rows = pq.read_table(folder / "leo" / "truth" / f"record-region-{REGION}.parquet").to_pylist()
    return {(row["person"], NUMBERS[row["ukprn"]], row["Year"]): row["resolved"] for row in rows}


# What the files say is what is true -----------------------------------------------------------------------------------


def test_days_and_pay_of_each_tax_year_are_those_of_the_population(folder: Path, followed: dict[int, Followed]) -> None:
    """Of employees of the years that were asked for; who worked all days of a tax year did so in a leap year too."""
    compared = 0
    for row in table(folder, "work"):
        year, person = row["tax_year"], followed.get(row["person"])
        if person is None or not FIRST <= year <= LAST or row["self_employed"] or not row["days"]:
            continue
        first, last = date(year, 4, 6), date(year + 1, 4, 5)
        whole = (last - first).days + 1
        assert days_within(person.work, first, last) == (whole if row["days"] == 365 else row["days"])
        assert person.pay[year] == row["pay"]
        compared += 1
    assert compared == sum(len(person.pay) for person in followed.values()) > 5_000


def test_some_returns_of_the_self_employed_are_missing_and_no_other_income_is(
    folder: Path, followed: dict[int, Followed]
) -> None:
    true = {
        (row["person"], row["tax_year"]): row["pay"]
        for row in table(folder, "work")
        if row["self_employed"] and row["days"] and FIRST <= row["tax_year"] <= LAST and row["person"] in followed
    }
    seen = {(person, year): pay for person, one in followed.items() for year, pay in one.own_pay.items()}
    assert seen.items() <= true.items()
    missing = Counter(year for _, year in true.keys() - seen.keys())
    assert 0 < missing[LAST - 1] < missing[LAST] < 0.15 * sum(year == LAST for _, year in true)


@pytest.mark.parametrize("year", COHORTS)
def test_outcomes_after_college_are_those_worked_out_person_by_person(
    folder: Path, store: Environment, followed: dict[int, Followed], year: int
) -> None:
    born = {row["person"]: row["born"] for row in table(folder, "person")}
    resolved = resolved_records(folder)
    all_who = achievers(table(folder, "aim"), born, MERGED, year)
    matched = [p for p, where in all_who if resolved[p, where, year] and p in followed]
    true = Counter(outcome_after_college(followed[person], year) for person in matched)
    counts = alder.tabulate(
        store, "sustained_positive_destination_rate", by="outcome", year=f"{year}/{(year + 1) % 100}"
    )
    cells = {row["outcome"]: row["learners"] for row in counts.cells.to_pylist()}
    assert {name: n for name, n in cells.items() if n and name != TOTAL} == dict(true)
    assert cells[TOTAL] == len(matched) > 100
    assert sum(counts.excluded.values()) == len(all_who) - len(matched)


def test_years_that_are_asked_together_are_those_that_are_asked_alone(store: Environment) -> None:
    """Though what was delivered reaches over years, and its source names several."""
    together = alder.tabulate(store, "sustained_employment_rate", year="2017/18..2018/19")
    alone = [alder.tabulate(store, "sustained_employment_rate", year=year) for year in ("2017/18", "2018/19")]
    found = [(row["learners"], row["employed"]) for row in together.cells.to_pylist()]
    assert found == [(row["learners"], row["employed"]) for one in alone for row in one.cells.to_pylist()]


def achieved_as_told(folder: Path, year: int) -> dict[tuple[int, int], list[dict[str, Any]]]:
    """By person and provider the aims that the copy of the ILR calls achieved: of apprentices the whole alone."""
    records = pq.read_table(folder / "leo" / "truth" / f"record-region-{REGION}.parquet").to_pylist()
    whose = {row["external_id"]: (row["person"], NUMBERS[row["ukprn"]]) for row in records}
    found: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for aim in table(folder, "lilr_aims"):
        is_part = aim["programme_type"] in APPRENTICESHIPS and not aim["app"]
        if aim["Year"] == year and aim["achievement"] and not is_part:
            found[whose[aim["external_id"]]].append(aim)
    return found


def graduates(folder: Path, keys: list[dict[str, Any]], followed: dict[int, Followed], year: int) -> set[int]:
    linked = {row["person"] for row in keys if row["university_linked"]}
    return {
        row["person"]
        for row in table(folder, "higher_education")
        if row["year"] == year and row["outcome"] == 2 and row["person"] in linked and row["person"] in followed
    }


def test_pay_after_college_is_that_worked_out_person_by_person(
    folder: Path, store: Environment, followed: dict[int, Followed]
) -> None:
    """Of who achieved up to 5 April in the tax year that begins then, of others a year later; students are counted."""
    born = {row["person"]: row["born"] for row in table(folder, "person")}
    resolved, aims = resolved_records(folder), table(folder, "aim")
    told = achieved_as_told(folder, PAID)
    learners, paid = 0, []
    for person, where in achievers(aims, born, MERGED, PAID):
        if not resolved[person, where, PAID] or person not in followed:
            continue
        learners += 1
        ended = highest_ended(told[person, where])
        tax_year = PAID + 1 + (ended > date(PAID + 1, 4, 5))
        paid += pay_in_work([followed[person]], tax_year, with_april=True)
    counts = alder.tabulate(
        store, "further_education_earnings", year=f"{PAID}/{(PAID + 1) % 100}", higher_education="counted"
    )
    (row,) = counts.cells.to_pylist()
    assert (row["learners"], row["with_earnings"]) == (learners, len(paid))
    assert row["earnings"] == pytest.approx(median(paid))


@pytest.mark.parametrize("measure", ["sustained_positive_destination_rate", "further_education_earnings"])
def test_rows_of_people_behind_outcomes_add_up_to_them(store: Environment, measure: str) -> None:
    rows = rows_add_up(store, measure, year="2017/18", by="sex", parameters=COUNTED.get(measure, {}))
    assert {r["match_found"] for r in rows} == {True, False}, "whoever was not found has a row and no outcome"
    assert len({r["person_key"] for r in rows if r["key_lasts"]}) > 100


@pytest.mark.parametrize(("graduated", "after"), [(2016, 1), (2015, 3)])
def test_pay_of_graduates_is_that_worked_out_person_by_person(
    folder: Path,
    store: Environment,
    keys: list[dict[str, Any]],
    followed: dict[int, Followed],
    graduated: int,
    after: int,
) -> None:
    who = graduates(folder, keys, followed, graduated)
    year = f"{graduated}/{(graduated + 1) % 100}"
    (row,) = alder.tabulate(store, "graduate_earnings", year=year, years_after=after).cells.to_pylist()
    paid = pay_in_work((followed[person] for person in who), graduated + 1 + after, with_april=False)
    assert (row["graduates"], row["with_earnings"]) == (len(who), len(paid))
    assert row["earnings"] == pytest.approx(median(paid))


# Who is not found -----------------------------------------------------------------------------------------------------


def test_shares_of_those_not_found_are_those_of_the_committed_table() -> None:
    """A record of an Asian woman who moved in the year: more likely lost for each of the three."""
    no, yes = np.array([False]), np.array([True])
    is_asian = {"Mixed": no, "Asian": yes, "Black": no, "Other": no}
    found = share_of(RECORD, sex={"F": yes}, ethnic_group=is_asian, arrived={"yes": no}, moved={"yes": yes})
    assert found.tolist() == pytest.approx([0.0025 * 1.2 * 1.5 * 3])


def test_nobody_has_a_key_of_another_and_the_look_ups_hold_those_who_were_found(
    folder: Path, keys: list[dict[str, Any]]
) -> None:
    every = [
        row[name] for row in keys for name in ("EDUKEY", "second_EDUKEY", "PUPILMATCHINGREFANONYMOUS") if row[name]
    ]
    every += [row["AE_ID"] for row in keys]
    assert len(every) == len(set(every))
    persons = {row["AE_ID"]: row["person"] for row in keys}
    records = pq.read_table(folder / "leo" / "truth" / f"record-region-{REGION}.parquet").to_pylist()
    told = {row["RECORDID"]: persons[row["AE_ID"]] for row in table(folder, "education_records_lookup")}
    assert told == {row["RECORDID"]: row["person"] for row in records if row["resolved"]}
    assert len({row["RECORDID"] for row in records}) == len(records) > len(told)
    in_tax = defaultdict(set)
    for row in table(folder, "ae_id_to_edukey"):
        in_tax[persons[row["AE_ID"]]].add(row["EDUKEY"])
    assert in_tax == {row["person"]: {row["EDUKEY"], row["second_EDUKEY"]} - {None} for row in keys if row["EDUKEY"]}


# The files ------------------------------------------------------------------------------------------------------------

EMPTY = """
    record        | field            | why
    lilr_learners | PriorPstCode     | not supplied by default
    lilr_learners | CurrentPstCode   | not supplied by default
    student_leo   | LSOA             | ended with 2011/12
    student_leo   | LSOA01           | ended with 2013/14
"""
"""Fields without a value in the years that were asked for."""


def test_sources_are_linked_truly_and_lose_whom_the_look_up_of_records_loses(folder: Path, store: Environment) -> None:
    report = store.link("ilr", "hesa", "leo", by="sex", truth=folder / "leo")
    judged = [rate.truth for rate in report.rates if rate.truth is not None and rate.truth.precision.of]
    assert len(judged) >= 12
    assert all(truth.precision.rate == 1 for truth in judged)
    truth = report.rate("ilr", "leo").truth
    assert truth is not None
    person = {row[name]: row["person"] for row in pq.read_table(
        folder / "leo" / "truth" / f"person-region-{REGION}.parquet"
    ).to_pylist() for name in ("EDUKEY", "second_EDUKEY")}  # fmt: skip
    of_tax = [
        name for name, source in RECORDS.items() if source == "leo" and name not in LOOK_UPS and name != "business"
    ]
    taxed = {
        person[key] for name in of_tax for row in table(folder, name) if (key := row.get("EduKey") or row.get("EDUKEY"))
    }
    kept = {row["RECORDID"] for row in table(folder, "lilr_learners")}
    records = pq.read_table(folder / "leo" / "truth" / f"record-region-{REGION}.parquet").to_pylist()
    ours = [row for row in records if row["RECORDID"] in kept and row["person"] in taxed]
    assert truth.recall.of == len({row["person"] for row in ours})
    assert truth.recall.linked == len({row["person"] for row in ours if row["resolved"]})
    assert truth.recall.linked < truth.recall.of


def test_every_field_of_the_layouts_is_filled_or_empty_for_a_reason(folder: Path) -> None:
    empty = set()
    for record, source in RECORDS.items():
        filled = {name for row in table(folder, record) for name, value in row.items() if value is not None}
        empty |= {(record, f.name) for f in catalogue.source(source).entity(record).fields if f.name not in filled}
    assert empty == {(row["record"], row["field"]) for row in rows(EMPTY)}


def test_the_same_population_gives_the_same_bytes_whatever_else_is_asked_for(folder: Path, tmp_path: Path) -> None:
    made(folder, "--out", tmp_path / "some", "--record", "lilr_aims", "--record", "employment", "--region", "Mereside")
    files = sorted(path.relative_to(tmp_path / "some") for path in (tmp_path / "some").glob("*/*.parquet"))
    assert len(files) == (LAST - FIRST + 1) + 1 + 2
    assert all((tmp_path / "some" / file).read_bytes() == (folder / "leo" / file).read_bytes() for file in files)


def test_text_says_the_same_and_loads(folder: Path, tmp_path: Path) -> None:
    made(folder, "--out", tmp_path / "text", "--record", "self_assessment", "--format", "csv")
    (file,) = (tmp_path / "text" / "self_assessment").iterdir()
    said = run(
        "load", "--store", tmp_path / "store", "--made-up", "--source", "leo", "--entity", "self_assessment", file
    )
    assert said.startswith(f"{len(table(folder, 'self_assessment')):,} rows of Longitudinal Education Outcomes")
    assert "\nAll of it is made up, and figures from it will say so.\n" in said
    assert file.name == f"made-up-self_assessment-region-{REGION}.csv"


def test_every_kind_of_record_loads_without_a_finding(store: Environment) -> None:
    assert {delivery.entity: dict(delivery.findings) for delivery in store.deliveries()} == {r: {} for r in RECORDS}


def test_parquet_is_known_to_be_made_up_and_not_kept_as_one_with_what_has_no_word_of_it(
    folder: Path, store: Environment, tmp_path: Path
) -> None:
    assert all(delivery.made_up for delivery in store.deliveries())
    (file,) = (folder / "leo" / "earnings").iterdir()
    other = tmp_path / "earnings.csv"
    other.write_text("EduKey,TaxYear,Earnings\nE1,201819,100\n")
    said = refused("load", "--store", tmp_path / "store", "--source", "leo", "--entity", "earnings", file, other)
    assert "some of these files say that they are made up, and others do not" in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--record", "wages"), "wages is no kind of record of LEO"),
        (("--years", "2019..2022"), "has nothing of some of these years"),
        (("--region", "1"), "region 1, Fells and Firths, is not in the population"),
        (("--years", "2016..2020"), "holds other files of LEO"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(folder: Path, options: tuple[str, ...], said: str) -> None:
    asked = ("--population", folder / "people", "--out", folder / "leo", *options)
    assert said in refused("synth", "leo", *asked)


def test_what_is_there_is_not_made_again(folder: Path) -> None:
    said = run(
        "synth", "leo", "--population", folder / "people", "--years", f"{FIRST}..{LAST}", "--out", folder / "leo"
    )
    assert "1 region written before: what is there already stays as it is." in said


def test_the_research_copy_of_the_ilr_is_declared_as_other_deliveries_are(store: Environment) -> None:
    asked = {"by": ["sex"], "year": "2017/18"}
    alone = alder.tabulate(store, "sustained_employment_rate", **asked).group
    assert (alone.whole, alone.against) == (None, "nothing declares what the deliveries are all of")
    what = ("store", "covers", "Wealdmark", "--year", "2017/18", "--from", "the population", "--date", "2021-04-05")
    for source in ("ilr", "leo"):
        assert "2017/18 " + source in run(*what, "--of", source, "--store", store.store.folder)
    whole = alder.tabulate(store, "sustained_employment_rate", **asked).group.whole
    assert whole is not None
    assert whole.name == "Wealdmark (made up)"
    back = ("store", "covers", "--withdraw", "--year", "2017/18", "--of", "ilr")
    assert "about the people in the deliveries held" in run(*back, "--store", store.store.folder)
    assert alder.tabulate(store, "sustained_employment_rate", **asked).group.whole is None
