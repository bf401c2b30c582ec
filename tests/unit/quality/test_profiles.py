"""What is said of the quality of a source and of a file that was written; and words that no table may use.

Grades, breaks and cautions are complete and said in our own plain words.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from tests.golden.further_education import golden, golden_over_years

from alder.cli.commands import cli
from alder.derive import variables
from alder.disclosure import protect
from alder.errors import NotProtected, UsageError
from alder.measures import measures
from alder.model.design import effect_words
from alder.model.period import AcademicYear
from alder.model.quality import Grade
from alder.quality import CAVEATS, assess, breaks_at, caveats, grade_of
from alder.show.notes import quality_of_file
from alder.sources import every
from alder.sources.ilr.quality import GRADES
from alder.sources.ilr.schema import entities


def run(*arguments: str) -> str:
    done = CliRunner().invoke(cli, ["quality", *arguments], catch_exceptions=True)
    if done.exception:
        raise done.exception
    return done.output


def test_the_profile_of_the_ilr_has_every_graded_field_and_its_breaks() -> None:
    said = run("ilr")
    assert all(name in said for name in GRADES)
    for part in ("Strong", "Weak", "2019/20", "read no trend across them", "How the returns you hold are filled"):
        assert part in said
    assert json.loads(run("ilr", "--format", "json"))["grade"] == "A"


@pytest.mark.parametrize("source", [s.id for s in every() if s.id != "ilr"])
def test_every_source_has_a_profile(source: str) -> None:
    said = run(source)
    assert "no grades yet. A result that uses one takes grade C" in " ".join(said.split())
    assert said.startswith(f"{source}   quality of a source   grade ")


def test_only_fields_are_split() -> None:
    with pytest.raises(UsageError, match="only fields are split"):
        run("ilr", "--by", "year")


@pytest.mark.parametrize("name", ["t.csv", "t.parquet", "t.meta.csv", "t.notes.txt"])
def test_a_file_says_of_itself_what_travels_with_it(tmp_path: Path, name: str) -> None:
    table = protect(golden_over_years(), "srs-output")
    table.write_csv(tmp_path / "t.csv")
    table.write_parquet(tmp_path / "t.parquet")
    said = run(str(tmp_path / name))
    assert said.startswith("Achievement rate (only those where level is Level 3) by sex, 2016/17 to 2020/21, England\n")
    for part in (
        "Coverage: 2 providers a year, ILR 2017/18 to 2020/21 R14.",
        "Quality: grade B",
        "Break from 2019/20: Standards replaced frameworks.",
        "Protection: policy srs-output (version 2).",
    ):
        assert part in said
    assert "hidden to protect people" not in said, "symbols are for the figures"


def test_what_is_no_table_of_ours_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no file none.csv"):
        run(str(tmp_path / "none.csv"))
    (tmp_path / "alone.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match=r"there is no file alone.notes.txt"):
        quality_of_file(tmp_path / "alone.csv")
    (tmp_path / "alone.notes.txt").write_text("Something else\n")
    with pytest.raises(UsageError, match="says nothing of its quality"):
        quality_of_file(tmp_path / "alone.csv")
    (tmp_path / "odd.parquet").write_bytes(b"PAR1")
    with pytest.raises(UsageError, match="cannot be read as a table"):
        quality_of_file(tmp_path / "odd.parquet")
    pq.write_table(pa.table({"a": [1]}), tmp_path / "other.parquet")
    with pytest.raises(UsageError, match="says nothing of its quality"):
        quality_of_file(tmp_path / "other.parquet")


def test_words_of_effect_are_found_and_others_are_not() -> None:
    assert effect_words("The course led to work, because of the impact.") == ("led to", "because of", "impact")
    assert effect_words("Of aims due to end in the year. Two impacts of it, and what it caused.") == (
        "impacts",
        "caused",
    )
    assert effect_words("Leavers left to work elsewhere; the rate is lower.") == ()


def test_no_measure_and_no_table_claims_an_effect() -> None:
    for measure in measures:
        for said in (measure.title, measure.reads_as, measure.caution.replace("not causes", "")):
            assert not effect_words(said), (measure.name, said)
    from dataclasses import replace

    with pytest.raises(NotProtected, match="claims an effect"):
        protect(replace(golden(), notes=("The new course led to better rates.",)))


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
