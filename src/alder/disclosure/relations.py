"""The relations of a table while they are collected: which cells add up to which, and which hold people of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.disclosure.kind import Kind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]


class Builder:
    """Collects cells and relations; virtual cells come after the counts."""

    def __init__(self, value: Numbers) -> None:
        self.value = list(value)
        self.kind = [Kind.COUNT] * len(value)
        self.denominator: dict[int, int] = {}
        self.relations: list[tuple[int, list[int]]] = []
        self.named: dict[tuple[str, ...], dict[int, int]] = {}
        self.beside_telling: set[int] = set()
        self.may_hide_0: set[int] = set()
        """Counts whose 0 may be hidden for the sake of a telling value: of a hidden one readers do not know that it is
        above 0."""
        self.related: list[tuple[int, list[int]]] = []
        """Cells, with others whose people are all among theirs."""

    def virtual(self, kind: Kind, value: int, name: tuple[str, ...], row: int) -> int:
        """A new virtual cell; those of one name, in different rows, are parts of each other as the rows are."""
        self.value.append(value)
        self.kind.append(kind)
        cell = len(self.value) - 1
        self.named.setdefault(name, {})[row] = cell
        return cell

    def kin(
        self, families: list[tuple[int, int, list[int]]], pairs: list[tuple[str, str]]
    ) -> list[tuple[int, list[int]]]:
        found = []
        of_row: dict[int, list[list[int]]] = {}
        for _, whole, parts in families:
            of_row.setdefault(whole, []).append(parts)
        for by_row in self.named.values():
            for whole, cell in by_row.items():
                held = ([by_row[p] for p in parts if p in by_row] for parts in of_row.get(whole, ()))
                found += [(cell, below) for below in held if below]
        for small, large in pairs:
            for middle in {n for n, d in pairs if d == large and (small, n) in pairs}:
                for row, cell in self.named["difference", small, large].items():
                    inside = [self.named["difference", *p][row] for p in ((small, middle), (middle, large))]
                    found.append((cell, inside))
        return found
