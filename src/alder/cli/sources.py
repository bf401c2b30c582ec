"""`alder sources`: what data there is, and which of it answers a question."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from alder.cli.options import format_option, store_if_any, store_option
from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from alder.engine.extracts import Delivery, Slice

WIDTH = 100


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME | compare A B | held | request FIELD...]")
@click.option("--for", "question", metavar="TOPICS", help="Which sources answer this: topics, or a sentence.")
@click.option("--years", metavar="A..B", help="The years that --for or request asks about: 2018/19..2022/23.")
@click.option("--fields", is_flag=True, help="The fields of the source, with risk, sensitivity and years.")
@click.option("--topics", "with_topics", is_flag=True, help="The topics that --for knows, and other words for them.")
@format_option
@store_option
def sources(
    names: tuple[str, ...],
    question: str | None,
    years: str | None,
    fields: bool,
    with_topics: bool,
    format: str,
    folder: Path,
) -> None:
    """What data about learners there is: list it, read about a source, ask which answers a question.

    A question may be topics (progression,deprivation) or a sentence. The answer says which sources tell it, by which
    route and after what wait, and what each cannot tell. A source goes by its name, for example ilr or npd_census.
    `held` lists the extracts in the store. `request` says what fields of the LEO variable request form come to in a
    project's application: tables, years, identification risk and sensitivity. It needs the form in the store.
    """
    _one_thing_at_a_time(names, question, years, fields, with_topics)
    if with_topics:
        from alder.sources import source_explanation

        found = source_explanation.listed_topics()
        _say(found.as_object, found.text, format)
    elif question is not None:
        from alder.sources import answering

        answer = answering(question, years=years)
        _say(answer.as_object, answer.text, format)
    elif names == ("held",):
        from alder.engine import extracts
        from alder.sources.ilr.submissions import open_store

        deliveries = extracts.deliveries(open_store(folder))
        for line in [deliveries_json(deliveries)] if format == "json" else delivery_lines(deliveries):
            click.echo(line)
    elif names[:1] == ("compare",):
        from alder.sources import compare

        comparison = compare(*names[1:])
        _say(comparison.as_object, comparison.text, format)
    elif names[:1] == ("request",):
        _request(names[1:], years, format, folder)
    elif names:
        _about(names, fields, format, folder)
    else:
        from alder.sources import every, source_explanation

        _say(
            lambda: [source_explanation.as_object(s) for s in every()], source_explanation.listed_sources().text, format
        )


def _request(names: tuple[str, ...], years: str | None, format: str, folder: Path) -> None:
    from alder.model.period import years_asked
    from alder.sources import variable_form
    from alder.sources.ilr.submissions import open_store

    if not names:
        raise UsageError("no field is named", next="For example:  alder sources request KS4_GENDER PLAMS.ACADYR")
    asked = variable_form.requested(open_store(folder), names)
    _say(
        asked.as_object, lambda width: variable_form.request(asked, years_asked(years) if years else (), width), format
    )


def _about(names: tuple[str, ...], fields: bool, format: str, folder: Path) -> None:
    from alder.sources import dictionary, source, source_explanation, variable_form

    if len(names) > 1:
        raise UsageError("one source at a time", next=f"Side by side:  alder sources compare {names[0]} ...")
    one = source(names[0])
    store = store_if_any(folder)
    on_forms = variable_form.variables(store, one.id) if store is not None else ()
    if fields:
        _say(
            lambda: [source_explanation.entity_as_object(e) for e in one.entities] + variable_form.as_objects(on_forms),
            lambda width: "\n".join([dictionary.table(one, width), *variable_form.lines(on_forms, min(width, WIDTH))]),
            format,
        )
    else:
        told = {"on_the_form": [v.as_object() for v in on_forms]} if on_forms else {}
        found = source_explanation.explained(one)
        parts = variable_form.of_source(on_forms) or ((variable_form.where_to_find(),) if one.id == "leo" else ())
        found = replace(found, sections=(*found.sections, *parts))
        _say(lambda: {**source_explanation.as_object(one), **told}, found.text, format)


def _one_thing_at_a_time(
    names: tuple[str, ...], question: str | None, years: str | None, fields: bool, with_topics: bool
) -> None:
    """Refuse options that say two things."""
    if sum((bool(names), question is not None, with_topics)) > 1:
        raise UsageError("a name, --for and --topics exclude each other", next="Ask for one of them.")
    if years is not None and question is None and names[:1] != ("request",):
        raise UsageError("--years goes with --for", next="For example:  alder sources --for retention --years 2022/23")
    if fields and (not names or names[0] == "compare"):
        raise UsageError("--fields needs one source", next="For example:  alder sources plams --fields")


def _say(as_object: Callable[[], Any], text: Callable[[int], str], format: str) -> None:
    if format == "json":
        click.echo(json.dumps(as_object(), indent=1, ensure_ascii=False))
        return
    click.echo(text(min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH)))


_HEADS = ("source", "record", "years", "edition", "received", "rows", "findings", "counts")


def deliveries_json(held: Sequence[Delivery]) -> str:
    from alder.engine import extracts
    from alder.sources.extracts.delivery_report import delivery_as_object

    counting = extracts.current(held)
    rows = [delivery_as_object(d) | {"rows_that_count": sum(s.rows for s in counting[d.number])} for d in held]
    return json.dumps(rows, indent=1, ensure_ascii=False)


def delivery_lines(held: Sequence[Delivery]) -> Iterator[str]:
    """A row for each delivery, and how much of it counts."""
    from alder.engine import extracts
    from alder.look.text_table import aligned
    from alder.look.words import counted, short_day
    from alder.sources.extracts.delivery_report import years_of

    if not held:
        yield "No extract yet."
        yield ""
        yield "Load one:  alder load --source plams FILE"
        return
    counting = extracts.current(held)
    table = [_HEADS]
    for d in sorted(held, key=lambda d: (d.source, d.entity, d.number)):
        received = short_day(d.received.date()) if d.received else ""
        found = f"{sum(d.findings.values()):,}"
        table.append(
            (d.source, d.entity, years_of(d), d.edition, received, f"{d.rows:,}", found, _standing(d, counting))
        )
    yield from aligned(table, right=(5, 6))
    yield ""
    yield f"{counted(len(held), 'delivery', 'deliveries')}. The latest of a year counts; earlier ones are kept."


def _standing(delivery: Delivery, counting: dict[int, tuple[Slice, ...]]) -> str:
    from alder.look.words import counted

    rows = sum(s.rows for s in counting[delivery.number])
    if not rows:
        return "none, superseded"
    return "all" if rows == delivery.rows else f"{counted(rows, 'row')} of it"
