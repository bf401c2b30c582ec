"""Every code that reading gives is explained, and listed on its page."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from tests.support.ilr_files import message, whole_learner
from tests.support.random_returns import record, with_fault

from alder.model.period import AcademicYear
from alder.sources.ilr import schema
from alder.sources.ilr.xml import form, reader


def test_the_list_has_every_code_and_every_ending():
    named = {row[0].strip("`") for section in form.listed_forms().sections for row in section.cells}
    endings = {re.sub(r"FD_\w+_", "FD_<field>_", code) for code in form.codes()}
    assert named == endings


def test_every_code_can_be_explained():
    for code in form.codes():
        said = form.explained(code)
        assert said.lead.endswith("."), code
        assert dict(said.rows)["effect"], code


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("FD_ULN_AR", "The number is below or above what the field allows."),
        ("FD_LearnerFAM_EO", "There is too much of it, or too little, in one record."),
        ("Schema_Case", "An element's name is spelled with other capital or small letters."),
        ("ZIP_EMPTY", "A ZIP holds no XML file, or other files beside it."),
    ],
)
def test_a_code_says_what_is_wrong(code: str, said: str):
    assert form.explained(code).lead == said


def test_a_code_names_where_its_field_is():
    assert "ULN in Learner, LearnerDestinationandProgression" in dict(form.explained("FD_ULN_AR").rows)["field"]


@pytest.mark.parametrize(
    "year", [AcademicYear(2016), AcademicYear(2020), AcademicYear(2023), AcademicYear(2025)], ids=str
)
def test_reading_gives_no_other_codes(year: AcademicYear, tmp_path: Path):
    chance = Random(year.start)
    learner = next(e for e in schema.tree(year).children if e.element == "Learner")
    body = []
    for _ in range(60):
        elements, _ = record(learner, chance)
        for _ in range(3):
            elements = with_fault(elements, chance)
        body.append(("Learner", elements))
    path = tmp_path / "file.xml"
    path.write_bytes(message(body, year, FilePreparationDate="soon", Year="1011"))
    reading = reader.read(path)
    reading.table_all()
    given = {f.rule for f in reading.findings}
    assert len(given) > 20
    assert given <= form.codes()


@pytest.mark.parametrize("year", [2025, 2020])
def test_a_file_without_learners_says_so(year: int, tmp_path: Path):
    path = tmp_path / "file.xml"
    path.write_bytes(message([], AcademicYear(year)))
    reading = reader.read(path)
    reading.table_all()
    assert [(f.rule, f.line) for f in reading.findings] == [("Entity_1", None)]


def test_destinations_without_learners_were_enough_while_they_existed(tmp_path: Path):
    destination = next(e for e in schema.YEARS[AcademicYear(2020)].children if e.key == "destination")
    elements, _ = record(destination, Random(1))
    path = tmp_path / "file.xml"
    path.write_bytes(message([("LearnerDestinationandProgression", elements)], AcademicYear(2020)))
    reading = reader.read(path)
    reading.table_all()
    assert reading.findings == []


def test_a_learner_that_is_kept_out_is_still_a_learner_of_the_file(tmp_path: Path):
    path = tmp_path / "file.xml"
    path.write_bytes(message([whole_learner("L1", Sex="FF")], AcademicYear(2025)))
    reading = reader.read(path)
    reading.table_all()
    assert [f.rule for f in reading.findings] == ["FD_Sex_AL"]
