"""Grades, breaks and cautions are complete and said in our own plain words."""

import re

import pytest

from alder.derive import variables
from alder.measures import measures
from alder.model.period import AcademicYear
from alder.model.quality import Grade
from alder.quality import CAVEATS, assess, breaks_at, caveats, grade_of
from alder.sources.ilr.quality import GRADES
from alder.sources.ilr.schema import entities

FIELDS = {f.name for entity in entities().values() for f in entity.fields} | {"UKPRN"}
ONE_YEAR = (AcademicYear(2022), AcademicYear(2022))


@pytest.mark.parametrize("declared", [*measures, *variables], ids=lambda d: d.name)
def test_every_field_that_is_read_exists_and_is_graded(declared: object) -> None:
    extract = getattr(declared, "extract", None)
    for field in declared.reads:  # type: ignore[attr-defined]
        assert field in (extract.columns if extract else FIELDS), field
        assert extract or field in GRADES, field
    assert set(declared.caveats) <= set(CAVEATS)  # type: ignore[attr-defined]


def test_grades_are_of_fields_that_exist() -> None:
    assert set(GRADES) <= FIELDS
    assert all(len(g.why) > 10 for g in GRADES.values())


def test_a_field_that_nobody_graded_is_a_c() -> None:
    assert grade_of("TelNo").grade is Grade.C


def test_a_result_has_the_worst_grade_and_names_the_fields_that_have_it() -> None:
    found = assess(["DateOfBirth", "Sex", "Ethnicity"], years=ONE_YEAR)
    assert found.grade is Grade.B
    assert [f.field for f in found.because] == ["Sex", "Ethnicity"]
    assert assess(["DateOfBirth"], years=ONE_YEAR).grade is Grade.A
    assert assess(["Sex", "OutCode"], years=ONE_YEAR).grade is Grade.D


def test_breaks_are_those_of_the_years_that_touch_what_was_read() -> None:
    years = (AcademicYear(2020), AcademicYear(2022))
    assert [b.year.label for b in breaks_at({"PriorAttain"}, *years)] == ["2021/22"]
    assert breaks_at({"Sex"}, *years) == ()
    assert breaks_at({"Sex"}, AcademicYear(2019), AcademicYear(2019))[0].year.label == "2019/20"
    assert "Q-BREAK" in [c.code for c in assess(["PriorAttain"], years=years).caveats]


def test_a_caution_is_given_once() -> None:
    assert [c.code for c in caveats(["Q-SELF", "Q-PROV", "Q-SELF"])] == ["Q-SELF", "Q-PROV"]


def test_cautions_claim_no_effect_and_use_plain_words() -> None:
    words = re.compile(r"\b(caused|led to|impact|because of|please|invalid|failed|successfully)\b")
    for text in [*(c.text for c in CAVEATS.values()), *(m.caution for m in measures), *(m.reads_as for m in measures)]:
        assert not words.search(text), text
        assert text.endswith(".")
