"""Tokens that open a draft, for a while, to people who are asked to look at it before it is public."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from alder.errors import StoreError
from alder.publishing.releases import VersionState
from alder.web.publications.models import DataSetVersion, PreviewToken

if TYPE_CHECKING:
    from uuid import UUID

LONGEST_DAYS = 60


def open_draft(data_set: UUID, label: str, days: int) -> PreviewToken:
    """A new token for the draft of a data set. `label` says for whom it is."""
    draft = DataSetVersion.objects.filter(data_set=data_set, state=VersionState.DRAFT).first()
    if not draft:
        raise StoreError("the data set has no draft", next="Make one with: alder publish import ... --draft")
    return PreviewToken.objects.create(version=draft, label=label, ends=timezone.now() + timedelta(days=days))
