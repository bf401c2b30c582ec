"""Texts are found by their words, their other forms and their beginnings, whatever stands in the question."""

from __future__ import annotations

import pytest

from alder.engine.text_index import MARK, TextIndex

TEXTS = (
    ("Retention rate", "staying", "Of aims due to end, the share whose learner stayed to the end.", ""),
    ("Achievement rate", "success rate, QAR", "The share that was achieved.", "Rates"),
    ("Zoë’s café", "", "A naïve title with “quotes” and * and NEAR(words).", ""),
)


@pytest.fixture(scope="module")
def index() -> TextIndex:
    return TextIndex(TEXTS)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ([[("retention",)]], [0]),
        ([[("retain",), ("retention",)]], [0]),
        ([[("reten",)]], [0]),
        ([[("rates",)]], [1, 0]),
        ([[("rate",)], [("success",)]], [1]),
        ([[("success", "rate")]], [1]),
        ([[("rate", "success")]], []),
        ([[("zoe",)]], [2]),
        ([[('cafe" OR title:"rate',)]], []),
        ([[("near",)]], [2]),
        ([], []),
    ],
)
def test_words_are_found(index: TextIndex, wanted: list[list[tuple[str, ...]]], found: list[int]) -> None:
    assert sorted(hit.place for hit in index.search(wanted)) == sorted(found)


def test_a_title_counts_more_than_a_text(index: TextIndex) -> None:
    first, *_ = index.search([[("achievement",)]])
    assert first.place == 1
    assert first.title == f"{MARK[0]}Achievement{MARK[1]} rate"


def test_some_of_the_words_are_enough_where_that_is_asked(index: TextIndex) -> None:
    wanted = [[("retention",)], [("qar",)]]
    assert index.search(wanted) == []
    assert {hit.place for hit in index.search(wanted, every=False)} == {0, 1}


def test_a_phrase_is_known_or_not(index: TextIndex) -> None:
    assert index.has(("staying",))
    assert not index.has(("wheelbarrow",))
