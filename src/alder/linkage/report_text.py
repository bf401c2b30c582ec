"""The report on links as the terminal shows it."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from alder.look.words import number, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.linkage.report import LinkReport, Share


def text(report: LinkReport, width: int = 100) -> str:
    """The rate, how it came about, what speaks against links, and how it differs between groups."""
    return "\n".join(_lines(report, width))


def _lines(report: LinkReport, width: int) -> Iterator[str]:
    yield f"{report.left}  →  {report.right_name}"
    yield from filter(None, [report.made_up.says])
    rows = [("linked", *_columns(report.overall), report.unit)]
    if report.people is not None:
        rows.append(("", *_columns(report.people), "people"))
    if report.right is not None:
        rows.append(("", *_columns(report.right), f"rows of {report.right_name}"))
    yield from _table("", rows, ("", "linked", "of", "rate", "95% interval", "of what"))
    yield from _table("by pass", [(name, number(n)) for name, n in report.passes if n])
    yield from _table("not linked", [(reason, number(n)) for reason, n in report.unlinked if n])
    yield from _table("conflicts", [(kind.words, number(n)) for kind, n in report.conflicts if n])
    for split in report.by:
        groups = [(category.label, *_columns(share)) for category, share in split.groups if share.of]
        yield from _table(split.title, groups, ("", "linked", "of", "rate", "95% interval"))
    for note in report.notes:
        yield ""
        yield from fill(note, width).splitlines()
    yield ""
    yield from fill(
        "Not protected: for whoever holds the data. Groups differ in whom they lose, so results by group carry "
        "that difference.",
        width,
    ).splitlines()


def _columns(share: Share) -> tuple[str, str, str, str]:
    if share.rate is None or share.interval is None:
        return number(share.linked), number(share.of), "no rate", ""
    low, high = share.interval
    return number(share.linked), number(share.of), _percent(share.rate), f"{_percent(low)} to {_percent(high)}"


def _percent(rate: float) -> str:
    """One decimal; what is not all is never shown as 100.0%."""
    if 0.9995 <= rate < 1:
        return ">99.9%"
    return f"{100 * rate:.1f}%"


def _table(title: str, rows: Sequence[tuple[str, ...]], heads: tuple[str, ...] = ()) -> Iterator[str]:
    """Rows under each other: words to the left, and numbers to the right."""
    if not rows:
        return
    yield ""
    lines = [(sentence(title), *heads[1:]), *rows] if heads else list(rows)
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    if not heads:
        yield f"  {sentence(title)}"
    for n, line in enumerate(lines):
        cells = [c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True)]
        if heads and heads[-1] == "of what":
            cells[-1] = line[-1] if n else ""
        yield ("  " if heads else "    ") + "   ".join([line[0].ljust(widths[0]), *cells]).rstrip()
