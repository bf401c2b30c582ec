"""Filters on records of which an aim or a learner may have several: who fits, how it is told, what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from tests.support.aim_tables import returns
from tests.support.text_tables import rows

import alder
from alder.derive.aims import NAME
from alder.engine.duckdb import DuckDB
from alder.errors import NoFigures, UsageError
from alder.measures import Query
from alder.measures.calculation.aims_table import prepare
from alder.measures.calculation.result import needs_of
from alder.measures.calculation.returns import choose_returns, held_in
from alder.measures.condition import Condition
from alder.measures.condition.vocabulary import records
from alder.model import expr
from alder.sources.ilr.codes import LISTS

LEARNERS = """
    LearnRefNumber | ULN        | Sex | Accom | ALSCost
    Ann            | 1000000001 | F   |       |
    Bob            | 1000000002 | M   | 5     | 2000
    Cas            | 1000000003 | M   |       | 19000
"""
AIMS = """
    LearnRefNumber | aim | LearnAimRef | EPAOrgID | AddHours
    Ann            | 1   | 60000001    |          |
    Bob            | 2   | 60000001    | EPA0001  | 40
    Cas            | 3   | 60000001    |          |
"""
RECORDS = {
    "learning_delivery_fam": """
        LearnRefNumber | aim | LearnDelFAMType | LearnDelFAMCode | LearnDelFAMDateFrom
        Ann            | 1   | SOF             | 105             |
        Ann            | 1   | LDM             | 034             |
        Ann            | 1   | LDM             | 363             |
        Bob            | 2   | SOF             | 107             |
        Bob            | 2   | LSF             | 1               | 2020-09-01
        Cas            | 3   | LSF             | 1               | 2021-01-04
    """,
    "learner_fam": """
        LearnRefNumber | LearnFAMType | LearnFAMCode
        Ann            | LSR          | 36
        Ann            | LSR          | 55
        Bob            | NLM          | 17
    """,
    "learner_employment_status": """
        LearnRefNumber | employment | EmpStat | DateEmpStatApp
        Ann            | 1          | 11      | 2019-08-01
        Ann            | 2          | 10      | 2020-08-01
        Bob            | 3          | 10      | 2019-01-01
        Bob            | 4          | 11      | 2020-12-01
    """,
    "employment_status_monitoring": """
        LearnRefNumber | employment | ESMType | ESMCode
        Ann            | 1          | BSI     | 1
        Bob            | 3          | EII     | 4
        Bob            | 4          | BSI     | 4
    """,
    "lldd_and_health_problem": """
        LearnRefNumber | LLDDCat | PrimaryLLDD
        Ann            | 4       |
        Ann            | 5       | 1
        Cas            | 4       | 1
    """,
    "app_fin_record": """
        LearnRefNumber | aim | AFinType | AFinCode | AFinAmount
        Bob            | 2   | TNP      | 1        | 4000
        Bob            | 2   | TNP      | 2        | 1000
        Bob            | 2   | PMR      | 1        | 2500
    """,
    "learning_delivery_he": """
        LearnRefNumber | aim | STULOAD | TYPEYR
        Cas            | 3   | 62.5    | 1
    """,
    "learner_destination_and_progression": """
        destination | LearnRefNumber
        1           | Ann
        2           | Cas
    """,
    "dp_outcome": """
        destination | OutType | OutCode
        1           | EMP     | 1
        2           | EDU     | 3
    """,
}

FIT = """
    filter                                                             | fit
    LearningDeliveryFAM.SOF = 105                                      | Ann
    LearnDelFAM.SOF = 105                                              | Ann
    learn_del_fam.SOF = 105                                            | Ann
    LearnDelFAM.SOF != 105                                             | Bob
    not LearnDelFAM.SOF = 105                                          | Bob Cas
    LearnDelFAM.SOF is known                                           | Ann Bob
    LearnDelFAM.SOF is not known                                       | Cas
    LearnDelFAM.LDM = 034 and LearnDelFAM.LDM = 363                    | Ann
    LearnDelFAM.LDM in (118, 363)                                      | Ann
    LearnDelFAM.LearnDelFAMType = LSF                                  | Bob Cas
    LearnDelFAM with (LSF = 1 and LearnDelFAMDateFrom < 2021-01-01)    | Bob
    LearnDelFAM with (SOF is not known and LearnDelFAMDateFrom is not known) | Ann
    LearnerFAM.LSR = 55                                                | Ann
    LearnFAM.NLM is known or LearnerFAM.LSR = 36                       | Ann Bob
    LearnerEmploymentStatus.EmpStat = 10                               | Ann Bob
    LearnerEmploymentStatus with (EmpStat = 10 and DateEmpStatApp < 2020-01-01) | Bob
    LearnerEmploymentStatus with (EmpStat = 10 or DateEmpStatApp < 2020-01-01) and Sex = F | Ann
    not LearnerEmploymentStatus with (not EmpStat = 11)                | Cas
    EmploymentStatusMonitoring.BSI in (1, 4)                           | Ann Bob
    ESM with (BSI is known and DateEmpStatApp >= 2020-01-01)           | Bob
    LLDDandHealthProblem.LLDDCat = 4                                   | Ann Cas
    LLDDandHealthProblem with (LLDDCat = 4 and PrimaryLLDD = 1)        | Cas
    AppFinRecord.TNP = 2                                               | Bob
    AppFinRecord with (TNP in (1, 2) and AFinAmount > 3999)            | Bob
    AppFinRecord with (PMR = 1 and AFinAmount > 3999)                  |
    LearningDeliveryHE.STULOAD > 60.5                                  | Cas
    LearningDeliveryHE.STULOAD between 60 and 62.5                     | Cas
    DPOutcome.EMP = 1                                                  | Ann
    DPOutcome.OutType = EDU                                            | Cas
    Accom = 5                                                          | Bob
    ALSCost > 1999                                                     | Bob Cas
    EPAOrgID = EPA0001 and AddHours >= 40                              | Bob
"""


SAME = {
    "AimType": 4,
    "FundModel": 35,
    "LearnStartDate": date(2020, 9, 1),
    "LearnPlanEndDate": date(2021, 6, 30),
    "CompStatus": 1,
}


@pytest.fixture(name="engine", scope="module")
def _engine() -> object:
    with returns(LEARNERS, AIMS, **SAME, **RECORDS) as engine:
        yield engine


@pytest.fixture(name="aims", scope="module")
def _aims() -> object:
    """The table of aims with what any of the filters asks after, and all filters as one, which names its columns."""
    with returns(LEARNERS, AIMS, **SAME, **RECORDS) as engine:
        every = Query.ask("starts", year="2020/21", where=" or ".join(f"({row['filter']})" for row in rows(FIT)))
        prepare(engine, choose_returns(held_in(engine), every, history=False), needs_of(every))
        yield engine, every.where


@pytest.mark.parametrize("row", rows(FIT), ids=lambda r: r["filter"])
def test_who_fits_has_one_such_record_at_least(aims: tuple[DuckDB, Condition], row: dict) -> None:
    where = Query.ask("starts", year="2020/21", where=row["filter"]).where
    assert where is not None
    engine, every = aims
    answers = {having: name for name, having in every.records.items()}
    read = expr.table(NAME, engine.schema(NAME))
    read = read.mutate(**{name: read[answers[having]] for name, having in where.records.items()})
    kept = engine.run(lambda: where.rows(read, year=2020, scope=None).select("aim_id"))
    names = ["Ann", "Bob", "Cas"]
    assert " ".join(names[n % 100 - 1] for n in sorted(kept["aim_id"].to_pylist())) == (row["fit"] or "")


WRITTEN = """
    filter                            | written
    learndelfam.sof=105               | LearningDeliveryFAM.SOF = 105
    LearnDelFAM with (SOF = 105)      | LearningDeliveryFAM.SOF = 105
    LearnFAM.LSR is not known         | not LearnerFAM.LSR is known
    ESM WITH ((BSI=1 AND EmpStat=11)) | EmploymentStatusMonitoring with (BSI = 1 and EmpStat = 11)
    ESM with (not BSI in (1, 1))      | EmploymentStatusMonitoring with (not BSI in (1))
    LearnFAM with (LSR is not known)  | LearnerFAM with (LSR is not known)
"""

TOLD = """
    filter | in words
    LearnFAM.LSR = 36                   | a record LearnerFAM says that LSR is Care to Learn (36)
    not LearnFAM.LSR is known           | no record LearnerFAM says that LSR is known
    AppFinRecord with (PMR=1 and AFinAmount>9)|a record AppFinRecord says that (PMR is {PMR 1} and AFinAmount is over 9)
"""


@pytest.mark.parametrize("row", rows(WRITTEN), ids=lambda r: r["filter"])
def test_a_filter_on_records_is_written_in_one_form(row: dict) -> None:
    read = Condition.read(row["filter"], "starts")
    assert read.text == row["written"]
    assert Condition.read(read.text, "starts") == read


@pytest.mark.parametrize("row", rows(TOLD), ids=lambda r: r["filter"])
def test_a_filter_on_records_is_told_in_words(row: dict) -> None:
    payment = f"{LISTS['AFinType'].label('PMR 1')} (1)"
    assert Condition.read(row["filter"], "starts").words == row["in words"].replace("{PMR 1}", payment)


WRONG = """
    filter | place | what | next
    LearnDelFAM.SOV = 105 | 13 | no LearningDeliveryFAM has SOV | Did you mean SOF?
    LearnDelFAM. = 105 | 13 | a name is missing after the point | SOF, FFI
    LearDelFAM.SOF = 105 | 1 | no kind of record is called LearDelFAM | Did you mean LearnDelFAM
    LearnerContact.Email = a | 1 | LearnerContact cannot be asked about | addresses and telephone numbers
    LearnerEmploymentStatus.AgreeId = a | 25 | no LearnerEmploymentStatus has AgreeId | It has EmpStat
    LearnDelFAM.SOF = 999 | 19 | SOF has no such value | alder explain LearnDelFAMType
    LearnDelFAM.SOF >= 105 | 17 | SOF has no order | Use =, != or in
    AppFinRecord.AFinAmount = much | 27 | AFinAmount is a whole number |
    AppFinRecord.AFinDate = 1/8/2020 | 25 | AFinDate is a date, written 2020-08-01 |
    LearnDelFAM with SOF = 105 | 18 | expected ( and what one record says |
    LearnDelFAM with (SOF = 105 | 28 | expected ) for the ( at place 18 |
    LearnDelFAM with (SOF = 105 and LDM = 034) | 18 | a record is SOF or LDM, never both | Ask for two
    LearnDelFAM with (sex = F) | 19 | no LearningDeliveryFAM has sex |
    LearnDelFAM.EmpStat = 10 | 13 | no LearningDeliveryFAM has EmpStat | It has SOF
    LearnDelFAM with (EmpStat = 10) | 19 | no LearningDeliveryFAM has EmpStat | It has SOF
    EmpStat = 10 | 1 | EmpStat stands in records | LearnerEmploymentStatus.EmpStat = ...
    emp_stat = 10 | 1 | EmpStat stands in records | LearnerEmploymentStatus.EmpStat = ...
    EmpStatt = 10 | 1 | nothing is called EmpStatt | Did you mean LearnerEmploymentStatus.EmpStat
    LearnDelFAM = 105 | 1 | LearningDeliveryFAM is a kind of record | LearningDeliveryFAM.SOF
    with = 3 | 1 | expected a name |
"""


@pytest.mark.parametrize("row", rows(WRONG), ids=lambda r: r["filter"])
def test_what_is_wrong_with_a_filter_on_records_is_said_at_its_place(row: dict) -> None:
    with pytest.raises(UsageError) as refused:
        Condition.read(row["filter"], "starts")
    assert row["what"] in refused.value.what
    line, mark = refused.value.where.split("\n")
    assert (line, mark.removeprefix("  ").index("^") + 1) == (row["filter"], int(row["place"]))
    assert (row["next"] or "") in refused.value.next


def test_no_name_of_a_record_names_a_person_or_a_place_of_living() -> None:
    every = {name for record in records().values() for name in record.names}
    assert not every & {"UCASPERID", "NUMHUS", "SSN", "UCASAPPID", "AgreeId", "HEPostCode", "ProvSpecDelMon", "Email"}
    assert {r.name for r in records().values() if r.person} >= {"LearnerFAM", "DPOutcome", "PriorAttain"}


def test_over_years_the_records_of_the_latest_return_of_an_aim_count() -> None:
    """Ann's source of funding was 105 in the first year's return and 107 in that of the second."""
    learners = """
        year    | LearnRefNumber | ULN        | Sex
        2019/20 | Ann            | 1000000001 | F
        2020/21 | Ann            | 1000000001 | F
    """
    aims = """
        year    | LearnRefNumber | aim | LearnActEndDate | CompStatus | Outcome
        2019/20 | Ann            | 1   |                 | 1          |
        2020/21 | Ann            | 2   | 2021-06-30      | 2          | 1
    """
    fam = """
        year    | LearnRefNumber | aim | LearnDelFAMType | LearnDelFAMCode
        2019/20 | Ann            | 1   | SOF             | 105
        2020/21 | Ann            | 2   | SOF             | 107
    """
    same = {**SAME, "LearnStartDate": date(2019, 9, 2), "LearnAimRef": "60000001"}
    same.pop("CompStatus")
    with returns(learners, aims, fam, **same) as engine:
        for code, leavers in (("105", 0), ("107", 1)):
            found = alder.tabulate(
                engine, "achievement_rate", where=f"LearnDelFAM.SOF = {code}", scope="education_and_training"
            )
            assert found.value("leavers") == leavers, code


def test_a_learner_is_asked_for_the_records_of_the_one_record_that_describes_them() -> None:
    """Two providers return the learner; the later start describes them, and that record has no support reason."""
    with returns(
        """
        ukprn    | LearnRefNumber | ULN
        10000001 | A              | 1000000001
        10000002 | D              | 1000000001
        """,
        """
        ukprn    | LearnRefNumber | LearnStartDate | CompStatus
        10000001 | A              | 2020-09-01     | 1
        10000002 | D              | 2020-10-01     | 1
        """,
        AimType=4,
        FundModel=35,
        LearnPlanEndDate=date(2021, 6, 30),
        learner_fam="""
        ukprn    | LearnRefNumber | LearnFAMType | LearnFAMCode
        10000001 | A              | LSR          | 36
        10000002 | D              | NLM          | 17
        """,
    ) as engine:
        for where, learners in (("LearnerFAM.LSR = 36", 0), ("LearnerFAM.NLM = 17", 1)):
            assert alder.tabulate(engine, "learners_participating", where=where).value("learners") == learners, where


def test_records_that_are_not_held_at_all_are_said_to_be_missing() -> None:
    with returns(LEARNERS, AIMS, **SAME) as engine, pytest.raises(NoFigures) as refused:
        alder.tabulate(engine, "starts", where="ESM.BSI = 1")
    assert refused.value.where == "Missing: employment_status_monitoring, learner_employment_status."


def test_a_field_that_no_year_asked_for_collects_is_refused_and_one_that_some_lack_is_noted() -> None:
    with pytest.raises(UsageError, match="returns of 2018/19 to 2019/20 do not hold PriorLevel") as refused:
        Query.ask("starts", years="2018/19..2019/20", where="PriorAttain.PriorLevel = 3")
    assert "2025/26" in refused.value.where
    with pytest.raises(UsageError, match="do not hold OTJHours"):
        Query.ask("starts", year="2022/23", where="OTJHours > 10")
    assert Query.ask("starts", year="2022/23", where="FworkCode = 403")  # its neighbours do not agree: not known
    assert Query.ask("starts", year="2018/19", where="prior_attainment = 3")  # a variable knows its years
    with returns(LEARNERS, AIMS, collection_year="2018/19", **SAME) as engine:
        found = alder.tabulate(engine, Query.ask("starts", years="2018/19..2020/21", where="PHours is not known"))
    assert "Returns of 2018/19 do not hold PHours, which the filter asks about: missing there." in found.notes


def test_a_question_with_a_filter_on_records_is_kept_as_json() -> None:
    asked = Query.ask("starts", year="2020/21", where="LearnDelFAM with (LSF = 1 and LearnDelFAMDateFrom < 2021-01-01)")
    assert Query.from_json(asked.to_json()) == asked


def test_what_a_filter_on_records_read_travels_with_the_figures(engine: DuckDB) -> None:
    plain = alder.tabulate(engine, "starts", scope="education_and_training")
    found = alder.tabulate(engine, "starts", where="LearnerFAM.LSR = 36", scope="education_and_training")
    assert found.where_words == "a record LearnerFAM says that LSR is Care to Learn (36)"
    assert plain.quality.grade <= found.quality.grade
