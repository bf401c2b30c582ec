"""`alder teams`: people who have roles together, for everything or for one thing."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # click reads the annotation

import click

from alder.cli.options import store_option
from alder.cli.publish import site_option

for_option = click.option(
    "--for",
    "scope",
    default="everything",
    show_default=True,
    metavar="SCOPE",
    help="What the role is held for: 'publication ID', 'source ID' or 'request queue ID'.",
)


@click.group()
def teams() -> None:
    """Teams: add and list them, put people in, and give them roles."""


@teams.command()
@click.argument("name")
@click.option("--organisation", default="", metavar="NAME", help="Whose people it is of. Who leaves it leaves here.")
@site_option
def add(name: str, organisation: str) -> None:
    """Add a team called NAME."""
    from alder.web.accounts import organisations as known

    of = known.organisation_called(organisation) if organisation else None
    click.echo(f"{known.add_team(name, of).name} is a team. Put people in with: alder teams join")


@teams.command("list")
@store_option
def list_(folder: Path) -> None:
    """List every team with its people and roles."""
    from alder.web.setup import set_up_to_read

    found = False
    if set_up_to_read(folder):
        from alder.web.accounts.models import Team

        every = Team.objects.select_related("organisation").prefetch_related("members__person", "holds")
        for team in every.order_by("name"):
            found = True
            people = ", ".join(sorted(member.person.email for member in team.members.all())) or "nobody"
            held = ", ".join(sorted(str(right) for one in team.holds.all() if (right := one.right))) or "no role"
            of = f"  of {team.organisation}" if team.organisation else ""
            click.echo(f"{team.name}{of}  {held}  {people}")
    if not found:
        click.echo('None yet. Add one with: alder teams add "..."')


@teams.command()
@click.argument("name")
@click.argument("email")
@site_option
def join(name: str, email: str) -> None:
    """Put EMAIL into the team called NAME."""
    from alder.web.accounts import organisations as known
    from alder.web.accounts.services import person_of

    team, person = known.team_called(name), person_of(email)
    known.join(person, team)
    click.echo(f"{person.name} is in {team.name}")


@teams.command()
@click.argument("name")
@click.argument("email")
@site_option
def leave(name: str, email: str) -> None:
    """Take EMAIL out of the team called NAME. They are signed out."""
    from alder.web.accounts import organisations as known
    from alder.web.accounts.services import person_of

    team, person = known.team_called(name), person_of(email)
    known.leave(person, team)
    click.echo(f"{person.name} is not in {team.name}")


@teams.command()
@click.argument("name")
@click.argument("role")
@for_option
@site_option
def give(name: str, role: str, scope: str) -> None:
    """Give everybody in the team called NAME a ROLE, for everything or for one thing."""
    from alder.web.accounts import organisations as known
    from alder.web.accounts import rights

    team = known.team_called(name)
    right = rights.right_of(role, scope)
    rights.give(team, right)
    click.echo(f"{team.name}: {right}")


@teams.command()
@click.argument("name")
@click.argument("role")
@for_option
@site_option
def take(name: str, role: str, scope: str) -> None:
    """Take a ROLE from the team called NAME. Everybody in it is signed out."""
    from alder.web.accounts import organisations as known
    from alder.web.accounts import rights

    team = known.team_called(name)
    rights.take(team, rights.right_of(role, scope))
    click.echo(f"{team.name} has that role no more")


@teams.command()
@site_option
def scopes() -> None:
    """List what a role can be held for: everything, and each publication, source and request queue."""
    from alder.web.accounts.rights import choices

    for scope, words in choices():
        click.echo(f"{scope}  {words}")
