"""Checks of time_period and time_identifier."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alder.publishing.screener.check import Fault, Stage, quoted, screener, some
from alder.publishing.screener.subject import first_line, numbered
from alder.publishing.standard.periods import IDENTIFIER_BY_TEXT, TimeIdentifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alder.publishing.screener.subject import Subject

_KNOWN = {text: identifier for text, identifier in IDENTIFIER_BY_TEXT.items() if identifier.in_screener}


def _items(subject: Subject, name: str, odd: Callable[[str], object], said: str) -> Iterator[Fault]:
    """Items of a column that should not be there."""
    column = subject.column(name)
    if numbers := column.which(odd):
        items = [column.items[number] for number in numbers]
        yield Fault(f"{said}: {some(items)}.", column=name, line=column.line(numbers), lines=column.count(numbers))


@screener.check("time_period_num", Stage.TIME_NEEDED)
def periods_are_numbers(subject: Subject) -> Iterator[Fault]:
    """time_period has four or six digits and nothing else.

    Write 2024 for one year, 202425 for a year that ends in the next. The years of a label, 2024/25, are written by
    the service.
    """
    # The short description of this check in circulation says "digits only"; the recorded verdicts fail 201 as well.
    yield from _items(
        subject, "time_period", lambda item: not re.fullmatch("[0-9]{4}([0-9]{2})?", item), "Not a period"
    )


@screener.check("time_id_valid", Stage.TIME_NEEDED)
def identifiers_are_known(subject: Subject) -> Iterator[Fault]:
    """time_identifier is one that the standard has, spelt so.

    Mind capitals: Academic year, Autumn term, Week 1. The standard's quarters of academic, calendar and tax years are
    refused by the department's screener.
    """
    yield from _items(subject, "time_identifier", lambda item: item not in _KNOWN, "Not an identifier")


@screener.check("time_id_mix", Stage.TIME_NEEDED)
def identifiers_of_one_family(subject: Subject) -> Iterator[Fault]:
    """All rows have identifiers of one family: terms, weeks, months, quarters, halves, or one kind of year.

    Put the other periods into a data set of their own.
    """
    column = subject.column("time_identifier")
    families = {_family(item) for item in column.items}
    if len(families) > 1 or "" in families:
        first = _family(column.items[0])
        other = column.which(lambda item: not _family(item) or _family(item) != first)
        said = f"Not of one family: {some(column.items)}."
        yield Fault(said, column="time_identifier", line=column.line(other), lines=column.count(other))


def _family(item: str) -> str:
    return _KNOWN[item].family if item in _KNOWN else ""


@screener.check("time_period", Stage.TIME)
def periods_have_their_digits(subject: Subject) -> Iterator[Fault]:
    """time_period has the digits of its identifier: four or six.

    Calendar and reporting years, weeks and months have four; academic, financial and tax years and their parts six.
    """
    yield from _pairs(
        subject, lambda period, identifier: len(period) != identifier.digits, "{period} is not written for {identifier}"
    )


@screener.check("time_period_six", Stage.TIME)
def six_digits_are_two_years_running(subject: Subject) -> Iterator[Fault]:
    """Six digits name a year and the year after it.

    202122 is good, 202120 is not.
    """
    yield from _items(
        subject,
        "time_period",
        lambda item: len(item) == 6 and (int(item[:4]) + 1) % 100 != int(item[4:]),
        "Not two years running",
    )


def _pairs(subject: Subject, odd: Callable[[str, TimeIdentifier], bool], said: str) -> Iterator[Fault]:
    """Pairs of period and identifier that do not go together."""
    periods, identifiers = subject.column("time_period"), subject.column("time_identifier")
    pairs = numbered([periods, identifiers], subject.data.num_rows)
    wide = len(identifiers.items)
    for n, period in enumerate(periods.items):
        for m, text in enumerate(identifiers.items):
            known = IDENTIFIER_BY_TEXT.get(text)
            if known and odd(period, known) and (rows := pairs == n * wide + m).any():
                words = said.format(period=quoted(period), identifier=quoted(text))
                yield Fault(f"{words}.", column="time_period", line=first_line(rows), lines=int(rows.sum()))
