"""Traces of every learner of a store, and retention from the start, against what the store itself says."""

from __future__ import annotations

import duckdb
import pytest
from tests.support.properties import sampled

import alder
import alder.errors
from alder.environment import Environment
from alder.measures import Query
from alder.measures.trace import Tracing
from alder.model.period import ReturnNumber
from alder.synth import parse_years, write_returns

BY_HAND = """
    WITH d AS (
        SELECT d.*, l.ULN, (d.AimType = 1 AND d.ProgType IN (2, 3, 10, 20, 21, 22, 23, 25)) AS apprenticeship
        FROM read_parquet({learning_delivery}) d JOIN read_parquet({learner}) l USING (submission, learner)
        WHERE d.return_number = 'R14' AND d.collection_year IN ('2019/20', '2020/21')
          AND (d.AimType = 1) = coalesce(d.ProgType IN (2, 3, 10, 20, 21, 22, 23, 25), false)
    ), starts AS (
        SELECT * FROM d WHERE apprenticeship AND LearnStartDate BETWEEN DATE '2019-08-01' AND DATE '2020-07-31'
        QUALIFY row_number() OVER (PARTITION BY ukprn, ULN, LearnStartDate, ProgType, StdCode, FworkCode
                                   ORDER BY collection_year DESC) = 1
    ), counted AS (
        SELECT * FROM starts s
        WHERE NOT EXISTS (FROM read_parquet({learning_delivery_fam}) f
                          WHERE f.submission = s.submission AND f.aim = s.aim AND f.LearnDelFAMType = 'RES')
    )
    SELECT day, count(*) AS followed,
        count(*) FILTER (CompStatus <> 3 OR LearnActEndDate - LearnStartDate >= day) AS retained
    FROM counted, (VALUES (0), (30), (90), (365)) days(day) GROUP BY day ORDER BY day
"""


def store_of(factory: pytest.TempPathFactory, learners: int) -> Environment:
    folder = factory.mktemp("traced")
    years = parse_years(["2019/20..2020/21"])
    write_returns(folder / "returns", providers=2, learners=learners, years=years, returns=[ReturnNumber.R14], seed=8)
    environment = alder.open(folder / "store")
    environment.load(folder / "returns")
    return environment


@pytest.fixture(scope="module", name="environment")
def _environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return store_of(tmp_path_factory, 30)


@pytest.mark.parametrize(
    "measure", sampled(["achievement_rate", "starts", "learners_participating", "retention_curve"], 4)
)
def test_the_traces_of_every_learner_of_a_store_add_up_to_the_measure(measure: str, environment: Environment) -> None:
    query = Query.ask(measure, year="2020/21")
    counts = alder.tabulate(environment, query)
    files = [str(p) for p in environment.store.files("learner")]
    learners = duckdb.sql(f"SELECT DISTINCT ukprn, LearnRefNumber FROM read_parquet({files})").fetchall()
    aims: dict[tuple[str, int | None], dict[tuple[str, str], bool]] = {}
    people = 0
    with Tracing(environment, query) as tracing:
        for ukprn, learner in learners:
            try:
                trace = tracing.of(learner, ukprn)
            except alder.errors.NoFigures:
                continue  # in returns that the measure does not read
            new = {(a.read_from.file_name, a.line): a for a in trace.aims}.keys() - aims.keys()
            people += sum(sum(trace.counts(s).values()) for s in trace.scopes) if new else 0
            for a in trace.aims:
                aims[a.read_from.file_name, a.line] = {
                    (str(v.scope), c): yes for v in a.verdicts for c, yes in v.counts.items()
                }
    assert len(aims) > 60
    if trace.measure.counts_learners:
        assert people == counts.value("learners")
        return
    last = {"days_since_start": "365"} if measure == "retention_curve" else {}
    for scope in query.scopes:
        for indicator in counts.counts:
            told = sum(verdict[str(scope), indicator.id] for verdict in aims.values())
            assert told == counts.value(indicator.id, scope=str(scope), **last), (scope, indicator.id)


def test_retention_from_the_start_agrees_with_sql_by_hand(tmp_path_factory: pytest.TempPathFactory) -> None:
    environment = store_of(tmp_path_factory, 200)
    found = alder.tabulate(
        environment, "retention_curve", year="2019/20", scope="apprenticeships", days="30,90,365", transferred="left"
    )
    tables = ("learner", "learning_delivery", "learning_delivery_fam")
    files = {t: [str(p) for p in environment.store.files(t)] for t in tables}
    by_hand = duckdb.sql(BY_HAND.format(**files)).fetchall()
    assert len(by_hand) == 4
    for day, followed, retained in by_hand:
        where = {"days_since_start": str(day)}
        assert (found.value("followed", **where), found.value("retained", **where)) == (followed, retained)
    assert by_hand[0][1] > by_hand[3][2] > 0
