"""Code lists that several tables of the National Pupil Database share."""

from __future__ import annotations

from alder.model.code_list import CodeList

_ETHNIC_MINOR = CodeList.parse(
    "EthnicGroupMinor",
    "Ethnic groups of the school census",
    """
    WBRI | White British
    WIRI | White Irish
    WIRT | Traveller of Irish heritage
    WROM | Gypsy or Roma
    WOTH | any other White background
    MWAS | White and Asian
    MWBA | White and Black African
    MWBC | White and Black Caribbean
    MOTH | any other mixed background
    ABAN | Bangladeshi
    AIND | Indian
    APKN | Pakistani
    AOTH | any other Asian background
    BAFR | Black African
    BCRB | Black Caribbean
    BOTH | any other Black background
    CHNE | Chinese
    OOTH | any other ethnic group
    REFU | refused
    NOBT | not yet obtained
    INVA | not a valid code
    MISS | missing
    N/A  | not applicable
    """,
)
_ETHNIC_MAJOR = CodeList.parse(
    "EthnicGroupMajor",
    "Broad ethnic groups of the school census",
    """
    WHIT | White
    MIXD | mixed
    ASIA | Asian
    BLAC | Black
    CHIN | Chinese
    AOEG | any other ethnic group
    UNCL | not classified
    """,
)
_SEN = CodeList.parse(
    "SENprovision",
    "Provision for special educational needs",
    """
    N | none
    A | school action, up to 2014/15
    P | school action plus, up to 2014/15
    S | statement, up to 2017/18
    K | SEN support, from 2014/15
    E | education, health and care plan, from 2014/15
    """,
)
_SEN_TYPE = CodeList.parse(
    "PrimarySENtype",
    "Types of special educational need",
    """
    SPLD | specific learning difficulty
    MLD  | moderate learning difficulty
    SLD  | severe learning difficulty
    PMLD | profound and multiple learning difficulty
    BESD | behaviour, emotional and social difficulties, up to 2013/14
    SEMH | social, emotional and mental health, from 2014/15
    SLCN | speech, language and communication
    HI   | hearing
    VI   | vision
    MSI  | more than one sense
    PD   | physical disability
    ASD  | autistic spectrum
    OTH  | other
    NSA  | support without an assessment of the type, from 2014/15
    """,
)
_ENROL = CodeList.parse(
    "EnrolStatus",
    "Registration at the school",
    """
    C | here only
    M | at two schools, this the main one
    S | at two schools, the other the main one
    G | guest, not registered here
    F | further education college, from 2014/15
    O | other provider, from 2014/15
    """,
)
_LANGUAGE = CodeList.parse(
    "FirstLanguage",
    "First language, English or not",
    """
    ENG | English
    ENB | believed to be English
    OTH | other than English
    OTB | believed to be other than English
    REF | refused
    NOT | not obtained
    """,
)
_GCSE = CodeList.parse(
    "GCSE",
    "GCSE grades, letters and numbers",
    """
    A* | A*
    A  | A
    B  | B
    C  | C
    D  | D
    E  | E
    F  | F
    G  | G
    U  | unclassified
    9  | 9
    8  | 8
    7  | 7
    6  | 6
    5  | 5
    4  | 4
    3  | 3
    2  | 2
    1  | 1
    """,
)

LISTS = {
    "ethnic_minor": _ETHNIC_MINOR,
    "ethnic_major": _ETHNIC_MAJOR,
    "sen": _SEN,
    "sen_type": _SEN_TYPE,
    "enrol": _ENROL,
    "first_language": _LANGUAGE,
    "gcse": _GCSE,
}
"""The lists by the names that the tables of fields use."""
