"""A database of an earlier release goes through the migrations of people, and everybody can do what they could."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from alder.governance import Right, Role

OLD = UUID("0a1b2c3d-0000-4000-8000-000000000002")
SECRET = bytes(range(20))


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Somebody of a database from before passkeys, teams and notices, with a role, an app and codes on paper.

    On the way to today they are connected to a provider, in a database from before identities. To go back takes longer
    than anything else, so that all is tried on one.
    """
    from django.core.management import call_command
    from django.db import connection
    from tests.support.site import site_in

    with site_in(tmp_path_factory.mktemp("before") / "store"):
        if connection.vendor != "sqlite":
            pytest.skip("goes back in the migrations of a database of SQLite")
        call_command("migrate", "accounts", "0002", verbosity=0)
        _as_it_was()
        call_command("migrate", "accounts", "0008", verbosity=0)
        _connected()
        call_command("migrate", "accounts", verbosity=0)
        from alder.web.accounts.models import Person

        yield Person.objects.get(pk=OLD)


def _as_it_was() -> None:
    from django.db import connection

    from alder.web.accounts.sealed import paper, seal

    with connection.cursor() as cursor:
        cursor.execute("select name from pragma_table_info('accounts_roleheld')")
        assert ("scope",) not in cursor.fetchall()
        for statement in (
            "insert into accounts_person (id, password, email, name, is_active, joined, chose_password) values"
            f" ('{OLD.hex}', '', 'old@mereshire.example', 'Old', 1, '2026-01-01', 1)",
            f"insert into accounts_roleheld (role, since, person_id) values ('publisher', '2026-01-01', '{OLD.hex}')",
            "insert into otp_totp_totpdevice (user_id, name, confirmed, key, step, t0, digits, tolerance, drift,"
            " last_t, throttling_failure_count)"
            f" values ('{OLD.hex}', 'app', 1, '{seal(OLD, SECRET)}', 30, 0, 6, 1, 0, -1, 0)",
            "insert into otp_static_staticdevice (id, user_id, name, confirmed, throttling_failure_count)"
            f" values (9, '{OLD.hex}', 'paper', 1, 0)",
            f"insert into otp_static_statictoken (device_id, token) values (9, '{paper(OLD, 'abcdefghjk')}')",
        ):
            cursor.execute(statement)


def _connected() -> None:
    """One connection that somebody confirmed, and one that was only asked for."""
    from django.db import connection
    from django.utils import timezone

    from alder.web.accounts.models import AccountIdentity, ProviderAccount

    assert AccountIdentity._meta.db_table not in connection.introspection.table_names()
    for subject, confirmed in (("one", timezone.now()), ("asked", None)):
        ProviderAccount.objects.create(
            person_id=OLD, issuer="https://id.example", subject=subject, provider="Mereshire", confirmed=confirmed
        )


def test_roles_that_people_had_before_are_for_everything(old: Any) -> None:
    assert old.rights == {Right(Role.PUBLISHER)}
    assert old.organisation is None


def test_apps_and_codes_on_paper_from_before_go_on_working(old: Any) -> None:
    """Its devices are those of the same library, and stay."""
    from tests.support.cast import code_of

    from alder.web.accounts import second_factor

    assert second_factor.has_one(old)
    assert second_factor.shown(old, code_of(SECRET))
    assert second_factor.shown(old, "abcde-fghjk")
    assert not second_factor.shown(old, "abcde-fghjk")
    assert second_factor.left(old) == 0


def test_who_was_connected_to_a_provider_before_is_known_from_then_on(old: Any) -> None:
    from alder.web.accounts.models import AccountIdentity

    kept = AccountIdentity.objects.values_list("person", "kind", "value")
    assert list(kept) == [(old.pk, "provider", "https://id.example one")]
