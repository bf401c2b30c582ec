"""What a question in plain words asks of a data set, and what it does not."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.text_tables import rows

from alder.publishing.contents import Contents
from alder.publishing.contents.version_contents import (
    DataSetFilter,
    DataSetIndicator,
    Option,
    Place,
    PlaceGroup,
    TimePeriod,
)
from alder.web.search.question_readings import SearchQuestion, measure_called, places_by_name

SUBJECTS = "Construction, Planning and the Built Environment", "Engineering and Manufacturing Technologies"
FILTERS = {
    "Sex": ("Female", "Male", "Total"),
    "Age": ("16-18", "19-24", "50+", "Under 19", "Total"),
    "Subject": (*SUBJECTS, "Total"),
    "Deprivation": ("Five (least deprived)", "One (most deprived)", "Outside England", "Total"),
}


def contents(labels: str, nation: str = "E92990001") -> Contents:
    """Of districts of a nation from 2017/18 to 2020/21, with measures of these names: those that begin with % are
    shares, with £ money.
    """
    filters = tuple(
        DataSetFilter(name, name, name, "", tuple(Option(label, label) for label in options))
        for name, options in FILTERS.items()
    )
    indicators = tuple(
        DataSetIndicator(label, label, label.lstrip("%£ "), label[0] if label[0] in "%£" else "", 0)
        for label in labels.split("; ")
    )
    places = (
        PlaceGroup("LAD", (Place("e", "Eastmoor"), Place("z", "Outside of England", (("code", "z"),)))),
        PlaceGroup("NAT", (Place("w", "Wealdmark (made up)", (("code", nation),)),)),
    )
    periods = tuple(TimePeriod(f"{year}{year - 1999}", "AY") for year in range(2017, 2021))
    return Contents(filters, indicators, ("LAD", "NAT"), places, periods, 10)


DATA_SETS = {
    "Apprenticeship starts by age and sex": contents("Starts"),
    "Learners by age": contents("Participation"),
    "Courses: those who stayed to the end": contents("Completers; Leavers; % Retention rate"),
    "Courses: those who passed, of those who stayed": contents("Achievers; Completers; % Pass rate"),
    "Achievement rates of courses by age": contents("% Achievement rate; Achievers"),
    "Pay after further education by age": contents("£ Median yearly earnings; With earnings"),
    "Learners who went on, by level": contents("% Progression to further learning; Went on"),
}

ASKED = """
question                                                | measures                                      | place | times     | groups
how many people started an apprenticeship in Eastmoor   | Starts                                        | LAD   | 2020      |
how many women and men started apprenticeships in 2019? | Starts                                        |       | 2019      | Female, Male
are there fewer apprenticeship starts than 2 years ago  | Starts                                        |       | 2018 2020 |
starts of engineering apprenticeships by people over 50 | Starts                                        |       | 2020      | 50+, Engineering and Manufacturing Technologies
apprenticeship starts of poor people since 2017         | Starts                                        |       | 2017 2020 | One (most deprived)
learners aged between 19 and 24 in Eastmoor             | Participation                                 | LAD   | 2020      | 19-24
who drops out of courses in Eastmoor                    | Retention rate                                | LAD   | 2020      |
pass rate of courses                                    | Achievers, Pass rate, Achievement rate, Achievers |       | 2020      |
do students go on to more learning                      | Progression to further learning, Went on      |       | 2020      |
what do people earn on average after further education  | Median yearly earnings, With earnings         |       | 2020      |
what are hairdressers paid                              |
how many hairdressers started an apprenticeship         |
apprenticeship starts in 2031                           |
apprenticeship starts outside of England                |
art courses in Eastmoor                                 |
how many trains start in Eastmoor                       |
"""  # noqa: E501  # a line is a question with its answer


@pytest.mark.parametrize("line", rows(ASKED), ids=lambda line: line["question"])
def test_every_word_of_a_question_is_said_by_what_it_is_answered_with(line: dict[str, Any]) -> None:
    question, found = SearchQuestion(line["question"]), []
    for title, one in DATA_SETS.items():
        for reading in question.readings(title, one, places_by_name(one)):
            groups = [one.filters[n].options[code - 1].label for n, codes in reading.groups.items() for code in codes]
            years = " ".join(one.periods[n - 1].period[:4] for n in reading.periods)
            place = reading.place[0] if reading.place else ""
            found.append((one.indicators[reading.measure].label, place, years, sorted(groups)))
    measures = [name.strip() for name in str(line["measures"] or "").split(",") if name.strip()]
    assert [name for name, *_ in found] == measures
    groups = sorted(name for name in str(line.get("groups") or "").split(", ") if name)
    assert all(one[1:] == (line["place"] or "", str(line["times"]), groups) for one in found), found


def test_a_question_says_what_a_data_set_that_comes_near_does_not_tell_apart() -> None:
    title, one = next(iter(DATA_SETS.items()))
    near = SearchQuestion("how many hairdressers of each age start an apprenticeship").near(title, one, {})
    assert near is not None
    assert near.unsaid == ("hairdressers", "each")
    assert SearchQuestion("what do hairdressers earn").near(title, one, {}) is None


def test_outside_of_england_is_a_place_and_a_group_of_england_and_of_no_made_up_nation() -> None:
    made_up, england = contents("Starts"), contents("Starts", "E92000001")
    assert made_up.impossible_places == {("LAD", 2)}
    assert made_up.impossible_options == {3: {3}}
    assert (england.impossible_places, england.impossible_options) == (frozenset(), {})


@pytest.mark.parametrize(
    ("title", "label", "unit", "told"),
    [
        ("Apprenticeship starts by level", "Starts", "", "Apprenticeship starts"),
        ("Learners by age", "Learners", "", "Learners"),
        ("Apprentices by age", "Learners", "", "Apprentices: learners"),
        ("Courses: those who stayed to the end", "Retention rate", "%", "Courses: retention rate"),
        ("Achievement rates of courses by age", "Achievement rate", "%", "Achievement rates of courses"),
        ("Achievement rates of courses by age", "Achievers", "", "Achievement rates of courses: achievers"),
        ("Students who stayed and were assessed", "Students", "", "Students who stayed and were assessed: students"),
    ],
)
def test_an_answer_is_called_by_its_measure_and_by_what_is_counted(
    title: str, label: str, unit: str, told: str
) -> None:
    assert measure_called(title, DataSetIndicator("id", "column", label, unit, 0)) == told
