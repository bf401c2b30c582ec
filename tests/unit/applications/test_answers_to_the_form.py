"""What is wrong with answers to the form of an application, each in a sentence with the question's id."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.an_application import ON, complete, field, words

from alder.applications.answers import SectionProgress, changed, faults, progress, reading_age, shown, sources_of
from alder.applications.form import FormQuestion, form, policy_list


def test_complete_answers_have_no_fault_and_every_section_is_completed() -> None:
    assert faults(complete(), ON) == ()
    assert set(progress(complete(), ON).values()) == {SectionProgress.READY}
    assert sources_of(complete()) == ("ilr",)


def test_a_blank_form_says_what_is_not_answered_and_what_cannot_start_yet() -> None:
    said = faults({}, ON)
    assert {fault.says for fault in said} == {"This is not answered yet."}
    assert [fault.question for fault in said] == [question.id for question in shown({}) if question.required]
    states = progress({}, ON)
    assert {id for id, state in states.items() if state is SectionProgress.CANNOT_START} == {"F", "M"}
    assert progress({"G8": "No."}, ON)["F"] is SectionProgress.NOT_STARTED
    assert progress({"G8": "No."}, ON)["G"] is SectionProgress.IN_PROGRESS


TABLE = """
    A1    x*121                     It has 121 characters, and may have 120.
    A2    table                     You need no application: ask for the table, which takes days and not months.
    A2    made_up                   You need no application: made-up records are free, with alder synth.
    A2    other                     Choose one of: dea, dfe, table and made_up.
    A3    49 words                  It has 49 words. Write between 50 and 400.
    D1    []                        This is not answered yet.
    F4    ea-537                    Choose one of: dea-64, ea-537a and ascla-122.
    F6    yes                       Records are given for research, from which nothing is decided about a single person.
    F3    perhaps                   Answer yes or no: true or false in a file.
    J1    moon                      Choose one of: workspace, assured, home and supply.
    K2    91                        Write a number from 0 to 90.
    K2    a month                   Write a whole number.
    L4    no                        Whoever uses the data acknowledges them in the words that their owners ask for.
    Z9    something                 The form has no such question.
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_an_answer_that_is_wrong_by_itself(line: str) -> None:
    id, rest = line.split(maxsplit=1)
    given, _, says = rest.partition("  ")
    answer: Any = {"yes": True, "no": False, "91": 91, "x*121": "x" * 121, "49 words": words(49), "[]": []}.get(
        given, given
    )
    assert [fault.says for fault in faults({**complete(), id: answer}, ON) if fault.question == id] == [says.strip()]


@pytest.mark.parametrize(
    ("id", "column", "given", "says"),
    [
        ("B1", "email", "amara", "Work e-mail address: write an e-mail address."),
        ("B1", "orcid", "12", "ORCID: write 16 digits in fours, as in 0000-0002-1825-0097."),
        ("B1", "name", "Cleo", None),
        ("B2", "until", "2026-11-30", "The accreditation has ended."),
        ("B2", "until", "soon", "Accredited until: write a day, as in 2027-01-31."),
        ("C2", "number", "A1234567", "Registration number: write Z and seven digits, or Z, a letter and six digits."),
        ("C2", "until", "2026-11-30", "The registration has ended."),
        ("C2", "organisation", "Elsewhere", "The registration of Harwick University is missing."),
        ("C4", "email", "amara@harwick.example", "Whoever leads the project does not sign for the organisation."),
        ("C4", "post", "security lead", "Name a signatory too."),
        ("D4", "question", 2, "There is no research question 2: D1 has 1."),
        ("C2", "colour", "red", "There is no column colour. The columns: number, organisation and until."),
        ("D4", "statistic", "RATE", "Kind of statistic: choose one of the list, or “something else”."),
        ("D4", "statistic", "MICRO", "Kind of statistic: choose one of the list, or “something else”."),
        ("D4", "statistic", "other", "Say what it is, since it is none of the kinds."),
        ("D5", "end", "2026-12-31", "It ends before it begins."),
        ("D5", "end", "2032-06-30", "A project lasts 5 years at most."),
        ("F1", "basis", "research", "Basis: choose one of 6-1-e, 6-1-f, 6-1-c and 6-1-a."),
        ("G1", "source", "irl", "There is no source called irl. Did you mean ilr?"),
        ("G1", "source", "cbds", "The catalogue lists no fields of cbds yet: it cannot be asked for."),
        ("G2", "last", "2017/18", "The last year is before the first."),
        ("G2", "source", "npd_ks4", "That source is not among those of G1."),
        ("G3", "condition", "age < 19", "The condition is not understood: nothing is called age."),
        ("H1a", "until", "2026-11-30", "The approval has ended."),
        ("K1", "until", "2029-05-01", "Data are kept until 90 days after the end of the project at most."),
        ("M1", "name", "Cleo", "Whoever stands in row 1 of B2 has not accepted the terms."),
    ],
)
def test_an_entry_of_a_table_that_is_wrong(id: str, column: str, given: Any, says: str | None) -> None:
    answers = complete()
    answers[id] = [{**answers[id][0], column: given}, *answers[id][1:]]
    if id == "G1":
        del answers["G2"], answers["G4"]
    told = [fault.says for fault in faults(answers, ON) if fault.question == id]
    assert told == ([] if says is None else [says]) or (id == "G1" and says is not None and told[0].startswith(says))
    if id == "B1" and column == "name":
        assert "The lead is one of those who see records: add them." in [fault.says for fault in faults(answers, ON)]


@pytest.mark.parametrize(
    ("given", "adds"),
    [
        ({"C5": True}, "C7"),
        ({"C8": "yes"}, "C9"),
        ({"F3": True}, "F3a"),
        ({"G6": True}, "G6a"),
        ({"H1": False}, "H2"),
        ({"J1": ["workspace", "home"]}, "J3"),
        ({"J1": ["supply"]}, "J2"),
        ({"G4": [field("Ethnicity")]}, "F2"),
    ],
)
def test_what_else_is_asked_follows_from_what_was_said(given: dict[str, Any], adds: str) -> None:
    before = {question.id for question in shown(complete())}
    after = {question.id for question in shown({**complete(), **given})}
    assert after - before == {adds}
    assert adds in {fault.question for fault in faults({**complete(), **given}, ON)}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (field("ULN"), "ULN: an identifier with a meaning outside the data. It cannot be had: records come with a key"),
        (field("FamilyName"), "FamilyName: identifies someone at once. It cannot be had"),
        (field("Postcode"), "Postcode helps to recognise somebody. Say why an area, its deprivation, or the distance"),
        (field("DateOfBirth"), "DateOfBirth helps to recognise somebody. Say why an age, or a month and year"),
        (field("Postcode", raw="the distance is worked out anew for each bus"), None),
        (field("Postcode", form="derived"), None),
        (field("LearnRefNumber"), None),
        (field("Shoe"), "There is no field of ilr called Shoe."),
        (field("Sex", question=3), "There is no research question 3: D1 has 1."),
        (field("Sex", why=" "), "Why it is needed: this is missing."),
        (field("Sex", form="raw"), "Coarsest form that would do: choose one of derived, banded and as collected."),
    ],
)
def test_a_field_is_asked_for_with_a_reason_in_the_coarsest_form_and_never_to_identify(
    row: dict[str, Any], says: str | None
) -> None:
    told = [fault.says for fault in faults({**complete(), "G4": [row]}, ON) if fault.question == "G4"]
    assert len(told) == (says is not None)
    assert says is None or told[0].startswith(says)


def test_the_same_reason_for_more_than_five_fields_is_noticed_and_a_field_is_asked_for_once() -> None:
    names = ["Sex", "CompStatus", "Outcome", "FundModel", "ProgType", "EmpStat"]
    few = [field(name, "to control for it") for name in names[:5]]
    assert faults({**complete(), "G4": few}, ON) == ()
    (noticed,) = faults({**complete(), "G4": [*few, field(names[5], "To control  for it!")]}, ON)
    assert noticed.says == "6 fields have the same reason. Say of each why it is needed."
    assert noticed.is_warning
    (twice,) = faults({**complete(), "G4": [field("Sex"), field("Sex", source="ILR")]}, ON)
    assert (twice.says, twice.row) == ("Sex is asked for twice.", 2)


def test_what_changed_between_two_rounds_is_told_by_question() -> None:
    after = {**complete(), "D3": words(120), "G4": [field("Sex")]}
    del after["B4"]
    assert changed(complete(), after) == ("B4", "D3", "G4")
    assert changed(complete(), complete()) == ()


def test_lists_of_the_law_are_those_of_the_day() -> None:
    before, since = ({one.id for one in policy_list("special_conditions", day)} for day in (ON.replace(year=2025), ON))
    assert "9-2-j" in before - since
    assert "9-2-j-2025" in since - before


def questions() -> list[FormQuestion]:
    return list(form().questions)


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.id)
def test_a_question_is_of_its_section_and_hangs_on_an_earlier_answer_alone(question: FormQuestion) -> None:
    ids = [one.id for one in questions()]
    assert ids.count(question.id) == 1
    assert question.id in {
        one.id for section in form().sections if section.id == question.id[0] for one in section.questions
    }
    earlier = question.when.split()[0] if question.when not in ("", "special categories") else ids[0]
    assert ids.index(earlier) <= ids.index(question.id)
    assert question.label[-1] != "."
    assert not question.help or question.help[-1] in ".?"


ODD = (None, "", 7, True, [], {}, [7], [{}], [{"name": ["x"]}], "x", {"a": 1}, [[]], 1.5, ["x"])


@pytest.mark.parametrize("id", [question.id for question in questions()])
def test_whatever_somebody_writes_in_a_file_is_judged(id: str) -> None:
    for odd in ODD:
        faults({**complete(), id: odd}, ON)
        progress({**complete(), id: odd}, ON)


HARD = "Longitudinal administrative microdata necessitate multilevel heterogeneity specifications. " * 16


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("The cat sat on the mat. It was a fat cat. " * 13, 0),
        ("We ask how far apprentices travel to work. " * 13, 10),
        (HARD, 55),
    ],
)
def test_a_summary_that_few_can_read_is_noticed(text: str, age: int) -> None:
    assert abs(reading_age(text) - age) <= 3
    told = [fault for fault in faults({**complete(), "D2": text}, ON) if fault.question == "D2"]
    assert [fault.is_warning for fault in told] == [True] * (age > 16)
