"""Codes of places: postcodes, and the lower layer super output areas (LSOA) of statistics."""

from __future__ import annotations

from typing import ClassVar

from alder.model.ids.identifier import Identifier

SHAPES = "[A-Z]{1,2}[0-9][0-9A-Z]?[ ][0-9][ABD-HJLNP-UW-Z]{2}"
"""The six shapes of postcodes: one or two capitals, a digit and maybe one more digit or capital; one blank; a digit and
two capitals other than C, I, K, M, O and V."""


class Postcode(Identifier):
    """A postcode, in capitals with one blank before the last three characters.

    Its form is judged, not whether it exists. GIR 0AA, a bank's own, is one too. ZZ99 9ZZ stands in the ILR for a
    place that is not known. Part of a postcode never gives a reliable small area.
    """

    called = "postcode"
    form = f"{SHAPES}|GIR 0AA"
    gap = 3
    UNKNOWN: ClassVar[str] = "ZZ99 9ZZ"
    stand_ins: ClassVar = {UNKNOWN: "a place that is not known (ILR)"}
    steps = (
        (".{2,4} .{3}", "it has not two to four characters before the last three"),
        ("[A-Z].*", "it does not begin with a letter"),
        (
            f"({SHAPES.split('[ ]')[0]}|GIR) .*",
            "its first part has none of the shapes A9, A99, AA9, AA99, A9A, AA9A",
        ),
        (form, "its last part is not a digit and two letters other than C, I, K, M, O and V"),
    )

    @property
    def outward(self) -> str:
        """The first part: the area and district."""
        return self.text.split(" ")[0]

    @property
    def inward(self) -> str:
        return self.text.split(" ")[1]


class LSOA(Identifier):
    """A lower layer super output area of England (E01) or Wales (W01): about 1,500 people.

    The code alone does not say of which census it is: 2001, 2011 and 2021 codes look alike, and some areas were split
    or joined. Keep the census beside it. Scotland's data zones and Northern Ireland's areas are other geographies.
    """

    called = "lower layer super output area (LSOA)"
    form = "[EW]01[0-9]{6}"
    length = 9
    steps = (("[EW]01.*", "it does not begin with E01 or W01"), ("...[0-9]*", "its last six places are not all digits"))

    @property
    def nation(self) -> str:
        return {"E": "England", "W": "Wales"}[self.text[0]]
