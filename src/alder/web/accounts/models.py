"""People, their roles, their sessions, and what happened to their accounts."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection, models, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice

from alder import wall_clock
from alder.errors import UsageError
from alder.governance import EVERYTHING, Right, Role, RoleScope, ScopeKind
from alder.governance.rights import roles_in
from alder.web.accounts.sealed import unseal
from alder.web.mail_queue import QueuedMail
from alder.web.trail.circumstances import circumstances
from alder.web.trail.events import record, record_denial


class PersonManager(BaseUserManager["Person"]):
    """Everybody who may sign in. An e-mail address is one whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").strip().casefold())


class Organisation(models.Model):
    """Whom people work for."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40)
    ukprn = models.CharField(max_length=8, blank=True)
    """Its number in the register of providers, where it has one."""
    since = models.DateTimeField(default=wall_clock.now)

    def __str__(self) -> str:
        return self.name


class OrganisationDomain(models.Model):
    """What e-mail addresses of an organisation end in. It warns of those that only look like it, and lets nobody in."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253, unique=True)
    """In small letters."""

    def __str__(self) -> str:
        return self.domain


class Person(AbstractBaseUser):  # type: ignore[django-manager-missing]  # django-otp, the base of passkeys, has no types
    """Somebody who signs in, by e-mail address."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(unique=True)
    """In small letters, so that one address is one person."""
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(default=wall_clock.now)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="people")
    """Whom they work for, as somebody who looks after people has verified."""
    chose_password = models.BooleanField(default=False)
    """Whether the password is their own. One that was drawn for them has to be changed at the first sign-in."""

    USERNAME_FIELD = "email"
    objects: ClassVar[PersonManager] = PersonManager()

    def __str__(self) -> str:
        return self.name

    @property
    def rights(self) -> frozenset[Right]:
        """The roles that they have now, by themselves and by their teams, and what for.

        What is taken away is gone at once: they are read anew each time, but once for a page that is only read.
        """
        if not self.is_active:
            return frozenset()
        known = circumstances().rights_read
        if known is None:
            return self._rights_now()
        if self.pk not in known:
            known[self.pk] = self._rights_now()
        return known[self.pk]

    def _rights_now(self) -> frozenset[Right]:
        """Nothing is asked as often: its SQL is written here, since to build it anew takes longer than its answer."""
        own = Person._meta.pk.get_db_prep_value(self.pk, connection)
        with connection.cursor() as cursor:
            cursor.execute(
                "select role, scope, thing from accounts_roleheld where person_id = %s"
                " or team_id in (select team_id from accounts_teammember where person_id = %s)",
                [own, own],
            )
            held = cursor.fetchall()
        return frozenset(right for one in held if (right := right_held(*one)) is not None)

    @property
    def roles(self) -> frozenset[Role]:
        """Those that they have for everything."""
        return roles_in(self.rights, EVERYTHING)


class Team(models.Model):
    """People who have roles together."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="teams")
    """Whose team it is: who leaves the organisation leaves it. None for a team of people from several."""
    since = models.DateTimeField(default=wall_clock.now)

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """A person is in a team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="teams")
    since = models.DateTimeField(default=wall_clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="in_team_once")]

    def __str__(self) -> str:
        return str(self.person_id)


class RoleHeld(models.Model):
    """A person or a team has a role, for everything or for one thing."""

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="holds")
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="holds")
    role = models.CharField(max_length=40)
    scope = models.CharField(max_length=20, default=str(ScopeKind.EVERYTHING))
    thing = models.CharField(max_length=100, blank=True, default="")
    """The id of the thing; empty for everything."""
    since = models.DateTimeField(default=wall_clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "scope", "thing"], name="role_once"),
            models.UniqueConstraint(fields=["team", "role", "scope", "thing"], name="team_role_once"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) ^ models.Q(team__isnull=True), name="role_of_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}, {self.scope} {self.thing}".strip()

    @property
    def right(self) -> Right | None:
        return right_held(self.role, self.scope, self.thing)


def right_held(role: str, scope: str, thing: str) -> Right | None:
    """What a row lets its holder do; None where a later or earlier release of Alder knows what it is."""
    try:
        return Right(Role(role), RoleScope(ScopeKind(scope), thing))
    except (ValueError, UsageError):
        return None


@receiver((post_save, post_delete), sender=RoleHeld)
@receiver((post_save, post_delete), sender=TeamMember)
def _rights_changed(**_: Any) -> None:
    """Who has a role, or is in a team, is read anew after one changed, also by the request that changed it."""
    if known := circumstances().rights_read:
        known.clear()


class App(TOTPDevice):  # type: ignore[misc]  # django-otp has no types
    """An app that shows codes. Its key is kept sealed."""

    class Meta:
        proxy = True

    @property
    def bin_key(self) -> bytes:
        """The key as the app has it."""
        return unseal(self.user_id, self.key)


class Passkey(Device):  # type: ignore[misc]  # django-otp has no types
    """A key that a browser or a security key keeps, and of which the site knows the public half."""

    user = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passkeys")
    credential = models.CharField(max_length=1400, unique=True)
    """Its number, in letters of base64 for addresses. The standard allows 1,023 bytes."""
    public_key = models.TextField()
    shown = models.BigIntegerField(default=0)
    """How often it was used, as it counts itself; 0 of those that do not count."""
    added = models.DateTimeField(default=wall_clock.now)
    used = models.DateTimeField(null=True, blank=True)


class ProviderAccount(models.Model):
    """Somebody at an organisation's provider, who is a person here once one of two people has said so."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="provider_accounts")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    """Who they are there. E-mail addresses change hands; this does not."""
    provider = models.CharField(max_length=100)
    """What the provider is called."""
    asked = models.DateTimeField(default=wall_clock.now)
    confirmed = models.DateTimeField(null=True, blank=True)
    """Since when it opens the account of the person here. Empty: it does not."""
    used = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="subject_once")]

    def __str__(self) -> str:
        return self.provider


class AccountIdentity(models.Model):
    """Who somebody was ever known to be elsewhere. It stays when the two are disconnected: it opens nothing, and tells
    that two accounts are of one person.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=460)
    """A mailbox, or an issuer and a subject there."""
    since = models.DateTimeField(default=wall_clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "value"], name="identity_once")]
        indexes = [models.Index(fields=["value"], name="identity_by_value")]

    def __str__(self) -> str:
        return self.kind


class Session(AbstractBaseSession):
    """A browser that has been to a page with a form of ours, and who signed in with it."""

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="sessions")
    started = models.DateTimeField(default=wall_clock.now)
    used = models.DateTimeField(default=wall_clock.now)
    browser = models.CharField(max_length=200, blank=True)
    """How the browser names itself, so that its owner knows it again."""

    def __str__(self) -> str:
        return "session"


class AccessToken(models.Model):
    """What lets a program act as a person, for some processes and until a day. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    """Which names it in the trail. Nobody gets in with it."""
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scope = models.JSONField(default=dict)
    """For each process that it opens, whether it only reads or also acts."""
    made = models.DateTimeField(default=wall_clock.now)
    ends = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)
    """About when it was used last; empty: it was not."""
    revoked = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made", "id")
        indexes = [models.Index(fields=["person", "-made"], name="token_of_person")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_alive(self) -> bool:
        return self.revoked is None and wall_clock.now() < self.ends

    @property
    def state(self) -> str:
        return "works" if self.is_alive else "revoked" if self.revoked else "ended"


class AnsweredCall(models.Model):
    """What a call with a key of the caller's own was answered. The same call sent again gets it, and does nothing."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    """Of the whole call, so that a key that is used for another is told."""
    status = models.PositiveSmallIntegerField(default=0)
    said = models.TextField(blank=True)
    when = models.DateTimeField(default=wall_clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="call_once")]
        indexes = [models.Index(fields=["when"], name="call_by_time")]

    def __str__(self) -> str:
        return f"call {self.pk}"


class WrongTries(models.Model):
    """How often in a row something was tried in vain: for one account, or from one address."""

    key = models.CharField(max_length=64, primary_key=True)
    """A keyed hash: neither account nor address can be read from it."""
    count = models.PositiveIntegerField(default=0)
    last = models.DateTimeField(default=wall_clock.now)

    def __str__(self) -> str:
        return f"{self.count} tries"


class Notification(QueuedMail):
    """That something waits for a person, and the mail that tells them so. It says of what, never what."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    about = models.CharField(max_length=80)
    """The kind of thing and its number, such as `request 12`."""
    address = models.CharField(max_length=200)
    """Its page on this site."""
    read = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "read", "made"], name="notice_of_person")]

    def __str__(self) -> str:
        return self.about


class AccountEvent(models.Model):
    """Something that happened to an account, as pages about the account list it. The record of it is in the trail."""

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="events")
    when = models.DateTimeField(default=wall_clock.now)
    what = models.CharField(max_length=40)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("when", "id")
        indexes = [models.Index(fields=["person", "when", "id"], name="account_event_of_person")]

    def __str__(self) -> str:
        return self.what


class AccountHappened(StrEnum):
    """What can happen to an account."""

    ADDED = "Added"
    SIGNED_IN = "Signed in"
    SIGNED_OUT = "Signed out"
    WRONG_PASSWORD = "Wrong password"
    WRONG_CODE = "Wrong code"
    MUST_WAIT = "Must wait"
    SECOND_FACTOR_SET = "Second factor set up"
    SECOND_FACTOR_SHOWN = "Second factor shown again"
    RECOVERY_CODE_USED = "Recovery code used"
    RECOVERY_CODES_DRAWN = "Recovery codes drawn"
    PASSKEY_ADDED = "Passkey added"
    PASSKEY_REMOVED = "Passkey removed"
    WRONG_PASSKEY = "Wrong passkey"
    PROVIDER_ASKED = "Asked to connect a provider"
    PROVIDER_CONNECTED = "Provider connected"
    PROVIDER_DISCONNECTED = "Provider disconnected"
    PROVIDER_USED = "Signed in with a provider"
    PROVIDER_REFUSED = "Provider refused"
    TOKEN_MADE = "Access token made"
    TOKEN_USED = "Access token used for the first time"
    TOKEN_REVOKED = "Access token revoked"
    TOKEN_REFUSED = "Access token refused"
    PASSWORD_CHANGED = "Password changed"
    ROLES_CHANGED = "Roles changed"
    EMPLOYER_CHANGED = "Employer changed"
    TEAM_JOINED = "Joined a team"
    TEAM_LEFT = "Left a team"
    DISABLED = "Disabled"
    ENABLED = "Enabled"
    RESET = "Reset"
    DENIED = "Denied"


_UNPROVED = (
    AccountHappened.WRONG_PASSWORD,
    AccountHappened.WRONG_CODE,
    AccountHappened.WRONG_PASSKEY,
    AccountHappened.MUST_WAIT,
    AccountHappened.PROVIDER_ASKED,
    AccountHappened.TOKEN_REFUSED,
)
"""What anybody can bring about who knows an address: whose account it is did not do it."""


@transaction.atomic
def record_account_event(person: Person | None, what: AccountHappened, said: str = "") -> None:
    """Record it, in the trail and for the pages about the account; of nobody where no account is known.

    Whoever is signed in did it. Before somebody is, the owner of the account did what takes their password.
    """
    AccountEvent.objects.create(person=person, what=what, note=said)
    now = circumstances()
    actor, role = now.actor, now.role
    if now.person is not None:
        role = "owner of the account" if person is not None and now.person.pk == person.pk else Role.ADMIN
    elif person is not None and now.request is not None and what not in _UNPROVED:
        actor, role = str(person.pk), "owner of the account"
    record(actor, role, f"person {person.pk if person else 'unknown'}", what, said={"note": said} if said else {})


def record_denied(person: Person, page: str, thing: str, wanted: str, reason: str) -> None:
    """Record that somebody who is signed in was refused, for their page and in the trail."""
    with transaction.atomic():
        AccountEvent.objects.create(person=person, what=AccountHappened.DENIED, note=page)
    record_denial(person, thing, wanted, reason)
