"""What the rows of a data set say they are all of, beside what the store knows of whose they are.

A file says "National, England" whoever wrote it. Where its figures are those of a table of this store, it is published
only if the store is declared to hold England, and holds it; so it is of the made-up nation. Of figures that the ledger
does not know nobody can tell: whoever publishes and approves them is told so, and has to know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from alder import environment
from alder.engine import coverage
from alder.errors import AlderError, NotPublishable
from alder.measures import measures
from alder.model.coverage import nation_of
from alder.model.period import AcademicYear, ReturnNumber
from alder.publishing.releases import VersionState
from alder.publishing.standard import LEVEL_BY_CODE
from alder.web.publications.data_set_store import contents_of
from alder.web.publications.ledger import COMMAND, ledger_of_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.engine.coverage import DeclarationCheck
    from alder.engine.store import Store
    from alder.model.coverage import Whole
    from alder.publishing.contents import Contents
    from alder.web.publications.models import DataSetVersion, Release

NATIONAL = "NAT"
_TOTALS = ("NAT", "REG", "LAD", "LSIP", "EDA")
"""Levels of places that a store can be declared to hold: rows of one of them about one place are about all of it."""
_ACADEMIC_YEAR = "AY"


@dataclass(frozen=True)
class CoverageClaim:
    """That rows are about all of a place: what is said of it, and whether it is not so as far as the store knows."""

    said: str
    is_proved: bool = False
    is_refused: bool = False


def claims(contents: Contents, tables: Sequence[str]) -> tuple[CoverageClaim, ...]:
    """What a version says that its rows are all of. `tables` are those of the ledger whose figures it has."""
    claimed = []
    for group in contents.places:
        if group.level not in _TOTALS or group.level not in contents.levels:
            continue
        if tables and len(group.places) > 1:
            codes = {code for place in group.places for _, code in place.codes}
            claimed += _by_place(LEVEL_BY_CODE[group.level].text, len(group.places), nation_of(codes), contents, tables)
        elif len(group.places) == 1:
            (place,) = group.places
            about = f"{place.label} ({LEVEL_BY_CODE[group.level].text})"
            codes = {code for _, code in place.codes}
            if tables:
                claimed.append(_of_store(about, place.label, codes, group.level, contents, tables))
            elif group.level == NATIONAL:
                claimed.append(
                    CoverageClaim(
                        f"It says that figures are about {about}. The ledger holds no table with these figures, so "
                        "nothing here proves it: somebody has to know whose they are."
                    )
                )
    return tuple(claimed)


def check_claims(name: str, contents: Contents, tables: Sequence[str]) -> None:
    """Refuse a version that says of figures of this store what the store does not hold to be so."""
    if refused := [claim for claim in claims(contents, tables) if claim.is_refused]:
        raise NotPublishable(
            f"{name} says what is not known to be true of its figures",
            where=refused[0].said,
            next="Make its file again with alder table --out: split it --by provider, or prove what the store holds "
            "with alder store covers.",
        )


def check_release(release: Release) -> None:
    """The same of every draft in a release, as the store is now."""
    for draft in release.versions.filter(state=VersionState.DRAFT).select_related("data_set"):
        check_claims(draft.data_set.title, contents_of(draft.id), draft.tables)


def claims_of(version: DataSetVersion | None) -> tuple[CoverageClaim, ...]:
    """What a version of the site says that its rows are all of."""
    return claims(contents_of(version.id), version.tables) if version is not None else ()


def _of_store(
    about: str, name: str, codes: set[str], level: str, contents: Contents, tables: Sequence[str]
) -> CoverageClaim:
    store, asked = _store(), _asked(contents, tables)
    proofs: dict[str, None] = {}
    why = "" if asked else "its figures are of no academic year"
    for year, query in asked:
        standing = _standing(store, query, year) if store is not None else None
        place = standing.declaration.place if standing is not None else None
        if standing is None or place is None or place.short != level or place.code not in codes:
            why = f"nothing declares that this store holds {name} in {year}"
        elif not standing.holds:
            why = f"{name} is declared in {year}, but {standing.against}"
        else:
            proofs[standing.declaration.words] = None
            continue
        break
    if not why:
        return CoverageClaim(f"Figures are about {about}: {'; '.join(proofs)}.", is_proved=True)
    said = f"It says that figures are about {about}, and {why}."
    if level == NATIONAL:
        return CoverageClaim(said, is_refused=True)
    return CoverageClaim(f"{said} Whoever wrote the file said so: somebody has to know whether it is true.")


def _by_place(level: str, places: int, nation: Whole, contents: Contents, tables: Sequence[str]) -> list[CoverageClaim]:
    """What is to be known of rows by place: they are about those places only if all providers there are counted."""
    store = _store()
    for year, query in _asked(contents, tables):
        standing = _standing(store, query, year) if store is not None else None
        if standing is None or not standing.holds or standing.declaration.place.code != nation.code:
            return [
                CoverageClaim(
                    f"Its rows about {places} places ({level}) count those who are with the providers held. Nothing "
                    f"proves that these are all of {nation.name}'s in {year}."
                )
            ]
    return []


def _asked(contents: Contents, tables: Sequence[str]) -> list[tuple[AcademicYear, dict[str, Any]]]:
    """The academic years of a version, each with the questions that its tables answer."""
    years = [AcademicYear(int(p.period[:4])) for p in contents.periods if p.code == _ACADEMIC_YEAR]
    queries: list[dict[str, Any]] = [ledger_of_store(COMMAND).facts(id).query for id in tables]
    return [(year, query) for year in years for query in queries]


def _standing(store: Store, query: dict[str, Any], year: AcademicYear) -> DeclarationCheck | None:
    """What is declared of the records that a question counts of a year, beside what is held."""
    measure = measures[query["measure"]] if query.get("measure") in measures else None
    if measure is not None and measure.extract is not None:
        return coverage.of_extract(store, measure.extract.source, year)
    if query.get("research_copy"):
        return coverage.of_extract(store, coverage.RETURNS, year)
    held = coverage.held_as_of(store, year, ReturnNumber.parse(str(query.get("as_of") or ReturnNumber.R14)))
    return coverage.of_returns(store, year, held) if held else None


def _store() -> Store | None:
    """The store beside what is published; None where there is none that can be read."""
    try:
        store = environment.open(settings.ALDER_PUBLISHED.parent).store
        store.submissions()
    except AlderError:
        return None
    return store
