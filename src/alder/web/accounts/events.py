"""What happens to accounts is written down."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from alder.web.accounts.models import AccountEvent

if TYPE_CHECKING:
    from alder.web.accounts.models import Person


class AccountHappened(StrEnum):
    """What can happen to an account."""

    ADDED = "Added"
    SIGNED_IN = "Signed in"
    SIGNED_OUT = "Signed out"
    WRONG_PASSWORD = "Wrong password"
    WRONG_CODE = "Wrong code"
    MUST_WAIT = "Must wait"
    SECOND_FACTOR_SET = "Second factor set up"
    RECOVERY_CODE_USED = "Recovery code used"
    RECOVERY_CODES_DRAWN = "Recovery codes drawn"
    PASSWORD_CHANGED = "Password changed"
    ROLES_CHANGED = "Roles changed"
    DISABLED = "Disabled"
    ENABLED = "Enabled"
    RESET = "Reset"
    DENIED = "Denied"


def note(person: Person | None, what: AccountHappened, said: str = "") -> None:
    """Note it; nobody where no account is known."""
    AccountEvent.objects.create(person=person, what=what, note=said)
