"""Sources and fields as programs want them: plain values, ready for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alder.model.layout import SourceEntity, SourceField
    from alder.model.source import Source


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
