"""A pair of files becomes a version of a data set: read, screened, compared with the version before, kept and entered.

What fails in screening is refused, unless it is accepted with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.text import slugify

from alder import wall_clock
from alder.disclosure.ledger import Kind
from alder.errors import NotPublishable, UsageError
from alder.governance import Denied
from alder.governance.release_policy import check
from alder.model.made_up import COLUMN, MadeUp, read
from alder.publishing.contents import Contents, coded_rows, describe, with_known_levels, with_named_places
from alder.publishing.contents.coded_rows import SORTED_BY, spanned
from alder.publishing.contents.description import check_servable
from alder.publishing.contents.provenance import to_json
from alder.publishing.public_ids import Ids
from alder.publishing.releases import (
    Action,
    DataSetState,
    Happened,
    VersionNumber,
    VersionState,
    VersionType,
)
from alder.publishing.releases.changes import Changes, changes
from alder.publishing.screener import NO_LISTS, read_lists, screen
from alder.publishing.shapes import summary
from alder.publishing.standard.data_set import meta_beside, read_pair
from alder.show.notes import breaks_in, made_up_in, paragraphs_for_page
from alder.show.notes import summary_in as summary_of
from alder.web.publications.coverage_claims import check_claims, claims
from alder.web.publications.data_set_store import contents_of, store
from alder.web.publications.history import BY_COMMAND, case, policy_facts, record_event
from alder.web.publications.ledger import (
    COMMAND,
    cautions_of,
    compared,
    is_previewed,
    measured_in,
    note_version,
    record_release,
    tables_in,
)
from alder.web.publications.models import DataSet, DataSetVersion, Publication, Release
from alder.web.publications.versions import draft_of, make_release_live

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

    from alder.disclosure.ledger.cautions import Cautions
    from alder.publishing.contents import Renamed
    from alder.publishing.screener import Fault, Lists, Result, Screening
    from alder.publishing.standard import DataSetFiles
    from alder.web.accounts.models import Person


@dataclass(frozen=True)
class ImportRequest:
    """Under which publication, release and names a data set is to be found. Ids that are not given are drawn."""

    publication: str
    release: str
    data_set: UUID | None = None
    publication_id: UUID | None = None
    version_id: UUID | None = None
    file_id: UUID | None = None
    title: str = ""
    summary: str = ""
    publication_summary: str = ""
    notes: str = ""
    """What its publisher writes. It adds to what Alder says of its own tables, and takes nothing of that away."""
    beside: str = ""
    """What stands in the notes beside the file, for a table that the ledger does not know."""
    cautions: tuple[Cautions, ...] = ()
    """What Alder says of its tables, where the ledger does not know them."""
    made_up: MadeUp = MadeUp.NO_WORD
    """What whoever adds it says of its figures."""
    patch: bool = False
    """Whether the version only puts right the one before it."""
    draft: bool = False
    renamed: tuple[Renamed, ...] = ()
    accept: tuple[str, ...] = ()
    """Checks of the screener whose failure is accepted."""
    reason: str = ""
    """Why, for everyone to read."""
    lists: Path | None = None
    """The folder of lists that some checks rest on."""
    into: UUID | None = None
    """The draft of a release at the desk that it is for; else the release is found by its title."""
    by: Person | None = None
    """Who adds it there."""


@dataclass(frozen=True)
class ImportResult:
    """What came of an import."""

    data_set: UUID
    version_id: UUID
    version: VersionNumber
    rows: int
    is_draft: bool
    notices: tuple[str, ...]
    changes: Changes
    screening: Screening
    tables: tuple[str, ...]
    """The numbers of the tables in the ledger of the store whose figures it has; none of a file from elsewhere."""
    made_up: MadeUp = MadeUp.NO_WORD
    says_nothing: bool = False
    """Whether readers are told nothing of breaks, of quality or of how people are protected."""


def import_pair(data: Path, meta: Path | None, entry: ImportRequest) -> ImportResult:
    """Make a version of a data set from its pair of files. Either all of it is there afterwards, or none."""
    pair = read_pair(data, meta)
    return enter_pair(pair, screened(pair, entry.lists, entry.accept, entry.reason), data, meta, entry)


def enter_pair(
    pair: DataSetFiles, screening: Screening, data: Path, meta: Path | None, entry: ImportRequest
) -> ImportResult:
    """A pair that passed the screener is kept, and entered as the next version of its data set."""
    original = pair.data
    pair = with_named_places(with_known_levels(pair))
    id = entry.data_set or uuid4()
    if draft_of(id):
        raise _drafted(entry)
    before = DataSetVersion.objects.filter(data_set=id).first()
    old = contents_of(before.id) if before else None
    if entry.renamed and not old:
        raise UsageError("nothing can be renamed in the first version of a data set")
    contents = describe(pair, Ids(id, old.known if old else None), before=old, renamed=entry.renamed)
    differing = changes(old, contents) if old else Changes()
    number = _number(before.number if before else None, differing, patch=entry.patch)
    version_id = entry.version_id or uuid4()
    tables = tables_in(data, original)
    check_claims(data.name, contents, tables)
    entry = _with_what_is_known(entry, cautions_of(tables), original, before)
    comparison = compared(tables) if entry.draft else {}
    if not entry.draft or is_previewed(entry.into):
        record_release(tables, who=entry.by)
    store().keep(
        version_id,
        rows=coded_rows(pair, contents),
        sorted_by=SORTED_BY,
        spanned=spanned(contents),
        contents=contents.to_json(),
        table=pair.data.replace_schema_metadata(_described(entry.title or _words(pair.name), _version_of(entry))),
        data=data,
        meta=(meta or meta_beside(data)).read_bytes(),
    )
    try:
        with transaction.atomic():
            faults = accepted(screening, entry.reason)
            _enter(pair, entry, id, version_id, number, contents, differing, faults, tables, comparison)
    except BaseException:
        store().remove(version_id)
        raise
    return ImportResult(
        id,
        version_id,
        number,
        contents.rows,
        entry.draft,
        (*screening.notices, *(claim.said for claim in claims(contents, tables))),
        differing,
        screening,
        tuple(tables),
        entry.made_up,
        not entry.cautions and not entry.notes,
    )


def _with_what_is_known(
    entry: ImportRequest, known: tuple[Cautions, ...], cells: pa.Table, before: DataSetVersion | None
) -> ImportRequest:
    """The entry with what Alder says of its tables, by the ledger or by the notes beside its file.

    What is known to be made up stays so, whatever is left unsaid: by the ledger, by the file's own column, and where
    an earlier version of the data set is.
    """
    said = known or entry.cautions
    notes = entry.notes
    words = entry.summary or next((one.summary for one in said if one.summary), "")
    if not said and entry.beside:
        words = words or summary_of(entry.beside)
        notes = "\n\n".join(part for part in (paragraphs_for_page(entry.beside), notes) if part)
    column = set(cells[COLUMN].to_pylist()) if COLUMN in cells.column_names else set()
    by = [MadeUp.together(one.made_up for one in said), made_up_in(entry.beside), entry.made_up]
    by += [read(str(cell)) for cell in column] + ([before.figures_are] if before else [])
    made_up = MadeUp.PART if MadeUp.PART in by else MadeUp.ALL if MadeUp.ALL in by else MadeUp.NO_WORD
    return replace(entry, summary=words, notes=notes, cautions=said, made_up=made_up)


def _of_years(said: tuple[Cautions, ...], contents: Contents) -> tuple[Cautions, ...]:
    """What Alder says of its tables, without breaks at years that the data set does not show."""
    periods = contents.periods
    return tuple(one.within(periods[0].label, periods[-1].label) for one in said) if periods else said


def _version_of(entry: ImportRequest) -> DataSetVersion:
    """What the entry says of a version, before there is one."""
    cautions = [one.as_object() for one in entry.cautions]
    return DataSetVersion(cautions=cautions, notes=entry.notes, made_up=entry.made_up.value)


def _described(title: str, version: DataSetVersion) -> dict[str, str]:
    """What the Parquet file of the whole data set says of itself."""
    columns = {"title": title, "notes": version.all_notes, "made_up": version.figures_are.mark}
    return {name: words for name, words in columns.items() if words}


def keep_files(version: DataSetVersion, title: str, data: Path, meta: Path, contents: str) -> None:
    """Keep the files of a version that another site entered, with the contents that it was given there."""
    pair = read_pair(data, meta)
    known = Contents.from_json(contents)
    store().keep(
        version.id,
        rows=coded_rows(with_named_places(with_known_levels(pair)), known),
        sorted_by=SORTED_BY,
        spanned=spanned(known),
        contents=contents,
        table=pair.data.replace_schema_metadata(_described(title, version)),
        data=data,
        meta=meta.read_bytes(),
    )


def _drafted(entry: ImportRequest) -> NotPublishable:
    what = "the data set has a draft already"
    if entry.into:
        return NotPublishable(what, where="Another release, or other files of this one, bring a version of it.")
    return NotPublishable(what, next="First: alder publish live, or alder publish discard.")


def _number(before: VersionNumber | None, differing: Changes, *, patch: bool) -> VersionNumber:
    if before is None:
        return VersionNumber(1)
    if patch and differing.major:
        raise NotPublishable(
            "this is more than a patch: programs that read the data set would break",
            where=f"Gone, or under another code: {', '.join(differing.major)}.",
            next="Import it without --patch, or say with --renamed what has a new name.",
        )
    return before.next(VersionType.PATCH if patch else VersionType.MAJOR if differing.major else VersionType.MINOR)


def _enter(
    pair: DataSetFiles,
    entry: ImportRequest,
    id: UUID,
    version_id: UUID,
    number: VersionNumber,
    contents: Contents,
    differing: Changes,
    faults: list[dict[str, str]],
    tables: list[str],
    comparison: dict[str, Any],
) -> None:
    now = wall_clock.now()
    release = _at_desk(entry) if entry.into else _release(_publication(entry), entry)
    data_set, _ = DataSet.objects.get_or_create(
        id=id,
        defaults={
            "publication": release.publication,
            "title": entry.title or _words(pair.name),
            "summary": entry.summary,
        },
    )
    if data_set.publication_id != release.publication_id:
        raise UsageError(
            "the data set belongs to another publication",
            where=f"It is in {data_set.publication.title}.",
            next="Give that publication, or leave --id out to begin a new data set.",
        )
    if not entry.draft and data_set.state in (DataSetState.DRAFT, DataSetState.WITHDRAWN):
        data_set.state = DataSetState.PUBLISHED
        data_set.published = data_set.published or now
    data_set.title = entry.title or data_set.title
    data_set.summary = entry.summary or data_set.summary
    data_set.save()
    version = DataSetVersion.objects.create(
        id=version_id,
        data_set=data_set,
        release=release,
        major=number.major,
        minor=number.minor,
        patch=number.patch,
        state=VersionState.DRAFT if entry.draft else VersionState.PUBLISHED,
        published=None if entry.draft else now,
        notes=entry.notes,
        breaks=tuple(dict.fromkeys((*(b for c in entry.cautions for b in c.breaks), *breaks_in(entry.notes)))),
        measured=to_json(measured_in(tables)),
        cautions=[one.as_object() for one in _of_years(entry.cautions, contents)],
        made_up=(MadeUp.ALL if not entry.made_up and release.is_made_up else entry.made_up).value,
        file_id=entry.file_id or uuid4(),
        rows=contents.rows,
        summary=summary(contents),
        changes=differing.to_json(),
        accepted=faults,
        kept_as=" ".join(tables),
        comparison=comparison,
    )
    if not entry.draft:
        note_version(version, Kind.PUBLISHED, by=COMMAND)
    elif is_previewed(entry.into):
        note_version(version, Kind.PREVIEWED, by=entry.by.name if entry.by else COMMAND)
    what = f"{data_set.title}, version {number}"
    if entry.draft:
        release.revision += 1
        release.save()
        record_event(release, Happened.DATA_ADDED, what, who=entry.by)
    else:
        make_release_live(release, what, now)


def _at_desk(entry: ImportRequest) -> Release:
    """The draft of a release that people work on, if it may still be changed by who adds to it."""
    if entry.into is None or entry.by is None:
        raise Denied("Only a publisher can add to a release at the desk.")
    release = Release.objects.select_for_update().get(pk=entry.into)
    check(Action.EDIT, *case(entry.by, release))
    return release


def _publication(entry: ImportRequest) -> Publication:
    slug = slugify(entry.publication)
    if not slug:
        raise UsageError("a publication needs a title with letters in it")
    names = {"title": entry.publication, "summary": entry.publication_summary}
    if entry.publication_id:
        publication, _ = Publication.objects.get_or_create(id=entry.publication_id, defaults={"slug": slug, **names})
    else:
        publication, _ = Publication.objects.get_or_create(slug=slug, defaults=names)
    if entry.publication_summary and publication.summary != entry.publication_summary:
        publication.summary = entry.publication_summary
        publication.save()
    return publication


def slug_of(title: str) -> str:
    """A title as addresses have it: 2020/21 is 2020-21 there."""
    return slugify(title.replace("/", "-"))


def _release(publication: Publication, entry: ImportRequest) -> Release:
    """The release of that title, made if it is not there. What people prepare at the desk takes nothing by command."""
    slug = slug_of(entry.release)
    if not slug:
        raise UsageError("a release needs a title with letters or figures in it")
    release, _ = Release.objects.get_or_create(publication=publication, slug=slug, defaults={"title": entry.release})
    check(Action.IMPORT, BY_COMMAND, policy_facts(release))
    return release


def _words(name: str) -> str:
    """A title for a data set that was given none: the name of its file in words."""
    return name.replace("_", " ").replace("-", " ").strip().capitalize() or "Data set"


def screened(data_set: DataSetFiles, lists: Path | None, accept: Sequence[str], reason: str) -> Screening:
    """Screen a data set, and refuse it if a check fails that is not accepted."""
    if accept and not reason.strip():
        raise UsageError("what is accepted needs a reason", where="Give it with --reason. Everyone can read it.")
    known = read_lists(lists) if lists else NO_LISTS
    screening = screen(data_set, lists=known, accept=accept)
    if not screening.passed:
        failures, may_be_accepted = _all_failures(data_set, known, accept, screening)
        raise NotPublishable(
            f"{data_set.data_file} does not keep to the open-data standard",
            where="\n  ".join(f"{result.check}: {_first(result.faults)}" for result in failures),
            next=_next(data_set, failures if may_be_accepted else ()),
        )
    return screening


def _all_failures(
    data_set: DataSetFiles, lists: Lists, accept: Sequence[str], screening: Screening
) -> tuple[Sequence[Result], bool]:
    """Failures of later stages too, which screening does not come to: as if each that is found had been accepted.

    It cannot be where later checks rest on one of them, or where the data set could not be served.
    """
    failures = list(screening.failures)
    while not screening.passed:
        try:
            screening = screen(data_set, lists=lists, accept=[*accept, *(failure.check for failure in failures)])
        except UsageError:
            return failures, False
        failures += screening.failures
    return failures, _can_be_served(data_set)


def accepted(screening: Screening, reason: str) -> list[dict[str, str]]:
    """The failures that were accepted, as they are told to readers."""
    return [
        {"check": result.check, "said": _first(result.faults), "reason": reason.strip()}
        for result in screening.accepted
    ]


def _first(faults: Sequence[Fault]) -> str:
    said = faults[0].said if faults else ""
    return f"{said} And {len(faults) - 1} more." if len(faults) > 1 else said


def _can_be_served(data_set: DataSetFiles) -> bool:
    try:
        check_servable(with_known_levels(data_set))
    except NotPublishable:
        return False
    return True


def _next(data_set: DataSetFiles, failures: Sequence[Result]) -> str:
    see = f"See how to put it right with: alder screen {data_set.data_file}"
    if not failures:
        return see
    options = " ".join(f"--accept {result.check}" for result in failures)
    return f'{see}\nOr publish it as it is, with a reason that everyone can read: {options} --reason "..."'
