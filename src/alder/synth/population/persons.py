"""Who the learners are, and where they live and learn: what stays with a person, from which their records follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.synth.population import fictitious, frequencies
from alder.synth.population.draws import BLOCK, NEVER, choose, on, spread
from alder.synth.population.frequencies import APPRENTICE, STUDY
from alder.synth.population.record_columns import digits, either, joined, texts

if TYPE_CHECKING:
    from alder.synth.population.draws import Array
    from alder.synth.population.record_columns import Texts
    from alder.synth.population.story import Story


def ages(story: Story) -> Array:
    """Age on 31 August of the year in which the learner came."""
    c, band, within = story.careers, story.draw("age band"), story.draw("age")
    two_years = c.plan - c.start > 400
    found = np.where(two_years, np.where(band < 0.75, 16, 17), np.array([16, 17, 18])[choose(band, (30, 45, 25))])
    for kind, bands in frequencies.AGES.items():
        of = choose(band, [share for _, _, share in bands])
        low = np.array([b[0] for b in bands])[of]
        high = np.array([b[1] for b in bands])[of]
        found = np.where(c.kind == kind, low + np.floor(within * (high - low + 1)).astype(np.int64), found)
    return found


def births(story: Story) -> Array:
    """Dates of birth: somewhere in the twelve months that give the age.

    An apprentice is 16 when the programme starts. One who starts in August, before a birthday later in that month, is
    made a month older.
    """
    last = np.array([on(y, 8, 31) for y in range(1900, 2046)])
    born: Array = last[story.careers.since - ages(story) - 1900] - spread(story.draw("birthday"), 0, 364)
    too_young = (story.careers.kind == APPRENTICE) & (story.careers.start - born <= 16 * 365 + 4)
    old_enough: Array = born - 31 * too_young
    return old_enough


def employed_at_start(story: Story) -> Array:
    """In paid work on the day before learning starts."""
    found: Array = (story.careers.kind == APPRENTICE) | (story.draw("works") < 0.46)
    return found


def has_difficulty(story: Story) -> Array:
    kind = story.careers.kind
    share = np.select([kind == k for k in frequencies.LLDD], list(frequencies.LLDD.values()), 0.0)
    found: Array = story.draw("lldd") < share
    return found


def references(story: Story) -> Texts:
    """LearnRefNumber: the year of joining and the number of the place."""
    return joined("L", digits(story.careers.since % 100, 2), digits(story.numbers, 7))


def ulns(story: Story) -> Array:
    """ULN: each holder of a place has one of their own."""
    since = story.careers.since.reshape(len(story.blocks), BLOCK)
    return np.concatenate(
        [fictitious.ulns(story.provider.number, block, came) for block, came in zip(story.blocks, since, strict=True)]
    )


def low_grade(story: Story, subject: str) -> Array:
    """Young people who came without a GCSE pass in the subject."""
    found: Array = story.draw(f"{subject} grade") < 0.38
    return found


def grade(story: Story, subject: str) -> Texts:
    """GCSE grade on entry: 9 to 1 since 2017, letters before."""
    draw, low = story.draw(f"{subject} which"), low_grade(story, subject)
    below = choose(draw, (50, 28, 12, 10))
    number = np.where(low, below, 4 + choose(draw, (48, 30, 13, 6, 3)))
    letter = np.where(low, below, 4 + choose(draw, (64, 24, 10, 2)))
    numbers, letters = texts(number, _NUMBERS), texts(letter, _LETTERS)
    return either(story.careers.since >= 2017, numbers, letters).where(story.careers.kind == STUDY)


_NUMBERS = ("3", "2", "1", "U", "4", "5", "6", "7", "8")
_LETTERS = ("D", "E", "F", "U", "C", "B", "A", "A*")
"""First those of a low grade, then the others, from the lowest."""


def move_day(story: Story) -> Array:
    """Some move house while they learn."""
    c = story.careers
    day = c.start + 20 + np.floor((c.end - c.start) * story.draw("move day")).astype(np.int64)
    return np.where((story.draw("moves") < 0.07) & (day < c.end), day, NEVER)


def ladder(story: Story) -> Array:
    """Highest level reached before: a position on the ladder."""
    kind, draw = story.careers.kind, story.draw("prior")
    found = np.zeros(story.size, dtype=np.int64)
    for k, likely in frequencies.LADDER.items():
        found = np.where(kind == k, choose(draw, likely), found)
    return found


_REACH = (2_000, 20_000)
"""How far from the main site, in the order of postcodes, most learners live, and most of the others."""
_SHARES = (70, 20, 10)
"""How many of a hundred live so near, so far, and anywhere."""


def homes(story: Story) -> tuple[Array, Array]:
    """The place in the list of each learner's home before learning, and after a move."""
    places = story.places
    if places.is_real:
        return _near(story, "home"), _near(story, "new home")
    many = len(places.postcodes)
    old = spread(story.draw("home"), 0, many - 1)
    return old, (old + spread(story.draw("new home"), 1, many - 1)) % many


def sites(story: Story) -> tuple[Array, Array]:
    """The place of each learner's classroom, and of their workplace if they are apprentices."""
    places = story.places
    if places.is_real:
        return _campus(story), _near(story, "workplace")
    return _campus(story), spread(story.draw("workplace"), 0, len(places.postcodes) - 1)


def _campus(story: Story) -> Array:
    """One of three sites of the provider."""
    first = _main_site(story) if story.places.is_real else story.provider.campus
    found: Array = (first + 11 * spread(story.draw("campus"), 0, 2)) % len(story.places.postcodes)
    return found


def _main_site(story: Story) -> int:
    """Providers are spread over the list."""
    return story.provider.number * 104_729 % len(story.places.postcodes)


def _near(story: Story, what: str) -> Array:
    """A place around the provider's main site for most, anywhere for some."""
    many = len(story.places.postcodes)
    how = choose(story.draw(f"{what} reach"), _SHARES)
    reach = np.array([min(r, many // 2) for r in (*_REACH, many)])[how]
    away = np.floor((2 * story.draw(what) - 1) * reach).astype(np.int64)
    found: Array = (_main_site(story) + away) % many
    return found
