"""Learners of a store linked with a file, from Python and in the terminal; nothing that identifies anybody is said."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import csv, parquet
from tests.support import ilr_files

import alder
from alder.cli import main
from alder.errors import NoFigures, UsageError
from alder.linkage.last_year import continued
from alder.linkage.passes import ULN
from alder.model.made_up import MadeUp
from alder.model.period import AcademicYear
from alder.sources.miniature import made_up_edition as miniature
from alder.sources.miniature.nation import POSTCODES

NUMBERS = ["1000000019", "1000000000", "3000000002", "6500000004", "1000000043", "1234567899"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of one provider: six learners in each, of whom five stay; one of 2020/21 has no number yet."""
    base = tmp_path_factory.mktemp("linking")
    for year, who in ((2019, [0, 1, 2, 3, 4, 5]), (2020, [0, 1, 2, 3, 4, 9])):
        people = []
        for n in who:
            number = "9999999999" if n == 9 else NUMBERS[n]
            sex = "F" if n % 2 else "M"
            told = {"ULN": number, "Sex": sex, "FamilyName": "Birchling", "DateOfBirth": "2002-05-01"}
            people.append(ilr_files.whole_learner(f"L{n}", Postcode=POSTCODES[29 * n], **told))
        path = base / f"{year}.xml"
        path.write_bytes(
            ilr_files.message(
                people,
                AcademicYear(year),
                UKPRN="10000001",
                Provider="10000001",
                FilePreparationDate=f"{year}-11-20",
            )
        )
        alder.open(base / "store").load(path)
    rows = {
        "ULN_Census": [*NUMBERS[:3], "1000000010"],
        "Surname": ["Birchling"] * 4,
        "points": ["40", "32", "24", "16"],
    }
    csv.write_csv(pa.table(rows), base / "results.csv")
    return base


def test_learners_are_linked_with_a_file_and_the_rate_is_shown_apart(folder: Path) -> None:
    links = alder.link(alder.open(folder / "store"), folder / "results.csv", by="sex,age,provider", years=["2020/21"])
    report = links.report
    assert (report.overall.linked, report.overall.of) == (3, 6)
    assert dict(report.unlinked) == {"not found": 2, "ULN stands for no number yet": 1}
    assert (report.left, report.right_name, report.unit) == ("ILR 2020/21", "results.csv", "learner records")
    found = {s.name: {c.code: (share.linked, share.of) for c, share in s.groups if share.of} for s in report.by}
    assert found["sex"] == {"F": (1, 3), "M": (2, 3)}
    assert found["ukprn"] == {"10000001": (3, 6)}
    assert found["age_band_31_august"] == {"Under 19": (3, 6)}


def test_links_of_learners_who_were_made_up_say_so_wherever_they_go(folder: Path, tmp_path: Path) -> None:
    store = alder.open(tmp_path / "store")
    store.load(folder / "2020.xml", made_up=True)
    links = alder.link(store, folder / "results.csv", by="sex", project="attainment")
    assert MadeUp.ALL.says in links.report.text()
    assert links.report.carried()["made_up"] == "Made up"
    assert MadeUp.ALL.says in alder.protect(links.report.counts("sex")).text()
    assert MadeUp.ALL.says in alder.people(store).text()
    other = alder.link(alder.open(folder / "store"), folder / "results.csv", project="attainment")
    assert "made_up" not in other.report.carried()


def test_over_two_years_records_and_people_are_counted(folder: Path) -> None:
    report = alder.link(alder.open(folder / "store"), folder / "results.csv").report
    assert (report.overall.linked, report.overall.of) == (6, 12)
    assert report.people is not None
    assert (report.people.linked, report.people.of) == (3, 7)


def test_people_over_years(folder: Path) -> None:
    report = alder.people(alder.open(folder / "store"), by="sex")
    assert (report.overall.linked, report.overall.of) == (11, 12)
    assert dict(report.passes) == {"ULN": 11, "reference": 0, "earlier reference": 0}
    assert "12 records are of 7 people." in report.text()


def test_by_deprivation_reference_data_is_looked_into_or_asked_for(folder: Path, tmp_path: Path) -> None:
    store = alder.open(shutil.copytree(folder / "store", tmp_path / "store"))
    with pytest.raises(NoFigures, match="needs reference data that is not held"):
        alder.link(store, folder / "results.csv", by="imd")
    miniature.load(store.store, mix_made_up=True)
    report = alder.link(store, folder / "results.csv", by="imd,home_region,sex").report
    quintiles, regions, sex = report.by
    assert [s.name for s in report.by] == ["imd_quintile", "home_region", "sex"]
    assert sum(share.of for _, share in quintiles.groups) == 12
    assert sum(share.linked for _, share in quintiles.groups) == 6
    assert len([c for c, share in quintiles.groups if share.of and c.code.isdigit()]) > 1
    assert {c.label for c, share in regions.groups if share.of}
    assert {c.code[:5] for c, _ in regions.groups if c.code.startswith("E12")} == {"E1299"}, "no region is borrowed"
    assert sum(share.of for _, share in sex.groups) == 12


def test_a_person_has_one_key_in_a_project_and_another_in_another(folder: Path) -> None:
    store = alder.open(folder / "store")
    links = alder.link(store, folder / "results.csv", project="attainment")
    keys = links.extract()
    assert len(set(keys["person"].to_pylist())) == 3
    assert keys.num_rows == 6
    table = pa.table({"ULN": [int(NUMBERS[0])], "grade": ["A"]})
    other = alder.link(table, folder / "results.csv", store=store, project="attainment").extract()
    assert other["person"].to_pylist()[0] in keys["person"].to_pylist()
    elsewhere = alder.link(store, folder / "results.csv", project="destinations").extract()
    assert not set(elsewhere["person"].to_pylist()) & set(keys["person"].to_pylist())


@pytest.mark.parametrize("name", ["linked.csv", "linked.parquet", "conflicts.csv"])
def test_files_of_linked_people_are_their_owners_alone_whatever_the_umask(
    folder: Path, tmp_path: Path, name: str
) -> None:
    links = alder.link(alder.open(folder / "store"), folder / "results.csv", project="attainment")
    before = os.umask(0)
    try:
        (links.write_conflicts if name == "conflicts.csv" else links.write)(tmp_path / name)
        assert os.umask(0) == 0
    finally:
        os.umask(before)
    assert {f"{p.stat().st_mode & 0o777:o}" for p in tmp_path.iterdir()} == {"600"}


def test_passes_and_columns_can_be_said(folder: Path) -> None:
    table = pa.table({"who": [int(NUMBERS[0])]})
    store = alder.open(folder / "store")
    links = alder.link(
        store, table, columns={"who": "ULN"}, on=[ULN], expect="many-to-many", years=[AcademicYear(2019)]
    )
    assert links.report.overall.linked == 1
    back = alder.link(table, folder / "results.csv", left_columns={"who": "ULN"}, by=["who"])
    assert back.report.by[0].groups[0][1].linked == 1


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({"years": ["2015/16"]}, NoFigures, "no return of 2015/16 is held"),
        ({"by": "sxe"}, UsageError, "no characteristic of these rows called sxe"),
        ({"by": "level"}, UsageError, "no characteristic of these rows called level"),
    ],
)
def test_what_cannot_be_asked_is_said(
    folder: Path, arguments: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        alder.link(alder.open(folder / "store"), folder / "results.csv", **arguments)


def test_a_file_is_shown_apart_by_variables_whose_fields_it_has_and_by_its_own_columns(folder: Path) -> None:
    table = pa.table({"ULN": [int(n) for n in NUMBERS], "Sex": list("FFMMFM"), "DateOfBirth": [None] * 6})
    report = alder.link(table, folder / "results.csv", by="sex").report
    assert {c.code: (s.linked, s.of) for c, s in report.by[0].groups if s.of} == {"F": (2, 3), "M": (1, 3)}
    with pytest.raises(UsageError, match="no characteristic of these rows called age_band_31_august"):
        alder.link(table, folder / "results.csv", by="age")  # of which year is not known


def test_a_project_needs_a_store(folder: Path, tmp_path: Path) -> None:
    for store in (None, alder.open(tmp_path / "none")):
        with pytest.raises(UsageError, match="secret lies in a store"):
            alder.link(folder / "results.csv", folder / "results.csv", store=store, project="attainment")


def test_aims_that_last_year_had_too_are_found(folder: Path) -> None:
    assert continued(alder.open(folder / "store").store, AcademicYear(2020)).num_rows == 5


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    try:
        main([str(a) for a in arguments])
        status = 0
    except SystemExit as stopped:
        status = int(stopped.code or 0)
    said = capsys.readouterr()
    return status, said.out + said.err


TOLD = re.compile("|".join([*NUMBERS, "Birch", "2002-05-01", "1000000010"]))


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_in_the_terminal(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str) -> None:
    out = tmp_path / f"linked.{ending}"
    store = ("--store", folder / "store")
    status, said = run(
        capsys, "link", "ilr", folder / "results.csv", "--by", "sex", "--project", "attainment", "--out", out, *store
    )
    assert status == 0
    assert "ULN   6" in said
    assert "6 linked rows under keys of attainment" in said
    rows = parquet.read_table(out) if ending == "parquet" else csv.read_csv(out)
    assert rows.column_names == ["person", "link_pass", "collection_year", "ukprn", "ULN_Census", "points"]
    assert not TOLD.search(said + str(rows.to_pylist()))
    status, said = run(capsys, "link", "ilr", folder / "results.csv", "--format", "json", *store)
    assert json.loads(said)["overall"]["linked"] == 6
    status, said = run(capsys, "link", "ilr", *store)
    assert "12 records are of 7 people" in said
    status, said = run(capsys, "link", "ilr", "--by", "sex", "--protect", "srs-output", *store)
    assert "Match rate" in said
    assert "Under" not in said
    assert "7 people" not in said, "what the report notes for whoever holds the data does not leave with a table"


def test_conflicts_are_listed_in_a_file_that_names_nobody(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file is UTF-16, as spreadsheets save it; its first learner has another surname and date of birth."""
    text = f"ULN,Surname,DOB\n{NUMBERS[0]},Osier,01/01/1990\n{NUMBERS[1]},Birchling,01/05/2002\n"
    (tmp_path / "results.csv").write_bytes(text.encode("utf-16"))
    doubts, store = tmp_path / "doubts.csv", ("--store", folder / "store")
    status, said = run(capsys, "link", "ilr", tmp_path / "results.csv", "--conflicts", doubts, *store)
    assert status == 0
    assert "2 pairs in conflict" in said
    told = csv.read_csv(doubts).to_pylist()
    assert {(r["kind"], r["collection_year"], r["ukprn"], r["learner"]) for r in told} == {
        ("disagrees", "2019/20", 10000001, 1),
        ("disagrees", "2020/21", 10000001, 1),
    }
    assert not TOLD.search(doubts.read_text(encoding="utf-8"))
    assert run(capsys, "link", "ilr", "--conflicts", tmp_path / "among.parquet", *store)[0] == 0
    assert parquet.read_table(tmp_path / "among.parquet").column_names[:4] == ["kind", "group", "row", "meaning"]
    for place in (["link", "ilr"], ["link", "ilr", tmp_path / "results.csv"]):
        status, said = run(capsys, *place, "--conflicts", tmp_path / "no" / "x.csv", *store)
        assert (status, "cannot be written" in said) == (2, True)


def test_a_match_rate_is_shown_apart_by_all_that_matters(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = shutil.copytree(folder / "store", tmp_path / "store")
    miniature.load(alder.open(store).store, mix_made_up=True)
    by = ("--by", "sex,ethnicity,imd,age,provider", "--format", "json", "--store", store)
    _, said = run(capsys, "link", "ilr", folder / "results.csv", *by)
    report = json.loads(said)
    assert [s["name"] for s in report["by"]] == ["sex", "ethnicity", "imd_quintile", "age_band_31_august", "ukprn"]
    for split in report["by"]:
        assert sum(g["of"] for g in split["groups"]) == report["overall"]["of"] == 12, split["name"]
        assert sum(g["linked"] for g in split["groups"]) == report["overall"]["linked"] == 6, split["name"]
    assert report["overall"]["low"] < 0.5 < report["overall"]["high"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["link", "a.csv"], "nothing to link with"),
        (["link", "ilr", "b.csv", "--memory", "much"], "no size of memory"),
        (["link", "ilr", "b.csv", "--conflicts", "a.xlsx"], "does not say in which format"),
        (["link", "ilr", "--project", "x"], "nothing to link with"),
        (["link", "ilr", "b.csv", "--out", "a.xlsx"], "does not say in which format"),
        (["link", "ilr", "b.csv", "--column", "ULN"], "does not say what a column holds"),
        (["link", "ilr", "b.csv"], "there is no file b.csv"),
    ],
)
def test_wrong_usage_is_said(folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    status, said = run(capsys, *arguments, "--store", folder / "store")
    assert status == 2
    assert says in said


def test_a_place_that_cannot_be_written_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = run(
        capsys,
        *("link", folder / "results.csv", folder / "results.csv", "--column", "ULN_Census=ULN"),
        *("--expect", "one-to-one", "--project", "attainment", "--out", folder / "no" / "x.csv"),
        *("--store", folder / "store"),
    )
    assert status == 2
    assert "cannot be written" in said
