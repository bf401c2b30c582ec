"""Figures that a question in plain words asks for: how many of something there are, in a place, in a year, in a group.

They come from the published data sets that say what is asked. Nothing is worked out: what is not published is not
answered, what is hidden stays a symbol, and what several data sets may mean is told of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from django.urls import reverse

from alder.measures import measures
from alder.model.geographic_levels import NATIONAL
from alder.model.symbols import SYMBOLS
from alder.publishing.pages.block_table import mark_at, widest_place
from alder.publishing.tables.choice import Choice, label, usual
from alder.publishing.tables.choice_address import pairs_of
from alder.publishing.tables.chosen_table import table
from alder.show.table import is_number, shown
from alder.web.publications.data_set_store import contents_of, rows_of
from alder.web.publications.public_catalogue import data_sets
from alder.web.search.question_readings import SearchQuestion, measure_called, places_by_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from alder.publishing.contents import Contents
    from alder.publishing.contents.version_contents import DataSetIndicator
    from alder.publishing.tables.choice import FilterCodes, VersionRows
    from alder.publishing.tables.chosen_table import ChosenTable
    from alder.show.table import Key
    from alder.web.publications.public_catalogue import PublicDataSet
    from alder.web.search.question_readings import PlaceNames, QuestionReading, Words

_MOST = 3
"""So many ways to understand a question are answered, and so many data sets named that come near to it."""
_FURTHER = 2
"""Ways that leave so many more words unasked than the best are told too, where the best leaves any."""
_LARGEST = 12
"""Figures of one answer: more are a table, which is one link away."""


@dataclass(frozen=True)
class QuestionFigure:
    """One figure of an answer."""

    about: str
    """What it is of that others of the answer are not: a group, or a period."""
    figure: str
    """As tables show it: a number with its unit, or a symbol."""
    interval: str
    means: str
    """What the symbol says, where there is no number."""


@dataclass(frozen=True)
class PublishedAnswer:
    """Figures of one data set, with what they are of and where all of it stands."""

    about: tuple[str, ...]
    """What all of them are of: the measure, groups, the place and the period."""
    figures: tuple[QuestionFigure, ...]
    breaks: tuple[str, ...]
    """Why figures of several periods do not compare."""
    data_set: PublicDataSet
    address: str
    """The table with these figures, to be changed; beside a share are the counts that it is of."""
    is_of_all: bool
    """Whether no group was named."""
    has_counts: bool
    """Whether the table has other measures beside these figures, such as the counts of a share."""

    @property
    def heading(self) -> str:
        """With the figure, where there is one."""
        said = ", ".join(self.about)
        return f"{said}: {self.figures[0].figure}" if len(self.figures) == 1 else said


@dataclass(frozen=True)
class NearDataSet:
    """A data set that comes near to a question, and what of the question it does not tell apart."""

    data_set: PublicDataSet
    unsaid: Words


@dataclass(frozen=True)
class Reply:
    """What is known of a question: answers; or, where it asks for a figure, what comes near to it."""

    answers: tuple[PublishedAnswer, ...] = ()
    near: tuple[NearDataSet, ...] = ()
    is_unanswered: bool = False


def reply_to(words: str) -> Reply:
    """The figures that a question asks for, if they are published.

    A place is named, or it is a question. Of several data sets of one subject it is one that is most about what is
    asked; where that has no figure, another of the same subject.
    """
    question = SearchQuestion(words)
    found: dict[int, list[_Candidate]] = {}
    for listed in data_sets():
        contents, names = contents_of(listed.version.id), _names(listed.version.id)
        place = question.place_of(names)
        for reading in question.readings(listed.title, contents, names):
            if place or reading.groups or question.is_of_a_figure:
                found.setdefault(len(place[0]) if place else 0, []).append(_Candidate(listed, reading))
    candidates = _of_unit(question, found[max(found)]) if found else []
    candidates = [one for one in candidates if one.reading.is_named] or candidates
    if not any(one.reading.place for one in candidates):  # of everybody: of the nation, where that is published
        candidates = [one for one in candidates if NATIONAL.code in one.contents.level_codes] or candidates
    answers = _answers(candidates)
    if answers:
        return Reply(answers)
    near = _near(question)
    names_a_place = any(question.place_of(_names(listed.version.id)) for listed in data_sets())
    declared = (one.label for measure in measures for one in (*measure.counts, *measure.rates))
    asks = (
        question.wants_count or question.wants_share or (question.is_asked and (near or question.names_any(declared)))
    )
    return Reply((), near, names_a_place or bool(asks))


@dataclass(frozen=True)
class _Candidate:
    """A data set that may have the figure, and how a question reads beside it."""

    data_set: PublicDataSet
    reading: QuestionReading

    @property
    def contents(self) -> Contents:
        return contents_of(self.data_set.version.id)

    @property
    def rank(self) -> tuple[int, int, int]:
        """Those that are about the least beside what is asked go first, then the latest and the smaller."""
        latest = self.contents.periods[max(self.reading.periods) - 1].period
        return self.reading.beside, -int(latest[:4]), self.data_set.version.rows


@lru_cache(maxsize=256)
def _names(version: UUID) -> PlaceNames:
    return places_by_name(contents_of(version))


def _of_unit(question: SearchQuestion, candidates: list[_Candidate]) -> list[_Candidate]:
    """Shares where a share is asked for; counts where it is asked how many, if there are any."""
    if question.wants_share:
        return [one for one in candidates if one.reading.unit == "%"]
    counts = [one for one in candidates if not one.reading.unit]
    return counts if question.wants_count and counts else candidates


def _answers(candidates: Sequence[_Candidate]) -> tuple[PublishedAnswer, ...]:
    """One for each subject and measure: of those that leave fewest words of themselves unasked."""
    by_subject: dict[tuple[str, str], list[_Candidate]] = {}
    for one in sorted(candidates, key=lambda one: one.rank):
        indicator = one.contents.indicators[one.reading.measure]
        by_subject.setdefault((one.reading.subject, indicator.label), []).append(one)
    answers: list[PublishedAnswer] = []
    least = None
    for of_subject in by_subject.values():
        beside = of_subject[0].reading.beside
        if least is not None and beside > (least + _FURTHER if least else 0):
            break
        answer = next((answer for one in of_subject if (answer := _answer(one))), None)
        if answer:
            least = beside if least is None else least
            told = [(other.about[1:], other.figures) for other in answers]
            if (answer.about[1:], answer.figures) not in told:  # a count that stands beside a rate too
                answers.append(answer)
    return tuple(answers[:_MOST])


def _answer(one: _Candidate) -> PublishedAnswer | None:
    reading, listed = one.reading, one.data_set
    data = rows_of(listed.version.id)
    contents = data.contents
    choice = _choice(reading, data)
    if choice is None:
        return None
    indicator = contents.indicators[reading.measure]
    ends = contents.intervals.get(reading.measure, ())
    chosen = table(choice.but(indicators=(reading.measure, *ends)), data)
    keys = [key for key in chosen.figures if key[-1] == reading.measure]
    if not keys or len(keys) > _LARGEST or len({key[1] for key in keys}) < len(reading.periods):
        return None
    several = [n for n, codes in reading.groups.items() if len(codes) > 1]
    fixed = [label(contents, n, codes[0]) for n, codes in reading.groups.items() if len(codes) == 1]
    level, code = choice.places[0]
    periods = [contents.periods[n - 1].label for n in reading.periods]
    counts = [n for n, one in enumerate(contents.indicators) if reading.unit and not contents.is_end(one)]
    pairs = pairs_of(choice.but(indicators=tuple(counts) or choice.indicators), contents)
    about = [measure_called(listed.title, indicator), *fixed, contents.places_by_level[level][code - 1].label]
    return PublishedAnswer(
        (*about, *(periods if len(periods) == 1 else ())),
        tuple(_figure(chosen, key, indicator, several, is_of_times=len(periods) > 1) for key in keys),
        tuple(_breaks(listed, contents, reading.periods)),
        listed,
        f"{reverse('table', args=[listed.id])}?{urlencode(pairs)}",
        not reading.groups,
        len(counts) > 1,
    )


def _choice(reading: QuestionReading, data: VersionRows) -> Choice | None:
    """The place, the times and the groups that are named, and of all other groups the total."""
    place = reading.place or widest_place(data)
    if place is None:
        return None
    named = Choice((place,), reading.periods, tuple(sorted(reading.groups.items())))
    parents = {one.parent for n, one in enumerate(data.contents.filters) if n in reading.groups}
    options: FilterCodes = data.options(named.but(options=()))
    at_first = usual(data.contents, options)
    chosen: dict[int, tuple[int, ...]] = dict(reading.groups)
    for n, codes in enumerate(at_first):
        if n in chosen:
            continue
        if data.contents.filters[n].column in parents:  # what is above a group follows from the group
            codes = data.options_beside(named, n)
            codes = at_first[n] if set(at_first[n]) <= set(codes) else codes
        elif len(codes) != 1:
            return None
        chosen[n] = codes
    return named.but(options=tuple(sorted(chosen.items())), indicators=(reading.measure,))


def _figure(
    chosen: ChosenTable, key: Key, indicator: DataSetIndicator, several: Sequence[int], *, is_of_times: bool
) -> QuestionFigure:
    contents, text = chosen.contents, chosen.figures[key]
    about = [label(contents, n, cast("int", key[2 + n])) for n in several]
    if is_of_times:
        about.append(contents.periods[cast("int", key[1]) - 1].label)
    ends = mark_at(chosen, key, indicator).interval
    interval = " to ".join(shown(str(end), indicator) for end in ends) if ends else ""
    symbol = SYMBOLS.get(text)
    means = "" if is_number(text) or symbol is None else symbol
    return QuestionFigure(", ".join(about), shown(text, indicator, with_unit=True), interval, means)


def _breaks(listed: PublicDataSet, contents: Contents, periods: Sequence[int]) -> list[str]:
    """The breaks after the first of several periods, up to the last."""
    between = {contents.periods[n - 1].label for n in range(min(periods) + 1, max(periods) + 1)}
    return [f"Break from {period}: {reason}" for period, reason in listed.version.breaks if period in between]


def _near(question: SearchQuestion) -> tuple[NearDataSet, ...]:
    """Data sets that have the measure that is asked for, those first that say most of the question."""
    found: list[NearDataSet] = []
    for listed in data_sets():
        version = listed.version.id
        if near := question.near(listed.title, contents_of(version), _names(version)):
            found.append(NearDataSet(listed, near.unsaid))
    found.sort(key=lambda one: (len(one.unsaid), one.data_set.version.rows))
    return tuple(found[:_MOST])
