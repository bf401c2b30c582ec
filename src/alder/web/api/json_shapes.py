"""How the API shows publications, data sets and versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.publishing.releases import VersionState
from alder.publishing.shapes import paging

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alder.disclosure.ledger.cautions import Cautions
    from alder.web.publications.models import DataSet, DataSetVersion


def page_of(items: Sequence[Any], page: tuple[int, int], shown: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """One page of a list."""
    number, size = page
    return {
        "paging": paging(number, size, len(items)),
        "results": [shown(item) for item in items[(number - 1) * size : number * size]],
    }


def data_set(found: DataSet, latest: DataSetVersion | None) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": str(found.id),
        "title": found.title,
        "summary": found.summary,
        "status": found.state,
    }
    if found.superseded_by_id:
        shown["supersedingDataSetId"] = str(found.superseded_by_id)
    if latest:
        shown["latestVersion"] = {
            "version": str(latest.number),
            "published": latest.published.isoformat() if latest.published else None,
            "totalResults": latest.rows,
            "file": {"id": str(latest.file_id)},
            **latest.summary,
        }
    return shown


def version(found: DataSetVersion) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "version": str(found.number),
        "type": str(found.number.type),
        "status": found.state,
        "notes": found.all_notes,
        **cautions(found),
        "totalResults": found.rows,
        "file": {"id": str(found.file_id)},
        "release": {"title": found.release.title, "slug": found.release.slug},
        **found.summary,
    }
    if found.published:
        shown["published"] = found.published.isoformat()
    if found.state == VersionState.WITHDRAWN and found.withdrawn:
        shown["withdrawn"] = found.withdrawn.isoformat()
    return shown


def changes(found: DataSetVersion) -> dict[str, Any]:
    """What differs from the version before. The first version has nothing that it could differ from."""
    shown = {"versionNumber": str(found.number), "majorChanges": {}, "minorChanges": {}, **found.changes}
    return {**shown, "notes": found.all_notes} if found.all_notes else shown


def cautions(found: DataSetVersion) -> dict[str, Any]:
    """What must be read with the figures of a version, part by part, as far as Alder made them; and the mark of made-up
    ones."""
    made_up = {"madeUp": found.figures_are.mark} if found.figures_are else {}
    if not found.cautions:
        return made_up
    from alder.disclosure.ledger.cautions import Cautions  # brings the solver, which no command for people needs

    said = [_caution(Cautions.from_object(one)) for one in found.cautions]
    return {**made_up, "cautions": said}


def _caution(one: Cautions) -> dict[str, Any]:
    return {
        "title": one.title,
        "method": {"code": one.measure, "version": one.version},
        "definition": one.definition,
        "strength": list(one.definitions),
        "source": one.source,
        "coverage": one.coverage,
        "protection": one.protection,
        "quality": {"grade": one.grade, "meaning": one.meaning, "because": [f"{a}: {b}" for a, b in one.because]},
        "breaks": [{"from": year, "text": text} for year, text in one.breaks],
        "care": [{"code": code, "text": text} for code, text in one.care],
        "notes": [*one.lines, *one.notes],
    }
