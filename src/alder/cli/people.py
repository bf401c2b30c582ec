"""`alder people`: who may sign in, and what for."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003  # click reads the annotation
from typing import TYPE_CHECKING, Any

import click

from alder.cli.options import format_option, store_option
from alder.cli.publish import site_option
from alder.cli.teams import for_option
from alder.errors import UsageError

if TYPE_CHECKING:
    from alder.governance import Right
    from alder.web.accounts.models import Person


@click.group()
def people() -> None:
    """Add people who may sign in, list them, give them roles, and shut them out."""


@people.command()
@click.argument("email")
@click.option("--name", required=True, help="What others call them.")
@click.option(
    "--role", "roles", multiple=True, metavar="ROLE", help="publisher, approver, admin or another; repeatable."
)
@click.option("--ask-password", is_flag=True, help="Ask for a password, instead of drawing one and printing it once.")
@site_option
def add(email: str, name: str, roles: tuple[str, ...], ask_password: bool) -> None:
    """Add a person who signs in with EMAIL.

    The password is drawn and printed, this once; they choose their own at the first sign-in, when they also set up
    their second factor.
    """
    from alder.web.accounts import services as known

    asked = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask_password else ""
    password = asked or known.drawn_password()
    person = known.add(email, name, known.roles_of(roles), password)
    click.echo(f"{person.name} can sign in at /sign-in. Roles: {_roles(person)}.")
    if not asked:
        click.echo(f"Password: {password}")
        click.echo("It is not shown again. They choose their own at the first sign-in.")


@people.command("list")
@store_option
def list_(folder: Path) -> None:
    """List everybody who may sign in, and who no longer may."""
    from alder.web.setup import set_up_to_read

    everybody: dict[Person, list[Right]] = {}
    if set_up_to_read(folder):
        from alder.web.accounts.models import Person
        from alder.web.accounts.rights import rights_of

        everybody = rights_of(list(Person.objects.select_related("organisation").order_by("name", "email")))
    for person, held in everybody.items():
        seen = f"last signed in {person.last_login:%-d %b %Y}" if person.last_login else "has not signed in yet"
        works_for = f"  {person.organisation}" if person.organisation else ""
        words = ", ".join(map(str, held)) if person.is_active else _roles(person)
        seen = seen if person.is_active else "disabled"
        click.echo(f"{person.email}  {person.name}  {words or 'no role'}  {seen}{works_for}")
    if not everybody:
        click.echo('Nobody yet. Add somebody with: alder people add EMAIL --name "..." --role publisher')


@people.command()
@click.argument("email")
@site_option
def disable(email: str) -> None:
    """Shut EMAIL out: they are signed out at once and cannot sign in again. What they did stays under their name."""
    from alder.web.accounts import services as known

    person = known.person_of(email)
    known.disable(person)
    click.echo(f"{person.name} can no longer sign in")


@people.command()
@click.argument("email")
@site_option
def reset(email: str) -> None:
    """Let EMAIL in again with a new password and a new second factor: for who lost them, or was disabled."""
    from alder.web.accounts import services as known

    password = known.reset(known.person_of(email))
    click.echo(f"Password: {password}")
    click.echo("It is not shown again. At the next sign-in they choose their own and set up the second factor.")


@people.command()
@click.argument("email")
@click.argument("roles", nargs=-1)
@site_option
def roles(email: str, roles: tuple[str, ...]) -> None:
    """Give EMAIL these ROLES for everything and no others. Who loses one is signed out; roles for one thing stay."""
    from alder.web.accounts import services as known

    person = known.person_of(email)
    known.set_roles(person, known.roles_of(roles))
    click.echo(f"{person.name}: {_roles(person)}")


@people.command()
@click.argument("email")
@click.argument("role")
@for_option
@site_option
def give(email: str, role: str, scope: str) -> None:
    """Give EMAIL a ROLE more, for everything or for one thing; `alder teams scopes` lists what there is."""
    from alder.web.accounts import rights
    from alder.web.accounts import services as known

    person = known.person_of(email)
    rights.give(person, rights.right_of(role, scope))
    click.echo(f"{person.name}: {_roles(person)}")


@people.command()
@click.argument("email")
@click.argument("role")
@for_option
@site_option
def take(email: str, role: str, scope: str) -> None:
    """Take a ROLE from EMAIL, for everything or for one thing. They are signed out."""
    from alder.web.accounts import rights
    from alder.web.accounts import services as known

    person = known.person_of(email)
    rights.take(person, rights.right_of(role, scope))
    click.echo(f"{person.name}: {_roles(person)}")


@people.command()
@click.argument("email")
@format_option
@site_option
def tokens(email: str, format: str) -> None:
    """The access tokens by which programs act for EMAIL: what each is for, and until when. No token itself is kept."""
    from alder.web.accounts import services as known
    from alder.web.accounts.tokens import in_words

    person = known.person_of(email)
    listed: list[dict[str, Any]] = [
        {
            "id": str(token.pk),
            "name": token.name,
            "for": in_words(token.scope),
            "state": token.state,
            "made": token.made.isoformat(timespec="seconds"),
            "ends": token.ends.isoformat(timespec="seconds"),
            "used": token.used.isoformat(timespec="seconds") if token.used else None,
        }
        for token in person.tokens.all()
    ]
    if format == "json":
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
        return
    for one in listed:
        used = f"last used {one['used'][:10]}" if one["used"] else "never used"
        click.echo(f"{one['id']}  {one['state']}, until {one['ends'][:10]}, {used}  {one['name']} ({one['for']})")
    if not listed:
        click.echo(f"{person.name} has no access token")


@people.command("revoke-token")
@click.argument("email")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All of them.")
@site_option
def revoke_token(email: str, ids: tuple[str, ...], every: bool) -> None:
    """Revoke access tokens of EMAIL, by the IDs that `alder people tokens` lists: they open nothing from now on."""
    from alder.web.accounts import services as known
    from alder.web.accounts import tokens as access

    person = known.person_of(email)
    own = {str(token.pk): token for token in person.tokens.all()}
    if bool(ids) is every:
        raise UsageError("name the tokens to revoke, or all of them", next=f"List them: alder people tokens {email}")
    if unknown := [id for id in ids if id not in own]:
        raise UsageError(f"{person.name} has no token {unknown[0]}", next=f"List them: alder people tokens {email}")
    ended = [own[id] for id in (own if every else ids) if own[id].is_alive]
    for token in ended:
        access.revoke(token, "by a command")
    click.echo(f"{len(ended)} revoked, {access.alive(person)} of {person.name} still work")


def _roles(person: Person) -> str:
    """Those that they hold themselves, also while they are shut out."""
    return ", ".join(sorted(str(right) for one in person.holds.all() if (right := one.right))) or "no role"
