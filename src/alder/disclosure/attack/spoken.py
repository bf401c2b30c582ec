"""What each figure says by itself: of whom it is, how many share it, and whether it is what the records say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.asked import What
from alder.disclosure.attack.banded import LEAST_SHARING
from alder.disclosure.attack.findings import Found, How

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.disclosure.attack.banded import Rules
    from alder.disclosure.attack.contributed import Limits
    from alder.disclosure.attack.figure_files import Counted, Shown
    from alder.disclosure.attack.rebuilt import Bools
    from alder.disclosure.attack.recorded import Records

_CLOSE = 1e-6


def wrong_figures(recorded: Records, shown: Sequence[Shown], counts: Counted) -> list[str]:
    """Figures and counts that are not what the records say, by name."""
    name, many = recorded.truth.name, recorded.truth.count
    off = (many < counts.low) | (many > counts.high)
    wrong = [f"the count of {name(n)}" for n in np.flatnonzero(off).tolist()]
    for one in shown:
        half = one.half
        if one.statistic.what is What.TOTAL and recorded.lines.weight is not None:
            half = 0.5 * 10.0**-recorded.lines.decimals
        for n in np.flatnonzero(one.there).tolist():
            true = recorded.figure(one.statistic, n)
            if abs(one.figure[n] - true) > half + _CLOSE * max(1.0, abs(true)):
                wrong.append(f"the {one.name} of {name(n)}")
    return wrong


def said_by_themselves(
    recorded: Records, shown: Sequence[Shown], counts: Counted, limits: Limits, rules: Rules
) -> list[Found]:
    """Figures that should not be shown, whatever stands beside them."""
    unsafe: Bools = recorded.contributed.judged(limits)[0]
    found = []
    for number, one in enumerate(shown):
        for n in np.flatnonzero(one.there).tolist():
            said = next(_said(recorded, one, n, bool(unsafe[n]), rules), None)
            if said is not None:
                what = f"the {one.name} of {recorded.truth.name(n)}"
                value, proof = float(one.figure[n]), ((number, n),)
                found.append(Found(n, How.SHOWN, f"{what} is shown, and {said}", value, value, proof))
    for number, one in enumerate(shown):
        beside = one.there & counts.hidden & (one.statistic.what is not What.TOTAL)
        for n in np.flatnonzero(beside).tolist():
            said = f"the {one.name} of {recorded.truth.name(n)} is shown though its count is hidden"
            least = f"at least {rules.threshold} have to be there"
            found.append(Found(n, How.SHOWN, f"{said}: {least}", rules.threshold, np.inf, ((number, n),)))
    return found


def _said(recorded: Records, one: Shown, cell: int, unsafe: bool, rules: Rules) -> Iterator[str]:
    """What is wrong with one figure, the plainest first."""
    if one.is_summed:
        if unsafe:
            yield f"{recorded.people[cell]} contributors, or one above all others, stand behind it"
        return
    at, figure = recorded.at(cell), float(one.figure[cell])
    value = recorded.lines.value[at]
    low, high = figure - one.half, figure + one.half
    sharing = recorded.different(at[(value >= low - 1e-9) & (value < high - 1e-9)])
    if one.statistic.what is What.PERCENTILE:
        true = recorded.figure(one.statistic, cell)
        sides = [recorded.different(at[value <= true + 1e-9]), recorded.different(at[value >= true - 1e-9])]
        if min(sides) < rules.threshold:
            yield f"{min(sides)} stand on one side of it"
        if sharing < LEAST_SHARING:
            yield f"{sharing} have a value that is printed alike"
        return
    by_design = figure in rules.limits
    if sharing < rules.threshold and not by_design:
        yield f"{sharing} have it"
    if rules.near_full is not None and sharing >= rules.near_full * recorded.people[cell] - 1e-9:
        yield f"{sharing} of its {recorded.people[cell]} have it"
