"""Where data comes from: one folder a source. A source declares and reads; it computes no statistics.

The catalogue is asked with `source("plams")`, `every()`, `answering("progression, deprivation", years="2018/19")`,
`compare("ilr", "plams")` and `find("QAN")`.
"""

from alder.sources.catalogue import every, source
from alder.sources.dictionary import find
from alder.sources.question import answering
from alder.sources.source_comparison import compare

__all__ = ["answering", "compare", "every", "find", "source"]
