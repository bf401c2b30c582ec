"""The ledger of all that was released, and the audit of a new table together with it."""

from alder.disclosure.ledger.acts import Act, Kind, digest_of
from alder.disclosure.ledger.fingerprint import Content
from alder.disclosure.ledger.hidden import Hidden, Judged, Tried
from alder.disclosure.ledger.ledger import Ledger
from alder.disclosure.ledger.release import Facts, LedgerStore
from alder.disclosure.ledger.words import MORE, BesideEarlier, not_here, not_known

__all__ = [
    "MORE",
    "Act",
    "BesideEarlier",
    "Content",
    "Facts",
    "Hidden",
    "Judged",
    "Kind",
    "Ledger",
    "LedgerStore",
    "Tried",
    "digest_of",
    "not_here",
    "not_known",
]
