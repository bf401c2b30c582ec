"""The forms that list what projects can ask for: recognised, held with their edition, found by any name, counted up."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.support.variable_forms import form, rows, written

import alder
from alder.cli.commands import cli
from alder.environment import Environment
from alder.errors import UnreadableFile, UsageError
from alder.model.period import AcademicYear
from alder.sources import variable_form
from alder.sources.reference.publishers.variable_form import years_in
from alder.sources.variable_form import find


@pytest.fixture
def store(tmp_path: Path) -> Environment:
    environment = alder.open(tmp_path / "store")
    environment.add_reference(form(tmp_path))
    return environment


@pytest.fixture
def say(store: Environment, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "100")

    def run(*words: str) -> str:
        cli.main([*words, "--store", str(store.store.folder)], standalone_mode=False)
        said = capsys.readouterr().out
        if "json" not in words:
            assert max(len(line) for line in said.splitlines() if "https://" not in line) <= 100, (
                "an address stays whole"
            )
        return said

    return run


def test_every_row_of_the_form_is_held_under_its_edition(tmp_path: Path):
    report = alder.open(tmp_path / "store").add_reference(form(tmp_path))
    (added,) = report.tables
    assert (added.edition.table, added.edition.edition) == ("leo_variable", "leo_variable_request_form_v9")
    assert (added.edition.rows, added.edition.unusable) == (8, 0)
    assert added.notices == (
        "Rows that name a table of data and no variable: 1.",
        "Variables whose years are not understood, and stand as they are written: 1.",
        "Variables whose identification risk the form does not give: 1.",
    )


def test_the_tables_of_the_pupil_database_have_the_same_layout_and_their_own_name(tmp_path: Path):
    environment = alder.open(tmp_path / "store")
    report = environment.add_reference(form(tmp_path, "npd_data_tables_2031.csv"))
    assert [t.edition.table for t in report.tables] == ["npd_variable"]
    assert environment.request("GRADE").variables[0].form == "npd_variable"
    assert {v.source for v in environment.variables_to_ask_for()} == {"npd_census", "npd_ks4", "plams"}


def test_a_form_of_another_name_is_asked_about(tmp_path: Path):
    environment = alder.open(tmp_path / "store")
    path = form(tmp_path, "variables.csv")
    with pytest.raises(UnreadableFile, match="more than one table: leo_variable or npd_variable"):
        environment.add_reference(path)
    assert environment.add_reference(path, table="leo_variable").tables[0].edition.rows == 8


@pytest.mark.parametrize(
    ("column", "text", "why"),
    [
        ("identification_risk", "6", "identification_risk is no identification risk from 1 to 5"),
        ("identification_risk", "E", "identification_risk is not a whole number"),
        ("sensitivity", "5", "sensitivity is no sensitivity from A to E"),
        ("section", "maybe", "section is neither by_request nor default"),
    ],
)
def test_a_form_with_other_codes_than_the_departments_is_refused(tmp_path: Path, column: str, text: str, why: str):
    with pytest.raises(UnreadableFile, match="8 rows of 8 cannot be used") as caught:
        alder.open(tmp_path / "store").add_reference(form(tmp_path, **{column: text}))
    assert why in caught.value.where
    assert not (tmp_path / "store").exists()


def test_a_form_whose_rows_name_nothing_is_refused(tmp_path: Path):
    with pytest.raises(UnreadableFile, match="8 rows of this form name no variable"):
        alder.open(tmp_path / "store").add_reference(form(tmp_path, field="", alias=""))
    some = [row | ({"field": "", "alias": ""} if n == 1 else {}) for n, row in enumerate(rows())]
    (tmp_path / "leo.csv").write_text(written(some))
    with pytest.raises(UnreadableFile, match="1 row of this form names no variable"):
        alder.open(tmp_path / "store").add_reference(tmp_path / "leo.csv")


def test_nothing_to_tell_of_a_form_in_which_all_is_understood(tmp_path: Path):
    (tmp_path / "leo.csv").write_text(written(rows()[:3]))
    (added,) = alder.open(tmp_path / "store").add_reference(tmp_path / "leo.csv").tables
    assert added.notices == ()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2001/2002 - 2020/2021", 2001, 2020),
        ("2001/02-", 2001, None),
        ("2013/14 only", 2013, 2013),
        ("2009/10 (A) - 2012/13", 2009, 2012),
        ("2001/02 - 2014/15; 2016/17 -", 2001, None),
        ("1999/00 - 2020/21", 1999, 2020),
        ("2016 onwards", 2016, None),
        ("2013 to 2015", 2013, 2015),
        ("up to 2007", None, 2007),
        ("All years", None, None),
        ("All years - broken for 2002 and 2003", None, None),
        ("N/A", None, None),
        ("", None, None),
    ],
)
def test_years_are_read_however_the_form_writes_them(text: str, first: int | None, last: int | None):
    assert years_in(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["2006/2006", "207/2008 - 2011/2012", "2004/05 - 200708", "Varies across the sources", f"{'long ' * 20}2016/17"],
)
def test_years_that_cannot_be_are_not_guessed(text: str):
    assert years_in(text) is None


NAMES = """
Eyes                KS4, KS4 Pupil    SC_Pupil
EYES                KS4, KS4 Pupil    SC_Pupil
eyes_spr17          SC_Pupil
Eyes_[term][yy]     SC_Pupil
eye_09              SC_Pupil
k4_eye              KS4, KS4 Pupil
Hand                SC_Pupil          PLAMS
PLAMS.Hand          PLAMS
GRADE               KS4, KS4 Exam
KS4_GRADE12         KS4, KS4 Exam
KS4_GRADE           -
Feet                -
Shoes.Feet          -
"""


@pytest.mark.parametrize("line", NAMES.strip().splitlines())
def test_a_variable_goes_by_every_name_that_it_has_or_had(store: Environment, line: str):
    name, *tables = re.split(r"\s{2,}", line)
    assert {v.table for v in find(store.store, name)} == {t for t in tables if t != "-"}


def test_what_a_request_comes_to(store: Environment):
    asked = store.request("EYES", "PLAMS.Hand", "Size", "KEY")
    assert [(v.table, v.name, v.judged) for v in asked.variables] == [
        ("SC_Pupil", "Eyes", "4D"),
        ("KS4, KS4 Pupil", "EYES", "5C"),
        ("CIN, n_Overall", "KEY", "3B"),
        ("PLAMS", "Hand", "5E"),
        ("Shoes, LEO.Shoes", "Size", "--"),
    ]
    assert asked.risks == {3: 1, 4: 1, 5: 2, None: 1}
    assert asked.sensitivities == {"B": 1, "C": 1, "D": 1, "E": 1, None: 1}
    assert [v.name for v in asked.without([AcademicYear(2010)])] == ["Size"]
    assert [v.table for v in asked.without([AcademicYear(2018)])] == ["KS4, KS4 Pupil"]
    assert asked.as_object()["identification_risk"] == {"3": 1, "4": 1, "5": 2, "not judged": 1}


def test_a_request_is_by_the_leo_form_where_both_are_held(store: Environment, tmp_path: Path):
    store.add_reference(form(tmp_path, "npd_data_tables.csv"))
    assert {v.form for v in store.request("EYES").variables} == {"leo_variable"}
    assert len(store.variables_to_ask_for("plams")) == 2


def test_a_request_needs_a_form_and_names_on_it(store: Environment, tmp_path: Path):
    with pytest.raises(UsageError, match="no variable on the form called Eyess"):
        store.request("Eyess")
    with pytest.raises(UsageError, match="no variable request form is held"):
        alder.open(tmp_path / "other").request("EYES")


def test_alder_sources_request_shows_it(say):
    said = say("sources", "request", "EYES", "PLAMS.Hand", "KEY", "Size", "--years", "2018/19..2019/20")
    assert said.startswith("5 variables of 5 tables\n\nSC_Pupil   LEO variable request form")
    assert "  Eyes                          4D  Colour of the eyes (2005/06 to 2020/21)" in said
    assert "     1  3  an identifier without a meaning outside the data" in said
    assert "     1  -  the form does not say" in said
    assert "Level of care, as the form says: CIN." in said
    assert "Not there in all of the years: EYES of KS4, KS4 Pupil (2001/02 to 2012/13)." in said
    assert "Not there" not in say("sources", "request", "EYES")
    assert json.loads(say("sources", "request", "KEY", "--format", "json"))["sensitivity"] == {"B": 1}


def test_many_variables_of_other_years_are_counted(store: Environment, tmp_path: Path):
    path = tmp_path / "leo.csv"
    path.write_text(written([rows()[3] | {"field": f"GRADE{n}"} for n in range(20)]))
    store.add_reference(path, replace=True)
    said = variable_form.request(store.request(*(f"GRADE{n}" for n in range(20))), [AcademicYear(2020)], 100)
    assert said.endswith("and 8 more.")


def test_a_long_name_has_a_line_of_its_own(store: Environment, tmp_path: Path):
    name = "GradeOfTheFirstAttemptAtTheQualification"
    path = tmp_path / "leo.csv"
    path.write_text(written([rows()[3] | {"field": name}]))
    store.add_reference(path, replace=True)
    said = variable_form.request(store.request(name), (), 100).splitlines()
    assert said[3:5] == [f"  {name}", f"{'':32}5E  Grade (2013/14)"]


def test_a_source_says_how_many_of_its_variables_can_be_asked_for(say, tmp_path: Path):
    said = say("sources", "npd_ks4")
    assert "On the LEO variable request form (leo_variable_request_form_v9)" in said
    assert "KS4, KS4 Pupil  2001/02 to 2020/21, 1 variable; 1 of risk 5; sensitivity: 1 of C" in said
    assert json.loads(say("sources", "leo", "--format", "json"))["on_the_form"][0]["name"] == "KEY"
    fields = say("sources", "npd_ks4", "--fields")
    assert "GRADE                         5E  Grade (2013/14)" in fields
    last = json.loads(say("sources", "npd_ks4", "--fields", "--format", "json"))[-1]
    assert (last["name"], last["form"]) == ("KS4, KS4 Exam", "LEO variable request form")
    assert [f["name"] for f in last["fields"]] == ["GRADE"]


def test_leo_says_that_there_is_a_form_where_none_is_held(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    cli.main(["sources", "leo", "--store", str(tmp_path / "none")], standalone_mode=False)
    assert "The form is not held. Where to fetch it:  alder reference" in " ".join(capsys.readouterr().out.split(" "))


def test_a_variable_that_only_the_form_has_is_explained(say):
    said = say("explain", "Size")
    assert said.startswith("Size   variable to ask for   LEO variable request form\n\nSize of the shoes.\n")
    assert "  years        2016/17 to now\n" in said
    assert "  risk         the form does not say\n" in said
    said = say("explain", "EYES")
    assert "In 2 tables of the form, of npd_census and npd_ks4." in said
    assert "  KS4, KS4 Pupil  5C  2001/02 to 2012/13: Eyes at 16\n" in said
    said = say("explain", "eye_09")
    assert "  risk         4 of 5: no identifier, but helps greatly to recognise someone\n" in said
    assert "  codes        B = Blue; G = Grey\n" in said
    assert "  columns      Eyes_[term][yy], eye_[yy]\n" in said
    assert json.loads(say("explain", "Size", "--format", "json"))["on_the_form"][0]["first_year"] == 2016


def test_a_field_that_is_declared_has_what_the_form_says_added(store: Environment, tmp_path: Path):
    path = tmp_path / "leo.csv"
    path.write_text(written([rows()[0] | {"field": "PriorAttain", "description": "Level before"}]))
    store.add_reference(path, replace=True)
    told = alder.explain("PriorAttain", environment=store)
    assert told.kind == "field"
    assert told.sections[-1].title == "On the LEO variable request form (leo)"
    assert alder.explain("level", environment=store).sections == alder.explain("level").sections
    assert alder.explain("leo", environment=store).sections == alder.explain("leo").sections
    with pytest.raises(UsageError):
        alder.explain("PriorAttian", environment=store)


@pytest.mark.parametrize(
    ("words", "says"),
    [(("request",), "no field is named"), (("request", "EYES", "--for", "retention"), "exclude each other")],
)
def test_what_cannot_be_asked_is_refused(say, words: tuple[str, ...], says: str):
    with pytest.raises(UsageError, match=says):
        say("sources", *words)


def test_a_folder_that_is_no_store_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "something else.txt").touch()
    for words in (["explain", "PriorAttain"], ["sources", "leo"]):
        cli.main([*words, "--store", str(tmp_path / "store")], standalone_mode=False)
        assert capsys.readouterr().out
    assert [p.name for p in (tmp_path / "store").iterdir()] == ["something else.txt"]
