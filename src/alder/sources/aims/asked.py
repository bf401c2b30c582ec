"""What is asked of the list of aims: words or a number, filters, an order and a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alder.model.word_stems import parts

if TYPE_CHECKING:
    from datetime import date

SORTS = {"best": "Best match", "title": "A to Z", "level": "Level", "newest": "Newest first"}
"""Orders by name. Without words the best match is from A to Z."""

_LEVEL = re.compile(r"\blevels? ?([1-8])\b|\b(entry)(?: level)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class AimsAsked:
    """`subject` is a sector subject area of either tier, `7` or `7.30`; `kind` and `body` are as lists show them.

    `on` keeps aims that learners could begin on that day.
    """

    words: str = ""
    level: str = ""
    subject: str = ""
    body: str = ""
    kind: str = ""
    on: date | None = None
    sort: str = "best"
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        return bool(self.level or self.subject or self.body or self.kind or self.on)

    @property
    def number(self) -> str:
        """The words as a reference without slashes, where they could be one or the beginning of one; else nothing."""
        text = re.sub(r"[\s/.-]+", "", self.words).upper()
        return text if re.fullmatch(r"(?=.*\d)[A-Z0-9]{4,8}", text) else ""

    def but(self, **changes: object) -> AimsAsked:
        return replace(self, **changes)  # type: ignore[arg-type]

    def split(self) -> tuple[list[str], str]:
        """The words of titles, and the level that is among them: "level 3 hairdressing" asks for level 3."""
        found = _LEVEL.search(self.words)
        if found is None or self.level:
            return parts(self.words), ""
        rest = self.words[: found.start()] + " " + self.words[found.end() :]
        return parts(rest), found[1] or "E"
