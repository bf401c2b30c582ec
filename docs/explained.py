"""The pages of what `alder explain` knows beside rules, fields, variables, measures and sources."""

from __future__ import annotations

from alder.explanations import DECLARED, OTHERS, ExplanationKind

READ_ON = {
    "checks": "[screen a data set](../how-to/screen-a-data-set.md)",
    "filters": "[ask a question](../how-to/ask-a-question.md)",
    "form of a file": "[files that cannot be read](../reference/unreadable-files.md)",
    "measures from deliveries": "[load an extract](../how-to/load-an-extract.md)",
    "policies": "[how people are protected](../explanation/protection.md)",
    "queries as JSON": "[ask a question](../how-to/ask-a-question.md)",
    "reference tables": "[add reference data](../how-to/add-reference-data.md), "
    "[editions and vintages](../explanation/editions.md)",
}
"""Pages written by hand that say more, by the list that they stand under."""


def pages() -> dict[str, str]:
    """A page for each list, and one for each of its names where these are not names of variables and fields."""
    found: dict[str, str] = {}
    for kind in (*(k for k in DECLARED if k.plural == "form of a file"), *OTHERS):
        own = {} if kind.own or kind.name == "code of form" else _of(kind)
        found |= own
        slug = kind.plural.replace(" ", "-").lower()
        read_on = f"\nRead on: {READ_ON[kind.plural]}.\n"
        found[f"{slug}.md"] = kind.listed().markdown(
            {name: f"{slug}/{name}.md" for name in kind.names()} if own else {}
        )
        found[f"{slug}.md"] += read_on
    return found


def _of(kind: ExplanationKind) -> dict[str, str]:
    slug = kind.plural.replace(" ", "-")
    return {f"{slug}/{name}.md": kind.one(name).markdown() for name in kind.names() if kind.one and " " not in name}
