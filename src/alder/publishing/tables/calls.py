"""How a program gets the same figures: the call of the API, in Python and in R."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from alder.model.symbols import SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Sequence


def curl(address: str, query: dict[str, Any]) -> str:
    body = json.dumps(query, ensure_ascii=False, separators=(",", ":")).replace("'", "'\\''")
    return f"curl '{address}/query' \\\n  --header 'Content-Type: application/json' \\\n  --data '{body}'"


_QUOTED = ", ".join(f'"{symbol}"' for symbol in SYMBOLS)


def python(file: str, *texts: str) -> str:
    """`texts` are columns that must stay text, for the sake of zeros at their beginning."""
    kept = ", ".join(f'"{column}": str' for column in texts)
    return f'''import pandas as pd

table = pd.read_csv(
    "{file}",
    dtype={{{kept}}},
    na_values=[{_QUOTED}],  # leave out to keep the symbols
)'''


def r(file: str, *texts: str) -> str:
    kept = ", ".join(f'{column} = "character"' for column in texts)
    return f'''table <- read.csv(
  "{file}",
  colClasses = c({kept}),
  na.strings = c({_QUOTED})
)'''


def python_table(file: str, figures: Sequence[str]) -> str:
    """The tidy table as a data frame: figures as numbers, symbols as missing, all else as text."""
    named = json.dumps(list(figures), ensure_ascii=False)
    return f'''import pandas as pd

table = pd.read_csv("{file}", dtype=str, keep_default_na=False)
figures = {named}
# A symbol that stands in place of a figure becomes missing. Leave this line out to keep them.
table[figures] = table[figures].apply(pd.to_numeric, errors="coerce")'''


def r_table(file: str, figures: Sequence[str]) -> str:
    """The same in R."""
    named = ", ".join(json.dumps(name, ensure_ascii=False) for name in figures)
    return f'''table <- read.csv("{file}", colClasses = "character", check.names = FALSE, na.strings = character())
figures <- c({named})
# A symbol that stands in place of a figure becomes missing. Leave this line out to keep them.
table[figures] <- lapply(table[figures], function(x) suppressWarnings(as.numeric(x)))'''
