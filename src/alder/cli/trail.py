"""`alder trail`: who did what, and whether that record was changed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.cli.options import store_option
from alder.errors import UsageError
from alder.look.words import counted
from alder.model.event import GENESIS, Verification, event_of, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from alder.model.event import Event, Head

_SITE, _STORE = "site", "store"


@click.group()
def trail() -> None:
    """Who did what, to the records of a store and at its site; and whether that record was changed since.

    There are two chains of events: one in the database of the site, and one in the folder of the store, with the
    commands that read or changed its records.
    """


@trail.command()
@click.option(
    "--head", "sought", metavar="HASH", default="", help="A head that you noted, which one of them must reach."
)
@click.option(
    "--from",
    "file",
    type=click.File("rb"),
    metavar="FILE",
    help="Verify an exported trail, or - for one on the input, instead of that of the store and its site.",
)
@store_option
def verify(sought: str, file: BinaryIO | None, folder: Path) -> None:
    """See whether any event was changed, deleted, put in or moved since it was recorded.

    Each event is bound to the one before it by a hash, and every head that was published is held against the chain: so
    the first event is named that is not as it was, also where the end is cut off or an old copy was put back.

    Exit status: 0 every event is as it was recorded; 1 one is not.
    """
    sought = sought.strip().casefold()
    if sought and (len(sought) != len(GENESIS) or set(sought) - set("0123456789abcdef")):
        raise UsageError("a head is 64 hexadecimal digits", next="Those of now:  alder trail head")
    if file is not None:
        found = Verification(sought=sought)
        found.take_all(_lines(file))
        found.end()
        is_whole = _say("This file", found)
        sys.exit(1 if _is_missing(sought, [found]) or not is_whole else 0)
    from alder.cli.progress import counting
    from alder.engine.trail import StoreTrail
    from alder.web.setup import set_up_to_read

    heads_of_store: tuple[Head, ...] = ()
    chains: list[tuple[str, Verification]] = []
    if has_site := set_up_to_read(folder):
        from alder.web.trail import verification
        from alder.web.trail.protection import protection

        heads_of_store = verification.heads_of_store()
        with counting("Verifying", verification.head().events, "events") as progress:
            chains.append(("The trail of the site", verification.verify(sought, progress)))
    of_store = StoreTrail(folder.absolute())
    if of_store.exists() or any(head.events for head in heads_of_store):
        chains.append(("The trail of the store", of_store.verify(heads_of_store, sought)))
    if not chains:
        raise UsageError("there is no trail here yet", next="The first load begins one, and the first start of a site.")
    holds = [_say(name, found) for name, found in chains]
    if has_site:
        click.echo("")
        for line in protection().says:
            click.echo(line)
    sys.exit(1 if _is_missing(sought, [found for _, found in chains]) or not all(holds) else 0)


def _is_missing(sought: str, chains: Iterable[Verification]) -> bool:
    """Whether a head that somebody noted was never that of one of the chains; it is said then."""
    if not sought or any(not found.sought for found in chains):
        return False
    click.echo("No event has the hash that was given: an end is cut off, or a chain was made anew.")
    return True


def _lines(file: BinaryIO) -> Iterator[tuple[Event, str]]:
    for line in file:
        yield event_of(line)


def _say(name: str, found: Verification) -> bool:
    """What was found, and whether the chain holds."""
    if found.broken is None:
        click.echo(f"{name}: {counted(found.events, 'event')}, each as it was recorded. Head: {found.hash}")
        return True
    click.echo(f"{name} is not as it was recorded. The first event that is wrong is number {found.broken.seq}:")
    click.echo(f"  {printable(found.broken.why)}.")
    click.echo(f"  {counted(found.events, 'event')} before it hold.")
    return False


@trail.command()
@store_option
def head(folder: Path) -> None:
    """Print where each chain ends: its name, the number of events and the hash of the last one.

    Note them elsewhere: whoever has a head of yesterday can tell a chain that was made anew since.
    """
    from alder.engine.trail import StoreTrail
    from alder.web.setup import set_up_to_read

    if set_up_to_read(folder):
        from alder.web.trail.verification import head as head_of_site

        ends = head_of_site()
        click.echo(f"{_SITE} {ends.events} {ends.hash}")
    of_store = StoreTrail(folder.absolute())
    if of_store.exists():
        ends = of_store.head()
        click.echo(f"{_STORE} {ends.events} {ends.hash}")


@trail.command()
@click.option("--to", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write here, else to the screen.")
@click.option("--after", type=click.IntRange(min=0), help="Begin after the event of this number.")
@click.option(
    "--of", "chain", type=click.Choice([_SITE, _STORE]), default=_SITE, show_default=True, help="Which chain."
)
@store_option
def export(file: Path | None, after: int | None, chain: str, folder: Path) -> None:
    """Write the events as lines of JSON, for a verifier of your own or another system.

    Done again with the same --to, it goes on after the last event that is whole in the file.
    """
    from alder.rights import private_file

    first = 0 if after is None else after + 1
    if file is None:
        for line in _exported(folder, chain, first):
            click.echo(line)
        return
    with private_file(file).open("r+b") as out:
        if after is None:
            first = _resume(out)
        written = 0
        for line in _exported(folder, chain, first):
            written += out.write(f"{line}\n".encode("ascii")) and 1
    click.echo(f"{counted(written, 'event')} written to {file}, from number {first} on.")
    click.echo("")
    click.echo(f"See that they hold:  alder trail verify --from {file}")


def _resume(out: BinaryIO) -> int:
    """Cut off a line that was not written to its end; the number of the event that comes next."""
    at, last = 0, b""
    for line in out:
        if line.endswith(b"\n"):
            at, last = at + len(line), line
    out.seek(at)
    out.truncate()
    try:
        return event_of(last)[0].seq + 1 if last else 0
    except ValueError:
        raise UsageError("the file is no trail that could be gone on with", next="Name another with --to.") from None


def _exported(folder: Path, chain: str, first: int) -> Iterator[str]:
    """The lines. That a trail is read is an event of the site's."""
    if chain == _STORE:
        from alder.engine.trail import StoreTrail

        of_store = StoreTrail(folder.absolute())
        if not of_store.exists():
            raise UsageError("the store has no trail yet", next="The first load begins it.")
        yield from (event.line for event, _ in of_store.events() if event.seq >= first)
        return
    from alder.web.setup import set_up_to_read

    if not set_up_to_read(folder):
        raise UsageError("the store has no site yet", next="Make one with:  alder serve")
    from alder.web.trail import verification
    from alder.web.trail.events import record_read

    record_read(None, "trail", "export", first=first)
    yield from (event.line for event, _ in verification.events(first))


@trail.command()
@store_option
def secure(folder: Path) -> None:
    """Make or update the tables of the site as their owner, and leave its role no way to change the trail.

    ALDER_DATABASE_OWNER_URL names the owner: give it to this command alone, and to no server. DATABASE_URL names the
    role of the site as ever. With SQLite, which has no roles, the triggers are put back where one is gone.
    """
    from alder.web.setup import set_up_as_owner

    set_up_as_owner(folder)
    from alder.web.trail.protection import protection

    state = protection()
    for line in state.says:
        click.echo(line)
    sys.exit(0 if state.is_whole else 1)
