"""One value of one field: does it fit, and what does it say?"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from alder.model.field import Field
from alder.sources.ilr.schema import entities
from alder.sources.ilr.schema.notation import amount, code, day, moment, share, text, uln
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
