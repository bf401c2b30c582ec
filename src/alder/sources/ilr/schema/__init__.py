"""What the ILR holds, year by year: entities, fields, limits and order. One file a year, later years as changes."""

from alder.sources.ilr.schema.superset import (
    BETWEEN,
    KNOWN_BETWEEN,
    NAMESPACES,
    OFFICIAL,
    YEARS,
    common_tree,
    entities,
    keys,
    superset,
    superset_tree,
    tree,
    years_of,
)

__all__ = [
    "BETWEEN",
    "KNOWN_BETWEEN",
    "NAMESPACES",
    "OFFICIAL",
    "YEARS",
    "common_tree",
    "entities",
    "keys",
    "superset",
    "superset_tree",
    "tree",
    "years_of",
]
