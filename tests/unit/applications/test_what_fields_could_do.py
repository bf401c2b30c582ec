"""The statement on the fields of an application, counted among made-up learners."""

from __future__ import annotations

import pytest
from tests.support.an_application import field

from alder.applications import minimisation as module
from alder.applications.minimisation import minimisation


def test_a_coarser_form_spares_people_and_the_one_that_spares_most_is_proposed() -> None:
    raw = minimisation([field("DateOfBirth"), field("Postcode"), field("Sex")])
    assert raw.counted_by == ("DateOfBirth", "Postcode", "Sex")
    assert raw.learners == module.learners().num_rows > 5_000
    assert raw.alone > 0.9 * raw.learners
    assert raw.alone_then < raw.alone
    assert (raw.proposal, raw.proposed_form) in {("DateOfBirth", "derived"), ("Postcode", "derived")}
    proposed = [
        field(name, form=raw.proposed_form if name == raw.proposal else "as collected") for name in raw.counted_by
    ]
    assert minimisation(proposed).alone == raw.alone_then
    coarse = minimisation([field("DateOfBirth", form="derived"), field("Postcode", form="derived"), field("Sex")])
    assert coarse.alone < 0.02 * coarse.learners
    assert coarse.score < raw.score


def test_counts_of_who_is_alone_are_those_of_a_plain_count() -> None:
    from collections import Counter

    table = module.learners()
    plain = Counter(zip(*(table[name].to_pylist() for name in ("Postcode", "Sex")), strict=True))
    assert minimisation([field("Postcode"), field("Sex")]).alone == sum(1 for count in plain.values() if count == 1)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([field("Sex")], "You ask for 1 field, in the form as collected. It weighs 4:"),
        ([field("Sex", form="banded")], "You ask for 1 field, in a coarser form than collected. It weighs 2:"),
        ([field("Ethnicity")], "A special category of data protection law, such as ethnicity or health: Ethnicity."),
        ([field("Ethnicity", form="banded")], "For that, these count as collected, whatever form you ask for: Eth"),
        ([field("LearnStartDate")], "Not counted, since the records of made-up learners do not hold it: Learn"),
    ],
)  # fmt: skip
def test_the_statement_is_sentences_and_says_what_was_not_counted(rows: list[dict[str, object]], says: str) -> None:
    assert any(sentence.startswith(says) for sentence in minimisation(rows).sentences)
