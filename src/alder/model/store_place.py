"""The place of a store: whose hands its records are in, and so who may be given rows of learners from it.

It is a guard rail against a slip, and no security: whoever may read the files of a store can read its records.
"""

from __future__ import annotations

from enum import StrEnum


class StorePlace(StrEnum):
    """Where a store is. Only a store with a place gives rows of learners."""

    MADE_UP = "made-up"
    OWNER = "owner"
    APPROVED = "approved"

    @property
    def says(self) -> str:
        """What it means, in a sentence."""
        return {
            StorePlace.MADE_UP: "Its records are made up, every one: rows of it are about nobody.",
            StorePlace.OWNER: "It is its owner's: a provider or the department works on records of its own.",
            StorePlace.APPROVED: "It is an approved project's: rows of learners stay where the project was approved.",
        }[self]
