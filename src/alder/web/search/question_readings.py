"""What a question in plain words asks of a data set: a measure, a place, times and groups of people.

Every word of the question has to be said by what the data set is about, by the name of its measure, or by the place,
times and groups that are named. So a question about hairdressers is no question about everybody, and one measure is
never taken for another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from alder.look.words import in_sentence
from alder.model.word_stems import parts, stem
from alder.show.table import TOTAL_WORDS
from alder.web.search.matching import LITTLE, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alder.publishing.contents import Contents
    from alder.publishing.contents.version_contents import DataSetIndicator
    from alder.web.search.matching import Part

Words = tuple[str, ...]
PlaceNames = Mapping[str, tuple[str, int]]
"""Names of places in small letters, with level and code."""

_YEAR = re.compile(r"\b(20\d\d)(?:\s?[/-]\s?(?:20)?\d\d)?\b")
"""A calendar year, or an academic year by the year in which it begins."""
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_AGO = re.compile(rf"\b(\d\d?|{'|'.join(_NUMBERS)}|an?) years? ago\b")
_SINCE = re.compile(r"\bsince\b")
_LATEST = re.compile(r"\b(?:last|latest|this|current|past) (?:academic )?year\b|\b(?:now|currently|today)\b")
_COUNT = re.compile(r"\bhow many\b|\bnumbers? of\b")
_SHARE = re.compile(r"\b(?:rates?|shares?|proportions?|percentages?|per cent|percent|how likely|chances?)\b|%")
_ASKS = re.compile(r"^(?:how|do|does|did|are|is|was|were|what|which|who)\b")
_MEANS = re.compile(r"^what(?: is|'s|’s| are| does)\b|\bmeans?\b")
"""Someone asks what a word means."""
_AGES = (
    (re.compile(r"\b(?:over|above|older than|at least)(?: the age of)? (\d\d)s?\b"), r" \1+ "),
    (
        re.compile(
            r"\b(\d\d)(?: years)?(?: old)? (?:and|or) (?:over|older|above)\b|\b(\d\d)(?:\s?\+|s plus\b| plus\b)"
        ),
        None,
    ),
    (re.compile(r"\b(?:under|below|younger than)(?: the age of)? (\d\d)s?\b"), r" under \1 "),
    (re.compile(r"\b(?:between )?(\d\d)\s?(?:to|and|-|–)\s?(\d\d)(?: years? olds?)?\b"), r" \1-\2 "),
)
_SPLIT = re.compile(r",? by |, in ")
"""What comes after it in a title is what a data set is split by."""
_PEOPLE = frozenset(parts("people person persons learner learners student students pupil pupils everybody everyone"))
"""Who is counted everywhere, which tells no data set from another."""
_BESIDE = _PEOPLE | frozenset(
    parts(
        "number numbers rate rates share shares proportion percentage percent per cent percents more fewer less than"
        " last latest year years aged age ages old got gotten likely chance chances or versus vs compared amount all"
        " those academic made up median yearly annual much"
    )
)
"""What a question may say beside what it asks for."""
_RATES = frozenset(parts("rate rates share shares"))
"""What tells a share from a count: a question that says none of it means a count before a share."""
_SAME = 6
"""So many first letters of two words are the same where they are forms of one: achieved, achievements."""
_ROOT = 5
"""A word of so many letters is the root of a longer one: start, started."""
_MADE_UP = " (made up)"


@dataclass(frozen=True)
class QuestionReading:
    """What of a data set a question asks for, by positions and codes of its contents."""

    measure: int
    place: tuple[str, int] | None
    """The place that is named; none where a question is about all of them."""
    periods: tuple[int, ...]
    groups: Mapping[int, tuple[int, ...]]
    """For the position of a filter the options that are named."""
    beside: int
    """How many words of the measure and of what is counted were not asked for."""
    unit: str
    """Of the measure: %, £, or nothing where people are counted."""
    is_named: bool
    """Whether the question has the whole name of the measure: then it means no other."""
    subject: str
    """What the data set counts."""


@dataclass(frozen=True)
class NearReading:
    """A data set that has the measure of a question, and what of the question nothing in it says."""

    unsaid: Words


class SearchQuestion:
    """A question as somebody typed it."""

    def __init__(self, words: str) -> None:
        text = " ".join(words.casefold().split())
        self.wants_count, self.wants_share = bool(_COUNT.search(text)), bool(_SHARE.search(text))
        self.is_asked = bool(_ASKS.search(text)) and not _MEANS.search(text)
        self.years = tuple(match[1] for match in _YEAR.finditer(text))
        self.ago = next((_number(match[1]) for match in _AGO.finditer(text)), 0)
        self.is_since = bool(_SINCE.search(text))
        self.says_latest = bool(_LATEST.search(text))
        for pattern in (_COUNT, _YEAR, _AGO, _SINCE, _LATEST):
            text = pattern.sub(" ", text)
        self.text = _with_ages(text)
        """Without times."""

    @cached_property
    def is_of_a_figure(self) -> bool:
        """Whether it asks for a figure even where it names no place."""
        return self.is_asked or self.wants_count or self.wants_share or bool(self.years) or self.says_latest

    def place_of(self, names: PlaceNames) -> tuple[str, str, int] | None:
        """The longest name of a place that it has, with its level and code."""
        longest = max((name for name in names if name in self.text and _has_name(self.text, name)), key=len, default="")
        return (longest, *names[longest]) if longest else None

    def readings(self, title: str, contents: Contents, names: PlaceNames) -> list[QuestionReading]:
        """What it asks of a data set of this title, by each measure that it may mean."""
        return list(_QuestionBesideData(self, title, contents, names).readings())

    def near(self, title: str, contents: Contents, names: PlaceNames) -> NearReading | None:
        """What a data set does not say of it, though it has the measure."""
        read = _QuestionBesideData(self, title, contents, names)
        split = (title, *(filter.label for filter in contents.filters))
        unsaid = [read.unsaid(n, *split) for n in range(len(contents.indicators)) if read.is_meant(n)]
        return NearReading(min(unsaid, key=len)) if unsaid else None

    def names_any(self, labels: Iterable[str]) -> bool:
        """Whether it asks for any of the measures with these names."""
        meant = parts_of(self.text)
        asked = frozenset(word for part in meant for way in part for word in way)
        return any(_is_among(_core(label)[0], asked) for label in labels if _counts(_core(label)[0]))


class _QuestionBesideData:
    """One question beside one data set."""

    def __init__(self, question: SearchQuestion, title: str, contents: Contents, names: PlaceNames) -> None:
        self._question, self._contents = question, contents
        self._place = question.place_of(names)
        text = question.text.replace(self._place[0], " ") if self._place else question.text
        words = _tokens(text)
        self._groups, rest = _groups_in(words, contents)
        self._parts = parts_of(" ".join(rest))
        meant = (word for part in self._parts for way in part for word in way)
        self._asked = frozenset((*rest, *meant))
        self._subject = _subject(title)
        self._counted = parts(self._subject)

    def readings(self) -> Iterator[QuestionReading]:
        contents, place, periods = self._contents, self._place, self._periods()
        for n, indicator in enumerate(contents.indicators if periods else ()):
            if self.is_meant(n) and not self.unsaid(n):
                yield QuestionReading(
                    n,
                    place[1:] if place else None,
                    periods,
                    self._groups,
                    self._beside(indicator.label),
                    indicator.unit,
                    self._is_named(indicator.label),
                    self._subject,
                )

    def _beside(self, label: str) -> int:
        """How many words of the measure and of what is counted are not asked for, and how many are by another name."""
        words = set(filter(_tells, parts(self._subject.partition(":")[0])))
        if self._is_named(label):
            return self._unasked(words)
        said = frozenset((*self._counted, *parts(label), *_tokens(_with_ages(label.casefold()))))
        by_another = sum(not _is_said(part[:1], said) for part in self._parts)
        if self._is_subject_asked:
            return by_another + self._unasked(words & _RATES)
        return by_another + self._unasked(words | set(_core(label)) | _RATES.intersection(parts(label)))

    def _unasked(self, words: Iterable[str]) -> int:
        asked = self._asked | (_RATES if self._question.wants_share else frozenset())
        return sum(not _is_among(word, asked) for word in words)

    def _is_named(self, label: str) -> bool:
        """One word alone names nothing for certain: learners are counted everywhere."""
        return len(parts(label)) > 1 and _has_name(self._question.text, _with_ages(label.casefold()))

    def is_meant(self, measure: int) -> bool:
        """Whether the measure is asked for by the first word of its name, or by all that its data set counts."""
        contents = self._contents
        indicator = contents.indicators[measure]
        if contents.is_end(indicator) or indicator.unit == "string":
            return False
        if _is_among(_core(indicator.label)[0], self._asked):
            return True
        is_first = measure == next((n for n, one in enumerate(contents.indicators) if self._is_first(one.unit)), -1)
        return is_first and self._is_subject_asked

    @property
    def _is_subject_asked(self) -> bool:
        counted = [word for word in self._counted if _counts(word)] or self._counted
        return all(_is_among(word, self._asked) for word in counted)

    def _is_first(self, unit: str) -> bool:
        """The first share stands for a data set that has any, unless how many is asked."""
        has_shares = any(one.unit == "%" for one in self._contents.indicators)
        return (unit == "%") == (has_shares and not self._question.wants_count)

    def unsaid(self, measure: int, *split: str) -> Words:
        """Words of the question that the measure, what is counted, the place, times and groups do not say; `split` says
        by what groups are told apart.
        """
        text = " ".join((self._contents.indicators[measure].label, *split))
        said = frozenset((*self._counted, *parts(text), *_tokens(_with_ages(text.casefold()))))
        return tuple(word for part in self._parts if not _is_said(part, said) for word in part[0])

    def _periods(self) -> tuple[int, ...]:
        """The periods that are asked for, the latest where none is; nothing where one of them is not there."""
        periods, question = self._contents.periods, self._question
        begins = {period.period[:4]: n for n, period in reversed([*enumerate(periods, 1)])}
        last = len(periods)
        asked = [begins.get(year, 0) for year in question.years]
        if question.ago:
            asked += [begins.get(str(int(periods[-1].period[:4]) - question.ago), 0)]
        if not asked or question.ago or question.is_since:
            asked.append(last)
        return tuple(sorted(set(asked))) if all(asked) else ()


def measure_called(title: str, indicator: DataSetIndicator) -> str:
    """A measure with what its data set counts, unless one of them says the other: Apprenticeship starts."""
    counted = _subject(title).partition(":")[0]
    if _is_said_by(counted, indicator.label):
        return indicator.label
    is_of_rates = _is_said_by("rate", counted)
    is_alike = is_of_rates == (indicator.unit == "%") and not _counts_everybody(indicator.label)
    if is_alike and _is_said_by(indicator.label, counted):
        return counted
    return f"{counted}: {in_sentence(indicator.label)}"


def _subject(title: str) -> str:
    """What a data set counts, by its title without what it is split by."""
    return _SPLIT.split(title)[0]


def _is_said_by(text: str, other: str) -> bool:
    """Whether another text has all words of one that count, in any of their forms."""
    words = [word for word in parts(text) if word not in LITTLE and not word.isdecimal()]
    said = frozenset(parts(other))
    return all(_is_among(word, said) for word in words)


def _counts_everybody(label: str) -> bool:
    """Whether the name of a measure says who is counted, and nothing of what they did: Students."""
    return not any(map(_counts, parts(label)))


def _with_ages(text: str) -> str:
    """A text in which ages are told in one way: 50+, 16-18, under 19."""
    for pattern, instead in _AGES:
        text = pattern.sub(instead if instead else lambda m: f" {m[1] or m[2]}+ ", text)
    return " ".join(text.split())


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _NUMBERS.index(text) + 1 if text in _NUMBERS else 1


@lru_cache(maxsize=1024)
def _tokens(text: str) -> Words:
    """Words in small letters; an age as one: 50+, 16-18, under 19."""
    text = re.sub(r"\bunder (\d\d)\b", r"under\1", text.casefold())
    text = re.sub(r"(\d\d)\s?[-–]\s?(\d\d)\b", r"from\1to\2", text)
    return tuple(parts(re.sub(r"(\d\d)\+", r"from\1", text)))


@cache
def _group_names() -> dict[Words, list[Words]]:
    """For a group by its label, other names of it."""
    names: dict[Words, list[Words]] = {}
    text = files("alder.web.search").joinpath("group_names.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            said, meant = line.split("|")
            for group in meant.split(";"):
                names.setdefault(_tokens(group), []).extend(_tokens(name) for name in said.split(","))
    return names


_NO_GROUP = frozenset({("education",), ("preparation",), ("information",), ("any",), ("other",), ("not",)})
"""Beginnings of labels that say nothing by themselves."""


@lru_cache(maxsize=8192)
def _called(label: str) -> frozenset[Words]:
    """What a group is called: its label, the first thing that it names, what stands in brackets, and other names."""
    if label.casefold().startswith((*TOTAL_WORDS, "unknown", "not applicable")):
        return frozenset()
    first = _tokens(re.split(r",|/|\(| and | or ", label.replace("&", " and "))[0])
    within = [_tokens(text) for text in re.findall(r"\((.*?)\)", label)]
    names = {_tokens(label), first, *within} - _NO_GROUP
    others = {other for name in names for other in _group_names().get(name, ())}
    return frozenset(name for name in names | others if name)


def _groups_in(words: Words, contents: Contents) -> tuple[dict[int, tuple[int, ...]], Words]:
    """The groups that are named, and the words beside them. The longest name goes first, and of filters that divide
    each other the wider one.
    """
    by_name: dict[Words, list[tuple[int, int]]] = {}
    wide_first = sorted(enumerate(contents.filters), key=lambda numbered: bool(numbered[1].parent))
    for n, one in wide_first:
        for code, option in enumerate(one.options, 1):
            for name in _called(option.label):
                by_name.setdefault(name, []).append((n, code))
    left: list[str] = list(words)
    found: dict[int, list[int]] = {}
    for size in range(max(map(len, by_name), default=0), 0, -1):
        for at in range(len(left) - size + 1):
            if named := by_name.get(tuple(left[at : at + size])):
                n, code = named[0]
                found.setdefault(n, []).append(code)
                left[at : at + size] = [""] * size
    return {n: tuple(sorted(set(codes))) for n, codes in found.items()}, tuple(filter(None, left))


@lru_cache(maxsize=512)
def _core(label: str) -> Words:
    """The words of a measure's name that tell what it is; who is counted only where nothing else does."""
    words = [word for word in parts(label.partition("(")[0]) if word not in LITTLE]
    return tuple(word for word in words if _counts(word)) or tuple(words)


def _counts(word: str) -> bool:
    return word not in LITTLE and word not in _BESIDE and not word.isdecimal()


def _tells(word: str) -> bool:
    return _counts(word) or word in _RATES


def _is_said(part: Part, said: frozenset[str]) -> bool:
    """Whether a part of a question is said in one of the ways to say it."""
    return any(all(word in _BESIDE or word in LITTLE or _is_among(word, said) for word in way) for way in part)


def _is_among(word: str, others: frozenset[str]) -> bool:
    return any(_is_form(word, other) for other in others)


@lru_cache(maxsize=65_536)
def _is_form(word: str, other: str) -> bool:
    """Whether two words are forms of one: started, starts; achieved, achievers."""
    word, other = word.removesuffix("ed"), other.removesuffix("ed")
    if stem(word) == stem(other):
        return True
    short, long = sorted((word, other), key=len)
    return (len(short) >= _ROOT and long.startswith(short.removesuffix("s"))) or (
        len(short) >= _SAME and short[:_SAME] == long[:_SAME]
    )


def places_by_name(contents: Contents) -> PlaceNames:
    """The places of a version by their names in small letters; of one name that of the narrowest level."""
    return {
        place.label.removesuffix(_MADE_UP).casefold(): (group.level, code)
        for group in contents.places
        if group.level in contents.level_codes
        for code, place in enumerate(group.places, 1)
        if (group.level, code) not in contents.impossible_places
    }


def _has_name(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None
