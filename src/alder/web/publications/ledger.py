"""Data sets and the ledger of the store: which table a file is, and that it counts as out before anybody sees it.

The ledger is written first and the database then: a run that is cut short leaves a table that counts as out and is not,
and never one that is out and not remembered. The same step again completes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from alder import wall_clock
from alder.disclosure.ledger import Act, BesideEarlier, Content, Kind, Ledger, digest_of, not_here
from alder.disclosure.policy import EARLIER, POLICIES
from alder.disclosure.settings import Rates
from alder.engine.ledger_folder import LedgerFolder
from alder.errors import NotPublishable
from alder.model.comparison import FigureKind
from alder.publishing.contents.provenance import ColumnProvenance, together
from alder.publishing.releases import VersionState
from alder.web.publications.models import DataSetVersion, PreviewLink

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from uuid import UUID

    import pyarrow as pa

    from alder.disclosure.ledger.cautions import Cautions
    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release

COMMAND = "whoever publishes by command"
CLOCK = "the site"


def ledger_of_store(by: str) -> Ledger:
    """The ledger beside what is published; there need be no returns there."""
    return Ledger(LedgerFolder(settings.ALDER_PUBLISHED.parent), by=by)


def tables_in(data: Path, cells: pa.Table) -> list[str]:
    """The numbers of the tables that a data file holds, by its bytes or by its cells; none of a file from elsewhere."""
    tables = ledger_of_store(COMMAND).in_file(Content.of(cells), digest_of(data))
    return [facts.id for facts in tables]


def measured_in(ids: Iterable[str]) -> dict[str, ColumnProvenance]:
    """How each column of a file with these tables was made: what it counts or is a share of, and how it was rounded.

    Nothing of a table whose measure or policy is not Alder's own: what is not known for certain is not guessed.
    """
    from alder.measures import measures  # they take a while to load, and only an import needs them

    policies = {policy.label: policy for policy in (*POLICIES.values(), *EARLIER.values())}
    parts: list[dict[str, ColumnProvenance]] = []
    ledger = ledger_of_store(COMMAND)
    for id in ids:
        facts = ledger.facts(id)
        policy = policies.get(f"{facts.policy} (version {facts.version})")
        reach = (policy.reach if policy else None) if facts.grid else 0.0
        name = str(facts.query.get("measure"))
        if name not in measures or reach is None:
            continue
        published = bool(policy and facts.grid and policy.rates is Rates.PUBLISHED)
        measure = measures[name]
        counts = {i.id: ColumnProvenance(FigureKind.COUNT, reach=reach) for i in measure.counts}
        rates = {i.id: ColumnProvenance(FigureKind.RATE, i.of[1], reach, published) for i in measure.rates if i.of}
        parts.append(counts | rates)
    return together(parts)


def counted_from(ids: Iterable[str]) -> set[str]:
    """The sources that tables of the ledger count from, as far as their measures are Alder's own."""
    from alder.measures import measures

    ledger = ledger_of_store(COMMAND)
    names = {str(ledger.facts(id).query.get("measure")) for id in ids}
    return {measures[name].counts_from for name in names if name in measures}


def cautions_of(ids: Iterable[str]) -> tuple[Cautions, ...]:
    """What must be read with tables of the ledger, as far as it is kept."""
    return ledger_of_store(COMMAND).cautions(ids)


def record_release(ids: Iterable[str], *, who: Person | None = None) -> None:
    """Judge tables beside all that are out, and count them as out. Not within a transaction: it can take a while."""
    ledger_of_store(who.name if who else COMMAND).let_out(id for id in ids if id)


def compared(ids: list[str]) -> dict[str, Any]:
    """What would come of letting tables out today, as a draft keeps it: nothing is let out, and nothing kept."""
    if not ids:
        return {}
    ledger, when = ledger_of_store(COMMAND), wall_clock.now().date().isoformat()
    try:
        beside = ledger.trying().let_out(ids)
    except BesideEarlier as refused:
        return {"when": when, "passed": False, "what": refused.what, "where": refused.where, "next": refused.next}
    told = {"is_out": not beside, "beside": max(beside.values(), default=0), "not_compared": _not_compared(ids)}
    return {"when": when, "passed": True, **told}


def _not_compared(ids: Iterable[str]) -> str:
    """What is said of tables that nobody can compare these with: let out of another store, or counted from the other of
    returns and their research copy. Nothing where there are none.
    """
    from alder.disclosure.drawn import of_the_other, said_of_the_other

    ledger = ledger_of_store(COMMAND)
    elsewhere, releases = ledger.elsewhere(), ledger.releases()
    said = [not_here(elsewhere)] if elsewhere else []
    own = set(ids)
    apart = [(facts, of_the_other(facts, releases)) for facts in releases if facts.id in own]
    said += [said_of_the_other(facts, others) for facts, others in apart if others]
    return " ".join(said)


def say_not_compared() -> None:
    """Drafts that were compared before say what was let out elsewhere since: they were not compared with that."""
    for draft in DataSetVersion.objects.filter(state=VersionState.DRAFT, comparison__passed=True):
        draft.comparison = {**draft.comparison, "not_compared": _not_compared(draft.tables)}
        draft.save(update_fields=["comparison"])


def record_release_of(release: Release, *, who: Person | None = None) -> None:
    """The same for all that is new in a release."""
    drafts = release.versions.filter(state=VersionState.DRAFT)
    record_release([id for draft in drafts for id in draft.tables], who=who)


def is_previewed(release: UUID | None) -> bool:
    """Whether somebody holds a link that shows a draft, and so sees what is added to it."""
    links = PreviewLink.objects.filter(release=release, revoked=None, ends__gt=wall_clock.now())
    return release is not None and links.exists()


def note_version(version: DataSetVersion, what: Kind, *, by: str) -> None:
    """Write down in the ledger what is done with a version. One whose table does not count as out is refused."""
    ledger = ledger_of_store(by)
    named = f"{version.data_set.title}, version {version.number}"
    for id in version.tables:
        if ledger.store.facts(id) is None:
            raise NotPublishable(
                f"the ledger no longer holds the table of {named}",
                where=f"It was kept as {id}, and was forgotten since.",
                next="Make its file again with alder table --out, and put that in its place.",
            )
        if not ledger.facts(id).binds:
            raise NotPublishable(
                f"the table of {named} was not judged beside those that are out", next="Publish it once more."
            )
        ledger.note(id, Act.now(what, by, named))


def note_release(release: Release, what: Kind, *, by: str) -> None:
    for version in release.versions.filter(state=VersionState.DRAFT).select_related("data_set"):
        note_version(version, what, by=by)
