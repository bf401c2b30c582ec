"""What rules that did not run need, said for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.look.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.rules.report import Unavailable

MOST_SAID = 4
"""In a sentence, at most so many needs are said one by one."""


def by_need(unavailable: Sequence[Unavailable]) -> list[tuple[str, list[str]]]:
    """What is not loaded, and the rules that need it: what most rules need first. A rule may need several."""
    needs: dict[str, list[str]] = {}
    for rule in unavailable:
        for need in rule.needs:
            needs.setdefault(need, []).append(rule.rule)
    return sorted(((need, sorted(codes)) for need, codes in needs.items()), key=lambda n: (-len(n[1]), n[0]))


def sentence(unavailable: Sequence[Unavailable]) -> str:
    """What the rules need: `9 need the list of learner numbers; 5 need funding contracts`."""
    if len(unavailable) == 1:
        return f"it needs {listed(unavailable[0].needs)}"
    needs = [(need, len(codes)) for need, codes in by_need(unavailable)]
    shown = needs if len(needs) <= MOST_SAID else needs[: MOST_SAID - 1]
    said = [f"{n:,} {'needs' if n == 1 else 'need'} {what}" for what, n in shown]
    if more := len(needs) - len(shown):
        said.append(f"others need {counted(more, 'other table')} that {'is' if more == 1 else 'are'} not loaded")
    return "; ".join(said)
