"""Made-up and other records in one store: what is held of each, and whether more may come beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from alder.engine import extracts, reference
from alder.errors import RefusedFile
from alder.model.made_up import MIX

if TYPE_CHECKING:
    from alder.engine.store_folder import StoreFolder


class OtherOrigin(RefusedFile):
    """The file may be right, but made-up records and others are not kept in one store unasked."""


@dataclass
class Origins:
    """Whether a store holds made-up records or reference data, and whether it holds records of which nobody said so.

    Published figures are about no record of the store, and real reference data fits made-up learners too: neither says
    anything of either kind.
    """

    made_up: bool = False
    others: bool = False

    @classmethod
    def of(cls, store: StoreFolder) -> Self:
        marks = [bool(mark) for mark in store.submissions()["made_up"].to_pylist()] if store.exists else []
        marks += [d.made_up for d in extracts.deliveries(store) if not d.table.startswith(extracts.FIGURES)]
        invented = any(e.made_up for e in reference.current(store).values())
        return cls(True in marks or invented, False in marks)

    def add(self, *, made_up: bool) -> None:
        """Some more are held from now on."""
        self.made_up, self.others = self.made_up or made_up, self.others or not made_up

    def check(self, what: str, *, made_up: bool, python: str = "mix_made_up=True") -> None:
        """Refuse records, or made-up reference data, beside those of the other kind."""
        if not (self.others if made_up else self.made_up):
            return
        held = "returns or deliveries that nobody called made up" if made_up else "made-up records or reference data"
        raise OtherOrigin(
            f"this {'is' if made_up else 'is not'} made up, and the store holds {held}",
            where=what,
            next=(
                "Keep it in a store of its own:  --store DIR\n"
                f"Or keep both in one store with {MIX} (in Python: {python}). What rests on both is then called "
                "partly made up, wherever it is shown."
            ),
        )
