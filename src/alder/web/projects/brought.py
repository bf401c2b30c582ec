"""Code and data that researchers bring by the site: kept in quarantine, scanned by the worker, delivered if let in."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from alder import wall_clock
from alder.errors import AlderError, Inconsistency, WrongEntry
from alder.governance import Denied, Role
from alder.governance.ingress import INGRESS, Ingress, IngressAction, IngressRole, IngressState
from alder.governance.process import Act
from alder.rights import private_folder
from alder.web.accounts.notices import notify
from alder.web.accounts.rights import people_with
from alder.web.accounts.same_person import accounts_among
from alder.web.output_desk import incidents
from alder.web.output_desk.private_files import freeze, present_hash, shown_name
from alder.web.projects.access import agreement_of, why_none
from alder.web.projects.models import IngressFile, IngressRecord
from alder.web.projects.workspaces import ProjectChangedMeanwhile, folder_of
from alder.web.trail import events as trail
from alder.workspaces.project_folder import BROUGHT
from alder.workspaces.quarantine import MOST_FILES, deliver_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from alder.web.accounts.models import Person
    from alder.web.projects.access import SessionFacts
    from alder.web.projects.models import ProjectRecord

_A, _S = IngressAction, IngressState
SCAN_AGAIN = timedelta(minutes=10)
"""After so long the worker looks again for a scanner that was not there."""
MOST_OPEN = 20
"""Things that one person may have on their way into a project at a time: each lies on the disk of the service."""
_OPEN = (_S.QUARANTINED, _S.UNSCANNED, _S.READY, _S.RETURNED)


def ingress_of(row: IngressRecord) -> Ingress:
    """What was brought, as its events made it."""
    return trail.replayed(INGRESS, Ingress(str(row.pk), str(row.researcher_id)))


def quarantine_of(row: IngressRecord) -> Path:
    """Where its files lie: in the store's private folder, under numbers of our own."""
    folder: Path = settings.ALDER_PUBLISHED / "ingress" / str(row.key)
    private_folder(folder.parent, owner_alone=True)
    private_folder(folder, owner_alone=True)
    return folder


def paths_of(row: IngressRecord) -> dict[str, Path]:
    folder = quarantine_of(row)
    return {file.name: folder / str(file.pk) for file in row.files.all()}


def act_of(person: Person | None, row: IngressRecord, action: IngressAction, said: Mapping[str, Any]) -> Act:
    """What somebody wants to do, or the system, with what the table cannot know."""
    if person is None:
        return Act(action, "", frozenset({IngressRole.SYSTEM}), wall_clock.now(), said)
    people = agreement_of(row.project).people
    is_outside = str(person.pk) not in people and not accounts_among(person, people)
    roles = {IngressRole.DATA_MANAGER} if Role.DATA_MANAGER in person.roles else set()
    accounts = accounts_among(person, [str(row.researcher_id)])
    facts = {**said, "is_outside": is_outside}
    return Act(action, str(person.pk), frozenset(roles), wall_clock.now(), facts, frozenset(accounts))


def is_turn_of(person: Person, row: IngressRecord, action: IngressAction) -> bool:
    """Whether somebody may do this to what was brought as it is now, if they say what it takes."""
    try:
        INGRESS.line(ingress_of(row), act_of(person, row, action, {}))
    except Denied:
        return False
    return True


def why_not(person: Person, row: IngressRecord, action: IngressAction, **said: Any) -> str:
    """Why somebody may not do something to what was brought; empty where they may."""
    return INGRESS.why_not(ingress_of(row), act_of(person, row, action, said))


@transaction.atomic
def act(
    person: Person | None,
    row: IngressRecord,
    action: IngressAction,
    said: Mapping[str, Any] | None = None,
    *,
    seen: int | None = None,
) -> Ingress:
    """Do something to what was brought. Raises `Denied` where it may not be done."""
    locked = IngressRecord.objects.select_for_update().get(pk=row.pk)
    if seen is not None and locked.revision != seen:
        raise ProjectChangedMeanwhile("Somebody changed this since you opened the page. Nothing was done.")
    thing = ingress_of(locked)
    if thing.state != locked.state:
        raise Inconsistency(f"{locked} is {locked.state} in its row and {thing.state} by its events")
    after = trail.act_on(INGRESS, thing, act_of(person, locked, action, said or {}))
    locked.state, locked.kind, locked.reason, locked.scanner = after.state, after.kind, after.reason, after.scanner
    locked.revision, locked.moved = locked.revision + 1, after.events[-1].at
    locked.next_scan = _next(after)
    if said and "remarks" in said:
        locked.remarks = list(said["remarks"])
    locked.save()
    _carry_out(locked, thing.state, action)
    for name in ("state", "kind", "reason", "scanner", "revision", "moved", "remarks"):
        setattr(row, name, getattr(locked, name))
    return after


def _next(ingress: Ingress) -> Any:
    if ingress.state in (_S.QUARANTINED, _S.APPROVED):
        return wall_clock.now()
    return wall_clock.now() + SCAN_AGAIN if ingress.state is _S.UNSCANNED else None


def _carry_out(row: IngressRecord, was: IngressState, action: IngressAction) -> None:
    """What the table says beside the act: who is told, that incident officers look into it, that its files go."""
    (effects,) = {move.effects for move in INGRESS.moves if move.action is action and was in move.states}
    if "open incident" in effects:
        what = f"What was brought into project {row.project_id} (ingress {row.pk}) is blocked. {row.reason}"
        incidents.report(None, what, about=(str(row.researcher_id),))
    if "remove files" in effects:
        folder = quarantine_of(row)
        transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
    people = [row.researcher] if "notify" in effects else []
    people += people_with(Role.DATA_MANAGER) if "tell data managers" in effects else []
    if people:
        from django.urls import reverse

        notify(people, f"ingress {row.pk}", reverse("project-ingress-one", args=[row.project.key, row.key]))


@transaction.atomic
def bring(
    person: Person, project: ProjectRecord, session: SessionFacts, sent: Sequence[Any], said: Mapping[str, Any]
) -> IngressRecord:
    """Files come in, and lie in quarantine. Raises `WrongEntry` where they cannot be taken, `Denied` without access."""
    names = _names(sent)
    if project.brought.filter(researcher=person, state__in=_OPEN).count() >= MOST_OPEN:
        raise WrongEntry("files", f"{MOST_OPEN} things of yours are on their way in already")
    row = IngressRecord.objects.create(project=project, researcher=person, **_words(said))
    files = _keep(row, names, sent)
    act(person, row, _A.BRING, {**said, "brought": files, "access": not why_none(person, project, session)})
    row.refresh_from_db()
    return row


@transaction.atomic
def bring_again(
    person: Person, row: IngressRecord, session: SessionFacts, sent: Sequence[Any], said: Mapping[str, Any], seen: int
) -> None:
    """Other files take the place of those that were returned, and are scanned. Raises as `bring` does."""
    names = _names(sent)
    locked = IngressRecord.objects.select_for_update().get(pk=row.pk)
    locked.files.all().delete()
    files = _keep(locked, names, sent)
    IngressRecord.objects.filter(pk=row.pk).update(remarks=[], **_words(said))
    access = not why_none(person, locked.project, session)
    act(person, locked, _A.BRING_AGAIN, {**said, "brought": files, "access": access}, seen=seen)
    stays = set(paths_of(locked).values())
    transaction.on_commit(lambda: _remove_all_but(stays, quarantine_of(locked)))


def _remove_all_but(stays: set[Path], folder: Path) -> None:
    for path in folder.iterdir():
        if path not in stays:
            path.unlink()


def _names(sent: Sequence[Any]) -> list[str]:
    """What the files are called. Raises `WrongEntry` where they cannot come in together."""
    names = [shown_name(file.name) for file in sent]
    if not sent:
        raise WrongEntry("files", "choose a file")
    if len(sent) > MOST_FILES:
        raise WrongEntry("files", f"{MOST_FILES} files come in at once at the most")
    if len({name.casefold() for name in names}) < len(names):
        raise WrongEntry("files", "two of the files have the same name")
    return names


def _words(said: Mapping[str, Any]) -> dict[str, Any]:
    """What its row says of it, from what was filled in."""
    words = {name: str(said[name]) for name in ("purpose", "source", "licence")}
    return {**words, "personal": said["personal"] is True}


def _keep(row: IngressRecord, names: Sequence[str], sent: Sequence[Any]) -> list[dict[str, Any]]:
    """Files as they lie in quarantine from now on, as an event names them."""
    folder = quarantine_of(row)
    about = []
    for file, name in zip(sent, names, strict=True):
        kept = IngressFile(ingress=row, name=name, size=0)
        kept.sha256, kept.size = freeze(file, folder / str(kept.pk))
        kept.save()
        about.append({"name": name, "sha256": kept.sha256, "bytes": kept.size})
    return about


def deliver_due() -> None:
    """Deliver what was let in."""
    now = wall_clock.now()
    due = IngressRecord.objects.filter(next_scan__lte=now, state=_S.APPROVED)
    for row in due.select_related("project").order_by("next_scan")[:5]:
        taken = due.filter(pk=row.pk, revision=row.revision)
        if not taken.update(next_scan=now + SCAN_AGAIN):  # another worker has it
            continue
        try:
            _deliver(row)
        except (OSError, AlderError) as error:
            note_trouble(row, error)


def note_trouble(row: IngressRecord, error: OSError | AlderError) -> None:
    """Why it could not be looked at or delivered, for whoever looks after it. It is tried again."""
    why = error.what if isinstance(error, AlderError) else f"The disk: {type(error).__name__}."
    remarks = [f"It could not be looked at or delivered. {why}"]
    IngressRecord.objects.filter(pk=row.pk).update(remarks=remarks, next_scan=wall_clock.now() + SCAN_AGAIN)


def _deliver(row: IngressRecord) -> None:
    paths = paths_of(row)
    now = {name: present_hash(path) for name, path in paths.items()}
    if now != {file.name: file.sha256 for file in row.files.all()}:
        act(None, row, _A.HOLD, {"reason": "A file changed after it was let in."})
        return
    folder = folder_of(row.project)
    if folder is None:
        raise Denied("Its workspace is not on this machine, so that nothing can be delivered from here.")
    place = folder / BROUGHT / f"{row.pk:04}"
    if not place.exists():  # a power cut may have come after it was delivered
        deliver_files(paths, place)
    act(None, row, _A.DELIVER, {"hashes": now})


def withdraw(person: Person, row: IngressRecord, seen: int) -> None:
    """Whoever brought it takes it back: its files go."""
    act(person, row, _A.WITHDRAW, seen=seen)
