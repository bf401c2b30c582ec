"""How a table is cited: in words, and for programs that keep references (BibTeX and RIS)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.look.words import day

if TYPE_CHECKING:
    from datetime import date

_BY = "Alder"
_SPECIAL = re.compile(r"[\\{}$&#%_~^]")
_WRITTEN = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True)
class DataSetCitation:
    """What a citation names."""

    title: str
    series: str
    """The publication and its release."""
    data_set: str
    version: str
    year: str
    """Of publication; blank for what is not published."""
    address: str

    def plain(self, accessed: date | None = None) -> str:
        """One line, as in a list of references."""
        when = f" Accessed {day(accessed)}." if accessed else ""
        return (
            f"{self.series} ({self.year or 'not published'}). {self.title}. From {self.data_set}, "
            f"version {self.version}. {_BY}. {self.address}{when}"
        )

    def bibtex(self, key: str, accessed: date) -> str:
        fields = {
            "title": f"{{{_tex(self.title)}}}",
            "author": f"{{{_tex(self.series)}}}",
            "year": self.year,
            "publisher": _BY,
            "version": self.version,
            "note": f"From {_tex(self.data_set)}, version {self.version}. Accessed {day(accessed)}",
            "url": self.address,
            "urldate": accessed.isoformat(),
        }
        lines = [f"  {name} = {{{words}}}" for name, words in fields.items() if words]
        return "@misc{" + key + ",\n" + ",\n".join(lines) + "\n}\n"

    def ris(self, accessed: date) -> str:
        """Lines end as the format wants them."""
        lines = [
            ("TY", "DATA"),
            ("TI", self.title),
            ("AU", self.series),
            ("T2", self.data_set),
            ("ET", f"version {self.version}"),
            ("PY", self.year),
            ("PB", _BY),
            ("UR", self.address),
            ("Y2", accessed.strftime("%Y/%m/%d")),
            ("ER", ""),
        ]
        return "".join(f"{name}  - {_one_line(words)}\r\n" for name, words in lines if words or name == "ER")


def _tex(words: str) -> str:
    return _SPECIAL.sub(lambda m: _WRITTEN.get(m[0], f"\\{m[0]}"), _one_line(words))


def _one_line(words: str) -> str:
    return " ".join(words.split())
