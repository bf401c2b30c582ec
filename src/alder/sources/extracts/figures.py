"""Keeping published figures: one row a figure, with what it is of, its period, its base, and the caution of its source.

They are data sets of their own. No engine that measures run in has them, so they never join counts of records.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import extracts
from alder.errors import UnreadableFile
from alder.files.delimited import WINDOWS, DelimitedRows, OtherEncoding, second_encoding
from alder.look.words import counted
from alder.model.fact import Citation
from alder.model.layout import SourceEntity
from alder.sources.extracts.delivered_files import AGAIN
from alder.sources.extracts.delivered_rows import Slices, count_wrong_rows
from alder.sources.extracts.delivery import ReadDelivery, deliver
from alder.sources.extracts.estimates import caution
from alder.sources.extracts.fields import trimmed_blocks
from alder.sources.extracts.figure_layouts import FigureLayout, form_of
from alder.sources.extracts.findings import ExtractFinding, FindingKind, FindingTally

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from alder.engine.extracts import StagedDelivery
    from alder.engine.staging import StagedTable
    from alder.engine.store import Store
    from alder.files.delimited import DelimitedFile
    from alder.model.source import Source
    from alder.sources.extracts.delivery import SourceReport

FIGURES = SourceEntity("figures", "published figures", "one figure", (), (), Citation("The columns are Alder's own"))
"""What `alder load` calls the kind of record."""

SCHEMA = pa.schema(
    [
        *extracts.STAMP,
        ("data_set", pa.string()),
        ("period", pa.string()),
        ("area_kind", pa.string()),
        ("area_code", pa.string()),
        ("area_name", pa.string()),
        ("categories", pa.string()),
        ("indicator", pa.string()),
        ("unit", pa.string()),
        ("value", pa.float64()),
        ("symbol", pa.string()),
        ("base", pa.float64()),
        ("caution", pa.string()),
        ("lower", pa.float64()),
        ("upper", pa.float64()),
    ]
)
"""`categories` is an object of JSON. `symbol` is what stands in place of a number, as published; `base` is the number
of people that the figure rests on, where the file has it; `caution` the code of the source's caution; `lower` and
`upper` the ends of its interval, where the file has them. In `term` stands the data set, whose latest delivery
counts."""

SYMBOLS = frozenset({"", "x", "c", "z", "k", "u", "n", "low", ":", "~", ".", "..", "-", "*", "!", "na", "n/a", "s"})
"""What publishers write in place of a number: hidden, not there, not known, about nothing."""

_NUMBER = r"^-?£?((\d{1,3}(,\d{3})+|\d+)(\.\d+)?|\.\d+)([eE]-?\d+)?%?$"
_MOST_ODD = 0.1


def table_of(source: Source) -> str:
    """The table of a source's figures."""
    return f"{extracts.FIGURES}{source.id}"


class FiguresFile:
    """One file of figures on its way in."""

    def __init__(self, source: Source, file: DelimitedFile, meta: Path | None) -> None:
        self.file, self.tally = file, FindingTally()
        self._caution = ", ".join(c.code for c in caution(source)) or None
        numbers = frozenset(_columns_of_numbers(file)) if meta is None else frozenset()
        self.form: FigureLayout = form_of(file, numbers, meta)
        if self.form.source not in ("", source.id):
            raise UnreadableFile(
                f"these are {self.form.title}, and no figures of {source.title}",
                where=f"{file.where}, line 1",
                next=f"Nothing was added. Their caution is that of their source:  "
                f"alder load --source {self.form.source} {file.path.name}",
            )
        self.notices: list[str] = []

    def into(self, piece: StagedTable, slices: Slices, before: int, tell: Callable[[int], None] | None) -> None:
        """One row for each figure of each row of the file."""
        rows = DelimitedRows(self.file, tell)
        figures = 0
        for block in trimmed_blocks(rows, range(len(self.file.names))):
            first = rows.seen + 1
            described = self._described(block)
            categories: dict[tuple[tuple[str, str], ...], pa.Array] = {}
            for figure in self.form.figures:
                also = tuple(figure.also.items())
                if also not in categories:
                    categories[also] = self._categories(block, dict(also))
                kept = self._figure(figure, block, described | {"categories": categories[also]}, first + before)
                terms = kept["data_set"].combine_chunks()
                years = pa.nulls(kept.num_rows, pa.int32())
                kept = kept.append_column("delivery_slice", slices.numbers(years, terms))
                kept = kept.append_column("start_year", years).append_column("term", terms)
                piece.write(kept.select(SCHEMA.names).cast(SCHEMA))
                figures += kept.num_rows
        count_wrong_rows(rows, self.tally)
        odd = self.tally.of(FindingKind.TYPE)
        if odd > _MOST_ODD * figures:
            raise UnreadableFile(
                f"{counted(odd, 'figure')} of {figures:,} {'is' if odd == 1 else 'are'} neither a number nor a symbol",
                where=self.file.where,
                next=AGAIN,
            )
        if not any(f.base is not None for f in self.form.figures):
            self.notices.append(f"{self.file.where}: the file does not say how many people its figures rest on.")
        self.notices.append(f"{self.file.where}: {self.form.title}, {counted(rows.seen, 'row')} as published.")

    def _described(self, block: Mapping[int, pa.Array]) -> dict[str, pa.Array]:
        form, count = self.form, len(next(iter(block.values())))

        def column(place: int | None) -> pa.Array:
            return pa.nulls(count, pa.string()) if place is None else _or_null(block[place])

        code, name, kind = column(form.area_code), column(form.area_name), column(form.area_kind)
        for level, (its_code, its_name) in form.levels.items():
            if its_code is not None or its_name is not None:
                mine = pc.equal(kind, level).fill_null(False)
                code, name = pc.if_else(mine, column(its_code), code), pc.if_else(mine, column(its_name), name)
        data_set = pa.repeat(form.data_set, count)
        if form.data_set_by is not None:
            data_set = pc.binary_join_element_wise(data_set, block[form.data_set_by], " ")
        return {
            "data_set": data_set,
            "period": column(form.period),
            "area_kind": kind,
            "area_code": code,
            "area_name": name,
        }

    def _categories(self, block: Mapping[int, pa.Array], also: Mapping[str, str]) -> pa.Array:
        """The categories of each row, with those that the name of a column of figures says."""
        names = [self.file.names[p] for p in self.form.categories]
        said = [
            json.dumps({**dict(zip(names, row, strict=True)), **also}, ensure_ascii=False)
            for row in zip(*(block[p].to_pylist() for p in self.form.categories), strict=True)
        ] or [json.dumps(also)] * len(next(iter(block.values())))
        return pa.array(said, pa.string())

    def _figure(
        self, figure: Any, block: Mapping[int, pa.Array], described: Mapping[str, pa.Array], first: int
    ) -> pa.Table:
        texts = block[figure.place]
        values, is_number = numbers(texts)
        symbol = pc.if_else(is_number, pa.scalar(None, pa.string()), texts)
        if self.form.symbol is not None:
            symbol = pc.coalesce(_or_null(block[self.form.symbol]), symbol)
        if not figure.is_words:
            known = pc.is_in(pc.utf8_lower(texts), pa.array(sorted(SYMBOLS), pa.string()))
            self._note(pc.invert(pc.or_(is_number, known)), texts, figure.indicator, first)
        count = len(texts)
        base, lower, upper = (
            pa.nulls(count, pa.float64()) if place is None else numbers(block[place])[0]
            for place in (figure.base, figure.lower, figure.upper)
        )
        period = pa.repeat(figure.period, count) if figure.period else described["period"]
        return pa.table(
            {
                **described,
                "period": period,
                "delivery_row": pa.array(np.arange(first, first + count)),
                "indicator": pa.repeat(figure.indicator, count),
                "unit": pa.repeat(figure.unit, count),
                "value": values,
                "symbol": symbol,
                "base": base,
                "caution": pa.repeat(pa.scalar(self._caution, pa.string()), count),
                "lower": lower,
                "upper": upper,
            }
        )

    def _note(self, odd: pa.Array, texts: pa.Array, name: str, first: int) -> None:
        rows = np.flatnonzero(odd.to_numpy(zero_copy_only=False))
        if not len(rows):
            return
        why = "is neither a number nor a symbol"
        self.tally.listed += [
            ExtractFinding(FindingKind.TYPE, name, self.file.where, first + int(r), None, texts[int(r)].as_py(), why)
            for r in rows[: self.tally.room(FindingKind.TYPE, name)]
        ]
        self.tally.count(FindingKind.TYPE, name, why, len(rows))


def load_figures(
    store: Store,
    files: Sequence[DelimitedFile],
    source: Source,
    *,
    edition: str = "",
    progress: Callable[[int], None] | None = None,
    made_up: bool = False,
) -> SourceReport:
    """Keep published figures. Metadata files are read with the file that they describe, and hold no figures."""
    described = [f for f in files if not _is_meta(f)]
    if not described:
        raise UnreadableFile(
            "this is metadata, and the file that it describes is not named",
            where=files[0].where,
            next=f"{AGAIN} Name both files.",
        )

    def read(incoming: StagedDelivery, file_hash: str) -> ReadDelivery:
        table = table_of(source)
        piece, tally, notices = incoming.table(table, "", SCHEMA), FindingTally(), list[str]()
        slices = Slices(incoming.number())
        for file in described:
            own, before = incoming.table(table, "", SCHEMA), dict(slices.rows)
            meta = _meta_of(file, files)
            try:
                figures = FiguresFile(source, file, meta)
                figures.into(own, slices, piece.rows, progress)
            except OtherEncoding:
                own.discard()
                slices.rows = before
                figures = _as_windows(source, file, meta, own, slices, piece.rows)
            for rows in own.blocks():
                piece.write(rows)
            own.discard()
            tally.add(figures.tally)
            notices += figures.notices
        delivery = extracts.Delivery(
            incoming.number(),
            source.id,
            FIGURES.name,
            table,
            edition,
            tuple(dict.fromkeys(f.path.name for f in described)),
            file_hash,
            piece.rows,
            slices.slices,
            tally.by_kind,
            (),
            {},
            tuple(notices),
            made_up=made_up,
        )
        return ReadDelivery(piece, delivery, tally)

    return deliver(store, source, FIGURES, table_of(source), [f.path for f in described], None, read)


def _as_windows(
    source: Source, file: DelimitedFile, meta: Path | None, piece: StagedTable, slices: Slices, before: int
) -> FiguresFile:
    """What is not UTF-8 is taken for Windows-1252, and that is told."""
    with second_encoding(file):
        figures = FiguresFile(source, replace(file, encoding=WINDOWS), meta)
        figures.into(piece, slices, before, None)
    figures.notices.append(f"{file.where}: the text is not UTF-8. It was read as Windows-1252.")
    return figures


def _is_meta(file: DelimitedFile) -> bool:
    return {"col_name", "col_type"} <= {n.casefold() for n in file.names}


def _meta_of(file: DelimitedFile, named: Sequence[DelimitedFile]) -> Path | None:
    """The metadata of a file: NAME.meta.csv, among the files named or beside it."""
    name = re.sub(r"(\.csv)?(\.gz)?$", ".meta.csv", file.path.name, count=1, flags=re.IGNORECASE)
    meta = next((f.path for f in named if f.path.name == name), file.path.with_name(name))
    return meta if meta.is_file() else None


def numbers(texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """The numbers, and which texts are any: 1,286, 65.4 or 65.4%."""
    is_number = pc.match_substring_regex(texts, _NUMBER)
    plain = pc.replace_substring_regex(texts, r"[,£%]", "")
    return pc.if_else(is_number, plain, pa.scalar(None, pa.string())).cast(pa.float64()), is_number


def _columns_of_numbers(file: DelimitedFile) -> Sequence[int]:
    """The columns of a file in which nothing but numbers and symbols stands, and some number."""
    only, some = set(range(len(file.names))), set[int]()
    for block in trimmed_blocks(DelimitedRows(file), range(len(file.names))):
        for place in list(only):
            _, odd = numbers(block[place])
            known = pc.is_in(pc.utf8_lower(block[place]), pa.array(sorted(SYMBOLS), pa.string()))
            if not pc.all(pc.or_(odd, known)).as_py():
                only.discard(place)
            elif pc.any(odd).as_py():
                some.add(place)
    return sorted(only & some)


def _or_null(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
