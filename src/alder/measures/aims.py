"""What measures of aims share: days of a year, scope, achievement, transfers and restarts, and the record in words.

The words are those of criteria: they say of one aim what the very columns hold that the measure counts, so that a trace
cannot differ from a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.derive.programme import STANDARD, provision
from alder.derive.time import starting_year
from alder.look.words import day as written
from alder.measures.measure import Criterion, Scope
from alder.model.definition import Evidence
from alder.model.expr import cases, coalesce, date, ifelse, is_any_of, literal, null
from alder.model.period import AcademicYear
from alder.sources.ilr.codes import aim as codes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from alder.model.code_list import CodeList

    Row = Mapping[str, Any]
    from alder.model.expr import Day, Table, Text, Truth


WHO = ("ULN", "UKPRN", "LearnRefNumber")
"""The fields by which learners are told apart."""

DATES = ("LearnStartDate", "LearnPlanEndDate", "LearnActEndDate")
ENDING = ("AchDate", "CompStatus", "Outcome")
PROGRAMME = ("ProgType", "FworkCode", "StdCode")
LEARNING = ("LearnAimRef", "AimType", *PROGRAMME, "FundModel")
"""The fields that say what is learned, and so which aims are one."""

MONITORED = ("LearnDelFAMType", "LearnDelFAMCode")
"""The fields that say what an aim is marked as: a restart, or paid for by a loan."""


AT_31_AUGUST: Mapping[Scope | None, str] = dict.fromkeys((None, *Scope), "age_band_31_august")
"""The age bands of measures that take age at the start of the year, in whichever scope."""


def on(day: dt.date | None) -> str:
    """A day as people write it."""
    return written(day) if day else "no date"


def year_of(start: int | None) -> str:
    """An academic year by its starting year."""
    return AcademicYear(start).label if start is not None else "not known"


def coded(list: CodeList, value: int | None) -> str:
    """A field with its code and meaning: `CompStatus 3 (Withdrawn)`."""
    if value is None:
        return f"no {list.field}"
    meaning = next((c.label for c in list if c.code == str(value)), "not on the list")
    return f"{list.field} {value} ({meaning[:1].lower() + meaning[1:]})"


def record_words(row: Row) -> str:
    """What the return says of the aim, as far as measures look at it."""
    ended = f"ended {on(row['LearnActEndDate'])}" if row["LearnActEndDate"] else "without an end"
    parts = [f"begun {on(row['LearnStartDate'])}", f"planned to end {on(row['LearnPlanEndDate'])}", ended]
    if row["AchDate"]:
        parts.append(f"achieved {on(row['AchDate'])}")
    parts.append(coded(codes.comp_status, row["CompStatus"]))
    more = [c for c in (codes.outcome, codes.withdraw_reason) if row[c.field] is not None]
    parts += [coded(c, row[c.field]) for c in more]
    if row["restart"]:
        parts.append("marked as a restart")
    return "; ".join(parts)


RECORD = Criterion(
    "record",
    "What the return says of the aim.",
    "ILR specification",
    Evidence.V,
    lambda row, context: record_words(row),
)
"""The criterion with which each trace begins."""


TRANSFER_REASON = 40
"""The reason for withdrawal that says: to another aim or programme of the same provider."""

MERGER_REASON = 47
"""The reason for withdrawal that says: to another provider, which this one became in a merger."""

_GOES_ON = (9999, 1, 1)
"""Stands for the end of what has none: later than any day."""


def followed(aims: Table) -> Table:
    """The columns that matching needs, with the kind of learning and the identity of what is learned.

    An apprenticeship is known by its programme type and its standard or framework; anything else by its aim reference.
    Missing codes equal missing codes.
    """
    kind = provision(aims)
    apprenticeship = kind == "apprenticeships"
    return aims.select(
        "aim_id",
        "person",
        "ukprn",
        "LearnStartDate",
        "LearnActEndDate",
        "WithdrawReason",
        kind=kind,
        single=~apprenticeship | (aims.AimType == 1).fill_null(False),
        programme=ifelse(apprenticeship, coalesce(aims.ProgType, -1), -1),
        code=ifelse(apprenticeship, coalesce(aims.StdCode, aims.FworkCode, -1), -1),
        reference=ifelse(apprenticeship, "", coalesce(aims.LearnAimRef, "")),
    )


def _transfers(aims: Table, days: int) -> Table:
    """Pairs of a left aim and the aim of the same kind begun within `days` of its end."""
    ended = (aims.CompStatus == 3) & (aims.WithdrawReason == TRANSFER_REASON) & aims.LearnActEndDate.notnull()
    left = followed(aims.filter(ended))
    left = left.filter(left.single)
    left = left.select(left_id="aim_id", person="person", ukprn="ukprn", kind="kind", ended="LearnActEndDate")
    new = followed(aims.semi_join(left, "person"))
    new = new.filter(new.single).select("aim_id", "person", "ukprn", "kind", "LearnStartDate")
    pairs = left.join(new, ["person", "ukprn", "kind"])
    gap = pairs.LearnStartDate.delta(pairs.ended, unit="day")
    return pairs.filter((gap >= 0) & (gap <= days) & (pairs.aim_id != pairs.left_id))


def transferred_from(aims: Table, days: int) -> Table:
    """The aims that were left for another aim of the same kind."""
    return _transfers(aims, days).select(aim_id="left_id").distinct()


def transferred_to(aims: Table, days: int) -> Table:
    """The aims to which a learner transferred."""
    return _transfers(aims, days).select("aim_id").distinct()


def restarted(aims: Table) -> Table:
    """Planned breaks that ended in a restart, with the starting year in which the first restart began."""
    keys = ["person", "ukprn", "kind", "programme", "code", "reference"]
    breaks, again = followed(aims.filter(aims.CompStatus == 6)), followed(aims.filter(aims.restart))
    breaks = breaks.filter(breaks.single).select("aim_id", *keys, paused="LearnActEndDate")
    again = again.filter(again.single).select(*keys, again="LearnStartDate")
    pairs = breaks.join(again, keys)
    pairs = pairs.filter(pairs.paused.isnull() | (pairs.again >= pairs.paused))
    return pairs.group_by("aim_id").aggregate(restart_year=starting_year(pairs.again.min()))


class Restart:
    """What is known of the spell before a restart of an apprenticeship."""

    ANOTHER_YEAR = "another year"
    """Learning broke off in an earlier academic year than the one in which it began again."""
    SAME_YEAR = "same year"
    MERGER = "merger"
    """Learning never broke off: the learner came from a provider that became this one."""
    NOT_KNOWN = "not known"


def spells_before(aims: Table) -> Table:
    """Of restarts of an apprenticeship, the day on which the spell before ended, and whether it did in a merger.

    The spell before is of the same person, programme type and standard or framework, at whichever provider, and began
    earlier. Of several the one that ended last counts; one without an end goes on.
    """
    keys = ["person", "programme", "code"]
    again = followed(aims.filter(aims.restart))
    again = again.filter((again.kind == "apprenticeships") & again.single)
    again = again.select("aim_id", *keys, again="LearnStartDate")
    before = followed(aims.semi_join(again, "person"))
    before = before.filter((before.kind == "apprenticeships") & before.single)
    before = before.select(
        *keys,
        began="LearnStartDate",
        ended=coalesce(before.LearnActEndDate, date(*_GOES_ON)),
        merged=(before.WithdrawReason == MERGER_REASON).fill_null(False),
    )
    pairs = again.join(before, keys)
    pairs = pairs.filter(pairs.began < pairs.again)
    last = pairs.group_by("aim_id").aggregate(
        spell_ended=pairs.ended.max(), spell_merged=pairs.ended.max(where=pairs.merged)
    )
    return last.mutate(spell_merged=(last.spell_merged == last.spell_ended).fill_null(False))


def restart_kind(aims: Table) -> Text:
    """Of restarts the year in which learning broke off, beside the one in which it began again: see `Restart`.

    `aims` have the columns of `spells_before`. Where no spell before is held, the original start decides: if that is of
    another year, so is the break.
    """
    year = starting_year(aims.LearnStartDate)
    original = starting_year(aims.OrigLearnStartDate)
    return cases(
        (~aims.restart.fill_null(False), null("string")),
        (aims.spell_merged.fill_null(False), Restart.MERGER),
        ((starting_year(aims.spell_ended) < year).fill_null(False), Restart.ANOTHER_YEAR),
        (aims.spell_ended.notnull(), Restart.SAME_YEAR),
        ((original < year).fill_null(False), Restart.ANOTHER_YEAR),
        ((original == year).fill_null(False), Restart.SAME_YEAR),
        else_=Restart.NOT_KNOWN,
    )


def within(day: Day, year: int) -> Truth:
    """Whether a day falls in the academic year that starts in `year`."""
    return day.between(date(year, 8, 1), date(year + 1, 7, 31))


def in_scope(aims: Table, scope: Scope | None) -> Truth:
    """Whether the aim belongs to the scope, component aims of a programme included; without a scope every aim does."""
    return literal(True) if scope is None else is_any_of(provision(aims), [scope.value])


def achievement_day(aims: Table, standards_achieved_on: str) -> Day:
    """The day on which an aim was achieved: a standard on its achievement date, anything else on the day it ended."""
    if standards_achieved_on == "end_date":
        return aims.LearnActEndDate
    standard = (aims.ProgType == STANDARD).fill_null(False)
    return ifelse(standard, coalesce(aims.AchDate, aims.LearnActEndDate), aims.LearnActEndDate)


def was_achieved(aims: Table) -> Truth:
    """Whether the aim was achieved, in whichever year. No other matters to what follows from an achievement."""
    return ((aims.CompStatus == 2) & (aims.Outcome == 1)).fill_null(False)
