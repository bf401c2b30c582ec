"""What is forgotten of people after a while."""

from __future__ import annotations

from django.utils import timezone

from alder.web.accounts import tries
from alder.web.accounts.models import Session


def forget_old() -> None:
    """Sessions that are over, and wrong tries of long ago."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    tries.forget_old()
