"""Where made-up people live and learn: how homes, classrooms and workplaces are spread over a list of places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.synth.population.draws import choose, spread

if TYPE_CHECKING:
    from alder.synth.population.draws import Array
    from alder.synth.population.story import Story

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
