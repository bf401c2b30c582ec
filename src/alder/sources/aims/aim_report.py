"""Aims as text and as objects: a list of what was found, one aim in full, and which lists to add that are not held."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from textwrap import shorten, wrap
from typing import TYPE_CHECKING, Any

from alder.look.words import counted, listed, number, short_day
from alder.model.explanation import Explanation, Section
from alder.sources.aims.aim_list import LEVELS, subject_name
from alder.sources.reference.table_catalogue import fetched_from, table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from alder.sources.aims.aim_record import Aim, Validity
    from alder.sources.aims.search import AimQuery, AimResults, Choices
    from alder.sources.reference.table_layout import Origin


def lines(results: AimResults, asked: AimQuery, width: int = 100) -> Iterator[str]:
    """What was found, a line an aim, and what to type next."""
    if not results.total:
        yield f"No aim fits{_asked(asked)}."
        if results.instead:
            yield f"Did you mean:  alder aims {results.instead}"
        else:
            yield "Try fewer words, or fewer conditions."
        return
    heading = f"{counted(results.total, 'aim')}{_asked(asked)}"
    if results.level_in_words:
        heading += f", taking “{LEVELS.get(results.level_in_words, results.level_in_words)}” for the level of the aim"
    yield f"{heading}."
    yield ""
    levels = [LEVELS.get(row["level"], row["level"]) for row in results.rows]
    wide = max(map(len, levels))
    for row, level in zip(results.rows, levels, strict=True):
        left = f"  {row['ref']}  {level:<{wide}}  "
        body = f"   {row['body']}" if row["body"] else ""
        yield f"{left}{shorten((row['title'] or '') + body, max(20, width - len(left)), placeholder=' …')}"
    yield ""
    if results.pages > 1:
        yield f"Page {results.page} of {results.pages}. The next:  --page {results.page + 1}"
    yield f"About one:  alder aims {results.rows[0]['ref']}"


def nothing_held() -> Iterator[str]:
    """Which file to fetch where no list of aims is held."""
    needed = list_to_add()
    yield "this store holds no list of learning aims"
    yield "Fetch one of these, and add it:"
    for origin in needed.files:
        yield ""
        where = origin.page or f"search for: {origin.search}"
        yield from wrap(f"* {origin.file} ({origin.publisher}; {where})", 100, subsequent_indent="  ")
        if origin.note:
            yield from wrap(origin.note, 100, initial_indent="  ", subsequent_indent="  ")
    yield ""
    yield "Then:          alder reference add FILE..."
    yield "Made-up aims:  alder reference add --made-up"


def explained(aim: Aim) -> Explanation:
    """One aim in full."""
    rows = [
        ("level", aim.level),
        ("kind", aim.kind or "not said"),
        ("subject area", f"{aim.area} {aim.area_name}" if aim.area else "none"),
        *([("", f"{aim.subject} {aim.subject_name}")] if aim.subject else []),
        ("awarding body", aim.body or "none"),
        ("hours", _hours(aim)),
        *([("credits", str(aim.credits))] if aim.credits else []),
        *([("categories", "; ".join(aim.categories))] if aim.categories else []),
        *([("under 19", listed(list(aim.under_19)))] if aim.under_19 else []),
        *([("standards", ", ".join(map(str, aim.standards)))] if aim.standards else []),
    ]
    sections = [
        Section("When it may be begun", rows=tuple((v.name, span_in_words(v)) for v in aim.validity)),
        Section(
            "What is paid",
            rows=tuple(
                (r.name, f"£{number(r.weighted or 0, 2)} from {_day(r.start)}{f' to {_day(r.end)}' if r.end else ''}")
                for r in aim.rates
            ),
        ),
        Section(
            "In the register",
            rows=tuple((name, str(value)) for name, value in (aim.register or {}).items() if value is not None),
        ),
        Section("Under the same title", rows=tuple((b.ref, f"{b.body} {b.order}".strip()) for b in aim.beside)),
        Section("What changed", rows=tuple((c.edition, "; ".join(c.said)) for c in aim.changes)),
        Section("In a table of your own", rows=tuple((f"--where '{text}'", who) for who, text in filters_of(aim))),
        Section("Looked up in", rows=aim.editions),
    ]
    return Explanation(
        aim.ref,
        "learning aim",
        (aim.level, *([aim.kind] if aim.kind else [])),
        aim.title,
        rows=tuple(rows),
        sections=tuple(s for s in sections if s.rows),
        next=f"How many were on it:  alder table enrolments --where 'LearnAimRef = {aim.ref}' --year 2024/25",
    )


def span_in_words(validity: Validity) -> str:
    """From 1 Aug 2016; new starts to 31 Jul 2026; ends 31 Jul 2028."""
    parts = [f"from {_day(validity.start)}" if validity.start else "from any day"]
    last = validity.last_start
    if last:
        parts.append(f"new starts to {_day(last)}")
    if validity.end and validity.end != last:
        parts.append(f"ends {_day(validity.end)}")
    return ", ".join(parts) if last or validity.end else f"{parts[0]}, with no end"


def _hours(aim: Aim) -> str:
    if aim.hours is None:
        return "not said"
    guided = f"{number(aim.hours)} guided"
    if aim.least_hours is not None and aim.most_hours is not None and aim.least_hours != aim.most_hours:
        guided = f"{number(aim.least_hours)} to {number(aim.most_hours)} guided"
    return f"{guided}, {number(aim.whole_hours)} in all" if aim.whole_hours else guided


def _day(day: date | None) -> str:
    return short_day(day) if day else "any day"


def _asked(asked: AimQuery) -> str:
    """What was asked, as the end of a sentence."""
    parts = [f"at {LEVELS.get(asked.level, asked.level).lower()}"] if asked.level else []
    parts += [f"in subject area {asked.subject}"] if asked.subject else []
    parts += [f"of {asked.body}"] if asked.body else []
    parts += [f"of the kind {asked.kind}"] if asked.kind else []
    parts += [f"open to new starts on {short_day(asked.on)}"] if asked.on else []
    words = f" for “{asked.words}”" if asked.words else ""
    return words + (f" {', '.join(parts)}" if parts else "")


MORE = (
    "lars_validity",
    "lars_funding",
    "awarding_organisation",
    "ofqual_register",
    "approved_offer",
    "lars_annual_value",
    "lars_category",
    "lars_section_96",
    "lars_code",
)
"""Tables that say more of an aim, the most telling first."""


@dataclass(frozen=True)
class ToAdd:
    """A table that is not held: what it would tell, and the files that fill it, the best way first."""

    table: str
    title: str
    files: tuple[Origin, ...]


def list_to_add() -> ToAdd:
    """What fills the list of aims itself."""
    return _to_add("lars_aim")


def more_to_add(held: Collection[str]) -> tuple[ToAdd, ...]:
    """What would say more, of what is not held."""
    return tuple(_to_add(name) for name in MORE if name not in held)


def _to_add(name: str) -> ToAdd:
    return ToAdd(name, table(name).title, fetched_from(name))


def filters_of(aim: Aim) -> list[tuple[str, str]]:
    """What to put after `--where`, the narrowest first, with whom each counts."""
    filters = [("everyone on this aim", f"LearnAimRef = {aim.ref}")]
    if aim.subject and aim.level_code != "X":
        both = f"subject_area_tier_2 = {_tenths(aim.subject)} and notional_level = {aim.level_code}"
        filters.append((f"everyone on an aim in {aim.subject_name} at {_in_a_sentence(aim.level)}", both))
    if aim.area and not aim.is_generic:
        filters.append((f"everyone on an aim in {aim.area_name}", f"subject_area = {aim.area}"))
    if aim.kind_code:
        filters.append((f"everyone on an aim of the kind {aim.kind}", f"qualification_type = {aim.kind_code}"))
    return filters


def _tenths(subject: str) -> str:
    """7.30 as the variable has it, 7.3."""
    return subject[:-1] if subject.endswith("0") and "." in subject else subject


def _in_a_sentence(level: str) -> str:
    return level[:1].lower() + level[1:]


def found_as_object(results: AimResults, asked: AimQuery) -> dict[str, Any]:
    """A page of what was found, with what was asked and how many there are of each kind."""
    return {
        "asked": {
            "words": asked.words,
            "level": asked.level or results.level_in_words,
            "subject": asked.subject,
            "body": asked.body,
            "kind": asked.kind,
            "on": asked.on.isoformat() if asked.on else None,
            "sort": asked.sort,
        },
        "total": results.total,
        "page": results.page,
        "pages": results.pages,
        "did_you_mean": results.instead or None,
        "aims": [row_as_object(row) for row in results.rows],
        "choices": {
            "levels": _choices(results.levels),
            "subjects": _choices(results.subjects),
            "kinds": _choices(results.kinds),
            "bodies": _choices(results.bodies),
        },
    }


def row_as_object(row: dict[str, Any]) -> dict[str, Any]:
    """One line of a list of aims."""
    return {
        "LearnAimRef": row["ref"],
        "title": row["title"],
        "level": LEVELS.get(row["level"], row["level"]),
        "level_code": row["level"],
        "kind": row["kind"],
        "awarding_body": row["body"],
        "subject_area": row["area"],
        "subject_area_name": subject_name(row["area"]) if row["area"] else None,
        "subject_area_tier_2": row["subject"],
        "subject_area_tier_2_name": subject_name(row["subject"]) if row["subject"] else None,
        "guided_hours": row["hours"],
        "credits": row["credits"],
    }


def aim_as_object(aim: Aim) -> dict[str, Any]:
    """Everything about an aim."""
    fields: dict[str, Any] = _plain(asdict(aim))
    fields["LearnAimRef"] = fields.pop("ref")
    fields["editions"] = dict(aim.editions)
    return {"LearnAimRef": fields.pop("LearnAimRef"), **fields}


def _choices(choices: Choices) -> list[dict[str, Any]]:
    return [{"value": value, "label": label, "aims": count} for value, label, count in choices]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
