"""`alder organisations`: whom people work for."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # click reads the annotation

import click

from alder.cli.options import store_option
from alder.cli.publish import site_option

_verified = click.option("--verified", default="", metavar="HOW", help="How you verified it, for the record.")


@click.group()
def organisations() -> None:
    """Organisations: add and list them, and say who works for them."""


@organisations.command()
@click.argument("name")
@click.option("--kind", default="other", show_default=True, metavar="KIND", help="Such as 'local authority'.")
@click.option("--ukprn", default="", metavar="NUMBER", help="Its number in the UK Register of Learning Providers.")
@click.option("--domain", "domains", multiple=True, metavar="DOMAIN", help="What its addresses end in; repeatable.")
@site_option
def add(name: str, kind: str, ukprn: str, domains: tuple[str, ...]) -> None:
    """Add an organisation called NAME."""
    from alder.web.accounts import organisations as known

    click.echo(f"{known.add_organisation(name, kind, ukprn, domains).name} is an organisation")


@organisations.command("list")
@store_option
def list_(folder: Path) -> None:
    """List every organisation with its domains and how many people work for it."""
    from alder.web.setup import set_up_to_read

    found = False
    if set_up_to_read(folder):
        from alder.web.accounts.organisations import with_counts

        for one in with_counts():
            found = True
            domains = ", ".join(sorted(domain.domain for domain in one.domains.all())) or "no domain"
            click.echo(f"{one.name}  {one.kind}  {domains}  {one.many}")
    if not found:
        click.echo('None yet. Add one with: alder organisations add "..." --kind "..."')


@organisations.command()
@click.argument("name")
@click.argument("domain")
@_verified
@site_option
def domain(name: str, domain: str, verified: str) -> None:
    """Say that e-mail addresses of the organisation called NAME end in DOMAIN. That alone lets nobody in."""
    from alder.web.accounts import organisations as known

    one = known.organisation_called(name)
    known.add_domain(one, domain, verified)
    click.echo(f"{one.name}: {', '.join(sorted(one.domains.values_list('domain', flat=True)))}")


@organisations.command()
@click.argument("email")
@click.argument("name", required=False)
@_verified
@site_option
def employ(email: str, name: str | None, verified: str) -> None:
    """Say that EMAIL works for the organisation called NAME; without it, for none. They are signed out."""
    from alder.web.accounts import organisations as known
    from alder.web.accounts.services import person_of

    person = person_of(email)
    known.employ(person, known.organisation_called(name) if name else None, verified)
    click.echo(f"{person.name} works for {person.organisation.name if person.organisation else 'none'}")
