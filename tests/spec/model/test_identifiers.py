"""Numbers that stand for learners and providers."""

from __future__ import annotations

import numpy as np
import pytest

from alder.model.ids import UKPRN, ULN, check_digits


@pytest.mark.parametrize(
    ("number", "sound", "why"),
    [
        (1000000019, True, "1×10 + 1×2 = 12, remainder 1, so the last digit is 9"),
        (1000000010, False, "last digit wrong"),
        (1000000060, False, "1×10 + 6×2 = 22, remainder 0: no number begins so"),
        (1000000000, True, "1×10 = 10, remainder 10, so the last digit is 0"),
        (9999999999, True, "temporary"),
        (100000001, False, "nine digits"),
        (0, False, "nothing"),
        (-1000000019, False, "negative"),
    ],
)
def test_the_last_digit_of_a_learner_number_follows_from_the_others(number: int, sound: bool, why: str) -> None:
    assert ULN.is_sound(number) is sound, why


def test_every_mistyped_digit_and_every_swap_of_neighbours_is_found() -> None:
    seeds = np.arange(123456000, 123456200, dtype=np.int64)
    sound = [int(s) * 10 + int(d) for s, d in zip(seeds, check_digits(seeds), strict=True) if d >= 0]
    assert len(sound) > 150
    for number in sound:
        text = str(number)
        for place in range(1, 10):
            for digit in "0123456789":
                if digit != text[place]:
                    assert not ULN.is_sound(int(text[:place] + digit + text[place + 1 :]))
            if place < 9 and text[place] != text[place + 1]:
                swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
                assert not ULN.is_sound(int(swapped))


def test_a_learner_number_cannot_end_in_a_log() -> None:
    number = ULN(1000000019)
    assert "1000000019" not in repr(number)
    assert str(number) == "1000000019"
    with pytest.raises(ValueError, match="not a learner number") as caught:
        ULN(1000000010)
    assert "1000000010" not in str(caught.value)


def test_the_temporary_number_identifies_nobody() -> None:
    assert ULN(ULN.TEMPORARY).is_temporary
    assert not ULN(1000000019).is_temporary


def test_a_provider_number_has_eight_digits_and_begins_with_1() -> None:
    assert str(UKPRN(10000001)) == "10000001"
    assert not UKPRN.is_sound(20000000)
    with pytest.raises(ValueError, match="eight digits"):
        UKPRN(1234567)
