"""Checks of columns and items for which the department has agreed on names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alder.publishing.screener.check import META, Fault, Stage, quoted, screener, some
from alder.publishing.screener.checks.places import combinations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.publishing.screener.subject import Subject

_MAJOR, _MINOR = "ethnicity_major", "ethnicity_minor"
_GROUP, _ITEM = "characteristic_group", "characteristic"
_ETHNIC = re.compile("ethnic", re.IGNORECASE)


@screener.check("harmonised_variables", Stage.HARMONISED, needs=("harmonised",))
def agreed_names_of_columns(subject: Subject) -> Iterator[Fault]:
    """A column about ethnicity, special needs or kinds of school or provider has the name that was agreed for it.

    Rename the column in the data file and in the meta file.
    """
    pairs = sorted(subject.lists["harmonised"])
    agreed = {name for _, name in pairs}
    for line, row in subject.lines():
        for column in ("col_name", "filter_grouping_column"):
            name = getattr(row, column)
            instead = sorted({to for part, to in pairs if part in name.lower()})
            if instead and name not in agreed:
                yield Fault(f"{quoted(name)} has another name: {some(instead, last='or')}.", META, column, line, 1)


@screener.check("harmonised_eth_vals", Stage.HARMONISED, advises=True, needs=("ethnicity",))
def agreed_ethnic_groups(subject: Subject) -> Iterator[Fault]:
    """ethnicity_major and ethnicity_minor hold the ethnic groups of the government's standard.

    Use the standard's spelling, and its minor group under its major one.
    """
    names = tuple(name for name in (_MAJOR, _MINOR) if name in subject.names)
    places = [(_MAJOR, _MINOR).index(name) for name in names]
    known = {tuple(pair[place] for place in places) for pair in subject.lists["ethnicity"]}
    for combo, line, count in combinations(subject, names) if names else ():
        if combo not in known:
            said = f"{' with '.join(map(quoted, combo))} is not in the standard."
            yield Fault(said, column=names[-1], line=line, lines=count)


@screener.check("harmonised_eth_char_grp", Stage.HARMONISED, needs=("harmonised",))
def agreed_titles_of_ethnicity(subject: Subject) -> Iterator[Fault]:
    """Where characteristic_group is about ethnicity, it has the title that was agreed for it.

    Write the title as the standard does; several are joined by "and".
    """
    agreed = {name.replace("_", " ").title() for part, name in subject.lists["harmonised"] if "ethnic" in part}
    for column in subject.present([_GROUP]):
        odd = column.which(lambda item: _ETHNIC.search(item) and not any(title in item for title in agreed))
        for number in odd:
            said = f"{quoted(column.items[number])} has another title: {some(sorted(agreed), last='or')}."
            yield Fault(said, column=_GROUP, line=column.line([number]), lines=column.count([number]))


@screener.check("harmonised_eth_char_vals", Stage.HARMONISED, advises=True, needs=("ethnicity",))
def agreed_ethnic_groups_as_characteristic(subject: Subject) -> Iterator[Fault]:
    """Where characteristic_group is about ethnicity, characteristic is an ethnic group of the government's standard.

    Use the standard's spelling.
    """
    if _GROUP not in subject.names or _ITEM not in subject.names:
        return
    known = {group for pair in subject.lists["ethnicity"] for group in pair}
    groups = subject.column(_GROUP)
    for (item,), line, count in combinations(subject, (_ITEM,), groups.rows(groups.which(_ETHNIC.search))):
        if item not in known:
            yield Fault(f"{quoted(item)} is not in the standard.", column=_ITEM, line=line, lines=count)
