"""How postcodes and codes of areas are read, whichever publisher's file they stand in."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from alder.files.values import ColumnReader, UnreadableValue, code, shaped
from alder.model.ids import Postcode
from alder.model.ids.arrays import normalised

FORM = f"{Postcode.form}|NPT [0-9][A-Z]{{2}}"
"""The forms of postcodes, and that of Newport until 1984: they have ended, and the directory still lists them."""


def _postcode(text: str) -> str:
    written = Postcode.normalise(code(text))
    if not re.fullmatch(FORM, written):
        raise UnreadableValue("is not a postcode")
    return written


def _postcodes(texts: pa.Array) -> pa.Array:
    written = normalised(Postcode, texts)
    return pc.if_else(pc.match_substring_regex(written, f"^(?:{FORM})$"), written, pa.scalar(None, pa.string()))


POSTCODE = ColumnReader(_postcode, _postcodes)

_NONE = "[EWSNLM]99999999"
"""Pseudo codes: the nation has no areas of the kind, and L and M are the Channel Islands and the Isle of Man."""
SMALL_AREA = shaped(
    f"(E01|W01|S01|N21)[0-9]{{6}}|[0-9]{{2}}[A-Z]{{2}}[0-9]{{2}}[A-Z][0-9]|{_NONE}",
    "is not the code of a small area (LSOA)",
)
"""Of England and Wales, and what stands for it elsewhere; Northern Ireland had eight characters until 2021."""
DISTRICT = shaped(f"(E0[6-9]|W06|S12|N09)[0-9]{{6}}|95[A-Z]{{1,2}}|{_NONE}", "is not the code of a local authority")
REGION = shaped(f"(E12|W92|S92|N92)[0-9]{{6}}|{_NONE}", "is not the code of a region")
