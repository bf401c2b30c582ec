"""The searches of statistics understand what people say, and mark what they found."""

from __future__ import annotations

import pytest

from alder.web.search.matching import has_words, mark_words, taken_for

TEXT = "apprenticeship achievement in mereshire, apprenticeships achieved by district, sex and ethnic group. retention"
SEARCHES = """
apprent                                | found
how many apprentices in my area finish | found
drop out                               | found
drop-outs by ethnicity                 | found
the achievements                       | found
teachers                               | not found
apprentices abroad                     | not found
"""


@pytest.mark.parametrize(("words", "expected"), [line.split("|") for line in SEARCHES.strip().splitlines()])
def test_what_people_say_finds_what_we_call_it(words: str, expected: str) -> None:
    assert has_words(TEXT, words.strip()) == (expected.strip() == "found")


def test_what_was_found_is_marked_and_little_words_are_not() -> None:
    found = mark_words("Retention in Mereshire", "drop out in")
    assert found == '<mark class="alder-hit">Retention</mark> in Mereshire'
    assert [one.shown for one in taken_for("drop out in")] == ["retention"]
    assert mark_words("<b>", "b") == "&lt;b&gt;"
