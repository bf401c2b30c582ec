"""One value of one field: does it fit, and what does it say?

Every code that reading gives is explained, and listed on its page.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from tests.support.ilr_files import message, whole_learner
from tests.support.random_returns import record, with_fault

from alder.model.field import Field
from alder.model.period import AcademicYear
from alder.sources.ilr import schema
from alder.sources.ilr.schema import entities
from alder.sources.ilr.schema.notation import amount, code, day, moment, share, text, uln
from alder.sources.ilr.xml import form, reader
from alder.sources.ilr.xml.field_values import Unfit, read_value

HOURS = amount("AddHours", "Hours.", 0, 9999)
ETHNICITY = code("Ethnicity", "Group.", 2, required=True)
LOAD = share("STULOAD", "Load.", 0.1, 300.0)
ULN = uln("Number.")
BORN = day("DateOfBirth", "Birth.")
SENT = moment("DateTime", "Time.")
GRADE = text("EngGrade", "Grade.", 4)
NAME = entities()["learner"]["FamilyName"]
REFERENCE = entities()["learner"]["LearnRefNumber"]
EMAIL = entities()["learner"]["Email"]
LINE = entities()["learner"]["AddLine1"]
PRIOR = text("PostcodePrior", "Postcode.", 8, shortest=0, required=True)


@pytest.mark.parametrize(
    ("field", "told", "value"),
    [
        (HOURS, "40", 40),
        (HOURS, " 40 ", 40),
        (HOURS, "+0040", 40),
        (HOURS, "9999", 9999),
        (HOURS, "-0", 0),
        (ETHNICITY, "99", 99),
        (ETHNICITY, "-5", -5),
        (LOAD, "100", Decimal(100)),
        (LOAD, "12.50", Decimal("12.5")),
        (LOAD, ".5", Decimal("0.5")),
        (ULN, "9999999999", 9_999_999_999),
        (BORN, "2004-02-29", date(2004, 2, 29)),
        (BORN, "2004-02-29Z", date(2004, 2, 29)),
        (BORN, "2004-02-29+01:00", date(2004, 2, 29)),
        (SENT, "2020-12-04T16:30:00", datetime(2020, 12, 4, 16, 30)),
        (SENT, "2020-12-04T16:30:00.25Z", datetime(2020, 12, 4, 16, 30, 0, 250_000)),
        (SENT, "2020-12-04T16:30:00+01:00", datetime(2020, 12, 4, 15, 30)),
        (GRADE, "A*", "A*"),
        (NAME, "O’Neill-Łuczak", "O’Neill-Łuczak"),
        (LINE, r"1\2 High St; Flat (A)", r"1\2 High St; Flat (A)"),
        (EMAIL, "a@b@c", "a@b@c"),
        (text("Note", "Note.", 20), "£5 or €6", "£5 or €6"),
        (PRIOR, "", None),
    ],
)
def test_a_value_that_fits_is_read_as_its_type(field: Field, told: str, value: object):
    assert read_value(field, told) == value


@pytest.mark.parametrize(
    ("field", "told", "code"),
    [
        (HOURS, "forty", "DT"),
        (HOURS, "4.0", "DT"),
        (HOURS, "0x1F", "DT"),
        (HOURS, "٤", "DT"),
        (HOURS, "10000", "AL"),
        (HOURS, "-1", "AR"),
        (ETHNICITY, "100", "AL"),
        (ETHNICITY, "", "MA"),
        (ETHNICITY, "  ", "MA"),
        (HOURS, "", "DT"),
        (LOAD, "0", "AR"),
        (LOAD, "300.1", "AR"),
        (LOAD, "1000", "AL"),
        (LOAD, "12.55", "AL"),
        (LOAD, "1e2", "DT"),
        (ULN, "999999999", "AR"),
        (ULN, "10000000000", "AL"),
        (BORN, "2003-02-29", "DT"),
        (BORN, "29/02/2004", "DT"),
        (BORN, "20040229", "DT"),
        (SENT, "2020-12-04", "DT"),
        (SENT, "2020-12-04T25:00:00", "DT"),
        (GRADE, "A*A*A", "AL"),
        (GRADE, '"A"', "AP"),
        (GRADE, "", "AL"),
        (NAME, "Henry 8", "AP"),
        (NAME, "x" * 101, "AL"),
        (REFERENCE, "A/1", "AP"),
        (REFERENCE, "A" * 13, "AL"),
        (EMAIL, "@", "AP"),
        (EMAIL, "nobody", "AP"),
        (LINE, "50% House", "AP"),
        (text("Year", "Year.", values=("2021",)), "1920", "AP"),
        (text("Sex", "Sex.", 1), "FM", "AL"),
    ],
)
def test_a_value_that_does_not_fit_says_how(field: Field, told: str, code: str):
    why = read_value(field, told)
    assert isinstance(why, Unfit)
    assert why.misfit == code
    assert why.message.startswith(f"{field.name}: ")


@pytest.mark.parametrize("field", [HOURS, LOAD, BORN, SENT, ULN, GRADE, NAME], ids=lambda f: f.name)
def test_no_message_repeats_the_value(field: Field):
    why = read_value(field, '"marker73"')
    assert isinstance(why, Unfit)
    assert "marker73" not in why.message


@pytest.mark.parametrize(
    ("field", "told", "message"),
    [
        (BORN, "1.3.2007", "DateOfBirth: not a date. Dates are written YYYY-MM-DD, for example 2007-03-01."),
        (HOURS, "-1", "AddHours: not in the range 0 to 9999."),
        (ETHNICITY, "123", "Ethnicity: more than 2 digits."),
        (LOAD, "0", "STULOAD: not in the range 0.1 to 300."),
        (GRADE, "ABCDE", "EngGrade: longer than 4 characters."),
        (text("Sex", "Sex.", 1), "FM", "Sex: longer than 1 character."),
        (text("Code", "Code.", 10, shortest=10), "1", "Code: not 10 characters long."),
        (text("Code", "Code.", 9, shortest=8), "1", "Code: not 8 to 9 characters long."),
        (text("Code", "Code.", shortest=8), "1", "Code: shorter than 8 characters."),
        (ETHNICITY, "", "Ethnicity: empty, and it must be given."),
    ],
)
def test_the_message_says_what_was_expected(field: Field, told: str, message: str):
    why = read_value(field, told)
    assert isinstance(why, Unfit)
    assert why.message == message


def test_the_list_has_every_code_and_every_ending():
    named = {row[0].strip("`") for section in form.listed_forms().sections for row in section.cells}
    endings = {re.sub(r"FD_\w+_", "FD_<field>_", code) for code in form.codes()}
    assert named == endings


def test_every_code_can_be_explained():
    for one in form.codes():
        said = form.explained(one)
        assert said.lead.endswith("."), one
        assert dict(said.rows)["effect"], one


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
