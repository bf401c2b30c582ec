"""What of figures was made up, in words, and in the names of files."""

from __future__ import annotations

import pytest

from alder.model.made_up import MadeUp, read


@pytest.mark.parametrize(
    ("each", "found"),
    [
        ([], MadeUp.NO_WORD),
        ([False, False], MadeUp.NO_WORD),
        ([True, True], MadeUp.ALL),
        ([True, False], MadeUp.PART),
    ],
)
def test_figures_are_made_up_as_far_as_their_records_are(each: list[bool], found: MadeUp) -> None:
    assert MadeUp.of(each) is found


def test_tables_of_different_kinds_together_are_partly_made_up() -> None:
    assert MadeUp.together([MadeUp.ALL, MadeUp.NO_WORD]) is MadeUp.PART
    assert MadeUp.together([MadeUp.ALL, MadeUp.ALL]) is MadeUp.ALL
    assert MadeUp.together([]) is MadeUp.NO_WORD


@pytest.mark.parametrize("kind", MadeUp)
def test_nobody_is_called_made_up_without_a_word(kind: MadeUp) -> None:
    assert bool(kind) == bool(kind.mark) == bool(kind.heading) == bool(kind.says)
    assert read(kind.mark) is kind


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("rates", "rates_made_up"),
        ("rates_made_up", "rates_made_up"),
        ("Made-up rates", "Made-up rates"),
    ],
)
def test_the_name_of_a_file_says_it_once(given: str, written: str) -> None:
    assert MadeUp.ALL.file_name(given) == written
    assert MadeUp.NO_WORD.file_name(given) == given


@pytest.mark.parametrize("cell", ["made up by the college", "Invented", "", "1"])
def test_other_words_in_a_column_say_nothing(cell: str) -> None:
    assert read(cell) is MadeUp.NO_WORD
