"""`alder incidents`: incidents, for whoever holds the store: the same process as on the site."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from alder.cli.options import format_option, with_options
from alder.cli.publish import site_option
from alder.cli.requests import by_option
from alder.errors import UsageError
from alder.governance.incident import ENTRIES, IncidentAction

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.governance.incident import IncidentEntry
    from alder.web.output_desk.models import IncidentReport


@click.group()
def incidents() -> None:
    """What broke a promise to the people behind the data, or nearly did: report it, and deal with it.

    Each step is done on behalf of somebody whose role it is, and never of whom the incident is about: whoever holds the
    store stands in for nobody else.
    """


@incidents.command("list")
@click.option("--closed", is_flag=True, help="Those that are closed, in place of the open ones.")
@format_option
@site_option
def list_(closed: bool, format: str) -> None:
    """Open incidents, or those that are closed, the newest first."""
    from alder.web.output_desk.incidents import listed

    rows = [_as_object(made) for made in listed("closed" if closed else "open")[:10_000]]
    if format == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        about = f"  output {row['output']}" if row["output"] else ""
        severity = f"severity {row['severity']}" if row["severity"] else "not triaged"
        click.echo(f"{row['number']:>6}  {row['state']:<11} {severity:<12} {row['reported'][:10]}{about}")
    if not rows:
        click.echo("None is closed yet." if closed else "None is open.")


def _as_object(made: IncidentReport) -> dict[str, Any]:
    return {
        "number": made.pk,
        "state": str(made.state),
        "severity": made.severity,
        "output": made.output_id,
        "reported": made.reported.isoformat(timespec="seconds"),
    }


def _found(number: int) -> IncidentReport:
    from alder.web.output_desk.models import IncidentReport

    made = IncidentReport.objects.filter(pk=number).first()
    if made is None:
        raise UsageError(f"there is no incident {number}", next="List them with:  alder incidents list")
    return made


@incidents.command()
@click.argument("number", type=int)
@format_option
@site_option
def show(number: int, format: str) -> None:
    """Incident NUMBER: what happened, whose turn it is, and until when whom has to be told."""
    from alder.governance.incident import INCIDENT
    from alder.web.output_desk.incidents import history_of, incident_of

    made = _found(number)
    now = incident_of(made)
    history = history_of(now)
    if format == "json":
        steps = [
            {"when": step.at.isoformat(), "what": step.what, "role": step.role, "said": dict(step.said)}
            for step in history
        ]
        told = {"says": INCIDENT.says[now.state], "tellBy": now.tell_by.isoformat() if now.tell_by else None}
        click.echo(json.dumps({**_as_object(made), **told, "history": steps}, ensure_ascii=False, indent=1))
        return
    click.echo(f"Incident {made.pk}: {now.state}\n{INCIDENT.says[now.state]}")
    if now.is_risk is None and now.tell_by:
        click.echo(f"If people are at risk, the Information Commissioner is told by {now.tell_by:%Y-%m-%d %H:%M} UTC.")
    for step in history:
        click.echo(f"  {step.at:%Y-%m-%d %H:%M}  {step.what}, {step.role}")
        for label, words in step.said:
            click.echo(f"    {label}: {words}")


@incidents.command()
@click.option("--reason", required=True, help=f"{ENTRIES[IncidentAction.REPORT][0].says}.")
@click.option("--output", "number", type=int, help="The number of the output that it is about.")
@by_option
@site_option
def report(reason: str, number: int | None, email: str | None) -> None:
    """Report an incident: also of yourself, also what nearly happened. An incident officer is told."""
    from alder.web.accounts.services import person_of
    from alder.web.output_desk import incidents as desk
    from alder.web.output_desk.models import OutputRequest

    person = person_of(email) if email else None
    about = None
    if number is not None:
        about = desk.output_named(person, str(number)) if person else OutputRequest.objects.filter(pk=number).first()
        if about is None:
            raise UsageError(f"there is no output {number} to see", next="List them with:  alder outputs list --all")
    if not reason.strip():
        raise UsageError("a report says what happened", next="Give --reason in words.")
    made = desk.report(person, reason[: desk.MOST_SAID], about)
    click.echo(f"Reported as incident {made.pk}. See it with:  alder incidents show {made.pk}")


_AS_OPTIONS: dict[type, dict[str, Any]] = {str: {"type": str}, int: {"type": int}, bool: {"is_flag": True}}


def _option(entry: IncidentEntry) -> Callable[..., Any]:
    """One thing that is said with a step, as an option of its command."""
    name = f"--{entry.name.replace('_', '-')}"
    says = f"{entry.says}."
    if entry.name == "risk":  # a no is said, too, and nobody is taken to have said it
        return click.option(f"{name}/--no-{entry.name}", entry.name, default=None, help=says)
    kind = _AS_OPTIONS[entry.kind]
    if entry.values:
        kind = {"type": click.Choice(list(map(str, entry.values)))}
    return click.option(name, entry.name, required=entry.is_required and entry.kind is not bool, help=says, **kind)


def _step(action: IncidentAction) -> click.Command:
    """The command of one line of the table, with what has to be said as its options."""

    @click.argument("number", type=int)
    @with_options(*map(_option, ENTRIES[action]))
    @click.option("--by-person", "email", metavar="EMAIL", required=True, help="On whose behalf it is done.")
    @site_option
    def done(number: int, email: str, **given: Any) -> None:
        from alder.web.accounts.services import person_of
        from alder.web.output_desk.incidents import act

        kinds = {entry.name: entry.kind for entry in ENTRIES[action]}
        said = {name: kinds[name](value) for name, value in given.items() if value is not None}
        after = act(person_of(email), _found(number), action, said)
        click.echo(f"Incident {number} is {after.state}")

    sentence = f"{str(action)[0].upper()}{str(action)[1:]}".replace("an incident", "incident NUMBER", 1)
    return click.command(action.name.lower(), help=f"{sentence}.")(done)


for _action in ENTRIES:
    if _action is not IncidentAction.REPORT:
        incidents.add_command(_step(_action))
