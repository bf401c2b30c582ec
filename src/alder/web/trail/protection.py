"""What keeps the events of the trail from being changed: triggers in the database, and on PostgreSQL its roles.

A trigger refuses whoever means no harm, and whoever got hold of the site but not of its database's owner. Who owns the
database can take a trigger away; so can whoever may write the file of SQLite. That shows in the chain, unless all of it
is made anew, and then in the heads that were published before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from alder.model.event import GENESIS

if TYPE_CHECKING:
    from collections.abc import Iterable

EVENTS, HEAD, PUBLISHED = "trail_trailevent", "trail_trailhead", "trail_publishedhead"
REFUSED = "the trail is added to and never changed"
"""What the database says to whoever tries."""

_NEXT_EVENT = f"""new.seq = coalesce((select events from {HEAD} where id = 1), 0)
  and new.previous = coalesce((select hash from {HEAD} where id = 1), '{GENESIS}')"""
"""An event is put at the end, and nowhere else."""
_NEXT_HEAD = f"""new.id = old.id and new.events = old.events + 1
  and new.hash = (select hash from {EVENTS} where seq = old.events)"""
"""The head goes forwards by one event, which is there."""

_RULES = (
    ("added", EVENTS, "insert", _NEXT_EVENT),
    ("changed", EVENTS, "update", ""),
    ("deleted", EVENTS, "delete", ""),
    ("head_moved", HEAD, "update", _NEXT_HEAD),
    ("head_deleted", HEAD, "delete", ""),
    ("published_changed", PUBLISHED, "update", ""),
    ("published_deleted", PUBLISHED, "delete", ""),
)
"""The name of a trigger, its table, what it refuses, and the condition under which that is let pass. A condition that
asks for an event that is not there is neither true nor false, and counts as false."""
_EMPTIED = tuple((f"emptied_{number}", table) for number, table in enumerate((EVENTS, HEAD, PUBLISHED)))
"""PostgreSQL alone can empty a table without deleting a row."""


def install(editor: Any) -> None:
    """Put the triggers there, anew where they are there already: a table that a migration makes anew loses its own."""
    for sql in _postgresql() if editor.connection.vendor == "postgresql" else _sqlite():
        editor.execute(sql, None)


def remove(editor: Any) -> None:
    """Take the triggers away while tables are changed: SQLite makes a table anew for that, and would not let go of one
    that a trigger of another asks.
    """
    for name, table in (*((name, table) for name, table, *_ in _RULES), *_EMPTIED):
        if editor.connection.vendor == "postgresql":
            editor.execute(f"drop trigger if exists trail_{name} on {table}", None)
        else:
            editor.execute(f"drop trigger if exists trail_{name}", None)


def _sqlite() -> Iterable[str]:
    for name, table, action, unless in _RULES:
        yield f"drop trigger if exists trail_{name}"
        when = f"when not coalesce({unless}, false)" if unless else ""
        yield (
            f"create trigger trail_{name} before {action} on {table} for each row {when} "
            f"begin select raise(abort, '{REFUSED}'); end"
        )


def _postgresql() -> Iterable[str]:
    # What a function names is looked for where the tables are: a table of the session's own would else come first.
    within = f"language plpgsql set search_path = {connection.ops.quote_name(_schema())}, pg_temp as"
    raised = f"raise exception '{REFUSED}' using errcode = 'insufficient_privilege';"
    yield (f"create or replace function trail_refuse() returns trigger {within} $body$ begin {raised} end $body$")
    for name, table, action, unless in _RULES:
        function = "trail_refuse"
        if unless:  # a condition of a trigger itself may not ask other tables
            function = f"trail_refuse_{name}"
            yield (
                f"create or replace function {function}() returns trigger {within} $body$ begin "
                f"if not coalesce({unless}, false) then {raised} end if; return new; end $body$"
            )
        yield f"drop trigger if exists trail_{name} on {table}"
        yield f"create trigger trail_{name} before {action} on {table} for each row execute function {function}()"
        yield f"alter table {table} enable always trigger trail_{name}"
    for name, table in _EMPTIED:
        yield f"drop trigger if exists trail_{name} on {table}"
        does = "for each statement execute function trail_refuse()"
        yield f"create trigger trail_{name} before truncate on {table} {does}"
        yield f"alter table {table} enable always trigger trail_{name}"


@dataclass(frozen=True)
class Protection:
    """What stands in the way of whoever wants to change the trail."""

    vendor: str
    missing: tuple[str, ...]
    """The triggers that should be there and are not."""
    role: str = ""
    """On PostgreSQL, the role of the site."""
    owner: str = ""
    """Whose the table of events is."""
    may: tuple[str, ...] = ()
    """What the role of the site may do to events beside reading and adding them."""

    @property
    def is_whole(self) -> bool:
        return not self.missing and not self.may

    @property
    def says(self) -> tuple[str, ...]:
        """In sentences."""
        said = []
        if self.missing:
            said.append(f"Triggers are not there: {', '.join(self.missing)}. Put them back with: alder trail secure")
        else:
            said.append("The database refuses to change or delete an event.")
        if self.vendor == "sqlite":
            said.append("Whoever may write its file could take that away: then the chain and the published heads tell.")
        elif self.may:
            said.append(
                f"The role of the site, {self.role}, could take that away: it {' and '.join(self.may)}. "
                "Give the database an owner of its own with: alder trail secure"
            )
        else:
            said.append(f"The role of the site, {self.role}, may not take that away. The tables are {self.owner}'s.")
        return tuple(said)


def protection() -> Protection:
    """What there is now, asked with the role of the site."""
    wanted = {f"trail_{name}" for name, *_ in _RULES}
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("select name from sqlite_master where type = 'trigger'")
            return Protection("sqlite", tuple(sorted(wanted - {name for (name,) in cursor.fetchall()})))
        wanted |= {f"trail_{name}" for name, _ in _EMPTIED}
        cursor.execute("select tgname from pg_trigger where not tgisinternal and tgenabled = 'A'")
        missing = tuple(sorted(wanted - {name for (name,) in cursor.fetchall()}))
        cursor.execute(
            "select current_user, tableowner, pg_has_role(current_user, tableowner, 'member'), "
            "(select rolsuper from pg_roles where rolname = current_user), "
            "has_table_privilege(current_user, c.oid, 'update'), has_table_privilege(current_user, c.oid, 'delete'), "
            "has_table_privilege(current_user, c.oid, 'truncate') "
            "from pg_tables t join pg_class c on c.oid = (quote_ident(t.schemaname) || '.' || "
            "quote_ident(t.tablename))::regclass where t.tablename = %s and t.schemaname = current_schema()",
            [EVENTS],
        )
        role, owner, is_owner, is_super, *may = cursor.fetchone()
    can = [
        words
        for words, is_so in (("is a superuser", is_super), ("owns the tables", is_owner and not is_super))
        if is_so
    ]
    if not can and any(may):
        can.append("has the right to change them")
    return Protection("postgresql", missing, role, owner, tuple(can))


def grant_to(role: str) -> Iterable[str]:
    """The rights of the site's role, as the owner of the tables gives them: to work, and to add to the trail."""
    to = connection.ops.quote_name(role)
    schema = connection.ops.quote_name(_schema())
    yield f"grant usage on schema {schema} to {to}"
    yield f"grant select, insert, update, delete on all tables in schema {schema} to {to}"
    yield f"grant usage, select on all sequences in schema {schema} to {to}"
    for table in (EVENTS, HEAD, PUBLISHED, "django_migrations"):
        yield f"revoke all on {table} from public, {to}"
        yield f"grant select on {table} to {to}"
    yield f"grant insert on {EVENTS}, {HEAD}, {PUBLISHED} to {to}"
    yield f"grant update (events, hash) on {HEAD} to {to}"


def _schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_schema()")
        return str(cursor.fetchone()[0])
