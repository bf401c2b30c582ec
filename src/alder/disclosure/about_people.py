"""Which figures are about people, and what a table says of everybody in a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.contributions.classes import classes
from alder.disclosure.settings import Action
from alder.disclosure.system import groups, table_rows
from alder.disclosure.telling_values import is_named_by, nearly_all, ordinary, telling_of
from alder.errors import NotProtected
from alder.model.source import Holds
from alder.sources import catalogue

if TYPE_CHECKING:
    from alder.disclosure.policy import Policy
    from alder.model.statistic import Counts, Filter

PEOPLE = frozenset(
    {
        *("learners", "pupils", "students", "apprentices", "graduates", "leavers", "starters", "participants"),
        *("candidates", "people", "persons", "adults", "children", "staff", "teachers"),
    }
)
"""Units that are people whatever the source."""


def refuse(counts: Counts, policy: Policy) -> None:
    """Refuse to leave figures as they are that are about people, or do not say that they are not."""
    if not counts.source_ids:
        raise NotProtected(
            f"policy {policy.name} is for figures that are not about people, and these do not say their source",
            next="Name the sources in source_ids, or use a policy that protects people.",
        )
    for id in counts.source_ids:
        if catalogue.source(id).holds is Holds.PEOPLE:
            raise NotProtected(
                f"policy {policy.name} protects nobody, and {catalogue.source(id).title} holds records of people",
                next="Use a policy that protects people, such as srs-output.",
            )
    for i in counts.counts:
        if set(i.unit.casefold().split()) & PEOPLE:
            raise NotProtected(
                f"policy {policy.name} protects nobody, and {i.label} counts {i.unit}",
                next="Use a policy that protects people, such as srs-output.",
            )


def check_classes(counts: Counts, policy: Policy) -> None:
    """Refuse a table that says something of everybody, or nearly everybody, by a filter that the policy minds."""
    for f in counts.filters:
        if f.id in policy.sensitive:
            _check(counts, policy, f)
        if policy.action in (Action.ROUND, Action.PERTURB):
            _check_telling(counts, policy, f)


def _check_telling(counts: Counts, policy: Policy, f: Filter) -> None:
    """Refuse to round or perturb a table that says of a group that all, or all but a few, have a telling value.

    Nothing beside it is hidden, so the 0 or the small figure of the others would say it.
    """
    telling = telling_of(f, policy)
    place = [g.id for g in counts.filters].index(f.id)
    at = {codes: n for n, codes in enumerate(table_rows(counts))}
    for above, parts in groups(f).items() if telling else ():
        if ordinary(parts, telling) is None:
            continue
        for codes, whole in at.items():
            if codes[place] != above or is_named_by(f, counts.filters, codes):
                continue
            rows = [at.get((*codes[:place], code, *codes[place + 1 :])) for code in telling & set(parts)]
            for i in counts.counts:
                values = counts.cells.column(i.id)
                many = values[whole].as_py()
                those = [values[row].as_py() for row in rows if row is not None]
                if many >= policy.threshold and any(n == many or nearly_all(n, many, policy) for n in those):
                    raise NotProtected(
                        f"everybody of a group, or all but a few, have a telling value of {f.label.lower()}",
                        where=f"Policy {policy.label} alters counts, and cannot hide that.",
                        next="Use fewer breakdowns, merge groups, or use a policy that hides it: srs-output.",
                    )


def _check(counts: Counts, policy: Policy, f: Filter) -> None:
    place = [g.id for g in counts.filters].index(f.id)
    at = {codes: n for n, codes in enumerate(table_rows(counts))}
    others = sorted({(*codes[:place], *codes[place + 1 :]) for codes in at})
    for parts in groups(f).values():
        rows = [[at.get((*o[:place], part, *o[place:]), -1) for part in parts] for o in others]
        there = np.array(rows)
        for i in counts.counts:
            values = counts.cells.column(i.id).to_numpy().astype(np.int64)
            table = np.where(there >= 0, values[there], 0)
            if classes(table, policy.threshold, near=policy.near_full, possible=there >= 0).any.any():
                raise NotProtected(
                    f"one category of {f.id} holds everybody of a group, or nearly everybody",
                    where=f"Policy {policy.name} lets no table say of all people in a group what {f.id} they have.",
                    next="Merge categories, or use fewer breakdowns.",
                )
