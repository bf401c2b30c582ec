"""Tables of a measure: categories, margins, what cannot exist, and what travels with them."""

from datetime import date

import pytest
from tests.support.aim_tables import returns
from tests.support.compiled_sql import nothing_is_compiled

import alder
from alder.errors import NoFigures, UsageError
from alder.model.quality import Grade
from alder.model.statistic import TOTAL

LEARNERS = """
    ukprn    | LearnRefNumber | ULN        | Sex | DateOfBirth | Ethnicity | LLDDHealthProb
    10000001 | A              | 1000000001 | F   | 2003-01-01  | 31        | 1
    10000001 | B              | 1000000002 | M   | 2000-01-01  | 39        | 2
    10000001 | C              | 1000000003 | M   | 1990-01-01  | 99        | 9
    10000002 | D              | 1000000001 | M   | 2003-01-01  | 44        | 2
"""
AIMS = """
    ukprn    | LearnRefNumber | LearnStartDate | LearnActEndDate | CompStatus | Outcome | AimType | ProgType
    10000001 | A              | 2020-09-01     | 2021-06-30      | 2          | 1       | 4       |
    10000001 | A              | 2020-09-01     | 2021-01-30      | 3          | 3       | 4       |
    10000001 | B              | 2020-09-01     | 2021-06-30      | 2          | 1       | 1       | 3
    10000001 | C              | 2020-09-01     | 2020-09-05      | 3          | 3       | 4       |
    10000002 | D              | 2020-10-01     | 2021-06-30      | 2          | 2       | 4       |
"""
SAME = {"FundModel": 35, "LearnAimRef": "60000001", "LearnPlanEndDate": date(2021, 6, 30)}


@pytest.fixture(name="engine")
def _engine() -> object:
    return returns(LEARNERS, AIMS, **SAME)


def test_scopes_are_shown_apart_each_with_its_own_age_bands(engine: object) -> None:
    found = alder.tabulate(engine, "achievement_rate", by=["age_band"])
    assert [f.id for f in found.filters] == ["scope", "age_band"]
    assert not found.filter("scope").has_total
    bands = {scope: [] for scope in ("apprenticeships", "education_and_training")}
    for row in found.cells.to_pylist():
        bands[row["scope"]].append(row["age_band"])
    assert bands == {
        "apprenticeships": ["Under 16", "16-18", "19-23", "24+", TOTAL],
        "education_and_training": ["Under 16", "16-18", "19+", TOTAL],
    }
    assert [c.code for c in found.filter("age_band").categories] == ["Under 16", "16-18", "19-23", "24+", "19+"]
    assert found.value("leavers", scope="apprenticeships") == 1
    assert found.value("achievers", scope="education_and_training", age_band="16-18") == 1
    assert found.value("leavers", scope="education_and_training", age_band="19-23") is None, "cannot exist"
    assert str(found.value("achievement_rate", scope="education_and_training")) == "33.3"


def test_scope_is_a_filter_of_one_where_one_is_asked_for_and_provision_where_scopes_add_up(engine: object) -> None:
    one = alder.tabulate(engine, "leavers", by=["scope", "sex"], scope="apprenticeships")
    assert [c.code for c in one.filter("scope").categories] == ["apprenticeships"]
    assert one.value("leavers", scope="apprenticeships", sex="M") == 1
    people = alder.tabulate(engine, "learners_participating", by=["scope"])
    assert [f.id for f in people.filters] == ["provision"]
    assert people.value("learners", provision="apprenticeships") == 1
    plain = alder.tabulate(engine, "starts", by=["age_band", "prog_type"], scope="apprenticeships")
    assert plain.value("starts", prog_type="intermediate") == 1


def test_a_part_has_rows_in_its_own_whole_and_in_the_total_alone(engine: object) -> None:
    found = alder.tabulate(engine, "learners_participating", by=["ethnicity", "ethnicity_minor"])
    rows = {(r["ethnicity"], r["ethnicity_minor"]): r["learners"] for r in found.cells.to_pylist()}
    assert rows["Asian", "39"] == rows[TOTAL, "39"] == 1, "Indian"
    assert rows["White", "32"] == 0, "Irish: nobody is, and somebody could be"
    assert ("White", "39") not in rows
    assert (len(found.filter("ethnicity").categories), len(rows)) == (5, 5 + 1 + 2 * 18)


def test_a_category_in_which_nobody_can_be_has_no_row_and_one_in_which_nobody_is_has_0(engine: object) -> None:
    found = alder.tabulate(engine, "starts", by=["level", "sex"])
    assert found.value("starts", scope="apprenticeships", level="Level 2") == 1
    assert found.value("starts", scope="apprenticeships", level="Level 3") == 0
    assert found.value("starts", scope="education_and_training", level="Level 3") is None
    assert found.value("starts", scope="education_and_training") == 3
    assert any("list of aims (LARS)" in n for n in found.notes)
    everyone = alder.tabulate(engine, "learners_participating", by=["level"])
    assert [c.code for c in everyone.filter("level").categories] == ["Level 2", "Level 3", "Level 4+", "Unknown"]
    with pytest.raises(NoFigures, match="starts by level has no figures for education and training"):
        alder.tabulate(engine, "starts", by="level", scope="education_and_training")


def test_a_learner_with_two_providers_is_described_by_the_aim_that_started_last(engine: object) -> None:
    """Learner 1000000001 is a woman at one provider, and a man, a month later, at another."""
    found = alder.tabulate(engine, "learners_participating", by=["sex", "ethnicity"])
    assert (found.value("learners"), found.value("learners", sex="F")) == (2, 0)
    assert found.value("learners", ethnicity="Black") == 1
    other = alder.tabulate(engine, "learners_participating", by=["sex"], characteristics_from="earliest_start")
    assert other.value("learners", sex="F") == 1
    assert any("characteristics_from was set" in n for n in other.notes)


def test_an_aim_that_starts_after_the_year_describes_nobody() -> None:
    engine = returns(
        """
        ukprn    | LearnRefNumber | ULN        | Sex
        10000001 | A              | 1000000001 | F
        10000002 | B              | 1000000001 | M
        """,
        """
        ukprn    | LearnRefNumber | LearnStartDate | CompStatus
        10000001 | A              | 2020-09-01     | 1
        10000002 | B              | 2021-08-01     | 1
        """,
        **SAME,
    )
    found = alder.tabulate(engine, "learners_participating", by=["sex"])
    assert (found.value("learners", sex="F"), found.value("learners", sex="M")) == (1, 0)


def test_learners_are_counted_anew_where_they_may_fall_in_several_rows(engine: object) -> None:
    found = alder.tabulate(engine, "learners_participating", by=["provider", "sex", "provision"])
    additive = {f.id: f.additive for f in found.filters}
    assert additive == {"provider": False, "sex": True, "provision": False}
    by_provider = {c.code: found.value("learners", provider=c.code) for c in found.filter("provider").categories}
    assert by_provider == {"10000001": 2, "10000002": 1}
    assert found.value("learners") == 2
    assert found.value("learners", provider="10000001", sex="M") == 2
    assert found.value("learners", provider="10000001", provision="apprenticeships") == 1
    assert "Q-ONCE" in {c.code for c in found.quality.caveats}
    aims = alder.tabulate(engine, "leavers", by=["provider"])
    assert aims.filter("provider").additive


def test_what_was_left_out_and_what_is_not_known_is_counted(engine: object) -> None:
    found = alder.tabulate(engine, "starts", by=["ethnicity"], scope="education_and_training")
    assert found.excluded == {"qualifying period": 1}
    assert found.unknown == {"ethnicity": 0}
    assert "Unknown" not in [c.code for c in found.filter("ethnicity").categories]
    found = alder.tabulate(engine, "starts", by=["ethnicity"], scope="education_and_training", short_starts="counted")
    assert found.excluded == {}
    assert found.unknown == {"ethnicity": 1}
    assert found.value("starts", ethnicity="Unknown") == 1
    assert "Q-UNK" in {c.code for c in found.quality.caveats}
    apart = alder.tabulate(engine, "starts")
    assert apart.excluded == {"Education and training: qualifying period": 1}


def test_a_result_takes_the_worst_grade_of_its_fields_and_says_which(engine: object) -> None:
    plain = alder.tabulate(engine, "enrolments")
    assert plain.quality.grade is Grade.A
    split = alder.tabulate(engine, "enrolments", by=["sex"])
    assert split.quality.grade is Grade.B
    assert [f.field for f in split.quality.because] == ["Sex"]
    assert "Q-SELF" in {c.code for c in split.quality.caveats}
    rates = alder.tabulate(engine, "achievement_rate")
    assert [f.field for f in rates.quality.because] == ["WithdrawReason"]


def test_the_breaks_that_its_years_cross_travel_with_a_result() -> None:
    engine = returns(LEARNERS, AIMS, collection_year="2019/20", **SAME)
    found = alder.tabulate(engine, "starts", year="2019/20", scope="apprenticeships")
    texts = [b.text for b in found.quality.breaks]
    assert any("pandemic" in t for t in texts)
    assert any("Standards replaced frameworks" in t for t in texts)
    assert not any("adult budget" in t for t in texts)
    assert "Q-BREAK" in {c.code for c in found.quality.caveats}


def test_rates_are_rounded_and_left_missing_as_set(engine: object) -> None:
    usual = alder.tabulate(engine, "pass_rate", by=["sex"], scope="apprenticeships")
    assert usual.value("pass_rate", sex="F") is None
    assert usual.value("pass_rate", sex="M") == 100
    zero = alder.tabulate(engine, "pass_rate", by=["sex"], scope="apprenticeships", nothing_to_divide_by="zero")
    assert zero.value("pass_rate", sex="F") == 0
    even = alder.tabulate(engine, "pass_rate", halves="even")
    assert even.indicator("pass_rate").worked_out(1, 2000) == 0
    assert "halves = even" in even.definition


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"measure": "achievment_rate"}, "Did you mean achievement_rate"),
        ({"by": ["ethnicty"]}, "Did you mean ethnicity"),
        ({"scope": "apprenticeship"}, "Did you mean apprenticeships"),
        ({"day_coun": "inclusive"}, "Did you mean day_count"),
        ({"day_count": "both"}, "inclusive, exclusive"),
        ({"transfer_days": "long"}, "a whole number"),
        ({"year": "2020"}, "Years are written 2020/21"),
        ({"return_number": "R15"}, "R01 to R14"),
    ],
)
def test_an_unknown_word_is_refused_with_the_nearest_that_is_known(
    engine: object, question: dict[str, object], said: str
) -> None:
    with pytest.raises(UsageError) as refused:
        alder.tabulate(engine, **{"measure": "achievement_rate", **question})
    assert said in str(refused.value)
    assert refused.value.exit_code == 2


def test_a_measure_of_one_scope_is_not_asked_for_in_another(engine: object) -> None:
    with pytest.raises(UsageError, match="achievements is not worked out for education and training"):
        alder.tabulate(engine, "achievements", scope="education_and_training")
    found = alder.tabulate(engine, "achievements", by=["age_band"])
    assert found.value("achievements") == 1
    assert found.title == "Apprenticeship achievements"


def test_a_table_asked_again_compiles_nothing(engine: object, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"by": ["age_band", "provider"]}
    cells = alder.tabulate(engine, "achievement_rate", **asked).cells
    nothing_is_compiled(monkeypatch)
    assert alder.tabulate(returns(LEARNERS, AIMS, **SAME), "achievement_rate", **asked).cells == cells
