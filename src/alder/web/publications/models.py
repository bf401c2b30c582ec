"""Publications, their releases, data sets and the versions of those, as the database has them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models

from alder import wall_clock
from alder.model.made_up import MadeUp
from alder.publishing.contents.provenance import Provenance
from alder.publishing.pages import MADE_UP
from alder.publishing.releases import DataSetState, ReleaseState, UploadState, VersionNumber, VersionState

if TYPE_CHECKING:
    from datetime import datetime

    from alder.disclosure.ledger.cautions import Cautions


class Publication(models.Model):
    """A series of statistics, such as "Apprenticeships"."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = models.CharField(max_length=300)
    slug = models.SlugField(max_length=300, unique=True)
    summary = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class Release(models.Model):
    """One issue of a publication, such as "Academic year 2024/25".

    A correction is prepared as a draft of its own that `corrects` a live release. When it goes live its data sets,
    words and events pass to that release, and it is gone. So a row that corrects another is never public.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="releases")
    title = models.CharField(max_length=300)
    slug = models.SlugField(max_length=300)
    state = models.CharField(max_length=20, default=ReleaseState.DRAFT.value, db_index=True)
    published = models.DateTimeField(default=wall_clock.now)
    """When it first went live, once it has."""
    scheduled = models.DateTimeField(null=True, blank=True)
    """The minute at which it goes live."""
    next_expected = models.CharField(max_length=100, blank=True)
    """When readers may expect the next one, in words."""
    headline = models.CharField(max_length=300, blank=True)
    """What the figures say, in a sentence."""
    notes = models.TextField(blank=True)
    """What readers should know about the whole release."""
    change_note = models.TextField(blank=True)
    """What a correction puts right, for readers."""
    content: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    """What is written on its page, as `alder.publishing.pages.Content` gives it. Without it the data makes the page."""
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="releases_begun"
    )
    """Who began it at the desk; nobody where it came by command."""
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="releases_approved"
    )
    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="correction")
    revision = models.PositiveIntegerField(default=0)
    """Counts every change and every step, so that nobody acts on a release as it no longer is."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "slug"], name="release_slug")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        return self.state == ReleaseState.LIVE

    @property
    def is_made_up(self) -> bool:
        """Whether its publisher says on its page that its statistics are made up."""
        return bool(self.content.get("kind") == MADE_UP)


class ReleaseEvent(models.Model):
    """Something that happened to a release. Those that are public are its list of updates."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="events")
    when = models.DateTimeField(default=wall_clock.now)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="release_events"
    )
    """Nobody where it came by command or by the clock."""
    what = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    public = models.BooleanField(default=False)
    takes_back = models.BooleanField(default=False)
    """Whether something that readers had is withdrawn by it."""

    class Meta:
        ordering = ("when", "id")

    def __str__(self) -> str:
        return self.what


class ThrownAway(models.Model):
    """A draft that was thrown away. It points at nothing that goes with the draft, so it stays."""

    release = models.UUIDField()
    """The id that the draft had."""
    publication = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    was_correction = models.BooleanField(default=False)
    begun = models.DateTimeField(null=True, blank=True)
    when = models.DateTimeField(default=wall_clock.now)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    data_sets = models.PositiveIntegerField(default=0)
    """How many drafts of data sets were in it, with `rows` together."""
    rows = models.PositiveBigIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    """How many pairs of files had been sent for it."""
    headlines = models.PositiveIntegerField(default=0)
    sections = models.PositiveIntegerField(default=0)
    events = models.PositiveIntegerField(default=0)
    """How many lines its history had."""

    class Meta:
        ordering = ("-when", "-id")

    def __str__(self) -> str:
        return f"{self.publication}, {self.title}"


class DataSet(models.Model):
    """A data set over all its versions."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="data_sets")
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    state = models.CharField(max_length=20, default=DataSetState.DRAFT.value)
    superseded_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    published = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class DataSetVersion(models.Model):
    """One version of a data set. Its rows and contents are in the store, under its id."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    data_set = models.ForeignKey(DataSet, on_delete=models.PROTECT, related_name="versions")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="versions")
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField(default=0)
    patch = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=20, default=VersionState.DRAFT.value)
    published = models.DateTimeField(null=True, blank=True)
    withdrawn = models.DateTimeField(null=True, blank=True)
    withdrawn_for = models.TextField(blank=True)
    """The reason why it was withdrawn, for readers. The notes end in it too."""
    notes = models.TextField(blank=True)
    """What its publisher wrote for readers. What Alder wrote is in the cautions."""
    cautions: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    """What Alder says of each of its tables, as the ledger kept it when the version was made."""
    made_up = models.CharField(max_length=10, blank=True, default="")
    """Whether its figures are made up, as `MadeUp` has it."""
    file_id = models.UUIDField(default=uuid4)
    rows = models.PositiveBigIntegerField()
    summary: models.JSONField[Any, Any] = models.JSONField()
    """First and last period, and the labels of levels, filters and indicators."""
    changes: models.JSONField[Any, Any] = models.JSONField(default=dict)
    """What differs from the version before: major and minor changes."""
    accepted: models.JSONField[Any, Any] = models.JSONField(default=list)
    """Failures of the screener with which it was published, each with the reason why."""
    kept_as = models.TextField(blank=True)
    """The number of its table in the ledger of the store, or of each of several, with a space between; nothing where
    nobody knows who is behind the figures."""
    breaks: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    """Pairs of a period and a reason: figures from that period on do not compare with those before."""
    measured: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    """How the figures of each column were made, as far as the ledger knows: see `publishing.contents.provenance`."""
    comparison: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    """Of a draft: what came of comparing its tables with all that were out when it was made."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["data_set", "major", "minor", "patch"], name="version_number"),
        ]
        ordering = ("-major", "-minor", "-patch")

    def __str__(self) -> str:
        return f"{self.data_set_id} {self.number}"

    @property
    def number(self) -> VersionNumber:
        return VersionNumber(self.major, self.minor, self.patch)

    @property
    def tables(self) -> list[str]:
        """The numbers of the tables of the ledger that it shows."""
        return self.kept_as.split()

    @property
    def provenance(self) -> Provenance:
        return Provenance.read(self.breaks, self.measured)

    @property
    def figures_are(self) -> MadeUp:
        """Whether its figures are made up: nothing where nobody said so."""
        return MadeUp(self.made_up)

    @property
    def from_alder(self) -> Cautions | None:
        """What Alder says of its tables, of several together; None where it knows none of them."""
        if not self.cautions:
            return None
        from alder.disclosure.ledger.cautions import Cautions  # brings the solver, which no command for people needs

        return Cautions.together([Cautions.from_object(one) for one in self.cautions])

    @property
    def all_notes(self) -> str:
        """What must be read with its figures: first what Alder says of them, then what its publisher wrote."""
        return self._notes(self.from_alder)

    def notes_within(self, first: str, last: str) -> str:
        """The same for figures from one period to another, by their labels: without breaks at other years."""
        return self._notes(self.from_alder.within(first, last) if self.from_alder else None)

    def _notes(self, from_alder: Cautions | None) -> str:
        said = from_alder.text if from_alder else ""
        first = self.figures_are.says if not said.startswith(self.figures_are.says) else ""
        return "\n\n".join(part for part in (first, said, self.notes) if part)

    @property
    def compared_on(self) -> date:
        """The day of its comparison."""
        return date.fromisoformat(self.comparison["when"])

    def withdraw(self, when: datetime, reason: str) -> None:
        """It can no longer be asked for figures; readers are told why."""
        self.state, self.withdrawn, self.withdrawn_for = VersionState.WITHDRAWN, when, reason
        self.notes = f"{self.notes}\n\nWithdrawn: {reason}".strip()
        self.save()


class PreviewToken(models.Model):
    """Opens a draft to whoever holds it, for a while."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    version = models.ForeignKey(DataSetVersion, on_delete=models.CASCADE, related_name="preview_tokens")
    label = models.CharField(max_length=100)
    starts = models.DateTimeField(default=wall_clock.now)
    ends = models.DateTimeField()

    def __str__(self) -> str:
        return self.label

    @property
    def is_active(self) -> bool:
        return self.starts <= wall_clock.now() < self.ends


class PreviewLink(models.Model):
    """Shows a release to whoever holds the link, for a while, before it is public."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    """The token: nobody guesses it."""
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="preview_links")
    label = models.CharField(max_length=100)
    """For whom it is."""
    starts = models.DateTimeField(default=wall_clock.now)
    ends = models.DateTimeField()
    revoked = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("starts", "id")

    def __str__(self) -> str:
        return self.label

    @property
    def is_active(self) -> bool:
        return not self.revoked and self.starts <= wall_clock.now() < self.ends


class Upload(models.Model):
    """A pair of files that a publisher sent for a release, and what came of screening it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    """Also the name of the folder in which the files are kept."""
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="uploads")
    data_name = models.CharField(max_length=200)
    meta_name = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    made_up = models.BooleanField(default=False)
    """Whether its sender says so. What is known to be made up needs no word of theirs, and cannot be unsaid."""
    data_set = models.ForeignKey(DataSet, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    """The data set of which it is to be a new version; none where it begins one."""
    patch = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    when = models.DateTimeField(default=wall_clock.now)
    state = models.CharField(max_length=20, default=UploadState.WAITING.value)
    report: models.JSONField[Any, Any] = models.JSONField(default=dict)
    """What the screener says, as it says it to programs."""
    said = models.TextField(blank=True)
    """Why it could not be read or taken, in words."""
    accepted: models.JSONField[Any, Any] = models.JSONField(default=list)
    """The checks whose failure is accepted."""
    reason = models.TextField(blank=True)
    version = models.OneToOneField(
        DataSetVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="upload"
    )

    class Meta:
        ordering = ("when", "id")

    def __str__(self) -> str:
        return self.data_name
