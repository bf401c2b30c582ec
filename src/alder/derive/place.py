"""Variables of place: deprivation and rurality of the home, areas of home, site and provider, distance travelled."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from alder.derive import area_editions
from alder.derive.area_editions import IMD_EDITION, RURAL_URBAN_EDITION, edition_for
from alder.derive.categories import UNKNOWN
from alder.derive.look_ups import OF_YEAR
from alder.derive.programme import APPRENTICESHIPS
from alder.derive.variable import column_if, variables
from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases, coalesce, null
from alder.model.geographic_levels import DEVOLVED_AREA, DISTRICT, LSIP, REGIONAL
from alder.model.ids import Postcode
from alder.model.statistic import Category
from alder.sources.miniature import nation

if TYPE_CHECKING:
    from alder.model.expr import Table, Text, Truth, Value

REGIONS = (
    Category("E12000001", "North East"),
    Category("E12000002", "North West"),
    Category("E12000003", "Yorkshire and The Humber"),
    Category("E12000004", "East Midlands"),
    Category("E12000005", "West Midlands"),
    Category("E12000006", "East of England"),
    Category("E12000007", "London"),
    Category("E12000008", "South East"),
    Category("E12000009", "South West"),
)
MADE_UP_REGIONS = tuple(Category(f"E12{nation.FIRST + n}", name) for n, name in enumerate(nation.REGIONS))
"""Those of the nation that the made-up tables of places are about: its regions take the place of England's there."""
OUTSIDE = Category("Outside England", "Outside England")
NO_PLAN = Category("None", "In no plan's area")
NO_AUTHORITY = Category("None", "In no combined authority")


def outside_england(lad: Value) -> Truth:
    """Whether a local authority district is known and not in England: codes of England begin with E."""
    return (~lad.startswith("E")).fill_null(False)


def region(code: Value, lad: Value) -> Text:
    """The region's code where it is one of England or of the made-up nation; outside England; or not known."""
    known = code.isin([c.code for c in (*REGIONS, *MADE_UP_REGIONS)])
    return cases((known, code), (outside_england(lad), OUTSIDE.code), else_="Unknown")


def area(code: Value, lad: Value, *, missing: Category) -> Text:
    """The area's code where the district is in England, and `missing` where the area has none of it."""
    return cases(
        (lad.isnull(), "Unknown"),
        (outside_england(lad), OUTSIDE.code),
        (code.isnull(), missing.code),
        else_=code,
    )


EARTH_RADIUS_KM = 6371.0088
"""The mean radius of the earth."""

KM_BANDS = ((0, "0 to <2"), (2, "2 to <5"), (5, "5 to <10"), (10, "10 to <20"), (20, "20 to <50"), (50, "50+"))
"""The least distance of each band in km, and its code."""

DISTANCE_BANDS = (
    *(Category(code, f"{code.replace('<', 'under ')} km" if "<" in code else "50 km and over") for _, code in KM_BANDS),
    UNKNOWN,
)

AT_WORK_OR_ONLINE = Parameter(
    "distance_at_work_or_online",
    "left_out",
    "Whether apprentices, and who learns at a distance, have a distance from home.",
    Evidence.A,
    "A straight line to a workplace or to a provider's office says nothing about a journey to learn.",
    choices=(
        ("left_out", "none here; ask with --set distance_at_work_or_online=measured to have theirs."),
        ("measured", "measured like any other."),
    ),
    in_notes=True,
)

SAME_POSTCODE = Parameter(
    "distance_of_same_postcode",
    "measured",
    "What the distance is where home and place of delivery have one postcode, as in halls or barracks.",
    Evidence.A,
    "One study of travel to learn left such learners out; the school census does not.",
    choices=(("measured", "nothing, in the nearest band"), ("left_out", "not known")),
)


def grid_km(east_from: Value, north_from: Value, east_to: Value, north_to: Value) -> Value:
    """Kilometres between two points of the National Grid, given in metres."""
    east = (east_to - east_from).cast("float64")
    north = (north_to - north_from).cast("float64")
    return (east * east + north * north).sqrt() / 1000


def sphere_km(lat_from: Value, long_from: Value, lat_to: Value, long_to: Value) -> Value:
    """Kilometres over the globe between two points given in degrees: the haversine formula on the mean radius."""
    half_lat = (lat_to - lat_from).radians() / 2
    half_long = (long_to - long_from).radians() / 2
    chord = half_lat.sin() ** 2 + lat_from.radians().cos() * lat_to.radians().cos() * half_long.sin() ** 2
    return chord.sqrt().asin() * (2 * EARTH_RADIUS_KM)


def band_of_km(km: Value) -> Text:
    """The band of a distance that is not rounded; Unknown without one."""
    below = [(km < least, code) for (_, code), (least, _) in pairwise(KM_BANDS)]
    return cases((km.isnull(), "Unknown"), *below, else_=KM_BANDS[-1][1])


HOME_POSTCODE = Parameter(
    "home_postcode",
    "Postcode",
    "Which of the two postcodes of a learner is the home.",
    Evidence.A,
    "The address at the last update fits the year; the one before enrolment fits residential and higher education, "
    "where learners move to learn.",
    choices=(("Postcode", "the address at the last update"), ("PostcodePrior", "the address before enrolment")),
)


RURAL_URBAN = (
    Category("A1", "Urban: major conurbation"),
    Category("B1", "Urban: minor conurbation"),
    Category("C1", "Urban: city and town"),
    Category("C2", "Urban: city and town, sparse setting"),
    Category("D1", "Rural: town and fringe"),
    Category("D2", "Rural: town and fringe, sparse setting"),
    Category("E1", "Rural: village"),
    Category("E2", "Rural: village, sparse setting"),
    Category("F1", "Rural: hamlets and isolated dwellings"),
    Category("F2", "Rural: hamlets and isolated dwellings, sparse setting"),
)
RURAL_URBAN_2021 = (
    Category("UN1", "Urban: nearer to a major town or city"),
    Category("UF1", "Urban: further from a major town or city"),
    Category("RLN1", "Larger rural settlement: nearer to a major town or city"),
    Category("RLF1", "Larger rural settlement: further from a major town or city"),
    Category("RSN1", "Smaller rural settlement: nearer to a major town or city"),
    Category("RSF1", "Smaller rural settlement: further from a major town or city"),
)
URBAN = tuple(c.code for c in (*RURAL_URBAN, *RURAL_URBAN_2021) if c.label.startswith("Urban"))
RURAL = tuple(c.code for c in (*RURAL_URBAN, *RURAL_URBAN_2021) if c.code not in URBAN)
"""Which classes of either classification are urban, and which are rural."""

RURAL_OR_URBAN = (Category("Urban", "Urban"), Category("Rural", "Rural"))


_HOME = ("Postcode",)
_SITE = ("DelLocPostCode",)
_IMD = "English Indices of Deprivation; the rule gives the published decile of every area of 2015, 2019 and 2025"


def _ranked(aims: Table, parts: int, year: int, imd_edition: str, line: str) -> Text:
    edition = edition_for(year, imd_edition)
    across = area_editions.straddling_in(edition) if line == "as_published" else line
    areas = area_editions.areas_in(edition)
    part = area_editions.part_of(aims.imd_rank, areas, parts, across)
    return cases(
        ((aims.imd_rank >= 1) & (aims.imd_rank <= areas), part.cast("string")),
        (outside_england(aims.home_lad), OUTSIDE.code),
        else_="Unknown",
    )


@variables.declare(
    title="Deprivation of the home area (deciles)",
    unit="category",
    reads=_HOME,
    columns=("imd_rank", "home_lad"),
    source=_IMD,
    evidence=Evidence.V,
    parameters=(IMD_EDITION, area_editions.STRADDLING, HOME_POSTCODE),
    categories=(*area_editions.DECILES, OUTSIDE, UNKNOWN),
    unknown="Unknown",
    person=True,
    caveats=("Q-AREA",),
    broader=("imd_quintile",),
)
def imd_decile(aims: Table, *, year: int, imd_edition: str, area_across_a_line: str) -> Text:
    """The tenth of England's small areas (LSOAs), by rank of deprivation, that holds the home; 1 is most deprived.

    The postcode leads to the LSOA of the census that the edition ranks, and the LSOA to its rank; the decile is ten
    times the rank over the number of areas, rounded up. One edition serves a whole table. Homes in Wales, Scotland and
    Northern Ireland are outside England; postcodes that are not known stay not known, and in the totals.
    """
    return _ranked(aims, 10, year, imd_edition, area_across_a_line)


@variables.declare(
    title="Deprivation of the home area (quintiles)",
    unit="category",
    reads=_HOME,
    columns=("imd_rank", "home_lad"),
    source=f"{_IMD}; quintiles as in further education and skills statistics",
    evidence=Evidence.V,
    parameters=(IMD_EDITION, area_editions.STRADDLING, HOME_POSTCODE),
    categories=(*area_editions.QUINTILES, OUTSIDE, UNKNOWN),
    unknown="Unknown",
    person=True,
    caveats=("Q-AREA",),
)
def imd_quintile(aims: Table, *, year: int, imd_edition: str, area_across_a_line: str) -> Text:
    """The fifth of England's small areas (LSOAs), by rank of deprivation, that holds the home; 1 is most deprived.

    As `imd_decile`, in fifths: each holds two deciles.
    """
    return _ranked(aims, 5, year, imd_edition, area_across_a_line)


@variables.declare(
    title="Rural or urban home (classes of 2011)",
    unit="category",
    reads=_HOME,
    columns=("home_rural_urban",),
    source="Rural-urban classification of 2011 for England and Wales, as postcode directories carry it (ru11ind)",
    evidence=Evidence.S,
    parameters=(HOME_POSTCODE,),
    categories=(*RURAL_URBAN, UNKNOWN),
    unknown="Unknown",
    person=True,
)
def rural_urban(aims: Table) -> Text:
    """The class of the learner's home area in the rural-urban classification of 2011, England and Wales.

    Homes in Scotland and Northern Ireland, which classify otherwise, are not known here.
    """
    known = [c.code for c in RURAL_URBAN]
    return cases((aims.home_rural_urban.isin(known), aims.home_rural_urban), else_="Unknown")


@variables.declare(
    title="Rural or urban home (classes of 2021)",
    unit="category",
    reads=_HOME,
    columns=("home_rural_urban_2021",),
    source="Rural-urban classification of 2021 for England and Wales, as postcode directories carry it (ruc21ind); "
    "words of the department's data standard",
    evidence=Evidence.B,
    parameters=(HOME_POSTCODE,),
    categories=(*RURAL_URBAN_2021, UNKNOWN),
    unknown="Unknown",
    person=True,
    broader=("rural_or_urban",),
)
def rural_urban_2021(aims: Table) -> Text:
    """The class of the learner's home area in the rural-urban classification of 2021, England and Wales.

    Its classes are not those of 2011: see `rural_or_urban` for what can be followed over years.
    """
    known = [c.code for c in RURAL_URBAN_2021]
    return cases((aims.home_rural_urban_2021.isin(known), aims.home_rural_urban_2021), else_="Unknown")


@variables.declare(
    title="Rural or urban home",
    unit="category",
    reads=_HOME,
    columns=(OF_YEAR,),
    source="Rural-urban classifications: of 2011, where classes A to C are urban and D to F rural, and of 2021, where "
    "U is urban and R rural",
    evidence=Evidence.S,
    parameters=(RURAL_URBAN_EDITION, HOME_POSTCODE),
    categories=(*RURAL_OR_URBAN, UNKNOWN),
    unknown="Unknown",
    person=True,
)
def rural_or_urban(aims: Table) -> Text:
    """Whether the learner's home area is rural or urban, by the classification of the year, for England and Wales.

    One classification serves a whole table of a year; over years a break is marked where the next one begins, unless
    one is set for all.
    """
    return cases((aims[OF_YEAR].isin(URBAN), "Urban"), (aims[OF_YEAR].isin(RURAL), "Rural"), else_="Unknown")


def _km(aims: Table, at_work: str, same: str) -> Value:
    km = grid_km(aims.home_easting, aims.home_northing, aims.site_easting, aims.site_northing)
    nothing = null("float64")
    if at_work == "left_out":
        km = cases((aims.ProgType.isin(list(APPRENTICESHIPS)), nothing), else_=km)
    if same == "left_out":
        at_home = (aims.home_easting == aims.site_easting) & (aims.home_northing == aims.site_northing)
        km = cases((at_home, nothing), else_=km)
    return km


_DISTANCE = "Straight line between postcode centroids on the National Grid, as the school census derives it"


@variables.declare(
    title="Distance from home",
    unit="km",
    reads=(*_HOME, *_SITE, "ProgType"),
    columns=("home_easting", "home_northing", "site_easting", "site_northing"),
    source=_DISTANCE,
    evidence=Evidence.A,
    parameters=(AT_WORK_OR_ONLINE, SAME_POSTCODE, HOME_POSTCODE),
)
def distance_km(aims: Table, *, distance_at_work_or_online: str, distance_of_same_postcode: str) -> Value:
    """Kilometres in a straight line from the learner's home postcode to the place of delivery, to 0.1 km.

    It is not a distance by road. Missing where a postcode has no place on the grid of Great Britain: not known
    (ZZ99 9ZZ, which stands for learning at a distance too), in Northern Ireland, or not in the directory. Apprentices
    have none unless asked for, since they learn at work. A distance can give a postcode away: publish bands only.
    """
    return _km(aims, distance_at_work_or_online, distance_of_same_postcode).round(1)


@variables.declare(
    title="Band of distance from home",
    unit="category",
    reads=(*_HOME, *_SITE, "ProgType"),
    columns=("home_easting", "home_northing", "site_easting", "site_northing"),
    source=f"{_DISTANCE}; the bands are Alder's own",
    evidence=Evidence.A,
    parameters=(AT_WORK_OR_ONLINE, SAME_POSTCODE, HOME_POSTCODE),
    categories=DISTANCE_BANDS,
    unknown="Unknown",
    caveats=("Q-LINE",),
)
def distance_band(aims: Table, *, distance_at_work_or_online: str, distance_of_same_postcode: str) -> Text:
    """The straight line from home to the place of delivery in bands of kilometres, worked out before rounding.

    What is not known is kept as a category of its own: see `distance_km`.
    """
    return band_of_km(_km(aims, distance_at_work_or_online, distance_of_same_postcode))


@variables.declare(
    title="Where the aim is delivered",
    unit="category",
    reads=(*_SITE, *_HOME),
    columns=("DelLocPostCode", "Postcode"),
    source="Alder's own: the delivery postcode beside the home postcode",
    evidence=Evidence.A,
    categories=(
        Category("elsewhere", "At a place other than home"),
        Category("home", "At the learner's home postcode"),
        Category("no_place", "No fixed place (ZZ99 9ZZ), as for learning at a distance"),
        UNKNOWN,
    ),
    unknown="Unknown",
)
def delivery_location(aims: Table) -> Text:
    """Whether the aim is delivered at the learner's own postcode, at another place, or at no fixed place.

    Some providers give their main site for everything, others the home of those who learn online.
    """
    site = aims.DelLocPostCode
    return cases(
        (site.isnull(), "Unknown"),
        (site == Postcode.UNKNOWN, "no_place"),
        ((site == aims.Postcode).fill_null(False), "home"),
        else_="elsewhere",
    )


_AREAS = "ONS look-ups of local authority districts, brought to the latest districts that the look-ups of changes reach"


def _declare_areas(start: str, whose: str, reads: tuple[str, ...], *, person: bool) -> None:
    """Region and local authority of a home, a site or a provider."""
    title = whose[:1].upper() + whose[1:]
    parameters = (HOME_POSTCODE,) if start == "home" else ()
    prefix = "delivery" if start == "site" else start

    def of_region(aims: Table) -> Text:
        return region(aims[f"{start}_region"], aims[f"{start}_lad"])

    of_region.__doc__ = f"""The region of England of {whose}, by its local authority district.

    Places in Wales, Scotland and Northern Ireland are outside England; a postcode that leads nowhere is not known.
    Where the tables of places are the made-up ones, regions are those of the made-up nation, Wealdmark."""
    variables.declare(
        name=f"{prefix}_region",
        title=f"{title}: region",
        unit="category",
        reads=reads,
        columns=(f"{start}_region", f"{start}_lad"),
        source=_AREAS,
        evidence=Evidence.V,
        parameters=parameters,
        categories=(*REGIONS, *MADE_UP_REGIONS, OUTSIDE, UNKNOWN),
        real=tuple(c.code for c in REGIONS),
        made_up=tuple(c.code for c in MADE_UP_REGIONS),
        unknown="Unknown",
        person=person,
        level=REGIONAL,
    )(of_region)

    def of_authority(aims: Table) -> Text:
        lad = aims[f"{start}_lad"]
        return area(coalesce(column_if(aims, f"{start}_lad_now", "string"), lad), lad, missing=UNKNOWN)

    of_authority.__doc__ = f"""The local authority district of England of {whose}, as districts are today.

    Where look-ups of changes are held, districts that ended are shown as those that took their place, so that years
    can be compared; else they are those of the postcode directory."""
    variables.declare(
        name=f"{prefix}_local_authority",
        title=f"{title}: local authority",
        unit="category",
        reads=reads,
        columns=(f"{start}_lad", f"{start}_lad_now"),
        labels=f"{start}_lad_name",
        source=_AREAS,
        evidence=Evidence.V,
        parameters=parameters,
        categories=(OUTSIDE, UNKNOWN),
        unknown="Unknown",
        person=person,
        is_open=True,
        broader=("home_lsip", "home_region") if start == "home" else (f"{prefix}_region",),
        level=DISTRICT,  # an authority has the code of a district, and none the three digits of old
    )(of_authority)


_declare_areas("home", "the learner's home", _HOME, person=True)
_declare_areas("site", "the place of delivery", _SITE, person=False)
_declare_areas("provider", "the provider", ("UKPRN",), person=False)


@variables.declare(
    title="The learner's home: local skills improvement plan area",
    unit="category",
    reads=_HOME,
    columns=("home_lsip", "home_lad"),
    labels="home_lsip_name",
    source=_AREAS,
    evidence=Evidence.V,
    parameters=(HOME_POSTCODE,),
    categories=(NO_PLAN, OUTSIDE, UNKNOWN),
    unknown="Unknown",
    person=True,
    is_open=True,
    broader=("home_region",),
    level=LSIP,
)
def home_lsip(aims: Table) -> Text:
    """The area of a local skills improvement plan in which the learner lives, by local authority district."""
    return area(aims.home_lsip, aims.home_lad, missing=NO_PLAN)


@variables.declare(
    title="The learner's home: combined authority",
    unit="category",
    reads=_HOME,
    columns=("home_cauth", "home_lad"),
    labels="home_cauth_name",
    source=_AREAS,
    evidence=Evidence.V,
    parameters=(HOME_POSTCODE,),
    categories=(NO_AUTHORITY, OUTSIDE, UNKNOWN),
    unknown="Unknown",
    person=True,
    is_open=True,
    broader=("home_region",),
    level=DEVOLVED_AREA,  # the screener refuses that of combined authorities; this one has their codes
)
def home_combined_authority(aims: Table) -> Text:
    """The combined authority in which the learner lives, by local authority district; most of England has none.

    Who pays is another question: see `source_of_funding`.
    """
    return area(aims.home_cauth, aims.home_lad, missing=NO_AUTHORITY)


@variables.declare(
    title="Kind of provider",
    unit="category",
    reads=("UKPRN",),
    columns=("provider_kind",),
    source="Register of establishments (GIAS): type of establishment",
    evidence=Evidence.V,
    categories=(UNKNOWN,),
    unknown="Unknown",
    is_open=True,
)
def provider_kind(aims: Table) -> Text:
    """What kind of establishment the provider is in the register. Training providers are not in it, so not known."""
    return coalesce(aims.provider_kind, "Unknown")
