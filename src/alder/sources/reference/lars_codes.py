"""Sector subject areas, as the regulator names them: the fifteen of the first tier, and those of the second.

LARS and the ILR have codes; lists of approved qualifications have names, with capitals here and there. The first tier
is the whole part of a code. Names are those of 2025: 6.10, say, was "ICT practitioners" in the first years.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache

_NAMES = """
 1.10  Medicine and dentistry
 1.20  Nursing and subjects and vocations allied to medicine
 1.30  Health and social care
 1.40  Public services
 1.50  Child development and well-being
 2.10  Science
 2.20  Mathematics and statistics
 3.10  Agriculture
 3.20  Horticulture and forestry
 3.30  Animal care and veterinary science
 3.40  Environmental conservation
 4.10  Engineering
 4.20  Manufacturing technologies
 4.30  Transportation operations and maintenance
 5.20  Building and construction
 6.10  Digital technology (practitioners)
 6.20  Digital technology (users)
 7.10  Retailing and wholesaling
 7.20  Warehousing and distribution
 7.30  Service enterprises
 7.40  Hospitality and catering
 8.10  Sport, leisure and recreation
 8.20  Travel and tourism
 9.10  Performing arts
 9.20  Crafts, creative arts and design
 9.30  Media and communication
 9.40  Publishing and information services
10.10  History
10.20  Archaeology and archaeological sciences
10.30  Philosophy
10.40  Theology and religious studies
11.10  Geography
11.20  Sociology and social policy
11.30  Politics
11.40  Economics
11.50  Anthropology
12.10  Languages, literature and culture of the British Isles
12.20  Other languages, literature and culture
13.10  Teaching and lecturing
13.20  Direct learning support
14.10  Foundations for learning and life
14.20  Preparation for work
15.10  Accounting and finance
15.20  Administration
15.30  Business management
15.40  Marketing and sales
15.50  Law and legal services
"""


@cache
def subject_codes() -> dict[str, Decimal]:
    """The code of each name, in small letters."""
    lines = (line.split(maxsplit=1) for line in _NAMES.strip().splitlines())
    return {name.casefold(): Decimal(code) for code, name in lines}


@cache
def subject_names() -> dict[Decimal, str]:
    """The name of each code."""
    lines = (line.split(maxsplit=1) for line in _NAMES.strip().splitlines())
    return {Decimal(code): name for code, name in lines}


_TEXT = """
    0001 | GCE AS level
    0002 | GCE A level
    0003 | GCSE
    0004 | Access Certificate
    0006 | Diploma
    0009 | Advanced Certificate
    0016 | Certificate
    0017 | National Diploma
    0020 | Technician Certificate (Final)
    0024 | Higher Diploma
    0025 | Licentiateship
    0028 | First Certificate
    0029 | First Diploma
    0030 | National Certificate
    0031 | HNC
    0032 | HND
    0033 | BTEC/EDEXCEL Professional Development Qualification
    0036 | NVQ
    0040 | Graded Music Exams 1-8
    0059 | Associate Diploma
    0060 | Licentiate Diploma
    0061 | Membership
    0064 | Associateship
    0065 | Postgraduate Certificate
    0066 | Fellowship
    0071 | Graduate Diploma
    0073 | Certificate of Competence
    0075 | Associate
    0076 | Licentiate
    0084 | Higher Certificate
    0086 | Introductory Certificate
    0111 | Professional Diploma
    0117 | Advanced Diploma
    0125 | Postgraduate Diploma
    0128 | Intermediate Certificate
    0146 | Technician
    0385 | Graduateship
    0393 | MMus Performance Degree
    0394 | BMus Performance Degree
    1077 | Teachers Diploma
    1327 | NVQ/GNVQ Key Skills Unit
    1328 | NVQ/GNVQ Language Unit
    1401 | International Baccalaureate
    1407 | LLB
    1409 | BEd
    1410 | MEd
    1413 | GCE A2 Level
    1419 | Advanced Extension Award
    1420 | Free Standing Mathematics Qualifications
    1421 | Edexcel National Award
    1422 | GCSEs in Vocational Subjects
    1423 | Edexcel First Diploma (new syllabus)
    1424 | Edexcel National Certificate (new syllabus)
    1425 | Edexcel National Diploma (new syllabus)
    1426 | Introductory Diploma
    1428 | National Extended Diploma
    1430 | GCE Applied A Level
    1431 | GCE Applied A Level (Double Award)
    1432 | GCE Applied AS Level
    1433 | GCE Applied AS Level (Double Award)
    1434 | GCE Applied A2
    1435 | GCE Applied A2 (Double Award)
    1436 | Conversion Class Code
    1437 | Employability Award
    1439 | Functional Skills
    1440 | Access to Higher Education Diploma (from 2007)
    1442 | Diploma (14-19)
    1443 | Diploma (14-19) Template/Catalogue aim
    1444 | Principal Learning within Diploma (14-19)
    1445 | Project/Extended Project within Diploma (14-19)
    1446 | Pre-U Certificate
    1447 | Pre-U Diploma
    1448 | QCF Units
    1449 | Diploma in Teaching for the Lifelong Learning Sector (DTLLS)
    1450 | Preparing to Teach in the Lifelong Learning Sector (PTLLS)
    1451 | Certificate in Teaching in the Lifelong Learning Sector (CTLLS)
    1452 | Award
    1453 | GCE A Level (with GCE Advanced Subsidiary)
    1454 | Higher National Certificate to Higher National Diploma (HNC to HND) Conversion Code
    1455 | Edexcel First Extended Certificate (2012 onwards)
    1457 | Certificate in Education and Training (36 credits, HEI approved)
    1458 | Diploma in Education and Training (120 credits, HEI approved)
    1459 | Diploma in Education and Training (45 credits, HEI approved)
    1460 | Access to Higher Education Diploma (from 2014 onwards)
    1461 | Graded Examination in Speech
    1462 | Degree Apprenticeship (Bachelors)
    1463 | Degree Apprenticeship (Masters)
    1464 | MRes
    1465 | Certificate in Education
    1466 | Advanced Certificate in Education
    1467 | End Point Assessment
    1468 | T level technical qualification
    2001 | MA
    2999 | Short Course GCSE
    4342 | Other
    6001 | Foundation Degree Bridging Course
    6002 | Bachelors Degree (Not BA;BSc;BEng;BEd)
    6003 | Enhanced First Degree (Not MA;MSc)
    6004 | Postgraduate Diploma in Education
    8001 | Schedule 2(j) course
    8002 | Schedule 2(g) course
    8004 | Schedule 2(e) course
    8007 | Long Term Residential College Course
    8008 | Second Stage Unitisation Pilot
    8009 | Unitisation Provision
    8010 | Short Course
    8011 | Diagnostic Test
    9000 | BA
    9001 | University Certificate
    9002 | BSc
    9006 | Certificate of Proficiency
    9007 | Fellowship Diploma
    9101 | MSc
    9103 | PGCE (Post Graduate Certificate in Education)
    9107 | BEng
    9109 | MBA
    9110 | Foundation Degree
    9111 | Certificate of Education (CertEd)
    9112 | Diploma of Higher Education (DipHE)
    9114 | LLM
    9115 | Professional Graduate Certificate in Education
    E007 | First Degree
    X901 | NVQ/GNVQ additional units
"""


@cache
def aim_type_names() -> dict[str, str]:
    """The name of each code."""
    lines = (line.split("|") for line in _TEXT.strip().splitlines())
    return {code.strip(): name.strip() for code, name in lines}


SUBJECT_AREAS = {  # the fifteen of the first tier, by number, under their published names
    1: "Health, Public Services and Care",
    2: "Science and Mathematics",
    3: "Agriculture, Horticulture and Animal Care",
    4: "Engineering and Manufacturing Technologies",
    5: "Construction, Planning and the Built Environment",
    6: "Information and Communication Technology",
    7: "Retail and Commercial Enterprise",
    8: "Leisure, Travel and Tourism",
    9: "Arts, Media and Publishing",
    10: "History, Philosophy and Theology",
    11: "Social Sciences",
    12: "Languages, Literature and Culture",
    13: "Education and Training",
    14: "Preparation for Life and Work",
    15: "Business, Administration and Law",
}
