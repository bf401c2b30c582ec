"""What the last step offers of filters that divide each other: one thing, or a thing and all below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.look.words import in_sentence
from alder.publishing.tables import available
from alder.publishing.tables.choice import BLANK
from alder.web.tables.asked import ALL, NONE
from alder.web.tables.offered import Box

if TYPE_CHECKING:
    from alder.publishing.contents import Contents
    from alder.publishing.tables.tiers import Node, Path, Tiers
    from alder.web.tables.asked import Asked


@dataclass(frozen=True)
class Branch:
    """A thing in a tree of filters: the box for it alone, the box for it and all below it, and what is below it."""

    alone: Box | None
    title: str
    all: Box | None
    below: tuple[Branch, ...]

    @property
    def is_open(self) -> bool:
        """Whether something below it is chosen."""
        return any((one.alone and one.alone.is_chosen) or one.is_all or one.is_open for one in self.below)

    @property
    def is_all(self) -> bool:
        return bool(self.all and self.all.is_chosen)


@dataclass(frozen=True)
class Tree:
    """Filters that divide each other, as one question."""

    id: str
    title: str
    hint: str
    tiers: tuple[Box, ...]
    """For each tier the box for everything that stands in it."""
    branches: tuple[Branch, ...]


def trees_offered(so_far: Asked, trees: tuple[tuple[Tiers, tuple[Node, ...]], ...], *, is_new: bool) -> list[Tree]:
    """Filters that divide each other, with what has figures in these places and times; the total chosen at first."""
    contents = so_far.contents
    found = []
    for at, nodes in trees:
        totals = tuple(available.total(contents, n) for n in at)
        chosen = set(so_far.paths.get(at, ()))
        if is_new and not chosen:
            chosen = {totals} if any(node.alone == totals for node in nodes) else {(None,) * len(at)}
        titles = [contents.filters[n].label for n in at]
        of = [
            Box(_path(contents, at, path), f"Everything down to “{title}”", path in chosen)
            for tier, title in enumerate(titles)
            for path in ((*(None,) * (tier + 1), *totals[tier + 1 :]),)
        ]
        made = tuple(_branch(contents, at, node, chosen) for node in nodes)
        found.append(Tree(f"tree-{at[0]}", titles[0], _then(titles), tuple(of), made))
    return found


def _then(titles: list[str]) -> str:
    return ", then ".join([titles[0], *(in_sentence(title) for title in titles[1:])])


def _branch(contents: Contents, at: Tiers, node: Node, chosen: set[Path]) -> Branch:
    depth = len(node.path)
    words = available.label(contents, at[depth - 1], node.path[-1])
    below = tuple(_branch(contents, at, one, chosen) for one in node.below)
    alone = Box(_path(contents, at, node.alone), words, node.alone in chosen) if node.alone else None
    whole: Path = (*node.path, *(None,) * (len(at) - depth))
    every = Box(_path(contents, at, whole), f"{words} and all {node.count} below", whole in chosen) if below else None
    return Branch(alone, words, every, below)


def _path(contents: Contents, at: Tiers, path: Path) -> str:
    filters = [contents.filters[n] for n in at]
    ids = [
        ALL if code is None else filter.options[code - 1].id if code != BLANK else NONE
        for filter, code in zip(filters, path, strict=True)
    ]
    return f"{'.'.join(filter.id for filter in filters)}:{'.'.join(ids)}"
