"""What is done to a release, by people and by the clock, from its beginning to the day it is live, and what may follow.

Each action locks the release, asks the policy, sees that nobody was quicker, and writes down what happened: all of it
in one transaction. `revision` is the one that whoever acts has looked at. What is scheduled goes live at its minute. A
release becomes public with its data sets at once, wholly or not at all.
"""

from __future__ import annotations

import logging
import shutil
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from alder import wall_clock
from alder.disclosure.ledger import Kind
from alder.errors import WrongEntry
from alder.governance import Denied
from alder.governance.release_policy import check, rule
from alder.look.words import moment
from alder.model.made_up import MadeUp
from alder.publishing.pages import Content
from alder.publishing.releases import Action, DataSetState, Happened, ReleaseState, UploadState, VersionState
from alder.web.publications.coverage_claims import check_release
from alder.web.publications.history import case, note_thrown_away, record_event
from alder.web.publications.ledger import CLOCK, compared, note_release, record_release_of
from alder.web.publications.models import DataSet, Publication, Release
from alder.web.publications.uploads import folder_of
from alder.web.publications.versions import page_faults, show, throw_away

if TYPE_CHECKING:
    from uuid import UUID

    from alder.web.accounts.models import Person


CHANGED_SINCE = "Somebody changed this release since you opened the page. Nothing was done."


class ChangedMeanwhile(Denied):
    """Somebody else did something to the release in the meantime."""


@transaction.atomic
def begin(person: Person, publication: Publication, title: str) -> Release:
    """A draft of a new release."""
    slug = _free_slug(publication, title)
    release = Release.objects.create(publication=publication, title=title, slug=slug, author=person)
    record_event(release, Happened.CREATED, who=person)
    return release


def _free_slug(publication: Publication, title: str) -> str:
    slug = slugify(title.replace("/", "-"))
    if not slug:
        raise WrongEntry("title", "a release needs a title with letters or figures in it")
    if Release.objects.filter(publication=publication, slug=slug).exists():
        raise WrongEntry("title", "there is a release with that title already")
    return slug


@transaction.atomic
def publication_called(title: str, summary: str) -> Publication:
    """A new publication. It is public when a release of it is."""
    slug = slugify(title)
    if not slug:
        raise WrongEntry("new_publication", "a publication needs a title with letters in it")
    if Publication.objects.filter(slug=slug).exists():
        raise WrongEntry("new_publication", "there is a publication with that title already")
    return Publication.objects.create(title=title, slug=slug, summary=summary)


@transaction.atomic
def change_words(person: Person, release: Release, revision: int, words: dict[str, str]) -> Release:
    """The headline, the notes, what a correction puts right, and when the next release is expected."""
    locked = _held(person, release, revision, Action.EDIT)
    changed = [name for name, value in words.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, words[name])
    if changed:
        _moved(locked)
        record_event(locked, Happened.CHANGED, ", ".join(name.replace("_", " ") for name in changed), who=person)
    return locked


@transaction.atomic
def change_content(person: Person, release: Release, revision: int, content: Content) -> Release:
    """What is written on its page: the kind of statistics, a summary, headline figures and sections."""
    locked = _held(person, release, revision, Action.EDIT)
    if Content.from_json(locked.content) != content:
        locked.content = content.to_json()
        _moved(locked)
        if locked.is_made_up:
            locked.versions.filter(made_up="").update(made_up=MadeUp.ALL.value)
        record_event(locked, Happened.CHANGED, "page", who=person)
    return locked


@transaction.atomic
def send(person: Person, release: Release, revision: int, note: str = "") -> Release:
    """The draft is handed to approvers. From now on it stays as it is."""
    locked = _held(person, release, revision, Action.SEND)
    if missing := what_is_missing(locked):
        raise WrongEntry("note", missing[0])
    _moved(locked, rule(Action.SEND).to)
    record_event(locked, Happened.SENT, note, who=person)
    return locked


def what_is_missing(release: Release) -> list[str]:
    """What a draft still needs before it can be sent, in sentences."""
    missing = []
    waiting = release.uploads.exclude(state=UploadState.READY)
    if not release.versions.filter(state=VersionState.DRAFT).exists() and not release.corrects_id:
        missing.append("Add a data set.")
    if waiting.exists():
        missing.append("A file has no good end yet: put it right, accept what fails, or remove it.")
    if release.corrects_id and not release.change_note.strip():
        missing.append("Say what the correction puts right.")
    return missing + page_faults(release)


@transaction.atomic
def take_back(person: Person, release: Release, revision: int) -> Release:
    """A publisher has it again as a draft, and no approval counts any more."""
    return _back_to_draft(person, release, revision, Action.TAKE_BACK, Happened.TAKEN_BACK, "")


@transaction.atomic
def send_back(person: Person, release: Release, revision: int, reason: str) -> Release:
    """An approver gives it back, with the reason."""
    return _back_to_draft(person, release, revision, Action.SEND_BACK, Happened.SENT_BACK, reason)


def _back_to_draft(
    person: Person, release: Release, revision: int, action: Action, what: Happened, note: str
) -> Release:
    locked = _held(person, release, revision, action)
    locked.approver, locked.scheduled = None, None
    _moved(locked, rule(action).to)
    record_event(locked, what, note, who=person)
    return locked


def judge(person: Person, release: Release, revision: int) -> None:
    """Before it is approved: its tables are judged beside all that are out, and count as out themselves from now on.

    Done again it does nothing. Not within a transaction, since it can take a while; nothing else changes.
    """
    _may(person, release, revision, Action.APPROVE)
    check_release(release)
    record_release_of(release, who=person)


def compare_again(release: Release) -> None:
    """A draft that was refused tells so from now on, also where it passed when its files were screened."""
    for draft in release.versions.filter(state=VersionState.DRAFT):
        draft.comparison = compared(draft.tables)
        draft.save(update_fields=["comparison"])


@transaction.atomic
def approve(person: Person, release: Release, revision: int) -> Release:
    """A second person vouches for it."""
    locked = _held(person, release, revision, Action.APPROVE)
    note_release(locked, Kind.APPROVED, by=person.name)
    locked.approver = person
    _moved(locked, rule(Action.APPROVE).to)
    record_event(locked, Happened.APPROVED, who=person)
    return locked


@transaction.atomic
def schedule(person: Person, release: Release, revision: int, minute: datetime) -> Release:
    """It goes live by itself at that minute."""
    locked = _held(person, release, revision, Action.SCHEDULE)
    if minute <= wall_clock.now():
        raise WrongEntry("when", "that time has gone by")
    locked.scheduled = minute
    _moved(locked, rule(Action.SCHEDULE).to)
    record_event(locked, Happened.SCHEDULED, f"For {moment(minute)}", who=person)
    return locked


@transaction.atomic
def publish(person: Person, release: Release, revision: int) -> Release:
    """It goes live now."""
    locked = _held(person, release, revision, Action.PUBLISH)
    return go_live(locked, wall_clock.now(), who=person)


@transaction.atomic
def correct(person: Person, release: Release, revision: int) -> Release:
    """A draft beside a live release, with its words and its page. Readers see the live one until the correction is."""
    locked = _held(person, release, revision, Action.CORRECT)
    if Release.objects.filter(corrects=locked).exists():
        raise Denied("A correction of this release is being prepared already.")
    correction = Release.objects.create(
        publication=locked.publication,
        title=locked.title,
        slug=f"{locked.slug[:280]}-correction",
        author=person,
        corrects=locked,
        headline=locked.headline,
        notes=locked.notes,
        next_expected=locked.next_expected,
        content=locked.content,
    )
    record_event(correction, Happened.CREATED, "Correction", who=person)
    return correction


@transaction.atomic
def stand_alone(person: Person, release: Release, revision: int, title: str) -> Release:
    """A correction of what was withdrawn becomes a release of its own, and goes its own way through a second person."""
    locked = _held(person, release, revision, Action.STAND_ALONE)
    locked.title, locked.slug = title, _free_slug(locked.publication, title)
    locked.corrects, locked.change_note = None, ""
    _moved(locked)
    record_event(locked, Happened.CHANGED, "a release of its own", who=person)
    return locked


@transaction.atomic
def withdraw(person: Person, release: Release, revision: int, reason: str) -> Release:
    """It is public no more but for the reason. Its versions of data sets can be looked up, and give no figures.

    Nothing that is being prepared stands in the way: a correction becomes a draft again, which cannot go live as one.
    """
    # Locked first, as by whoever publishes it, so that neither waits for the other for ever.
    correction = Release.objects.select_for_update().filter(corrects=release).first()
    locked = _held(person, release, revision, Action.WITHDRAW)
    now = wall_clock.now()
    live = locked.versions.filter(state__in=VersionState.live())
    for version in live:
        version.withdraw(now, reason)
        others = DataSet.objects.filter(pk=version.data_set_id)
        if not others.filter(versions__state__in=VersionState.live()).exists():
            others.update(state=DataSetState.WITHDRAWN)
    _moved(locked, rule(Action.WITHDRAW).to)
    record_event(locked, Happened.WITHDRAWN, reason, who=person)
    if correction:
        _overtake(person, correction)
    return locked


def _overtake(person: Person, correction: Release) -> None:
    """Approvals and times of a correction end with the release. Who is writing at it loses nothing."""
    if correction.state != ReleaseState.DRAFT:
        correction.approver, correction.scheduled = None, None
        _moved(correction, ReleaseState.DRAFT)
    record_event(correction, Happened.OVERTAKEN, who=person)


@transaction.atomic
def discard(person: Person, release: Release, revision: int) -> None:
    """A draft is thrown away with everything in it. A line stays that says so."""
    locked = _held(person, release, revision, Action.DISCARD)
    note_thrown_away(person, locked)
    folders = [folder_of(upload) for upload in locked.uploads.all()]
    for version in locked.versions.filter(state=VersionState.DRAFT):
        throw_away(version)
    if locked.versions.exists():
        raise Denied("There are versions of data sets in it that were public. It cannot be thrown away.")
    locked.delete()
    for folder in folders:
        transaction.on_commit(partial(shutil.rmtree, folder, ignore_errors=True))


def _held(person: Person, release: Release, revision: int, action: Action) -> Release:
    """The release as it is now, locked until the step is done, if the step may be taken."""
    return _may(person, release, revision, action, lock=True)


def _may(person: Person, release: Release, revision: int, action: Action, *, lock: bool = False) -> Release:
    """The release as it is now, if the step may be taken."""
    rows = Release.objects.select_for_update() if lock else Release.objects.all()
    locked = rows.filter(pk=release.pk).first()
    if locked is None:
        raise ChangedMeanwhile("This release is no longer a draft of its own. Somebody was quicker.")
    check(action, *case(person, locked))
    if locked.revision != revision:
        raise ChangedMeanwhile(CHANGED_SINCE)
    return locked


def _moved(release: Release, to: ReleaseState | None = None) -> None:
    release.state = to or release.state
    release.revision += 1
    release.save()


@transaction.atomic
def go_live(release: Release, now: datetime, *, who: Person | None = None, note: str = "") -> Release:
    """The release that readers see afterwards: this one, or the one that it corrects."""
    shown = release.corrects or release
    if shown.state == ReleaseState.WITHDRAWN:
        raise Denied("The release that it corrects was withdrawn, and stays so.")
    for draft in release.versions.filter(state=VersionState.DRAFT).select_related("data_set"):
        draft.release = shown
        show(draft, now, by=who.name if who else CLOCK)
    if release.corrects:
        what, note = Happened.UPDATED, "\n\n".join(part for part in (release.change_note, note) if part)
        _pass_on(release, shown)
    else:
        what = Happened.PUBLISHED
        shown.published = now
    shown.state, shown.scheduled = ReleaseState.LIVE, None
    shown.revision += 1
    shown.save()
    record_event(shown, what, note, who=who)
    return shown


def _pass_on(correction: Release, to: Release) -> None:
    """A correction gives its words, its page and its history to what it corrects, and is gone."""
    for name in ("headline", "notes", "next_expected", "content", "approver"):
        setattr(to, name, getattr(correction, name))
    correction.events.update(release=to)
    correction.uploads.update(release=to)
    correction.delete()


_log = logging.getLogger("alder.clock")
LATE = timedelta(minutes=2)
"""From when on the history says that nothing ran at the right time."""


def publish_what_is_due(now: datetime | None = None) -> list[Release]:
    """Every release whose minute has come goes live, once, however many clocks tick at the same time."""
    now = now or wall_clock.now()
    due = Release.objects.filter(state=ReleaseState.SCHEDULED, scheduled__lte=now).order_by("scheduled", "id")
    published = []
    for id in list(due.values_list("id", flat=True)):
        try:
            release = _publish(id, now)
        except Exception:  # one release that cannot be published does not keep the next from its minute
            _log.exception("a release could not be published")
        else:
            published += [release] if release else []
    return published


@transaction.atomic
def _publish(id: UUID, now: datetime) -> Release | None:
    """None where another clock was quicker, or someone has stopped it just now."""
    still_due = Release.objects.filter(id=id, state=ReleaseState.SCHEDULED, scheduled__lte=now)
    if not still_due.update(state=ReleaseState.LIVE, revision=F("revision") + 1):
        return None
    release = Release.objects.select_related("corrects").get(id=id)
    note = ""
    if release.scheduled and now - release.scheduled > LATE:
        note = f"It was due at {moment(release.scheduled)}. Nothing ran then, so it was published when it could be."
    return go_live(release, now, note=note)
