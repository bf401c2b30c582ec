"""What people did after learning: months of activity, sustained outcomes, main activity, graduates, destinations."""

from itertools import product

import pytest
from tests.support.text_tables import worked

from alder.derive import linked_outcomes, results_16_to_18
from alder.measures.definitions.provider_reported_destinations import DESTINATIONS, is_positive, outcome_group


def test_changes_between_work_and_learning_may_happen_once_in_either_order() -> None:
    text = """
    person       | work   | learning
    work then    | 110000 | 001111
    learning then| 001111 | 110000
    overlapping  | 011111 | 110000
    twice        | 001100 | 110011
    a gap        | 011111 | 000000
    neither      | 000000 | 000000
    """
    found = worked(text, lambda t: linked_outcomes.changes_once(t.work, t.learning, 6), work="text", learning="text")
    assert [p for p, once in found.items() if once] == ["work then", "learning then", "overlapping"]


def test_months_read_like_a_plain_account_of_them() -> None:
    """Every pair of four months: the expressions against a plain reading, month by month."""
    texts = ["".join(bits) for bits in product("01", repeat=4)]
    rows = "pair | a | b\n" + "\n".join(f"{a}-{b} | {a} | {b}" for a in texts for b in texts)

    def plain_once(a: str, b: str) -> bool:
        return any(
            all(x[m] == "1" for m in range(k)) and all(y[m] == "1" for m in range(k, 4))
            for x, y in ((a, b), (b, a))
            for k in (1, 2, 3)
        )

    once = worked(rows, lambda t: linked_outcomes.changes_once(t.a, t.b, 4), a="text", b="text")
    either = worked(rows, lambda t: linked_outcomes.either(t.a, t.b, 4), a="text", b="text")
    active = worked(rows, lambda t: linked_outcomes.active_months(t.a), a="text")
    for a, b in product(texts, texts):
        assert once[f"{a}-{b}"] == plain_once(a, b)
        assert either[f"{a}-{b}"] == all("1" in pair for pair in zip(a, b, strict=True))
        assert active[f"{a}-{b}"] == a.count("1")


SPELLS = """
person        | work   | april | own | learning | run
five of six   | 011111 |       |     | 000000   |
no march      | 111110 |       |     | 000000   |
march in april| 111110 | yes   |     | 000000   |
self-employed | 000000 |       | yes | 000000   |
all learning  | 000000 |       |     | 111111   |
apprentice    |        |       |     |          | 6
nothing held  |        |       |     |          |
"""
KINDS = {"work": "text", "april": "yes_no", "own": "yes_no", "learning": "text", "run": "whole"}


@pytest.mark.parametrize(
    ("settings", "sustained_for"),
    [
        ({}, ["five of six", "march in april", "self-employed"]),
        ({"missing_march": "sustained"}, ["five of six", "no march", "march in april", "self-employed"]),
        ({"self_employment": "left_out"}, ["five of six", "march in april"]),
    ],
)
def test_what_sustained_employment_needs_is_set_by_name(settings: dict[str, str], sustained_for: list[str]) -> None:
    found = worked(SPELLS, lambda t: linked_outcomes.in_employment(t.work, t.april, t.own, **settings), **KINDS)
    assert [p for p, s in found.items() if s] == sustained_for


def test_sustained_learning_is_six_months_or_an_apprenticeship_as_long_as_is_set() -> None:
    found = worked(SPELLS, lambda t: linked_outcomes.in_learning(t.learning, t.run), **KINDS)
    assert [p for p, s in found.items() if s] == ["all learning", "apprentice"]
    longer = worked(SPELLS, lambda t: linked_outcomes.in_learning(t.learning, t.run, apprenticeship_months=7), **KINDS)
    assert [p for p, s in longer.items() if s] == ["all learning"]


AFTER_SCHOOL = """
pupil         | education | work   | run | benefits
both          | 111111    | 111111 | 6   |
mixed         | 111000    | 000111 |     |
started       | 100000    | 000000 |     |
short spell   | 000000    | 000000 | 2   |
claims        |           |        |     | yes
nothing       |           |        |     |
"""


@pytest.mark.parametrize(
    ("settings", "both", "mixed"),
    [
        ({}, "apprenticeship", "employment"),
        ({"apprenticeship_first": "no"}, "education", "employment"),
        ({"mixed_destination": "education"}, "apprenticeship", "education"),
        ({"mixed_destination": "none"}, "apprenticeship", "not sustained"),
    ],
)
def test_the_order_of_destinations_is_set_by_name(settings: dict[str, str], both: str, mixed: str) -> None:
    found = worked(
        AFTER_SCHOOL,
        lambda t: linked_outcomes.destination_after_school(t.education, t.work, t.run, t.benefits, **settings),
        education="text",
        work="text",
        run="whole",
        benefits="yes_no",
    )
    assert found == {
        "both": both,
        "mixed": mixed,
        "started": "not sustained",
        "short spell": "not sustained",
        "claims": "not sustained",
        "nothing": "activity not captured",
    }


def test_the_main_activity_is_the_first_that_holds() -> None:
    none, half, year = "0" * 12, "000111111000", "1" * 12
    text = f"""
    person        | he     | fe     | claims | work
    studies       | {half} | {half} | {year} | {year}
    college       | {none} | {half} | {year} | {year}
    claims        | {none} | {none} | {half} | {year}
    works         | {none} | {none} | {none} | {year}
    works half    | {none} | {none} | {none} | {half}
    nothing held  |        |        |        |
    """
    kinds = dict.fromkeys(("he", "fe", "claims", "work"), "text")
    found = worked(text, lambda t: linked_outcomes.main_activity(t.he, t.fe, t.claims, t.work), **kinds)
    assert found == {
        "studies": "Higher education",
        "college": "Further education",
        "claims": "Out of work benefits",
        "works": "Employment",
        "works half": "No sustained activity",
        "nothing held": "Activity not captured",
    }
    easier = worked(text, lambda t: linked_outcomes.main_activity(t.he, t.fe, t.claims, t.work, work_months=6), **kinds)
    assert easier["works half"] == "Employment"


def test_published_groups_of_graduates_are_unions_of_activities_that_exclude_each_other() -> None:
    text = """
    graduate   | months | own | study | found
    both       | 111111 |     | yes   | yes
    works      | 111110 |     | no    | yes
    own firm   |        | yes | no    | yes
    studies    | 100000 |     | yes   | yes
    some work  | 100000 |     | no    | yes
    nowhere    |        |     | no    | no
    """
    found = worked(
        text,
        lambda t: linked_outcomes.activity(t.found, linked_outcomes.in_sustained_employment(t.months, t.own), t.study),
        months="text",
        own="yes_no",
        study="yes_no",
        found="yes_no",
    )
    assert found == {
        "both": "employment with study",
        "works": "employment only",
        "own firm": "employment only",
        "studies": "study only",
        "some work": "no sustained destination",
        "nowhere": "not captured",
    }
    activities = {c.code for c in linked_outcomes.GRADUATE_ACTIVITIES}
    assert {a for group in linked_outcomes.GROUPS.values() for a in group} == activities


@pytest.mark.parametrize(("setting", "both", "own_alone"), [("added", 19_250.0, 1_000.0), ("left_out", 18_250.0, None)])
def test_income_from_self_employment_is_added_without_scaling(setting: str, both: float, own_alone: float) -> None:
    text = """
    graduate  | pay   | days | own  | sustained
    both      | 10000 | 200  | 1000 | yes
    own alone |       |      | 1000 | yes
    unpaid    | 0     | 200  |      | yes
    no days   | 5000  | 0    |      | yes
    left      | 10000 | 200  |      | no
    """
    found = worked(
        text,
        lambda t: (
            linked_outcomes.annualised(
                t.pay,
                t.days,
                linked_outcomes.days_in_tax_year(t.days * 0 + 2021),
                t.sustained,
                t.own,
                self_employment_income=setting,
            )
            if setting == "left_out"
            else linked_outcomes.annualised(t.pay, t.days, t.days * 0 + 365, t.sustained, t.own)
        ),
        pay="number",
        days="whole",
        own="number",
        sustained="yes_no",
    )
    assert found == {"both": both, "own alone": own_alone, "unpaid": None, "no days": None, "left": None}


def test_a_tax_year_runs_from_6_april_and_is_as_long_as_its_february_says() -> None:
    text = "day | date\nlast | 2022-04-05\nfirst | 2022-04-06\nmarch | 2022-03-31\nmay | 2022-05-01"
    found = worked(text, lambda t: linked_outcomes.tax_year_label(linked_outcomes.tax_year_of(t.date)), date="day")
    assert found == {"last": "2021-22", "first": "2022-23", "march": "2021-22", "may": "2022-23"}
    years = "year | start\na | 2019\nb | 2020\nc | 1899\nd | 1999"
    assert worked(years, lambda t: linked_outcomes.days_in_tax_year(t.start), start="whole") == {
        "a": 366,
        "b": 365,
        "c": 365,
        "d": 366,
    }


def test_recorded_destinations_fall_in_groups_and_unknown_ones_are_no_destination() -> None:
    text = """
    outcome         | kind | code
    apprenticeship  | EDU  | 2
    university      | EDU  | 6
    college         | EDU  | 4
    work            | EMP  | 1
    charity         | VOL  | 1
    gap             | GAP  | 1
    looking         | NPE  | 1
    own home        | SDE  | 2
    something else  | OTH  | 1
    not reported    | OTH  | 2
    not reached     | OTH  | 3
    not known       | OTH  | 4
    no record       |      |
    """
    groups = worked(text, lambda t: outcome_group(t.kind, t.code), kind="text", code="whole")
    assert {c.code for c in DESTINATIONS} == set(groups.values())
    assert [o for o, g in groups.items() if g == "unknown"] == ["not reported", "not reached", "not known", "no record"]
    good = worked(
        text,
        lambda t: is_positive(outcome_group(t.kind, t.code)),
        kind="text",
        code="whole",
    )
    assert [o for o, p in good.items() if p] == ["apprenticeship", "university", "college", "work"]


@pytest.mark.parametrize(("setting", "score"), [("minus_one", -1.0), ("zero", 0.0), ("left_out", None)])
def test_progress_of_those_never_entered_is_a_setting(setting: str, score: float | None) -> None:
    text = "student | entered | best | prior\nabsent | no | | 2\nfailed | yes | | 3\nskill | yes | 2.5 | 2"
    found = worked(
        text,
        lambda t: results_16_to_18.english_or_maths_progress(t.entered, t.best, t.prior, no_entry=setting),
        entered="yes_no",
        best="number",
        prior="number",
    )
    assert found == {"absent": score, "failed": -3.0, "skill": 0.5}
