"""A test of each of many things fails with the name of every one that is wrong."""

import pytest
from tests.support.each import each


def test_every_one_that_is_wrong_is_named_with_its_reason() -> None:
    @each([1, 2, 3, 4], lambda n: f"number {n}")
    def test(n: int) -> None:
        assert n != 2, "two is a crowd"
        assert 12 // (n - 3) < 100

    with pytest.raises(AssertionError, match="2 of 4 are wrong") as failed:
        test()
    said = str(failed.value)
    assert "number 2: two is a crowd" in said
    assert "number 3: ZeroDivisionError" in said
    assert "number 1" not in said


def test_what_is_a_pair_is_given_as_two() -> None:
    @each([("a", 1), ("b", 2)], lambda letter, n: letter)
    def test(letter: str, n: int) -> None:
        assert letter == "a"

    with pytest.raises(AssertionError, match="1 of 2 are wrong:\nb: "):
        test()


def test_nothing_to_look_at_is_a_failure_too() -> None:
    with pytest.raises(AssertionError, match="nothing to look at"):
        each([])(lambda: None)()
