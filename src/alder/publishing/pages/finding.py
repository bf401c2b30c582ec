"""What the figures of a block say, in a sentence, without a word about why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.look.words import number

if TYPE_CHECKING:
    from alder.publishing.pages.figures import Figures


_NO_GROUP = frozenset({"unknown", "not known", "not applicable", "not available", "outside of england"})
"""Labels of rows about those who are in no group, or in no place of the standard."""
_NO_PART = _NO_GROUP | {"total", "all"}


def sentence(found: Figures, breaks: set[str]) -> str:
    """The finding, or what the figures are where they do not allow any."""
    if found.by == "Year":
        return f"{found.first.label} by year and {_small(found.series)}" if found.series else _over_time(found, breaks)
    return _between(found)


def _over_time(found: Figures, breaks: set[str]) -> str:
    """How the last year differs from the first year with which it compares: no trend is read across a break."""
    last_break = max((n for n, line in enumerate(found.lines) if line.label in breaks), default=0)
    cells = ((line.label, line.cells[0].value) for line in found.lines[last_break:])
    known = [(label, value) for label, value in cells if value is not None]
    what = found.first.label
    if len(known) < 2:
        return f"{what} by year"
    (since, first), (until, last) = known[0], known[-1]
    difference = round(last - first, _decimals(found))
    if not difference:
        return f"{what} is the same in {until} as in {since}"
    word = "rose" if difference > 0 else "fell"
    return f"{what} {word} by {_amount(abs(difference), found)} from {since} to {until}"


def _between(found: Figures) -> str:
    """The range over groups. Groups are not named: who has the lowest figure is not a ranking.

    What is no group or no place, such as those whose place is not known, is left out.
    """
    groups = [line for line in found.lines if not line.total and line.label.casefold() not in _NO_GROUP]
    of = [n for n, head in enumerate(found.heads) if head.casefold() not in _NO_PART] if found.series else [0]
    cells = [line.cells[n] for line in groups for n in of]
    known = sorted((mark.value, mark.shown) for mark in cells if mark.value is not None)
    what = f"{found.first.label} by {_small(found.by)}" + (f" and {_small(found.series)}" if found.series else "")
    if len(known) < 2 or known[0][0] == known[-1][0]:
        return what
    unit = "%" if found.first.unit == "%" else ""
    return f"{what}: from {known[0][1]}{unit} to {known[-1][1]}{unit}"


def _decimals(found: Figures) -> int:
    if found.first.decimals is not None:
        return found.first.decimals
    return max((len(line.cells[0].shown.partition(".")[2]) for line in found.lines), default=0)


def _amount(difference: float, found: Figures) -> str:
    text = number(difference, _decimals(found))
    if found.first.unit in ("%", "pp"):
        return f"{text} {'point' if text == '1' else 'points'}"
    return f"£{text}{found.first.unit[1:]}" if found.first.unit.startswith("£") else text


def _small(title: str) -> str:
    return title if title[:2].isupper() else title[:1].lower() + title[1:]
