"""A source, explained: as text for the terminal, as JSON, and as the head of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.look.words import counted, listed
from alder.model.explanation import Explanation, Section
from alder.model.service import named_in
from alder.sources import catalogue
from alder.sources.topics import topics

if TYPE_CHECKING:
    from alder.model.layout import SourceEntity, SourceField
    from alder.model.source import AccessRoute, Answer, Gap, Source, SourceLink


def explained(source: Source) -> Explanation:
    """All that the catalogue knows of a source, except its fields one by one."""
    coverage = source.coverage
    rows = [
        ("owner", source.owner),
        ("a row is", source.unit),
        ("covers", f"{coverage.place}: {coverage.people}"),
        ("years", _years(source)),
        *_several("gap", coverage.gaps),
        *_several("break", coverage.breaks),
        ("known by", listed(source.identifiers)),
        ("collected by", f"{source.collected}. {source.how}"),
    ]
    if source.address:
        rows.append(("on the web", source.address))
    if source.imitated_by:
        rows.append(("made-up files", source.imitated_by))
    if coverage.note:
        rows.append(("note", coverage.note))
    return Explanation(
        source.id,
        "source",
        (source.holds.value, f"grade {source.grade}"),
        f"{source.title}. Grade {source.grade}: {source.grade.meaning}.",
        rows=tuple(rows),
        sections=(
            Section("How to get it", rows=tuple(_route(r) for r in source.routes)),
            Section("What it answers", rows=tuple(row for a in source.answers for row in _answer(a))),
            Section("Strong", rows=tuple(("", str(f)) for f in source.strong)),
            Section("Weak", rows=tuple(("", str(f)) for f in source.weak)),
            Section("Joins to", rows=tuple(_link(x) for x in source.links)),
            _layout(source),
            *([Section("Published from it", (f"{listed(source.outputs)}.",))] if source.outputs else []),
            Section("Read in", rows=tuple(("", str(c)) for c in source.cites)),
        ),
        next=_next(source),
        more=as_object(source),
    )


def listed_sources() -> Explanation:
    """Every source with its title, what it holds, its grade and the shortest wait."""
    sections = []
    for holds in dict.fromkeys(s.holds for s in catalogue.every()):
        these = [s for s in catalogue.every() if s.holds is holds]
        rows = tuple((s.id, f"{s.title}. Grade {s.grade}. {_soonest(s.quickest)}{_imitated(s)}") for s in these)
        sections.append(Section(f"{holds[:1].upper()}{holds[1:]}", rows=rows))
    return Explanation(
        "sources",
        "list",
        (f"{len(catalogue.every())} sources",),
        "Where data about learners in England comes from, and what it is joined with.",
        sections=tuple(sections),
        next="About one:  alder sources NAME     For a question:  alder sources --for progression,deprivation",
    )


def listed_topics() -> Explanation:
    """The topics that a question may name, with other words for them."""
    subjects = tuple((t.name, ", ".join((t.title, *t.words[:5]))) for t in topics().values() if not t.is_people)
    people = tuple((t.name, ", ".join((t.title, *t.words[:5]))) for t in topics().values() if t.is_people)
    return Explanation(
        "topics",
        "list",
        (f"{len(subjects)} topics", f"{len(people)} kinds of people"),
        "What a question about sources may name, and some of the words that mean the same.",
        sections=(Section("Topics", rows=subjects), Section("People", rows=people)),
        next="Ask:  alder sources --for retention,deprivation --years 2018/19..2022/23",
    )


def wait_in_words(route: AccessRoute) -> str:
    """How long a route takes; `believed` where no source says so."""
    if route.wait.most_weeks == 0:
        return "at once"
    return f"{route.wait}{', believed' if route.wait_is_believed else ''}"


def _years(source: Source) -> str:
    coverage = source.coverage
    if coverage.years is None:
        return coverage.period if coverage.period != "academic years" else "does not go by years"
    return str(coverage.years) + ("" if coverage.period == "academic years" else f" ({coverage.period})")


def _several(name: str, gaps: tuple[Gap, ...]) -> list[tuple[str, str]]:
    word = name if len(gaps) == 1 else f"{name}s"
    return [(word if n == 0 else "", f"{g.years}: {g.why}") for n, g in enumerate(gaps)]


def _route(route: AccessRoute) -> tuple[str, str]:
    years = f" Years: {route.years}." if route.years else ""
    where = "".join(f" {address}" for address in named_in(route.title, route.gives).values())
    return route.kind.value, f"{wait_in_words(route)}: {route.title}. Gives {route.gives}.{years}{where}"


def _soonest(route: AccessRoute) -> str:
    wait = wait_in_words(route)
    return f"{wait[:1].upper()}{wait[1:]}, {route.kind.value}."


def _imitated(source: Source) -> str:
    return " Made-up files at once." if source.imitated_by else ""


def _answer(answer: Answer) -> list[tuple[str, str]]:
    joined = f" With {listed(answer.through)}." if answer.through else ""
    years = f" Years: {answer.years}." if answer.years else ""
    rows = [(answer.topic, f"{answer.tells}{joined}{years}")]
    return [*rows, ("", f"Cannot: {answer.cannot}")] if answer.cannot else rows


def _link(link: SourceLink) -> tuple[str, str]:
    return link.to, f"by {link.by}{'; ' + link.note if link.note else ''}"


def _layout(source: Source) -> Section:
    if not source.entities:
        return Section("Layout", (source.no_layout,))
    rows = []
    for e in source.entities:
        of = f" of {e.of:,}" if e.of else ""
        fields = f"{len(e.fields)}{of} fields" if e.of else counted(len(e.fields), "field")
        key = f"; key {', '.join(e.key)}" if e.key else ""
        rows.append((e.name, f"{e.grain} ({e.published}); {fields}{key}"))
    return Section("Layout", rows=tuple(rows))


def _next(source: Source) -> str:
    fields = f"Its fields:      alder sources {source.id} --fields\n" if source.entities else ""
    return f"{fields}Beside another:  alder sources compare {source.id} NAME"


def as_object(source: Source) -> dict[str, Any]:
    """Everything about a source, for programs."""
    coverage = source.coverage
    return {
        "id": source.id,
        "title": source.title,
        "also_called": list(source.also_called),
        "owner": source.owner,
        "holds": source.holds.value,
        "unit": source.unit,
        "people": list(source.people),
        "coverage": {
            "place": coverage.place,
            "people": coverage.people,
            "years": str(coverage.years) if coverage.years else None,
            "period": coverage.period,
            "gaps": [{"years": str(g.years), "why": g.why} for g in coverage.gaps],
            "breaks": [{"years": str(g.years), "why": g.why} for g in coverage.breaks],
            "note": coverage.note,
            "cite": str(coverage.cite),
        },
        "identifiers": list(source.identifiers),
        "collected": source.collected.value,
        "how": source.how,
        "address": source.address or None,
        "imitated_by": source.imitated_by or None,
        "grade": source.grade.value,
        "grade_meaning": source.grade.meaning,
        "routes": [
            {
                "kind": r.kind.value,
                "route": r.title,
                "gives": r.gives,
                "wait": r.wait.text,
                "weeks_at_least": r.wait.least_weeks,
                "weeks_at_most": r.wait.most_weeks,
                "wait_is_believed": r.wait_is_believed,
                "years": str(r.years) if r.years else None,
                "topics": list(r.about) or [a.topic for a in source.answers if r.gives_topic(a.topic)],
                "cite": str(r.cite) if r.cite else None,
            }
            for r in source.routes
        ],
        "strong": [{"fact": f.text, "cite": str(f.cite) if f.cite else None} for f in source.strong],
        "weak": [{"fact": f.text, "cite": str(f.cite) if f.cite else None} for f in source.weak],
        "links": [
            {"to": x.to, "by": x.by, "note": x.note, "cite": str(x.cite) if x.cite else None} for x in source.links
        ],
        "answers": [
            {
                "topic": a.topic,
                "tells": a.tells,
                "cannot": a.cannot,
                "with": list(a.through),
                "years": str(a.years) if a.years else None,
            }
            for a in source.answers
        ],
        "outputs": list(source.outputs),
        "entities": [entity_as_object(e) for e in source.entities],
        "no_layout": source.no_layout or None,
        "cites": [str(c) for c in source.cites],
    }


def entity_as_object(entity: SourceEntity) -> dict[str, Any]:
    return {
        "name": entity.name,
        "published_as": entity.published,
        "a_row_is": entity.grain,
        "key": list(entity.key),
        "column_names": [str(p) for p in entity.patterns],
        "fields_published": entity.of,
        "risk_judged_by": entity.judged_by or None,
        "note": entity.note,
        "cite": str(entity.cite),
        "fields": [field_as_object(f) for f in entity.fields],
    }


def field_as_object(field: SourceField) -> dict[str, Any]:
    return {
        "name": field.name,
        "type": field.kind.value,
        "length": field.length,
        "meaning": field.meaning,
        "identifies": field.identifies.value,
        "identification_risk": field.risk,
        "sensitivity": field.sensitivity.value if field.sensitivity else None,
        "years": str(field.years) if field.years else None,
        "also": [str(n) for n in field.also],
        "same_as": field.same_as or None,
        "codes": [{"code": c.key, "label": c.label} for c in field.codes] if field.codes else [],
        "note": field.note,
    }
