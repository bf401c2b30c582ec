"""A measure is one list of criteria: who counts, who is left out and why, and the trace of a learner follow from it."""

from collections import Counter
from datetime import date

import pytest
from tests.support import text_tables
from tests.support.aim_tables import returns

import alder
from alder.measures import Measure, Scope, Unit, measures
from alder.measures.aims import RECORD
from alder.measures.measure import Criterion, Theme
from alder.measures.query import Query
from alder.measures.trace import Tracing
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

RESTED = Criterion(
    "not at rest",
    "Whoever rests is left out.",
    "Made up",
    Evidence.A,
    lambda row, context: f"left out: {row['left_out']}" if row["left_out"] else "at work",
    reasons=lambda aims, context: {"on a break": aims.CompStatus == 6, "no end": aims.LearnActEndDate.isnull()},
)
PAID = Criterion(
    "paid for",
    "Somebody pays.",
    "Made up",
    Evidence.A,
    lambda row, context: "yes" if row["paid"] else f"no: funding model {row['FundModel']}",
    tests=lambda aims, context: {"paid": aims.FundModel == 35},
)
PASSED = Criterion(
    "passed",
    "Outcome 1.",
    "Made up",
    Evidence.A,
    lambda row, context: "yes" if row["passed"] else "no",
    counts=lambda aims, context: {"passed": aims.Outcome == 1},
)
MADE_UP = Measure(
    "made_up",
    title="Made up",
    theme=Theme.STAYING,
    unit=Unit.AIMS,
    counts=(Indicator("workers", "Workers", "aims"), Indicator("passed", "Passed", "aims")),
    rates=(Indicator("made_up", "Made up", "%", of=("passed", "workers"), decimals=1),),
    criteria=(RECORD, RESTED, PAID, PASSED),
    population="Aims that somebody pays for.",
    numerator="Passed.",
    denominator="At work.",
    reads=("FundModel", "CompStatus", "Outcome", "LearnActEndDate"),
    methodology="Made up.",
    version="1",
    evidence=Evidence.A,
    source="Made up.",
    reads_as="The share who passed.",
    caution="None.",
    scopes=(Scope.EDUCATION_AND_TRAINING,),
)

AIMS = """
    LearnRefNumber | FundModel | CompStatus | Outcome | LearnActEndDate | counts          | left out   | last step
    passed         | 35        | 2          | 1       | 2021-06-30      | workers, passed |            | passed: yes
    failed         | 35        | 2          | 3       | 2021-06-30      | workers         |            | passed: no
    no outcome     | 35        | 2          |         | 2021-06-30      | workers         |            | passed: no
    resting        | 35        | 6          | 1       | 2021-06-30      |                 | on a break | passed: no
    both reasons   | 35        | 6          | 1       |                 |                 | on a break | passed: no
    without an end | 35        | 1          |         |                 |                 | no end     | passed: no
    paid by nobody | 99        | 2          | 1       | 2021-06-30      |                 |            | paid for: no: funding model 99
    neither        | 99        | 6          | 1       | 2021-06-30      |                 |            | paid for: no: funding model 99
    not known      |           | 2          | 1       | 2021-06-30      |                 |            | paid for: no: funding model None
"""  # noqa: E501  # a record is a line
EXPECTED = text_tables.rows(AIMS)
_SAYS = ("counts", "left out", "last step")


@pytest.fixture(name="engine")
def _engine(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setitem(measures._known, "made_up", MADE_UP)
    head, *rows = [line.rsplit("|", len(_SAYS))[0] for line in AIMS.strip().splitlines()]
    learners = "LearnRefNumber | ULN\n" + "\n".join(
        f"{r['LearnRefNumber']} | {10**9 + n}" for n, r in enumerate(EXPECTED)
    )
    begun, planned = date(2020, 9, 1), date(2021, 6, 30)
    aims = "\n".join([head, *rows])
    return returns(learners, aims, LearnStartDate=begun, LearnPlanEndDate=planned, LearnAimRef="60000001", AimType=4)


def test_figures_and_reasons_follow_from_the_criteria(engine: object) -> None:
    counts = alder.tabulate(engine, "made_up", year="2020/21")
    told = Counter(c for r in EXPECTED for c in (r["counts"] or "").split(", ") if c)
    assert {c: counts.value(c) for c in ("workers", "passed")} == told == {"workers": 3, "passed": 1}
    assert dict(counts.excluded) == Counter(r["left out"] for r in EXPECTED if r["left out"])


def test_the_trace_of_every_learner_follows_from_the_same_criteria(engine: object) -> None:
    found = []
    with Tracing(engine, Query.ask("made_up", year="2020/21")) as tracing:
        for trace in tracing.of_each([(row["LearnRefNumber"] or "", 10000001) for row in EXPECTED]):
            assert trace is not None
            (verdict,) = trace.aims[0].verdicts
            inside = ", ".join(name for name, yes in verdict.counts.items() if yes)
            found.append((inside or None, verdict.left_out, ": ".join(verdict.steps[-1])))
    assert found == [tuple(row[s] for s in _SAYS) for row in EXPECTED]


def test_names_within_a_measure_differ() -> None:
    """A criterion is told by its name: in a trace, and by the column that says whether an aim meets it."""
    for measure in measures:
        names = [c.name for c in measure.criteria]
        assert len({*names}) == len(names), measure.name
