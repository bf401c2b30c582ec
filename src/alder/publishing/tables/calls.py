"""How a program gets the same figures: the call of the API, in Python and in R."""

from __future__ import annotations

import json
from typing import Any

from alder.publishing.standard.symbols import SYMBOLS


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
