"""Codes of schools and universities as the ILR has them, so that one variable serves all sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.expr import cases, ifelse, null

if TYPE_CHECKING:
    from alder.model.expr import Text, Whole

_AT_SCHOOL: dict[int, str] = {
    31: "WBRI WCOR WENG WSCO WWEL WOWB",
    32: "WIRI",
    33: "WIRT WROM WROG WROR WROO",
    34: "WOTH WALB WBOS WCRO WGRE WGRK WGRC WITA WKOS WPOR WSER WTUR WTUK WTUC WEUR WEEU WWEU WOTW",
    35: "MWBC",
    36: "MWBA",
    37: "MWAS MWAP MWAI MWAO",
    38: "MOTH MAOE MABL MACH MBOE MBCH MCOE MWOE MWCH MOTM",
    39: "AIND",
    40: "APKN AMPK AKPA AOPK",
    41: "ABAN",
    42: "CHNE CHKC CMAL CSNG CTWN COCH",
    43: "AOTH AAFR AKAO ANEP ASNL ASLT ASRO AOTA",
    44: "BAFR BANN BCON BGHA BNGN BSLN BSOM BSUD BAOF",
    45: "BCRB",
    46: "BOTH BEUR BNAM BOTB",
    98: "OOTH OAFG OARA OEGY OFIL OIRN OIRQ OJPN OKOR OKRD OLAM OLEB OLIB OMAL OMRC OPOL OSAU OTHA OVIE OYEM OOEG",
}
"""The groups of the school census, with the finer codes that authorities may use. It has no group for Arab, who are
among the others there. Any other code, a refusal among them, says nothing that is known."""

_AT_UNIVERSITY: dict[int, int] = {
    **dict.fromkeys((10, 11, 13), 31),
    12: 32,
    **dict.fromkeys((14, 15), 33),
    19: 34,
    41: 35,
    42: 36,
    43: 37,
    49: 38,
    31: 39,
    32: 40,
    33: 41,
    34: 42,
    39: 43,
    22: 44,
    21: 45,
    29: 46,
    50: 47,
    80: 98,
}
"""The groups of the student record up to 2019/20. Code 10 is White of any origin in most years, so that the groups
among White people cannot be told apart, nor can the minorities among them; the broad groups can."""

_NOT_KNOWN = 99
_DISABILITIES = range(1, 97)


def ethnicity_at_school(code: Text) -> Whole:
    """The group of the ILR for one of the school census; 99 for any code that says nothing known."""
    known = code.upper().strip()
    groups = cases(*((known.isin(codes.split()), n) for n, codes in _AT_SCHOOL.items()), else_=_NOT_KNOWN)
    return ifelse(code.isnull(), null("int32"), groups).cast("int32")


def ethnicity_at_university(code: Text) -> Whole:
    """The group of the ILR for one of the student record; 99 for any code that says nothing known."""
    number = code.try_cast("int32")
    groups = cases(*((number == c, n) for c, n in _AT_UNIVERSITY.items()), else_=_NOT_KNOWN)
    return ifelse(code.isnull(), null("int32"), groups).cast("int32")


def disability_at_university(code: Text) -> Whole:
    """1 for any disability, 2 for none known, 9 where it was refused, not sought or not known."""
    number = code.try_cast("int32")
    said = cases(
        (number == 0, 2),
        (number.between(_DISABILITIES.start, _DISABILITIES.stop - 1), 1),
        else_=9,
    )
    return ifelse(code.isnull(), null("int32"), said).cast("int32")


def sex_at_university(code: Text) -> Text:
    """F or M; missing for any other code. Codes are 1 and 2 up to 2021/22, and 11 and 10 in Data Futures."""
    number = code.try_cast("int32")
    return cases((number.isin([2, 10]), "F"), (number.isin([1, 11]), "M"), else_=null("string"))


def sex(code: Text) -> Text:
    """F or M; missing for any other code."""
    return ifelse(code.isin(["F", "M"]), code, null("string"))


def said(code: Whole) -> Whole:
    """A code of the research copy of the ILR, without its own code for a missing value."""
    return ifelse(code == -1, null("int32"), code).cast("int32")
