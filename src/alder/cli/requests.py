"""`alder requests`: requests for tables, for whoever holds the store: the same process as on the site."""

from __future__ import annotations

import json
from getpass import getuser
from typing import TYPE_CHECKING, Any

import click

from alder.cli.options import ReturnType, YearsType, format_option, research_copy_option, settings_of
from alder.cli.publish import site_option
from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.measures import Query
    from alder.model.period import AcademicYear, ReturnNumber
    from alder.web.table_requests.models import RequestRecord
    from alder.web.table_requests.process import RequestActor

by_option = click.option(
    "--by-person", "email", metavar="EMAIL", help="On behalf of somebody who may sign in; else as whoever runs this."
)


_MOST_CHANGES = 20
"""So many changed figures are told; the file has all."""


@click.group()
def requests() -> None:
    """Requests for tables: list them, ask, and answer those of others.

    Whoever holds the store may answer by command as a statistician does on the site, and nobody a request of their own.
    """


def _query_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """A question, as `alder table` takes it."""
    from alder.cli.options import with_options

    return with_options(
        click.option("--measure", help="What is counted: alder explain measures."),
        click.option("--by", default="", metavar="A,B", help="Split by these characteristics, for example sex,level."),
        click.option("--where", default="", metavar="FILTER", help="Count only these, for example 'level = 3'."),
        click.option("--year", "years", type=YearsType(), help="The academic year, or several: 2018/19..2020/21."),
        click.option("--area", default="", metavar="AREA", help="Split by area of the learner's home."),
        click.option("--scope", help="One kind of provision only, for example apprenticeships."),
        click.option("--set", "parameters", multiple=True, metavar="NAME=VALUE", help="Set a rule that is left open."),
        click.option("--as-of", "return_number", type=ReturnType(), help="As it stood at this return."),
        research_copy_option,
        click.option("--policy", help="How small numbers are protected; else what the site says."),
    )(command)


def _query(
    measure: str,
    by: str,
    where: str,
    years: tuple[AcademicYear, ...],
    area: str,
    scope: str | None,
    parameters: tuple[str, ...],
    return_number: ReturnNumber | None,
    research_copy: bool | None,
) -> Query:
    from alder.measures import Query

    return Query.ask(
        measure,
        by=by,
        years=years,
        where=where,
        area=area,
        scope=scope,
        return_number=return_number.value if return_number else None,
        parameters=settings_of(parameters),
        research_copy=research_copy,
    )


def _who(email: str | None) -> RequestActor:
    from alder.web.accounts.services import person_of
    from alder.web.table_requests.process import RequestActor

    return RequestActor.of(person_of(email)) if email else RequestActor.of_command(getuser())


def _found(number: int) -> RequestRecord:
    from alder.web.table_requests.models import RequestRecord

    row = RequestRecord.objects.select_related("asker", "taken_by").filter(pk=number).first()
    if row is None:
        raise UsageError(f"there is no request {number}", next="List them with:  alder requests list --all")
    return row


@requests.command("list")
@click.option("--all", "every", is_flag=True, help="Closed ones too, the newest first.")
@format_option
@site_option
def list_(every: bool, format: str) -> None:
    """What waits, the oldest promise first."""
    from alder.web.table_requests.models import RequestRecord
    from alder.web.table_requests.process import open_requests, times

    found = RequestRecord.objects.order_by("-id") if every else open_requests()
    rows = list(found.select_related("asker")[:10_000])
    if format == "json":
        click.echo(json.dumps([_as_object(row) for row in rows], ensure_ascii=False, indent=1))
        return
    for row in rows:
        due = f"by {row.due:%-d %b %Y}" if row.due else "their turn" if row.closed is None else "closed"
        click.echo(f"{row.pk:>6}  {row.state:<17} {due:<15} {row.title}")
    if not rows:
        click.echo("Nothing waits." if not every else "Nothing was asked yet.")
    if (took := times()) is not None:
        click.echo(
            f"Of the last {took.answered} answered, half took {took.median} working days at most, nine in ten "
            f"{took.ninetieth}."
        )


def _as_object(row: RequestRecord) -> dict[str, Any]:
    return {
        "number": row.pk,
        "state": row.state,
        "title": row.title,
        "asked": row.asked.isoformat(timespec="seconds"),
        "by": row.asker.name if row.asker else row.asked_by,
        "due": row.due.isoformat() if row.due else None,
        "workingDays": row.days,
        "query": row.query,
        "words": row.words,
    }


@requests.command()
@click.argument("number", type=int)
@format_option
@site_option
def show(number: int, format: str) -> None:
    """One request: what is asked, its answers, and what happened."""
    from alder.web.table_requests.history import history_of
    from alder.web.table_requests.queries import rows_of

    row = _found(number)
    history = history_of(row, for_asker=False)
    answers = list(row.answers.all())
    if format == "json":
        said = {
            **_as_object(row),
            "answers": [
                {
                    "n": a.n,
                    "state": a.state,
                    "table": a.table,
                    "output": a.output_id,
                    "title": a.title,
                    "why": a.why,
                    "folder": None if a.is_by_hand else str(a.folder),
                }
                for a in answers
            ],
            "history": [{"when": h.when.isoformat(), "what": h.what, "who": h.who, "said": h.said} for h in history],
        }
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))
        return
    click.echo(f"Request {row.pk}: {row.title}\n{row.state}")
    for name, what in rows_of(row.query) if row.query else ():
        click.echo(f"  {name}: {what}")
    if row.words:
        click.echo(f"  In words: {row.words}")
    for one in answers:
        by_hand = f"made by hand, output {one.output_id}" if one.output_id else ""
        kept = (
            f"table {one.table} of the ledger, in {one.folder}" if one.table else one.why or by_hand or "being counted"
        )
        click.echo(f"  Answer {one.n} ({one.state}): {kept}")
    for event in reversed(history):
        click.echo(
            f"  {event.when:%Y-%m-%d %H:%M}  {event.what}{f' by {event.who}' if event.who else ''}  {event.said}"
        )


@requests.command()
@_query_options
@click.option("--words", default="", help="What it is for; or all of it, where no --measure is given.")
@click.option("--title", default="", help="What a request in words is called.")
@click.option("--yes", is_flag=True, help="Ask without a question after what was shown.")
@by_option
@site_option
def ask(
    measure: str | None,
    policy: str | None,
    words: str,
    title: str,
    yes: bool,
    email: str | None,
    **asked: Any,
) -> None:
    """Show what a table would count and hide, then ask for it; a worker or a statistician answers.

    Whoever holds the store sees how many figures would be hidden, which others are told in bands.
    """
    from alder.web.publications.ledger import ledger_of_store
    from alder.web.table_requests import process
    from alder.web.table_requests.answering import try_request
    from alder.web.table_requests.asking import about
    from alder.web.table_requests.judgement import counted, judged, nearest
    from alder.web.table_requests.queries import in_words, object_of

    who = _who(email)
    if measure is None:
        if not (words.strip() and title.strip()):
            raise UsageError(
                "a request names a measure and years, or says in words what is needed",
                next='For example:  alder requests ask --measure starts --by sex --year 2020/21, or --title "Starts" '
                '--words "How many ...?"',
            )
        row = process.ask(who, query=None, title=title, words=words)
    else:
        if not asked["years"]:
            raise UsageError("a table needs a year", next="Give --year 2020/21.")
        query, policy = _query(measure, **asked), policy or process.usual_policy()
        ledger = ledger_of_store(who.name)
        counts, _ = counted(query)
        one = judged(counts, policy, ledger, lambda _: None)
        said = about(query)
        click.echo(in_words(query))
        click.echo(f"  Who is counted: {said['population']['who']}")
        for held in said["returns"]:
            n = held.get("providers", 0)
            click.echo(
                f"  {held['year']}: {held['source']} of {n} providers" if held["held"] else f"  {held['year']}: no"
            )
        click.echo(f"  Quality {said['quality']['grade']}: {said['quality']['means']}")
        for caution in said["quality"]["cautions"]:
            click.echo(f"  Take care: {caution['text']} ({caution['code']})")
        if one.refused is not None:
            click.echo(f"  It cannot be let out as it is: {one.refused}")
        else:
            click.echo(f"  Hidden: {one.hidden} of {one.figures} figures")
        if one.refused is not None or one.hidden:
            for near in nearest(query, policy, ledger, one, lambda _: None, untold=True):
                click.echo(f"  Nearest: {in_words(near.query)}, which hides {near.judged.share:.0%}")
        if not yes and not click.confirm("Ask for it?"):
            click.echo("Nothing was asked.")
            return
        row = process.ask(who, query=object_of(query), title=in_words(query), policy=policy, words=words, shown=True)
    try_request.enqueue(row.pk)
    click.echo(f"Asked as request {row.pk}. See it with:  alder requests show {row.pk}")


@requests.command()
@click.argument("number", type=int)
@by_option
@site_option
def take(number: int, email: str | None) -> None:
    """Take request NUMBER up, or take it over."""
    from alder.governance.table_request import RequestAction
    from alder.web.table_requests.process import act

    act(_found(number), _who(email), RequestAction.TAKE)
    click.echo(f"Request {number} is yours")


@requests.command()
@click.argument("number", type=int)
@_query_options
@click.option("--say", default="", help="What you say to whoever asked. Everyone can read it.")
@by_option
@site_option
def answer(number: int, measure: str | None, policy: str | None, say: str, email: str | None, **asked: Any) -> None:
    """Answer request NUMBER with the table that was asked, or with another where a --measure is given."""
    from alder.web.table_requests.answering import complete, have_counted
    from alder.web.table_requests.models import AnswerState
    from alder.web.table_requests.queries import differences, object_of

    row = _found(number)
    if measure is not None:
        if not asked["years"]:
            raise UsageError("a table needs a year", next="Give --year 2020/21.")
        query = object_of(_query(measure, **asked))
    elif row.query:
        query = row.query
    else:
        raise UsageError("it was asked in words", next="Say which table answers it: --measure starts --year 2020/21")
    for name, before, after in differences(row.query, query) if row.query else ():
        click.echo(f"{name}: asked {before}, answered {after}")
    begun = have_counted(row, _who(email), query, policy or row.policy, say)
    done = complete(begun)
    if done.state != AnswerState.READY:
        raise UsageError("it could not be answered with this table", where=done.why)
    click.echo(f"Answered with table {done.table} of the ledger; its files are in {done.folder}")


@requests.command()
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Why, for whoever asked.")
@click.option("--no-nearest", is_flag=True, help="There is no nearest table that can be had.")
@_query_options
@by_option
@site_option
def refuse(
    number: int,
    reason: str,
    no_nearest: bool,
    measure: str | None,
    policy: str | None,
    email: str | None,
    **asked: Any,
) -> None:
    """Refuse request NUMBER with a reason, and the nearest table that can be had: its --measure, --by and --year."""
    from alder.governance.table_request import RequestAction
    from alder.web.table_requests.process import act
    from alder.web.table_requests.queries import in_words, object_of

    if (measure is None) is not no_nearest:
        raise UsageError(
            "a refusal names the nearest table that can be had, or says that there is none",
            next="Give --measure and --year of it, or --no-nearest.",
        )
    nearest: dict[str, Any] = {}
    if measure is not None:
        query = _query(measure, **asked)
        nearest = {"query": object_of(query), "title": in_words(query)}
    act(_found(number), _who(email), RequestAction.REFUSE, reason=reason, nearest=nearest)
    click.echo(f"Request {number} is refused")


reason_option = click.option("--reason", required=True, help="In words, for whoever reads it.")


def _done(number: int, email: str | None, action: str, **said: Any) -> None:
    """Do what takes nothing but words, and say where the request is then."""
    from alder.governance.table_request import RequestAction
    from alder.web.table_requests.process import act

    row = act(_found(number), _who(email), RequestAction[action], **said)
    click.echo(f"Request {number} is {row.state}")


@requests.command("put-back")
@click.argument("number", type=int)
@by_option
@site_option
def put_back(number: int, email: str | None) -> None:
    """Put request NUMBER back, for somebody else to take up."""
    _done(number, email, "PUT_BACK")


@requests.command()
@click.argument("number", type=int)
@reason_option
@by_option
@site_option
def question(number: int, reason: str, email: str | None) -> None:
    """Ask back about request NUMBER. Its asker has the turn until they reply, and the clock stands still."""
    _done(number, email, "QUESTION", reason=reason)


@requests.command()
@click.argument("number", type=int)
@reason_option
@by_option
@site_option
def reply(number: int, reason: str, email: str | None) -> None:
    """Reply to a question about request NUMBER, or ask about its cost, as whoever asked it."""
    _done(number, email, "REPLY", reason=reason)


@requests.command()
@click.argument("number", type=int)
@click.option("--cost", "given", required=True, metavar="POUNDS", help="What it costs, such as 120 or 120.50.")
@reason_option
@by_option
@site_option
def quote(number: int, given: str, reason: str, email: str | None) -> None:
    """Name the cost of request NUMBER, where fees are asked (ALDER_REQUEST_FEES), and what for."""
    from alder.web.table_requests.process import asks_fees, cost_in

    if not (cost := cost_in(given)):
        raise UsageError(f"{given} is no cost in pounds", next="Give --cost 120 or --cost 120.50.")
    _done(number, email, "QUOTE", reason=reason, cost=cost, fees=asks_fees())


@requests.command()
@click.argument("number", type=int)
@by_option
@site_option
def agree(number: int, email: str | None) -> None:
    """Agree to the cost of request NUMBER, as whoever asked it."""
    _done(number, email, "AGREE", cost=_found(number).cost)


@requests.command()
@click.argument("number", type=int)
@click.option("--reason", default="", help="Why, for whoever named the cost.")
@by_option
@site_option
def decline(number: int, reason: str, email: str | None) -> None:
    """Decline the cost of request NUMBER, as whoever asked it: the request is closed."""
    _done(number, email, "DECLINE", reason=reason)


@requests.command()
@click.argument("number", type=int)
@by_option
@site_option
def withdraw(number: int, email: str | None) -> None:
    """Withdraw request NUMBER, as whoever asked it."""
    _done(number, email, "WITHDRAW")


@requests.command()
@click.argument("number", type=int)
@click.option("--say", default="", help="What is new. Everyone can read it.")
@by_option
@site_option
def rerun(number: int, say: str, email: str | None) -> None:
    """Answer request NUMBER again on the returns that are held now."""
    from alder.web.table_requests.answering import complete, have_counted_again
    from alder.web.table_requests.models import AnswerState

    done = complete(have_counted_again(_found(number), _who(email), say))
    if done.state != AnswerState.READY:
        raise UsageError("it could not be answered again", where=done.why)
    click.echo(f"Answered again with table {done.table} of the ledger; its files are in {done.folder}")
    if (changed := done.facts.get("revision")) is not None:
        click.echo(f"{changed['changed']} of {changed['figures']} figures differ from answer {changed['against']}")
        for where, indicator, before, now in changed["shown"][:_MOST_CHANGES]:
            click.echo(f"  {', '.join(where)}, {indicator}: {before or 'not there'} before, {now or 'not there'} now")
        if changed["changed"] > _MOST_CHANGES:
            click.echo("  The file that ends in .changes.csv has all of them.")
