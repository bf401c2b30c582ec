"""Databases of earlier releases go through the migrations of people, and everybody can do what they could."""

from __future__ import annotations

import pytest

from alder.governance import Right, Role


def test_roles_that_people_had_before_are_for_everything(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A database from before teams goes through its migration, and everybody may do what they could."""
    from django.core.management import call_command
    from django.db import connection
    from tests.support.site import site_in

    with site_in(tmp_path_factory.mktemp("before") / "store"):
        if connection.vendor != "sqlite":
            pytest.skip("goes back in the migrations of a database of SQLite")
        call_command("migrate", "accounts", "0003", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("select name from pragma_table_info('accounts_roleheld')")
            assert ("scope",) not in cursor.fetchall()
            cursor.execute(
                "insert into accounts_person (id, password, email, name, is_active, joined, chose_password) values"
                " ('0a1b2c3d000040008000000000000001', '', 'old@mereshire.example', 'Old', 1, '2026-01-01', 1)"
            )
            cursor.execute(
                "insert into accounts_roleheld (role, since, person_id) values"
                " ('publisher', '2026-01-01', '0a1b2c3d000040008000000000000001')"
            )
        call_command("migrate", "accounts", verbosity=0)
        from alder.web.accounts.models import Person

        old = Person.objects.get(email="old@mereshire.example")
        assert old.rights == {Right(Role.PUBLISHER)}
        assert old.organisation is None
