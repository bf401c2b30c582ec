"""A table without figures says why: on the screen of whoever asks, and nowhere else."""

import pytest
from tests.spec.measures.test_traces import AIMS, LEARNERS, RESTARTS
from tests.support import text_tables
from tests.support.aim_tables import returns

import alder
from alder.disclosure.notes import notes
from alder.measures import Query
from alder.measures.emptiness import why_empty
from alder.sources.reference.table_catalogue import tables


@pytest.fixture(scope="module", name="engine")
def _engine() -> object:
    return returns(LEARNERS, AIMS, RESTARTS, LearnAimRef="60000001")


PLACES = """
    postcode | easting | northing | introduced
    ZZ1 1ZZ  | 400000  | 400000   | 1980-01-01
    ZZ2 2ZZ  | 401000  | 400000   | 1980-01-01
"""


@pytest.fixture(scope="module", name="apprentices")
def _apprentices() -> object:
    """Two apprentices who live a kilometre from where they are taught, and whose ethnic group nobody wrote down."""
    engine = returns(
        "LearnRefNumber | ULN | Postcode\nL1 | 1000000001 | ZZ1 1ZZ\nL2 | 1000000002 | ZZ1 1ZZ",
        """
        LearnRefNumber | LearnStartDate | LearnPlanEndDate | CompStatus | DelLocPostCode
        L1             | 2020-09-07     | 2022-06-30       | 1          | ZZ2 2ZZ
        L2             | 2020-10-05     | 2022-06-30       | 1          | ZZ2 2ZZ
        """,
        AimType=1,
        ProgType=25,
        StdCode=1,
        FundModel=36,
        LearnAimRef="ZPROG001",
    )
    engine.add("postcode_place", text_tables.arrow(PLACES, tables()["postcode_place"].schema))
    return engine


def reasons(engine: object, measure: str, *, unprotected: bool = False, **asked: object) -> list[str]:
    query = Query.ask(measure, year="2020/21", **asked)  # type: ignore[arg-type]
    found = why_empty(engine, query, alder.tabulate(engine, query))
    return found.lines(unprotected=unprotected) if found else []


@pytest.mark.parametrize(
    ("where", "clause", "alone"),
    [
        ("FundModel = 99", "FundModel = 99", False),
        ("FundModel = 35 and FundModel = 36", "FundModel = 36", True),
        ("FundModel = 35 and (FundModel = 99 or FundModel = 81)", "FundModel = 99 or FundModel = 81", False),
        ("FundModel = 35 and not FundModel = 35 and AimType = 4", "not FundModel = 35", True),
    ],
)
def test_the_clause_that_leaves_nobody_is_named(where: str, clause: str, alone: bool, engine: object) -> None:
    said = reasons(engine, "learners_participating", where=where)
    assert said[0] == f"Why it is empty: `{clause}` leaves nobody; some were left before it."
    assert (f"By itself, `{clause}` leaves some: nobody fits it and what stands before it." in said) is alone


def test_how_many_were_left_is_told_only_where_counts_are_asked_for_unprotected(engine: object) -> None:
    where = "FundModel = 35 and FundModel = 99"
    assert not any(c.isdigit() for c in "".join(reasons(engine, "enrolments", where=where)).replace("99", ""))
    told = reasons(engine, "enrolments", where=where, unprotected=True)
    whole = alder.tabulate(engine, "enrolments", year="2020/21").value("enrolments")
    some = alder.tabulate(engine, "enrolments", year="2020/21", where="FundModel = 35").value("enrolments")
    assert [line.split(" ")[0] for line in told[1:4]] == [f"{whole:,}", f"{some:,}", "0"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"by": "ethnicity"}, "is not known of any of the"),
        ({"where": "ethnicity = Asian"}, "is not known of any of the"),
        ({"by": "distance_band"}, "Ask with --set distance_at_work_or_online=measured to have it"),
        ({"where": "distance_km > 1"}, "Ask with --set distance_at_work_or_online=measured to have it"),
        ({"where": "distance_band = '0 to <2'"}, "Ask with --set distance_at_work_or_online=measured to have it"),
    ],
)
def test_what_is_known_of_nobody_is_named_with_what_would_give_it(
    asked: dict[str, str], said: str, apprentices: object
) -> None:
    assert said in " ".join(reasons(apprentices, "starts", scope="apprenticeships", **asked))


def test_every_table_by_distance_says_whom_it_leaves_out_and_how_to_have_them(apprentices: object) -> None:
    said = "ask with --set distance_at_work_or_online=measured"
    usual, measured = (
        alder.tabulate(apprentices, "starts", year="2020/21", by="distance_band", **asked)
        for asked in ({}, {"distance_at_work_or_online": "measured"})
    )
    assert said in notes(alder.protect(usual))
    assert said not in notes(alder.protect(measured))


def test_a_table_that_has_figures_gives_no_reasons(engine: object) -> None:
    assert reasons(engine, "enrolments", by="prog_type") == []
    assert reasons(engine, "starts", where="FundModel = 35") == []


def test_a_store_without_anybody_in_the_measure_says_so(engine: object) -> None:
    said = reasons(engine, "starts", scope="apprenticeships", where="FundModel = 36")
    assert said == ["Why it is empty: nobody is counted in these returns, with or without the filter."]
