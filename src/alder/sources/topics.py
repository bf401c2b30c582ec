"""The words in which people ask: topics, kinds of people, and the everyday words that mean them.

A question may be a list of topics (`progression, deprivation`) or a sentence; every known word in it counts. The words
are in `topics.txt`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from alder.errors import UsageError, unknown_name

ASSOCIATION = (
    "People who take a course differ from those who do not, in ways that bear on what follows. A difference between "
    "groups is an association, not what the course did."
)
"""What to keep in mind about everything that follows learning."""

EFFECT = (
    "You ask for an effect. None of these sources gives one: nobody was put into a group by chance. Compare like with "
    "like, and say what the comparison rests on."
)
"""What to keep in mind where a question asks what something does."""

_EFFECT = re.compile(
    r"\b(effects?|impacts?|influences?|causes?|caused|because|due to|leads? to|lift|improves?|benefit of)\b"
)

_NEXT = "List them all with:  alder sources --topics"


@dataclass(frozen=True)
class Topic:
    """Something asked about, or with `is_people` the people that a question is about.

    `words` are other ways to say it, each a word or a few; the name and the title count too. `mind` is what whoever
    asks about it must keep in mind, whatever the source.
    """

    name: str
    title: str
    words: tuple[str, ...]
    mind: str = ""
    is_people: bool = False


@cache
def topics() -> dict[str, Topic]:
    """Every topic by name: subjects first, then people."""
    text = resources.files("alder.sources").joinpath("topics.txt").read_text(encoding="utf-8")
    by_name: dict[str, Topic] = {}
    section = ""
    for line in filter(None, (raw.strip() for raw in text.splitlines())):
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            name, title, words, mind = ([c.strip() for c in line.split("|")] + ["", ""])[:4]
            each = tuple(w.strip() for w in words.split(",") if w.strip())
            by_name[name] = Topic(name, title, each, mind.format(association=ASSOCIATION), section == "people")
    return by_name


def topic(name: str) -> Topic:
    """The topic that one word or phrase means; otherwise an error that suggests the nearest."""
    name_of = _phrases().get(_plain(name))
    if name_of is None:
        raise unknown_name("topic", name, [*topics(), *_phrases()], next=_NEXT)
    return topics()[name_of]


def read(question: str) -> tuple[Topic, ...]:
    """The topics in a question, in its order: a list with commas, or a sentence.

    A part that is no topic as a whole is searched for the words that are; longer words win, so that `level 3` is not
    `A level`. A part without any known word is an error.
    """
    named: dict[str, Topic] = {}
    for part in filter(None, (p.strip() for p in question.split(","))):
        names = _within(_plain(part)) or [topic(part).name]
        named |= {name: topics()[name] for name in names}
    if not named:
        raise UsageError("nothing is asked", next=f"Name topics, as in --for progression,deprivation. {_NEXT}")
    return tuple(named.values())


def asks_for_an_effect(question: str) -> bool:
    """Whether the words of a question ask what something does to something."""
    return _EFFECT.search(question.lower()) is not None


def _within(sentence: str) -> list[str]:
    """The topics whose words stand in a sentence, in order; of words that overlap, those with a number, then longer."""
    at: dict[int, str] = {}
    left = f" {sentence} "
    for phrase in sorted(_phrases(), key=lambda p: (any(c.isdigit() for c in p), len(p)), reverse=True):
        for hit in re.finditer(rf"(?<= ){re.escape(phrase)}(?= )", left):
            at[hit.start()] = _phrases()[phrase]
            left = left[: hit.start()] + "_" * len(phrase) + left[hit.end() :]
    return [at[place] for place in sorted(at)]


@cache
def _phrases() -> dict[str, str]:
    """Every way to say a topic, in plain letters, and the topic's name."""
    return {
        _plain(phrase): topic_known.name
        for topic_known in topics().values()
        for phrase in (topic_known.name, topic_known.title, *topic_known.words)
    }


def _plain(text: str) -> str:
    """Small letters and single spaces; hyphens, underscores and marks are spaces, but 19+ keeps its plus."""
    return " ".join(re.sub(r"[^a-z0-9+]+", " ", text.lower()).split())
