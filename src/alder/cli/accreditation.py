"""`alder accreditation`: the course to read, and the test to practise."""

from __future__ import annotations

from textwrap import fill, indent
from typing import TYPE_CHECKING

import click

from alder.cli.publish import site_option
from alder.look.words import moment

if TYPE_CHECKING:
    from datetime import date

    from alder.accreditation.checkers import CheckerOutput, CheckerVerdict
    from alder.accreditation.course import CourseModule
    from alder.accreditation.paper import PaperMark, PaperQuestion

_LETTERS = "abcd"


@click.group()
def accreditation() -> None:
    """The course for researchers, and its test to practise.

    Both need no site and no account, and neither counts: an accreditation is applied for, and granted by an officer.
    Whoever runs a site changes the keys of its visas with rotate-keys.
    """


@accreditation.command("rotate-keys")
@click.option("--begin-anew", is_flag=True, help="Where the old ones cannot be opened or are known to others.")
@site_option
def rotate_keys(begin_anew: bool) -> None:
    """Draw a further key for the visas of researchers. It signs a day from now, and is published at once.

    Visas that live go on being checked by the key before it. With --begin-anew none of those can be.
    """
    from alder.web.accreditation import visa_keys

    keys = visa_keys.begin_anew() if begin_anew else visa_keys.rotate()
    newest = keys.keys[-1]
    when = "now" if begin_anew else f"from {moment(newest.signs_from)}"
    click.echo(f"Key {newest.key.kid} signs visas {when}. The site publishes it at /.well-known/jwks.json.")


@accreditation.command()
@click.argument("module", required=False)
def course(module: str | None) -> None:
    """List the modules of the course, or read MODULE: its number or its topic."""
    from alder.accreditation.course import module_called, modules

    if module is not None:
        _show(module_called(module))
        return
    for one in modules():
        click.echo(f"{one.number}  {one.title}  ({one.minutes} minutes)")
    click.echo("\nRead one with: alder accreditation course 1")


@accreditation.command()
def declaration() -> None:
    """Read what whoever is accredited promises."""
    from alder.accreditation.declaration import current_declaration

    version, words = current_declaration(_today())
    _show_markdown(f"# Declaration of researchers, version {version}\n\n{words}\n")


@accreditation.command()
@click.option("--topic", metavar="TOPIC", help="Ask of one topic alone.")
@click.option("--draw", metavar="N", type=click.IntRange(1), help="Draw the same questions again, by their number.")
def test(topic: str | None, draw: int | None) -> None:
    """Take a practice test, drawn from the same questions as the real one. It does not count.

    Answer with the letter of an answer. There is no hurry: the real test has a time, which can be longer for whoever
    needs it, and pauses.
    """
    import secrets
    from dataclasses import replace

    from alder.accreditation.bank import TOPICS
    from alder.accreditation.paper import drawn, marked
    from alder.errors import unknown_name
    from alder.look.words import counted

    if topic is not None and topic not in TOPICS:
        raise unknown_name("topic", topic, TOPICS, next=f"Topics: {', '.join(TOPICS)}")
    number = draw or 1 + secrets.randbelow(9_999)
    paper = drawn(b"practice", "", number, _today())
    if topic is not None:
        paper = replace(paper, questions=tuple(one for one in paper.questions if one.question.topic == topic))
    click.echo(f"Practice test {number}: {counted(len(paper.questions), 'question')}. It does not count.")
    given = {at: _asked(at, one) for at, one in enumerate(paper.questions)}
    _tell(marked(paper, given))


@accreditation.command()
@click.option("--draw", metavar="N", type=click.IntRange(1), help="Make the same outputs again, by their number.")
def checker(draw: int | None) -> None:
    """Judge twenty outputs as an output checker would. It does not count.

    They are about people who were made up for it. Answer o to let an output out, b to send it back. The rule is ten
    people behind a figure and counts rounded to five. What is right, and why, is told at the end.
    """
    import secrets

    from alder.accreditation.checkers import checker_outputs, judged

    number = draw or 1 + secrets.randbelow(9_999)
    outputs = checker_outputs(number)
    click.echo(f"Practice course {number}: {len(outputs)} outputs. It does not count.")
    verdicts = {one.number: _verdict(one) for one in outputs}
    mark = judged(outputs, verdicts, _today())
    click.echo(f"\n{'Passed' if mark.passed else 'Not passed'}: {mark.right} of {mark.of} verdicts are right")
    for line in mark.whys:
        click.echo(_wrapped(line, "  "))
    for one in mark.differing:
        click.echo(f"\n{one.number}. {one.title}")
        click.echo(_wrapped(f"Right: {one.verdict}. {one.why}", "   "))


def _verdict(output: CheckerOutput) -> CheckerVerdict:
    """Show one output, and ask."""
    from alder.accreditation.checkers import CheckerVerdict

    click.echo(f"\n{output.number}. {output.title}")
    for name, text in output.files.items():
        click.echo(f"\n   {name}")
        click.echo(indent(text, "     "))
    chosen: str = click.prompt(
        "   Out or back?", type=click.Choice(["o", "b"], case_sensitive=False), prompt_suffix=" "
    )
    return CheckerVerdict.RELEASE if chosen.lower() == "o" else CheckerVerdict.RETURN


def _today() -> date:
    """The day in London, by whose policy and questions it goes."""
    from datetime import UTC, datetime

    from alder.wall_clock import LONDON

    return datetime.now(UTC).astimezone(LONDON).date()


def _asked(at: int, one: PaperQuestion) -> int:
    """Ask one question; the place of the answer that was chosen."""
    click.echo(f"\n{at + 1}. {_wrapped(one.question.stem, '   ').lstrip()}")
    for letter, answer in zip(_LETTERS, one.answers, strict=False):
        click.echo(f"   {letter}  {_wrapped(answer, '      ').lstrip()}")
    letters = _LETTERS[: len(one.answers)]
    chosen: str = click.prompt("  ", type=click.Choice(list(letters), case_sensitive=False), prompt_suffix=" ")
    return letters.index(chosen.lower())


def _tell(mark: PaperMark) -> None:
    click.echo(f"\n{'Passed' if mark.passed else 'Not passed'}: {mark.percent}%")
    for line in (*mark.whys, "", *mark.feedback):
        click.echo(_wrapped(line, "  "))
    for at, one in enumerate(mark.answers):
        if mark.given[at] != one.right:
            click.echo(f"\n{at + 1}. {_wrapped(one.question.stem, '   ').lstrip()}")
            click.echo(_wrapped(f"Right: {one.question.right}", "   "))
            click.echo(_wrapped(one.question.why, "   "))


def _show(module: CourseModule) -> None:
    text = f"# {module.number}. {module.title}\n\n{module.text}\n\n## Check yourself\n\n{_checks(module)}\n"
    _show_markdown(text)


def _show_markdown(text: str) -> None:
    """On a screen laid out, to a file or another program as the Markdown that it is."""
    import sys

    if not sys.stdout.isatty():
        click.echo(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    console.print(Markdown(text), width=min(console.width, 84))


def _checks(module: CourseModule) -> str:
    """The questions with their answers in the order of the alphabet, and below them which is right."""
    asked, told = [], []
    for number, one in enumerate(module.checks, 1):
        answers = "\n".join(f"   - {answer}" for answer in sorted((one.right, *one.wrong)))
        asked.append(f"{number}. {one.stem}\n\n{answers}")
        told.append(f"{number}. **{one.right}** {one.why}")
    return "\n\n".join((*asked, "### Answers", *told))


def _wrapped(text: str, before: str) -> str:
    return fill(text, 84, initial_indent=before, subsequent_indent=before)
