"""The publications of a site as one file: what everybody may see, without accounts, secrets, records or their keys.

The file is an archive of the same bytes for the same publications. Another site unpacks it and publishes the same; the
tables behind it are listed in the ledger there as let out elsewhere, since nobody there can judge another beside them.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core import serializers
from django.db import transaction

from alder.engine.ledger_folder import LedgerFolder
from alder.errors import UsageError
from alder.publishing.packed_publications import as_json, write_packed
from alder.publishing.releases import ReleaseState, VersionState
from alder.web.publications.data_set_import import keep_files
from alder.web.publications.data_set_store import store
from alder.web.publications.ledger import say_not_compared
from alder.web.publications.models import DataSet, DataSetVersion, Publication, Release, ReleaseEvent
from alder.web.setup import published_folder
from alder.web.statistics.models import AboutPublication
from alder.web.trail.circumstances import circumstances
from alder.web.trail.events import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from django.db.models import QuerySet

    from alder.disclosure.ledger import Ledger
    from alder.publishing.packed_publications import PackedPublications

_SITE, _LEDGER = "site.json", "ledger.json"
_DATA, _META, _CONTENTS = "data.csv", "data.meta.csv", "contents.json"
_NOT_THERE: Mapping[str, Any] = {"kept_as": "", "comparison": {}, "author": None, "approver": None, "who": None}
"""Fields that say something of the store or of people of the build."""


@dataclass(frozen=True)
class UnpackedArchive:
    """What was unpacked."""

    publications: int
    versions: int
    rows: int


def pack(out: Path, ledger: Ledger, *, name: str, licence: str, about: Mapping[str, Any]) -> int:
    """Pack what the site of this process publishes; how many bytes it has.

    `name` says whose publications they are, and `about` whatever else the manifest is to say.
    """
    files = {_SITE: as_json(_rows()), _LEDGER: as_json(_tables_out(ledger, name)), **dict(_files())}
    return write_packed(out, files, name=name, licence=licence, about=about)


def _public() -> tuple[QuerySet[Any], ...]:
    """What everybody may see: each kind of row before those that point at it. No draft, and nobody's name."""
    releases = Release.objects.filter(state__in=[state for state in ReleaseState if state.is_public])
    versions = DataSetVersion.objects.filter(release__in=releases).exclude(state=VersionState.DRAFT)
    publications = Publication.objects.filter(releases__in=releases).distinct()
    return (
        publications,
        AboutPublication.objects.filter(publication__in=publications),
        releases,
        ReleaseEvent.objects.filter(release__in=releases, public=True),
        DataSet.objects.filter(versions__in=versions).distinct(),
        versions,
    )


def _rows() -> list[dict[str, Any]]:
    """The public rows of the site's database, in an order that does not depend on when they were written."""
    found: list[dict[str, Any]] = []
    for public in _public():
        rows = json.loads(json.dumps(serializers.serialize("python", public), default=str))  # microseconds and all
        for row in rows:
            row["fields"] |= {name: blank for name, blank in _NOT_THERE.items() if name in row["fields"]}
        if public.model is ReleaseEvent:
            rows = [{**row, "pk": None} for row in rows]
            rows.sort(key=lambda row: (row["fields"]["when"], row["fields"]["release"]))
        else:
            rows.sort(key=lambda row: str(row["pk"]))
        found += rows
    return found


def _tables_out(ledger: Ledger, name: str) -> list[dict[str, str]]:
    """The tables that are out, as a ledger elsewhere lists them: nothing by which a record could be known."""
    return [
        {"title": facts.title, "policy": f"{facts.policy} (version {facts.version})", "of": name}
        for facts in ledger.releases()
        if facts.binds
    ]


def _files() -> Iterator[tuple[str, bytes]]:
    *_, versions = _public()
    for id in versions.values_list("id", flat=True):
        folder = f"data-sets/{id}"
        with gzip.open(store().csv(id)) as data:
            yield f"{folder}/{_DATA}", data.read()
        yield f"{folder}/{_META}", store().meta_csv(id).read_bytes()
        yield f"{folder}/{_CONTENTS}", store().contents(id).encode()


def is_published(packed: PackedPublications) -> bool:
    """Whether all that is packed is on the site of this process."""
    versions = {Path(name).parent.name for name in packed.manifest["files"] if name.endswith(f"/{_DATA}")}
    return DataSetVersion.objects.filter(id__in=versions).count() == len(versions)


def unpack(packed: PackedPublications, told: Callable[[int, int], None] = lambda versions, of: None) -> UnpackedArchive:
    """Publish what is packed on the site of this process, all of it or nothing.

    `told` is called with how many versions of how many are kept. Raises `UsageError` where something else is published
    there under the same names, or the same already.
    """
    place = packed.unpacked()
    rows = json.loads((place / _SITE).read_text(encoding="utf-8"))
    listed = json.loads((place / _LEDGER).read_text(encoding="utf-8"))
    versions = [row for row in rows if row["model"] == "publications.datasetversion"]
    slugs = [row["fields"]["slug"] for row in rows if row["model"] == "publications.publication"]
    if Publication.objects.filter(slug__in=slugs).exists():
        raise UsageError(
            "publications of these names are there already",
            where=str(published_folder()),
            next="Unpack it into a store where nothing is published yet.",
        )
    objects, kept = [*serializers.deserialize("python", rows)], 0
    titles = {row["pk"]: row["fields"]["title"] for row in rows if row["model"] == "publications.dataset"}
    for one in objects:
        if isinstance(one.object, DataSetVersion):
            folder = place / "data-sets" / str(one.object.pk)
            store().remove(one.object.pk)  # of an unpacking that was stopped
            contents = (folder / _CONTENTS).read_text(encoding="utf-8")
            title = titles[str(one.object.data_set_id)]
            keep_files(one.object, title, folder / _DATA, folder / _META, contents)
            told(kept := kept + 1, len(versions))
    LedgerFolder(published_folder().parent).list_elsewhere([json.dumps(one, ensure_ascii=False) for one in listed])
    with transaction.atomic():
        for one in objects:
            one.save()
        say_not_compared()
        said = {"name": packed.manifest["name"], "versions": len(versions), "tables": len(listed)}
        record("", circumstances().role, "publications", "Unpacked", said=said)
    return UnpackedArchive(len(slugs), len(versions), sum(row["fields"]["rows"] for row in versions))
