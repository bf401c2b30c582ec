"""Layouts of sources: fields written as text tables, and the columns of delivered files that belong to them."""

import pytest
from tests.support.text_tables import rows

from alder.model.code_list import CodeList
from alder.model.fact import Citation
from alder.model.field import FieldKind
from alder.model.layout import ColumnName, Identifies, Sensitivity, SourceEntity, names_of
from alder.model.period import AcademicYear
from alder.sources import declaration

COLOURS = CodeList.parse("colour", "Colours", "R | red")
TABLE = """
    # a comment
    [pupil]
    field  | type    | who          | years                        | codes         | also           | meaning
    PMR    | text 18 | pseudonym 3E |                            |               | pmr_{yy}            | Key ## withheld
    Sex    | text 1  | no 5C        |                              | F girl; M boy | gend_{yy}; = Sex    | Sex
    Area01 | text 9  | quasi 4E     | 2001/02 - 2013/14 | | LLSOA_{term}{yy} @ - 2011/12               | Area of 2001
    Area11 | text 9  | quasi 4E     | 2012/13 -         | | LLSOA_{term}{yy} @ 2020/21 -               | Area of 2011
    Miles  | number  | -        | 2007/08 - 2010/11, 2012/13 - | | Dist @ - 2010/11; Dist2 @ 2012/13 - | Distance

    [school]
    Name   | text    |              |                              |               |                     | Name
    Open   | whole   | public       |                              | 0/1           |                     | Open
    Colour | text    |              |                              | @colours      |                     | Colour
"""


@pytest.fixture
def pupil() -> SourceEntity:
    fields = declaration.parse(TABLE, {"colours": COLOURS})["pupil"]
    shapes = (ColumnName.parse("{name}_{term}{yy} @ 2005/06 -"), ColumnName.parse("{name}_{yy} @ - 2004/05"))
    return SourceEntity("pupil", "SC_Pupil", "a pupil in a term", ("PMR",), fields, Citation("a table"), shapes)


def test_a_table_gives_type_risk_sensitivity_years_and_codes(pupil: SourceEntity) -> None:
    key, sex = pupil["PMR"], pupil["sex"]
    assert (key.kind, key.length, key.identifies, key.risk) == (FieldKind.TEXT, 18, Identifies.PSEUDONYM, 3)
    assert (key.sensitivity, key.note) == (Sensitivity.E, "withheld")
    assert sex.codes is not None
    assert [(c.code, c.label) for c in sex.codes] == [("F", "girl"), ("M", "boy")]
    assert (sex.sensitivity, sex.same_as) == (Sensitivity.C, "Sex")
    assert AcademicYear(2011) not in pupil["Miles"].years
    assert pupil["Miles"].kind.arrow == "double"


def test_fields_of_public_tables_have_no_risk() -> None:
    name, is_open, colour = declaration.parse(TABLE, {"colours": COLOURS})["school"]
    assert (name.risk, name.sensitivity) == (None, None)
    assert is_open.identifies is Identifies.PUBLIC
    assert [c.label for c in is_open.codes or ()] == ["yes", "no"]
    assert colour.codes is COLOURS


def test_a_line_that_is_no_field_is_named() -> None:
    for row in rows("""
        line                                      | says
        Sex ~ text                                | 7 cells
        Sex ~ word ~ ~ ~ ~ ~ Sex                  | 'word'
        Sex ~ text ~ no 9C ~ 2007 ~ ~ ~ Sex       | not a span
        Sex ~ text ~ ~ ~ F ~ ~ Sex                | F has no label
        Sex ~ text ~ ~ ~ ~ {year} ~ Sex           | not a column name
        Sex ~ text ~ ~ ~ @unknown ~ ~ Sex         | unknown
    """):
        line = (row["line"] or "").replace("~", "|")
        with pytest.raises(ValueError, match=row["says"] or ""):
            declaration.parse(f"[pupil]\n{line}")
    with pytest.raises(ValueError, match=r"below a \[section\]"):
        declaration.parse("Sex | text | | | | | Sex")


def test_a_column_is_known_by_its_field_year_and_term(pupil: SourceEntity) -> None:
    for row in rows("""
        column       | field  | year    | term
        PMR          | PMR    |         |
        sex          | Sex    |         |
        SEX_SPR17    | Sex    | 2016/17 | spr
        Sex_aut17    | Sex    | 2016/17 | aut
        Sex_03       | Sex    | 2002/03 |
        gend_99      | Sex    | 1998/99 |
        llsoa_sum10  | Area01 | 2009/10 | sum
        llsoa_aut21  | Area11 | 2020/21 | aut
    """):
        (match,) = pupil.columns.match(row["column"] or "")
        said = (match.field.name, match.year.label if match.year else None, match.term)
        assert said == (row["field"], row["year"], row["term"]), row["column"]
        assert match.is_known


def test_a_column_that_no_field_has_had_is_unknown(pupil: SourceEntity) -> None:
    assert pupil.columns.match("Shoe_size") == ()
    assert pupil.columns.match("Sex_win17") == ()


def test_a_name_outside_its_years_is_matched_and_said_to_be_so(pupil: SourceEntity) -> None:
    (early,) = pupil.columns.match("Area11_spr10")
    assert (early.field.name, early.is_known) == ("Area11", False)
    (late,) = pupil.columns.match("Sex_spr04")
    assert (late.field.name, late.is_known) == ("Sex", False)


def test_the_year_of_the_file_decides_where_columns_do_not_say_it(pupil: SourceEntity) -> None:
    (match,) = pupil.columns.match("Dist", AcademicYear(2008))
    assert (match.field.name, match.year, match.is_known) == ("Miles", AcademicYear(2008), True)
    (match,) = pupil.columns.match("Dist", AcademicYear(2015))
    assert match.is_known is False


def test_two_fields_of_one_name_are_told_apart_by_the_year(pupil: SourceEntity) -> None:
    both = {m.field.name for m in pupil.columns.match("LLSOA_spr16")}
    assert both == {"Area01", "Area11"}, "neither had the name in 2015/16"


def test_the_name_of_a_column_is_written_for_a_year_and_term(pupil: SourceEntity) -> None:
    (shape, _) = pupil.patterns
    name = shape.named("Sex")
    assert name.written(AcademicYear(2016), "aut") == "Sex_aut17"
    assert ColumnName.parse("gend_{yy}").written(AcademicYear(1999)) == "gend_00"
    said = [str(n) for n in names_of(pupil, pupil["Sex"])]
    assert said == ["Sex", "Sex_{term}{yy} (2005/06 to now)", "Sex_{yy} (up to 2004/05)", "gend_{yy}"]


def test_an_entity_knows_its_fields_by_name(pupil: SourceEntity) -> None:
    assert "pmr" in pupil
    assert "Shoe_size" not in pupil
    with pytest.raises(KeyError, match="SC_Pupil has no field Shoe_size"):
        pupil["Shoe_size"]


def test_risks_and_sensitivities_have_meanings() -> None:
    assert all(i.meaning for i in Identifies)
    assert all(s.meaning for s in Sensitivity)
