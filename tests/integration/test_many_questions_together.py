"""Many questions asked together have the answers that they have one by one."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pyarrow as pa
import pytest
from tests.support import text_tables
from tests.support.properties import sampled

import alder
from alder.environment import Environment
from alder.errors import NoFigures, NothingHeld
from alder.measures import Query, measures
from alder.measures.calculation import shared_counting
from alder.model.period import ReturnNumber
from alder.model.statistic import Counts
from alder.sources.miniature import made_up_edition as miniature
from alder.synth import parse_years, write_returns

YEARS = ("2017/18", "2018/19", "2019/20", "2020/21")
SENT = [ReturnNumber.R06, ReturnNumber.R14]
OF_AIMS = [m.name for m in measures if not m.extract]


@pytest.fixture(scope="module", name="environment")
def _environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("together")
    write_returns(folder / "returns", providers=3, learners=80, years=parse_years(YEARS), returns=SENT, seed=5)
    environment = alder.open(folder / "store")
    environment.load(folder / "returns")
    miniature.load(environment.store)
    return environment


def different(one: Counts, other: Counts) -> list[str]:
    """The parts in which two answers differ."""

    def same(a: object, b: object) -> bool:
        return a.equals(b) if isinstance(a, pa.Table) else a == b

    return [f.name for f in fields(Counts) if f.compare and not same(getattr(one, f.name), getattr(other, f.name))]


@pytest.mark.parametrize(
    ("by", "every"),
    [
        ("sex,age_band,ethnicity,lldd,imd_quintile", 3),
        pytest.param("sex,age_band,ethnicity,lldd,imd_quintile", 1, marks=pytest.mark.long),
        pytest.param("level,provider", 1, marks=pytest.mark.long),
    ],
)
def test_every_measure_together_is_as_alone(
    environment: Environment, by: str, every: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alone each is classified with every column, and who was found in other records is counted apart."""
    asked = [Query.ask(m, by=by, year="2019/20") for m in OF_AIMS[::every]]
    together = alder.tabulate_all(environment, asked)
    monkeypatch.setattr(shared_counting, "_read_of_classified", lambda _: None)
    monkeypatch.setattr(shared_counting, "is_countable", lambda *_: False)
    alone = [alder.tabulate(environment, q) for q in asked]
    told = [(q.measure, q.year.label, different(*both)) for q, *both in zip(asked, alone, together, strict=True)]
    assert [t for t in told if t[2]] == []
    assert sum(sum(c.cells[c.indicators[0].id].to_pylist()) for c in together)


QUESTIONS = """
    measure                | by              | where                 | set
    achievement_rate       | sex,age_band    |                       |
    achievement_rate       | sex,age_band    | level = 3             |
    achievement_rate       | sex,age_band    |                       | transfer_days=30
    pass_rate              | sex,age_band    |                       | scope=apprenticeships
    leavers                | sex,age_band    |                       | intervention_reasons=
    learners_participating | sex,imd_decile  |                       | imd_edition=2015
    learners_participating | sex,imd_decile  |                       | imd_edition=2019
    learners_participating | lldd            | ethnicity = White     |
    learners_participating | lldd            |                       | characteristics_from=earliest_start
    learners_participating | provider,level  |                       |
    learners_participating | sex             | LearnDelFAM.SOF = 105 |
    starts                 | sex,age_band    |                       | return_number=R06
    starts                 | scope,home_lsip |                       |
    continuing             | sex             | sex = F               |
"""


@pytest.mark.parametrize("every", sampled([4, 1], 2))
def test_questions_that_differ_in_what_they_share_are_as_alone(environment: Environment, every: int) -> None:
    asked = []
    for row in text_tables.rows(QUESTIONS)[::every]:
        given = dict([row["set"].split("=")]) if row.get("set") else {}
        asked.append(
            Query.ask(
                row["measure"],
                by=row.get("by") or "",
                years="2019/20..2020/21",
                where=row.get("where") or "",
                scope=given.pop("scope", None),
                return_number=given.pop("return_number", None),
                parameters=given,
            )
        )
    together = alder.tabulate_all(environment, asked)
    for query, counts in zip(asked, together, strict=True):
        assert different(alder.tabulate(environment, query), counts) == [], query.to_json()
        for year in query.years:
            alone = alder.tabulate(environment, query.of_year(year))
            of_year = [r for r in counts.cells.to_pylist() if r.pop("time_period", year.label) == year.label]
            shown = {tuple(sorted((k, v) for k, v in r.items())) for r in of_year}
            mine = {tuple(sorted((k, v) for k, v in r.items())) for r in alone.cells.to_pylist()}
            assert mine <= shown, (query.to_json(), year.label)


def test_a_question_without_figures_is_refused_and_no_other_answered(environment: Environment) -> None:
    known = Query.ask("starts", year="2020/21")
    with pytest.raises(NothingHeld, match="starts has no figures for 2010/11"):
        alder.tabulate_all(environment, [known, Query.ask("starts", year="2010/11")])
    with pytest.raises(NoFigures, match="follows learners into 2021/22"):
        alder.tabulate_all(environment, [known, Query.ask("progression_rate", year="2020/21")])


def test_no_question_has_no_answer(environment: Environment, tmp_path: Path) -> None:
    assert alder.tabulate_all(environment, []) == ()
