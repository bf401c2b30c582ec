"""How far a figure may be trusted: by the fields that can move it, and by what its definition rests on, in words."""

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from tests.spec.measures.test_traces import AIMS, LEARNERS, RESTARTS, TRACED
from tests.support.aim_tables import APPRENTICE, counted, returns

import alder
from alder.disclosure.notes import notes
from alder.measures import Query, measures
from alder.measures.calculation.result import quality_of
from alder.model import expr
from alder.model.definition import Evidence
from alder.model.quality import Grade

REASONS = (2, 3, 7, 29, 40, 41, 97)


@pytest.fixture(scope="module", name="engine")
def _engine() -> object:
    return returns(LEARNERS, AIMS, RESTARTS, LearnAimRef="60000001")


@pytest.fixture(scope="module", name="moved")
def _moved() -> dict[str, bool]:
    """Of each measure of rates, whether another reason for every withdrawal changes any of its figures."""
    engine = returns(LEARNERS, AIMS, RESTARTS, LearnAimRef="60000001")
    schema = engine.schema("learning_delivery")
    aims = engine.run(lambda: expr.table("learning_delivery", schema))
    n = aims.column_names.index("WithdrawReason")
    reads = [name for name in TRACED if "WithdrawReason" in measures[name].reads]
    first: dict[str, pa.Table] = {}
    changes = dict.fromkeys(reads, False)
    for times, reason in enumerate(REASONS):
        if times in (0, 2):  # most change with the second reason, and need no third
            asked = [Query.ask(name, year="2020/21") for name in reads if not changes[name]]
        had = pc.is_valid(aims["WithdrawReason"])
        other = pc.if_else(had, pa.scalar(reason, schema[n].type), pa.scalar(None, schema[n].type))
        engine.add("learning_delivery", aims.set_column(n, "WithdrawReason", other))
        for query, counts in zip(asked, alder.tabulate_all(engine, asked), strict=True):
            changes[query.measure] |= not counts.cells.equals(first.setdefault(query.measure, counts.cells))
    assert {"pass_rate", "achievement_rate"} <= first.keys()
    return changes | {"starts": len({_starts_after(reason) for reason in (3, 47)}) == 2}


def _starts_after(reason: int) -> int:
    """The starts of 2023/24 among two spells of an apprenticeship, where the first broke off for a reason."""
    text = f"""
        aim    | person | LearnStartDate | LearnActEndDate | restart | WithdrawReason | ukprn | CompStatus
        before | 1      | 2022-09-01     | 2023-07-31      | no      | {reason}       | 2     | 3
        again  | 1      | 2023-08-01     |                 | yes     |                | 1     | 1
    """
    same = {**APPRENTICE, "LearnPlanEndDate": date(2025, 6, 30)}
    return counted("starts", text, year="2023/24", scope="apprenticeships", **same).total("starts")


def test_a_field_lowers_the_grade_of_those_figures_alone_that_it_can_move(moved: dict[str, bool]) -> None:
    declared = {name: "WithdrawReason" in measures[name].moved_by for name in moved}
    assert moved == declared


def test_a_field_that_moves_nothing_is_told_nowhere_beside_a_figure(engine: object) -> None:
    passed, achieved = (alder.tabulate(engine, m, year="2020/21") for m in ("pass_rate", "achievement_rate"))
    assert "WithdrawReason" not in {f.field for f in passed.quality.base}
    assert "WithdrawReason" in {f.field for f in achieved.quality.because}
    assert "WithdrawReason" not in notes(alder.protect(passed))


@pytest.mark.parametrize(
    ("evidence", "best"),
    [(Evidence.V, Grade.A), (Evidence.S, Grade.B), (Evidence.B, Grade.C), (Evidence.A, Grade.A)],
)
def test_no_figure_is_better_than_its_definition(evidence: Evidence, best: Grade) -> None:
    rest = [m for m in measures if m.evidence is evidence]
    assert rest
    for measure in rest:
        quality = quality_of(measure)
        assert quality.grade >= best, measure.name
        told = f"the definition of {measure.name}" in {f.field for f in quality.because}
        assert told is (quality.grade is best), measure.name


def test_a_split_by_a_characteristic_that_is_a_reading_says_so_of_its_cells_alone(engine: object) -> None:
    found = alder.protect(alder.tabulate(engine, "continuing", year="2020/21", by="level"))
    assert found.grade() is Grade.A
    assert found.grade(level="Unknown") is Grade.C
    assert "Definition of level: best reading, not seen in a source." in notes(found)


def test_a_filter_by_a_characteristic_that_is_a_reading_bounds_every_figure_and_is_named(engine: object) -> None:
    found = alder.protect(alder.tabulate(engine, "continuing", year="2020/21", where="level = 'Level 3'"))
    assert found.grade() is Grade.C
    assert "Definition of level: best reading, not seen in a source." in notes(found)
    whole = alder.protect(alder.tabulate(engine, "continuing", year="2020/21", where="Sex = 'F'"))
    assert whole.grade() is Grade.B, "a field alone is as good as its record"


SAID = "Definition of starts, version"


def test_the_strength_of_a_definition_stands_in_words_in_everything_that_is_written(
    engine: object, tmp_path: Path
) -> None:
    table = alder.protect(alder.tabulate(engine, "starts", year="2020/21", by="level"))
    table.write_csv(tmp_path / "t.csv", whole="LSIP E69000001 Greater Alder")
    table.write_html(tmp_path / "t.html")
    table.write_parquet(tmp_path / "t.parquet")
    written = {
        "terminal": table.text(),
        "notes": (tmp_path / "t.notes.txt").read_text(),
        "page": (tmp_path / "t.html").read_text(),
        "notebook": table._repr_html_(),
    }
    assert [where for where, text in written.items() if SAID not in text] == []
    for where in ("notes", "page"):
        for name in ("transfer_days", "short_starts"):
            assert f"Open: {name} is" in written[where], where
    about = json.loads(pq.read_schema(tmp_path / "t.parquet").metadata[b"alder"])
    starts, level = about["definitions"]
    assert (starts["name"], starts["version"]) == ("starts", measures["starts"].version)
    assert starts["evidence"] == measures["starts"].evidence.meaning
    assert {"transfer_days", "short_starts"} <= {p["name"] for p in starts["open"]}
    assert level["evidence"] == "best reading, not seen in a source"


def test_a_setting_is_told_as_it_was_set(engine: object) -> None:
    table = alder.protect(alder.tabulate(engine, "starts", year="2020/21", transfer_days=90))
    assert "Open: transfer_days is 90." in notes(table)


def test_a_table_of_one_year_tells_of_no_break_of_years_that_it_only_read(engine: object) -> None:
    """A rate reads the final returns of earlier years, and shows none of them."""
    one = alder.protect(alder.tabulate(engine, "achievement_rate", year="2020/21"))
    assert {b.year.label for b in one.quality.breaks} == {"2019/20"}, "for whoever shows it beside earlier years"
    assert one.breaks == ()
    assert "Break from" not in notes(one) + one.text()
    assert "Q-BREAK" not in {c.code for c in one.quality.caveats}
    several = alder.protect(alder.tabulate(engine, "achievement_rate", years="2018/19..2020/21"))
    assert {b.year.label for b in several.breaks} == {"2019/20"}
    assert "Break from 2019/20" in notes(several)
    assert "Q-BREAK" in {c.code for c in several.quality.caveats}
