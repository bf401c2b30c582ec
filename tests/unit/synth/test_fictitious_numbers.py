"""Numbers that nobody has: different for everybody, with right check digits, at any size."""

from __future__ import annotations

import numpy as np
import pytest

from alder.errors import UsageError
from alder.synth.population.draws import BLOCK, Draws, choose, spread
from alder.synth.population.fictitious import employers, pair_rank, ulns


def test_no_two_learners_share_a_number() -> None:
    seen = [
        ulns(p, b, np.full(BLOCK, since))
        for p, b in ((0, 0), (0, 1), (1, 0), (2, 9), (60, 3))
        for since in (2012, 2020)
    ]
    together = np.concatenate(seen)
    assert len(np.unique(together)) == len(together)
    assert together.min() >= 5_000_000_000
    assert together.max() < 9_999_999_999


def test_check_digits_are_right() -> None:
    digits = ulns(3, 4, np.arange(BLOCK) % 16 + 2012)[:, None] // 10 ** np.arange(9, -1, -1) % 10
    remainder = (digits[:, :9] * np.arange(10, 1, -1)).sum(axis=1) % 11
    assert (remainder != 0).all()
    assert (10 - remainder == digits[:, 9]).all()


def test_every_block_of_every_provider_has_its_own_rank() -> None:
    pairs = [(p, b) for p in range(40) for b in range(40) if (p + 1) * (b + 1) <= 40]
    assert sorted(pair_rank(p, b) for p, b in pairs) == list(range(len(pairs)))


def test_a_national_collection_fits_and_more_is_refused() -> None:
    for p, b in ((299, 7), (0, 900), (2400, 0)):
        ulns(p, b, np.full(BLOCK, 2020))
    with pytest.raises(UsageError, match="not enough fictitious learner numbers"):
        ulns(5000, 50, np.full(BLOCK, 2020))


def test_employer_numbers_check() -> None:
    for number in employers()[:50].tolist():
        digits = [int(d) for d in str(number)]
        check = 11 - sum(d * k for d, k in zip(digits, range(9, 1, -1), strict=False)) % 11
        assert digits[8] == check % 11
        assert check != 10


def test_a_draw_depends_on_what_is_asked_and_nothing_else() -> None:
    one, two = Draws(7, 0, 0), Draws(7, 0, 0)
    two.uniform("something else", 2019)
    assert (one.uniform("sex", 2020) == two.uniform("sex", 2020)).all()
    for other in (Draws(8, 0, 0), Draws(7, 1, 0), Draws(7, 0, 1)):
        assert (one.uniform("sex", 2020) != other.uniform("sex", 2020)).all()
    assert (one.uniform("sex", 2020) != one.uniform("sex", 2021)).all()
    assert (one.uniform("sex", 2020) != one.uniform("age", 2020)).all()


def test_draws_fall_where_shares_say() -> None:
    draw = np.array([0.0, 0.19, 0.2, 0.99999])
    assert choose(draw, (1, 4)).tolist() == [0, 0, 1, 1]
    assert spread(draw, 5, 9).tolist() == [5, 5, 6, 9]
