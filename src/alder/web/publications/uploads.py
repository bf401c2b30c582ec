"""Files that a publisher sends for a release: kept, screened in the background, and made a draft of a data set."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import pyarrow.parquet as pq
from django.conf import settings
from django.core.files import File
from django.db import transaction
from django_tasks import task

from alder.engine.disk import fsync, make_folder
from alder.errors import AlderError, WrongEntry
from alder.governance.release_policy import check
from alder.model.made_up import MadeUp
from alder.publishing.releases import Action, Happened, UploadState
from alder.publishing.releases.changes import figures_changed
from alder.publishing.screener import NO_LISTS, can_be_accepted, read_lists, screen
from alder.publishing.standard import read_pair
from alder.web.publications.data_set_import import ImportRequest, accepted, enter_pair
from alder.web.publications.data_set_store import store
from alder.web.publications.history import case, record_event
from alder.web.publications.models import DataSetVersion, Release, Upload
from alder.web.publications.versions import throw_away

if TYPE_CHECKING:
    from collections.abc import Collection

    from alder.publishing.screener import Screening
    from alder.publishing.standard import DataSetFiles
    from alder.web.accounts.models import Person

_ODD = re.compile(r"[^\w .()&'+,-]")
_LONGEST = 120


def safe_name(given: str) -> str:
    """The name of a file as its sender gave it, without what could lead elsewhere or trick a reader."""
    name = _ODD.sub("_", given.replace("\\", "/").rpartition("/")[2]).lstrip(".")
    stem, dot, end = name.partition(".")
    return f"{stem[:_LONGEST]}{dot}{end[:30]}" or "data.csv"


def folder_of(upload: Upload) -> Path:
    path: Path = settings.ALDER_PUBLISHED / "uploads" / str(upload.pk)
    return path


@transaction.atomic
def receive(upload: Upload, data: Any, meta: Any) -> Upload:
    """Keep both files as they come, piece by piece, and have them screened."""
    release = Release.objects.select_for_update().get(pk=upload.release_id)
    check(Action.EDIT, *case(upload.by, release))
    upload.data_name, upload.meta_name = safe_name(data.name), safe_name(meta.name)
    if upload.data_name == upload.meta_name:
        raise WrongEntry("meta", "the data file and the meta file have the same name")
    folder = folder_of(upload)
    make_folder(folder)
    for file, name in ((data, upload.data_name), (meta, upload.meta_name)):
        with (folder / name).open("wb") as kept:
            for piece in file.chunks():
                kept.write(piece)
        fsync(folder / name)
    fsync(folder)
    upload.save()
    record_event(release, Happened.CHANGED, f"File sent: {upload.data_name}", who=upload.by)
    transaction.on_commit(lambda: screen_upload.enqueue(str(upload.pk)))
    return upload


def receive_files(upload: Upload, data: Path, meta: Path) -> Upload:
    """The same of a pair that lies on this machine."""
    with data.open("rb") as one, meta.open("rb") as other:
        return receive(upload, File(one, data.name), File(other, meta.name))


@transaction.atomic
def accept(person: Person, upload: Upload, checks: Collection[str], reason: str) -> None:
    """Take on what fails, with a reason that readers are told, and screen again."""
    check(Action.EDIT, *case(person, upload.release))
    if not reason.strip():
        raise WrongEntry("reason", "say why it may be published as it is")
    names = [name for name in failing(upload) if name in checks and can_be_accepted(name)]
    if not names:
        raise WrongEntry("accept", "choose what you accept")
    upload.accepted, upload.reason = sorted({*upload.accepted, *names}), reason.strip()
    upload.state, upload.by = UploadState.WAITING, person
    upload.save()
    record_event(upload.release, Happened.CHANGED, f"Accepted: {', '.join(names)}", who=person)
    transaction.on_commit(lambda: screen_upload.enqueue(str(upload.pk)))


def failing(upload: Upload) -> list[str]:
    return [one["check"] for one in upload.report.get("results", ()) if one["verdict"] == "failure"]


@transaction.atomic
def remove(person: Person, upload: Upload) -> None:
    """The files go, and the draft that was made of them."""
    release = Release.objects.select_for_update().get(pk=upload.release_id)
    check(Action.EDIT, *case(person, release))
    version, folder = upload.version, folder_of(upload)
    upload.delete()
    if version:
        throw_away(version)
    release.revision += 1
    release.save()
    record_event(release, Happened.DATA_REMOVED, upload.title, who=person)
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


@task()
def screen_upload(id: str) -> None:
    """Screen the files, and make a draft of them if nothing fails. Done twice it does nothing the second time.

    The draft has the id of the upload, so that a worker which takes this up from one that died makes no second one.
    """
    upload = Upload.objects.select_related("release", "by").filter(pk=UUID(id), state=UploadState.WAITING).first()
    if upload is None:
        return
    if DataSetVersion.objects.filter(pk=upload.pk).exists():  # a worker died after it had made the draft
        upload.version_id, upload.state = upload.pk, UploadState.READY
        upload.save()
        return
    store().remove(upload.pk)  # a worker may have died while it kept the rows
    data, meta = (folder_of(upload) / name for name in (upload.data_name, upload.meta_name))
    try:
        pair = read_pair(data, meta)
        screening = screen(pair, lists=_lists(), accept=upload.accepted)
        upload.report = screening.as_object()
        upload.state = UploadState.REFUSED
        if screening.passed:
            _enter(upload, pair, screening, data, meta)
    except AlderError as error:
        upload.state, upload.said = UploadState.UNREADABLE, str(error)
    upload.save()


def _lists() -> Any:
    return read_lists(Path(settings.ALDER_LISTS)) if settings.ALDER_LISTS else NO_LISTS


def _enter(upload: Upload, pair: DataSetFiles, screening: Screening, data: Path, meta: Path) -> None:
    before = DataSetVersion.objects.filter(data_set=upload.data_set_id).first() if upload.data_set_id else None
    entry = ImportRequest(
        "",
        "",
        data_set=upload.data_set_id or uuid5(upload.pk, "data set"),
        version_id=upload.pk,
        title=upload.title,
        summary=upload.summary,
        notes=upload.notes,
        made_up=MadeUp.ALL if upload.made_up else MadeUp.NO_WORD,
        patch=upload.patch,
        draft=True,
        accept=tuple(upload.accepted),
        reason=upload.reason,
        into=upload.release_id,
        by=upload.by,
    )
    made = enter_pair(pair, screening, data, meta, entry)
    upload.version_id, upload.state = made.version_id, UploadState.READY
    upload.report["accepted"] = accepted(screening, upload.reason)
    if before:
        figures = [indicator.name for indicator in pair.indicators]
        old = pq.read_table(store().parquet(before.id))
        upload.report["figures"] = figures_changed(old, pair.data, figures).to_json()
