"""Where made-up people live and learn: in Mereshire, which no map shows, or at real postcodes that somebody gives.

With real postcodes the places are real and nobody in them is: learners, providers and all that happens stay made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.errors import UsageError
from alder.sources.miniature.places import POSTCODES
from alder.synth.draws import choose, spread

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.synth.draws import Array
    from alder.synth.story import Story

_FEWEST = 100
_REACH = (2_000, 20_000)
"""How far from the main site, in the order of postcodes, most learners live, and most of the others."""
_SHARES = (70, 20, 10)


@dataclass(frozen=True)
class Places:
    """A list of postcodes. `is_real` says that they are in order on the ground, so that homes lie around the site."""

    postcodes: tuple[str, ...]
    is_real: bool = False

    def homes(self, story: Story) -> tuple[Array, Array]:
        """The place in the list of each learner's home before learning, and after a move."""
        many = len(self.postcodes)
        if self.is_real:
            return self._near(story, "home"), self._near(story, "new home")
        old = spread(story.draw("home"), 0, many - 1)
        return old, (old + spread(story.draw("new home"), 1, many - 1)) % many

    def sites(self, story: Story) -> tuple[Array, Array]:
        """The place of each learner's classroom, and of their workplace if they are apprentices."""
        many = len(self.postcodes)
        if self.is_real:
            return self._campus(story), self._near(story, "workplace")
        return self._campus(story), spread(story.draw("workplace"), 0, many - 1)

    def _campus(self, story: Story) -> Array:
        """One of three sites of the provider."""
        first = self._main_site(story) if self.is_real else story.provider.campus
        found: Array = (first + 11 * spread(story.draw("campus"), 0, 2)) % len(self.postcodes)
        return found

    def _main_site(self, story: Story) -> int:
        """Providers are spread over the list."""
        return story.provider.number * 104_729 % len(self.postcodes)

    def _near(self, story: Story, what: str) -> Array:
        """A place around the provider's main site for most, anywhere for some."""
        many = len(self.postcodes)
        how = choose(story.draw(f"{what} reach"), _SHARES)
        reach = np.array([min(r, many // 2) for r in (*_REACH, many)])[how]
        away = np.floor((2 * story.draw(what) - 1) * reach).astype(np.int64)
        found: Array = (self._main_site(story) + away) % many
        return found


MERESHIRE = Places(POSTCODES)


def real_places(postcodes: Iterable[str]) -> Places:
    """Places at real postcodes, in their order; refused where they are so few that addresses would stand out."""
    known = tuple(sorted(set(postcodes)))
    if len(known) < _FEWEST:
        raise UsageError(
            f"{len(known)} postcodes are too few for made-up learners to live at",
            where=f"At least {_FEWEST} are needed, so that no address stands out.",
            next="Give a file of postcodes of a whole area, such as the ONS Postcode Directory.",
        )
    return Places(known, is_real=True)
