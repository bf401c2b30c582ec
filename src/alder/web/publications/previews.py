"""Tokens that open a draft, for a while, to people who are asked to look at it before it is public."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from alder.disclosure.ledger import Kind
from alder.web.publications.models import PreviewToken
from alder.web.publications.remembered import COMMAND, let_out, note
from alder.web.publications.states import the_draft

if TYPE_CHECKING:
    from uuid import UUID


def open_draft(data_set: UUID, label: str, days: int) -> PreviewToken:
    """A new token for the draft of a data set. `label` says for whom it is."""
    draft = the_draft(data_set)
    let_out(draft.tables)
    with transaction.atomic():
        note(draft, Kind.PREVIEWED, by=COMMAND)
        return PreviewToken.objects.create(version=draft, label=label, ends=timezone.now() + timedelta(days=days))
