"""Where the words of a search stand in a text, marked."""

from __future__ import annotations

import re

from markupsafe import Markup, escape


def marked(text: str, words: str) -> Markup:
    """The text with each word of the search marked, at the beginning of words and in any case."""
    wanted = sorted({word for word in words.casefold().split() if len(word) > 1}, key=len, reverse=True)
    if not wanted:
        return escape(text)
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, wanted))})", re.IGNORECASE)
    parts = pattern.split(text)
    return Markup().join(
        Markup('<mark class="alder-hit">{}</mark>').format(part) if n % 2 else escape(part)
        for n, part in enumerate(parts)
    )


def weight(title: str, rest: str, words: str) -> int:
    """How much a text is about the words: those in its title count most."""
    title, rest = title.casefold(), rest.casefold()
    return sum(10 * title.count(word) + min(rest.count(word), 5) for word in words.casefold().split())
