"""The sources of a store linked to one table of persons: in the store, brought up to date, judged, and taken out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support import commands, ilr_files
from tests.support.deliveries import written

import alder
from alder.environment import Environment
from alder.errors import AlderError, NoFigures, NotProtected, UnreadableFile
from alder.linkage.person_spine import spine_standing
from alder.model.period import AcademicYear

ADA, BOB, CY, DAN = "1000000019", "1000000000", "3000000002", "6500000004"
PUPILS = {name: name.upper().ljust(18, "0") for name in ("ada", "bob", "cy", "eve")}


def returned(folder: Path, year: int, numbers: dict[str, str]) -> Path:
    """A return of one provider with learners by their references."""
    people = [
        ilr_files.whole_learner(ref, ULN=uln, Sex="F" if ref == "ada" else "M", FamilyName="Birchling")
        for ref, uln in numbers.items()
    ]
    told = {"UKPRN": "10000001", "Provider": "10000001", "FilePreparationDate": f"{year}-11-20"}
    path = folder / f"{year}.xml"
    path.write_bytes(ilr_files.message(people, AcademicYear(year), **told))
    return path


def census(folder: Path, rows: str, name: str = "census.csv") -> Path:
    return written(folder, "PupilMatchingRefAnonymous | ULN_Census | Gender | FSMeligible\n" + rows, name)


def loaded(folder: Path, *, first: bool = True, second: bool = True) -> Environment:
    """Two returns, a census, look-ups and pay: what comes first, what comes second, or both."""
    store = alder.open(folder / "store")
    files = folder / "files"
    files.mkdir(exist_ok=True)
    if first:
        store.load(returned(files, 2019, {"ada": ADA, "bob": BOB, "cy": "9999999999"}))
        pupils = f"{PUPILS['ada']}|{ADA}|F|1\n{PUPILS['bob']}|{BOB}|M|0\n{PUPILS['eve']}||F|0"
        store.load_source(census(files, pupils), source="npd_census", entity="pupil", year="2017/18")
    if second:
        store.load(returned(files, 2020, {"cy": CY, "dan": DAN}))
        key = written(
            files, f"AE_ID | PUPILMATCHINGREFANONYMOUS\n900 | {PUPILS['ada']}\n901 | {PUPILS['eve']}", "k.csv"
        )
        store.load_source(key, source="leo", entity="ae_id_to_pmr")
        tax = written(files, "AE_ID | EDUKEY\n900 | TAX1\n900 | TAX2\n901 | TAX3\n902 | TAX4", "t.csv")
        store.load_source(tax, source="leo", entity="ae_id_to_edukey")
        paid = "EduKey | TaxYear | Earnings\nTAX1 | 201819 | 100\nTAX3 | 201819 | 100\nTAX4 | 201819 | 100"
        store.load_source(written(files, paid, "e.csv"), source="leo", entity="earnings")
    return store


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose sources were linked when some were held, and again when the rest had come."""
    found = tmp_path_factory.mktemp("spine")
    store = loaded(found, second=False)
    store.declare_place("owner", basis="The department")
    store.link()
    pq.write_table(store.persons(), found / "before.parquet")
    loaded(found, first=False)
    return found


@pytest.fixture(scope="module")
def store(folder: Path) -> Environment:
    return alder.open(folder / "store")


@pytest.fixture(scope="module", name="said")
def _said(folder: Path) -> str:
    """What the command says as it links again, after what `alder store` says of the records that came since."""
    where = ("--store", folder / "store")
    assert commands.run("persons", *where).startswith("4 people of ilr and npd.\nReturns or deliveries came since.")
    assert "Its sources were linked on" in commands.run("store", *where)
    return commands.run("persons", "link", "--by", "sex,free_meals", "--store", folder / "store")


def test_linking_again_after_what_came_since_gives_what_linking_once_gives(
    folder: Path, store: Environment, said: str, tmp_path: Path
) -> None:
    fresh = loaded(tmp_path)
    fresh.declare_place("owner", basis="The department")
    shutil.copytree(folder / "store" / "keys", tmp_path / "store" / "keys")
    fresh.link()
    assert store.persons().drop(["since"]) == fresh.persons().drop(["since"])
    then, now = pq.read_table(folder / "before.parquet").to_pylist(), store.persons().to_pylist()
    days = {(r["source"], r["identifier"]): r["since"] for r in now}
    assert all(days[r["source"], r["identifier"]] == r["since"] for r in then if r["identifier"] == ADA)
    assert days["npd", PUPILS["eve"]] > then[0]["since"], "she is known by another number since"
    standing = spine_standing(store.store)
    assert standing is not None
    assert (standing.sources, standing.people, standing.waiting, standing.gone) == (("ilr", "leo", "npd"), 6, 0, 0)


def test_each_source_knows_a_person_by_its_own_numbers_under_one_key(store: Environment, said: str) -> None:
    rows = store.persons().to_pylist()
    keys = {r["identifier"]: r["person"] for r in rows}
    assert keys[ADA] == keys[PUPILS["ada"]] == keys["TAX1"] == keys["10000001/ADA"]
    assert keys[PUPILS["eve"]] == keys["TAX3"]
    assert "TAX2" not in keys, "no source has a record under it"
    ada = {(r["source"], r["kind"], r["linked_by"], r["through"]) for r in rows if r["person"] == keys[ADA]}
    assert ada == {
        ("ilr", "ULN", "identifier", "ULN = PMR"),
        ("ilr", "LearnRefNumber", "identifier", "LearnRefNumber = learner"),
        ("leo", "EDUKEY", "identifier", "EDUKEY = AE_ID"),
        ("npd", "PMR", "identifier", "PMR = AE_ID"),
        ("npd", "ULN", "identifier", "ULN = PMR"),
    }
    assert {r["linked_by"] for r in rows if r["identifier"] == PUPILS["bob"]} == {"identifier"}


def test_the_report_tells_rates_by_group_and_conflicts_and_names_nobody(
    folder: Path, store: Environment, said: str
) -> None:
    assert said.startswith("6 people of 3 sources")
    assert "EDUKEY = AE_ID: one person with several keys, as the look-up says: kept as one   1" in said
    report = store.link("ilr", "npd", "leo", by=["sex", "free_meals"])
    rates = [("ilr", "npd", "", ""), ("npd", "ilr", "", ""), ("npd", "leo", "", ""), ("npd", "leo", "sex", "Female")]
    shares = [report.rate(*r).share for r in rates]
    assert [(s.linked, s.of) for s in shares] == [(2, 4), (2, 3), (2, 3), (2, 2)]
    assert report.rate("npd", "leo", "free_meals", "No").share.of == 2
    assert report.rate("ilr", "npd", "sex", "Female").share.linked == 1
    assert "Nothing came since." in commands.run("persons", "--store", folder / "store")
    told = json.loads(commands.run("persons", "link", "--format", "json", "--store", folder / "store"))
    assert told["people"] == {"ilr": 4, "npd": 3, "leo": 3}
    trail = (folder / "store" / "trail.jsonl").read_text(encoding="utf-8")
    for value in (ADA, PUPILS["ada"], "TAX1"):
        assert value not in said + trail + json.dumps(told)
    assert "person_spine" in trail, "that it changed, and that somebody read it"


def test_a_delivery_that_another_took_the_place_of_has_no_part_in_it(tmp_path: Path) -> None:
    store = loaded(tmp_path, second=False)
    store.declare_place("owner", basis="The department")
    store.link()
    again = census(tmp_path, f"{PUPILS['cy']}|{ADA}|M|0", "again.csv")
    store.load_source(again, source="npd_census", entity="pupil", year="2017/18")
    standing = spine_standing(store.store)
    assert standing is not None
    assert (standing.waiting, standing.gone) == (1, 1)
    store.link()
    rows = store.persons().to_pylist()
    assert {r["identifier"] for r in rows if r["kind"] == "PMR"} == {PUPILS["cy"]}
    assert len({r["person"] for r in rows if r["identifier"] in (ADA, PUPILS["cy"])}) == 1


def test_who_reads_while_others_link_has_the_one_before_whole(tmp_path: Path) -> None:
    store = loaded(tmp_path, second=False)
    store.link()
    with store.store.engine(tables=()) as engine:
        before = engine.run_sql("select count(*) as n from person_spine")["n"].to_pylist()
        loaded(tmp_path, first=False)
        alder.open(tmp_path / "store").link()
        assert engine.run_sql("select count(person) as n from person_spine")["n"].to_pylist() == before
    assert commands.run("store", "check", "--deep", "--store", tmp_path / "store").endswith("The store is whole.\n")


def test_links_are_judged_by_the_truth_about_made_up_people(tmp_path: Path, store: Environment, said: str) -> None:
    (tmp_path / "truth").mkdir()
    true = {"person": [1, 2, 3], "ULN": [int(ADA), int(DAN), int(BOB)]}
    pupils = {"person": [1, 2, 3], "PupilMatchingRefAnonymous": [PUPILS["ada"], PUPILS["bob"], PUPILS["eve"]]}
    for name, rows in (("learner", true), ("pupil", pupils)):
        pq.write_table(pa.table(rows), tmp_path / "truth" / f"{name}.parquet")
    truth = store.link("ilr", "npd", truth=tmp_path).rate("ilr", "npd").truth
    assert truth is not None
    assert (truth.precision.linked, truth.precision.of) == (1, 2), "Bob's numbers are those of two people"
    assert (truth.recall.linked, truth.recall.of) == (1, 3)
    with pytest.raises(UnreadableFile, match="no truth about made-up people"):
        store.link(truth=tmp_path / "truth")


def test_what_cannot_be_linked_or_given_is_said(tmp_path: Path) -> None:
    store = alder.open(tmp_path / "store")
    with pytest.raises(NoFigures, match="nothing is held whose people could be linked"):
        store.link()
    loaded(tmp_path, second=False)
    assert "no sources of this store are linked" in commands.refused("persons", "remove", "--store", tmp_path / "store")
    with pytest.raises(AlderError, match="Did you mean npd"):
        store.link("nqd")
    with pytest.raises(AlderError, match="characteristic"):
        store.link(by="shoe_size")
    assert "are not linked" in commands.run("persons", "--store", tmp_path / "store")
    store.link()
    with pytest.raises(NotProtected, match="no place, so it gives no rows of people"):
        store.persons()
    assert "is removed" in commands.run("persons", "remove", "--store", tmp_path / "store")
    store.declare_place("owner", basis="The department")
    with pytest.raises(NoFigures, match="not linked yet"):
        store.persons()
