"""Made-up reference tables, each of about the size that the published one has: 150,000 aims, 2.6 million postcodes.

They hold whatever the return names and many more rows beside, so every rule has its tables and finds a row there for
nearly every record. They describe no aim, place or employer that exists.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from alder.sources.ilr.rules import ilr
from benchmarks.judging.made_codes import CAMPUSES, PARTNERS, learner_numbers, listed_aims

AIMS, REGISTERED = 150_000, 2_000_000

START = "DATE '2010-08-01' + CAST(pick(LearnAimRef, kind, 1500) AS INT)"
CLOSED = "CASE WHEN pick(LearnAimRef, kind || 'closed', 100) = 0 THEN DATE '2024-07-31' END"
"""Of a hundred aims one was closed in a category."""

STREAMS = ["ASFC-ASCL2526", "ASFC-FCFJ2526", "LEVY1799", "16-18NLAP2018", "ANLAP2018", "ALLB2526", "1619ED2526"]

TABLES = {
    "lars_delivery": """
        SELECT LearnAimRef, DATE '2010-08-01' EffectiveFrom, NULL EffectiveTo,
            coalesce(['0001', '0003', '1413', '1446', '1468', 'E007', 'ZZZZ'][1 + pick(n, 'type', 200)], '0006')
                LearnAimRefType,
            ['E', '1', '2', '3'][1 + pick(n, 'level', 4)] NotionalNVQLevel,
            ['E', '1', '2', '3'][1 + pick(n, 'level', 4)] NotionalNVQLevelv2,
            'EOQ' LearningDeliveryGenre, NULL FrameworkCommonComponent, pick(n, 'england', 3) EnglPrscID,
            pick(n, '', 15) + 1 SectorSubjectAreaTier1, pick(n, '', 15) + 1.1 SectorSubjectAreaTier2,
            'AB' LearnDirectClassSystemCode1, NULL LearnDirectClassSystemCode2, NULL LearnDirectClassSystemCode3
        FROM aims""",
    "lars_validity": f"""
        SELECT LearnAimRef, kind ValidityCategory, {START} StartDate, {CLOSED} EndDate, {CLOSED} LastNewStartDate
        FROM aims, (SELECT unnest(['ADULT_SKILLS', 'ANY', '1619_EFA', 'ADV_LEARN_LOAN', 'COMM_LEARN',
            'FCFJ_ADULT_SKILLS', 'APPRENTICESHIPS', 'MCA_GLA', 'TAILORED_LEARNING']) kind)
        WHERE named OR pick(n, kind, 9) < 3""",
    "lars_category": """
        SELECT LearnAimRef, pick(n, k, 60) CategoryRef, DATE '2012-08-01' EffectiveFrom, NULL EffectiveTo
        FROM aims, range(2) t(k)""",
    "lars_annual_value": """
        SELECT LearnAimRef, make_date(CAST(2012 + 8 * k AS INT), 8, 1) EffectiveFrom,
            CASE k WHEN 0 THEN DATE '2020-07-31' END EffectiveTo, pick(n, '', 10) = 0 BasicSkills,
            CASE WHEN pick(n, '', 10) = 0 THEN pick(n, 'skill', 36) END BasicSkillsType,
            pick(n, 2, 3) FullLevel2EntitlementCategory, pick(n, 3, 3) FullLevel3EntitlementCategory,
            100 * (pick(n, 4, 2)) FullLevel2Percent, 100 * (pick(n, 5, 2)) FullLevel3Percent
        FROM aims, range(2) t(k)""",
    "lars_framework": """
        SELECT 400 + n // 6 FworkCode, [2, 3, 20][1 + n % 3] ProgType, 1 + n % 6 PwayCode,
            DATE '2010-08-01' EffectiveFrom, DATE '2020-07-31' EffectiveTo
        FROM range(1500) t(n)""",
    "lars_framework_aim": """
        SELECT 400 + pick(n, k, 250) FworkCode, [2, 3, 20][1 + pick(n, k, 3)] ProgType, 1 + pick(n, k, 6) PwayCode,
            LearnAimRef, DATE '2010-08-01' EffectiveFrom, NULL EffectiveTo, 1 + pick(k, n, 3) FrameworkComponentType
        FROM aims, range(2) t(k)""",
    "lars_framework_component": """
        SELECT 400 + n // 6 FworkCode, [2, 3, 20][1 + n % 3] ProgType, 1 + n % 6 PwayCode, 10 CommonComponent,
            DATE '2010-08-01' EffectiveFrom, DATE '2020-07-31' EffectiveTo
        FROM range(1500) t(n)""",
    "lars_standard": """
        SELECT n StandardCode, '1' StandardSectorCode, CAST(2 + pick(n, '', 6) AS VARCHAR) NotionalEndLevel,
            DATE '2014-08-01' EffectiveFrom, CASE WHEN n % 10 = 5 THEN DATE '2024-03-31' END EffectiveTo,
            NULL LastDateStarts
        FROM range(1, 901) t(n)""",
    "lars_standard_funding": """
        SELECT n StandardCode, ['StandardTblazer', 'App_May_2017', 'LevyPayer'][1 + k] FundingCategory,
            DATE '2014-08-01' EffectiveFrom, NULL EffectiveTo, 1000 * (3 + pick(n, '', 24)) CoreGovContributionCap
        FROM range(1, 901) t(n), range(3) u(k)""",
    "lars_standard_validity": """
        SELECT n StandardCode, 'STANDARD' ValidityCategory, DATE '2014-08-01' StartDate, NULL LastNewStartDate,
            NULL EndDate
        FROM range(1, 901) t(n)""",
    "lars_standard_component": """
        SELECT n StandardCode, 10 CommonComponent, DATE '2014-08-01' EffectiveFrom, NULL EffectiveTo
        FROM range(1, 901) t(n)""",
    "lars_standard_type": "SELECT n StandardCode, '1' StandardTypeCode FROM range(1, 901) t(n)",
    "organisation": """
        SELECT UKPRN, 'PLBG' LegalOrgType, true PartnerUKPRN, false LongTermResid FROM partners
        UNION ALL SELECT UKPRN, 'UFEC', false, false FROM file
        UNION ALL SELECT 10100000 + n, 'PLBG', pick(n, '', 2) = 0, false FROM range(48000) t(n)""",
    "short_term_funding": """
        SELECT UKPRN, CAST(500 + pick(UKPRN, '', 20) AS VARCHAR) LdmCode, DATE '2025-08-01' EffectiveFrom,
            NULL EffectiveTo
        FROM partners""",
    "ofs_register": """
        SELECT UKPRN, DATE '2018-08-01' EffectiveFrom, NULL EffectiveTo, true FundingFieldsRequired
        FROM (FROM partners LIMIT 400)""",
    "postcode": """
        SELECT pcds, DATE '2000-01-01' EffectiveFrom, NULL EffectiveTo, 'E06000001' laua, 'E37000001' lep1, NULL lep2
        FROM (SELECT pcds FROM places UNION ALL SELECT postcode(n) FROM range(2600000) t(n))""",
    "devolved_postcode": """
        SELECT pcds Postcode, CAST(110 + pick(pcds, '', 8) AS VARCHAR) SourceOfFunding, DATE '2019-08-01' EffectiveFrom,
            NULL EffectiveTo
        FROM (SELECT pcds FROM places WHERE pick(pcds, '', 10) = 0
            UNION ALL SELECT postcode(n) FROM range(700000) t(n))""",
    "employer_register": """
        SELECT DISTINCT EmpId FROM (SELECT EmpId FROM learner_employment_status
            UNION ALL SELECT WorkPlaceEmpId FROM learning_delivery_work_placement
            UNION ALL SELECT 100000000 + 10 * n FROM range(1000000) t(n)) WHERE EmpId IS NOT NULL""",
    "learner_register": "SELECT ULN FROM numbers",
    "campus": "SELECT CampusIdentifier, (SELECT UKPRN FROM file) MasterUKPRN FROM campuses",
    "epa_organisation": """
        SELECT EPAOrgID, n StandardCode, DATE '2017-05-01' EffectiveFrom, NULL EffectiveTo
        FROM (SELECT DISTINCT EPAOrgID FROM learning_delivery WHERE EPAOrgID IS NOT NULL
            UNION ALL SELECT printf('EPA%04d', k) FROM range(20) t(k)), range(1, 901) t(n)""",
    "codes_of_the_year": """
        SELECT DISTINCT LearnDelFAMType, LearnDelFAMCode FROM learning_delivery_fam
        UNION SELECT 'LDM', printf('%03d', n) FROM range(1, 400) t(n)""",
    "codes_of_learners": """
        SELECT DISTINCT LearnFAMType, LearnFAMCode, NULL ValidTo FROM learner_fam
        UNION SELECT 'NLM', n, DATE '2099-12-31' FROM range(17, 30) t(n)""",
    "allocation": """
        SELECT UKPRN DeliveryUKPRN, stream FundingStreamPeriodCode,
            printf('%s-%d', stream, UKPRN) ContractAllocationNumber,
            CASE stream WHEN 'ANLAP2018' THEN DATE '2017-01-01' ELSE DATE '2017-05-01' END StartDate,
            CASE WHEN stream LIKE '%2018' THEN DATE '2024-04-01' END StopNewStartsFromDate
        FROM (SELECT UKPRN FROM file UNION ALL SELECT UKPRN FROM partners), streams""",
    "bootcamp_deliverable": """
        SELECT printf('SB-%d', n) ContractAllocationNumber, printf('D%d', k) DeliverableCode
        FROM range(500) t(n), range(4) u(k)""",
    "bootcamp_contract": "SELECT printf('XSB-%d-%d', UKPRN, pick(UKPRN, '', 9)) ConRefNumber FROM partners",
    "contract_eligibility": """
        SELECT printf('ESF-%d', n) ContractAllocationNumber, 16 MinAge, 99 MaxAge, NULL MinPriorAttainment,
            NULL MaxPriorAttainment, NULL MinLengthOfUnemployment, NULL MaxLengthOfUnemployment, true Benefits
        FROM range(1000) t(n)""",
    **dict.fromkeys(
        ("contract_local_authority", "contract_enterprise_partnership"),
        "SELECT printf('ESF-%d', n) ContractAllocationNumber, 'E06000001' Code FROM range(1000) t(n)",
    ),
    "contract_employment_status": "SELECT printf('ESF-%d', n) ContractAllocationNumber, 11 Code FROM range(1000) t(n)",
    "contract_sector": """
        SELECT printf('ESF-%d', n) ContractAllocationNumber, 1.1 SectorSubjectAreaCode, 'E' MinLevelCode,
            '4' MaxLevelCode
        FROM range(1000) t(n)""",
    "last_year_aim": """
        SELECT '2024/25' collection_year, LearnRefNumber || '00' LearnRefNumber, ULN, (SELECT UKPRN FROM file) UKPRN,
            PrevUKPRN, PMUKPRN, LearnAimRef, LearnStartDate, NULL LearnActEndDate, FundModel, ProgType, FworkCode,
            PwayCode, StdCode
        FROM learning_delivery JOIN learner USING (learner) WHERE LearnStartDate < DATE '2025-08-01'""",
}

MACROS = """
    CREATE MACRO pick(record, what, choices) AS CAST(hash(record, what) % choices AS BIGINT);
    CREATE MACRO letter(n) AS chr(CAST(65 + n % 20 AS INT));
    CREATE MACRO postcode(n) AS printf('%s%s%d %d%s%s', letter(n), letter(n // 20), 1 + n // 400 % 25,
        n // 10000 % 10, letter(n // 100000), letter(n // 2000000));
"""


def make(first: Path, folder: Path) -> None:
    """Write a Parquet file for each reference table, for the return whose first learners lie in the folder `first`."""
    schemas = {r.loaded_as: r.schema for r in ilr.shape.references.values()}
    if missing := sorted(set(schemas) - set(TABLES)):
        raise SystemExit(f"no made-up rows for: {', '.join(missing)}; add them to {__name__}")
    with duckdb.connect() as connection:
        connection.execute(MACROS)
        for path in first.glob("*.parquet"):
            connection.execute(f"CREATE VIEW {path.stem} AS FROM read_parquet('{path}')")
        connection.register("listed", pa.table({"code": listed_aims(AIMS)}))
        connection.register("partners", pa.table({"UKPRN": PARTNERS}))
        connection.register("campuses", pa.table({"CampusIdentifier": CAMPUSES}))
        connection.register("streams", pa.table({"stream": STREAMS}))
        connection.register("numbers", pa.table({"ULN": learner_numbers(0, REGISTERED)}))
        connection.execute("""
            CREATE TABLE aims AS SELECT code LearnAimRef, bool_or(named) named, row_number() OVER () n FROM (
                SELECT LearnAimRef code, true named FROM learning_delivery UNION ALL SELECT code, false FROM listed
            ) WHERE code IS NOT NULL GROUP BY code;
            CREATE TABLE places AS SELECT DISTINCT pcds FROM (
                SELECT unnest([Postcode, PostcodePrior]) pcds FROM learner
                UNION ALL SELECT unnest([DelLocPostCode, LSDPostcode]) FROM learning_delivery
            ) WHERE pcds IS NOT NULL;
        """)
        for name, schema in schemas.items():
            connection.register("empty", schema.empty_table())
            connection.execute(f"CREATE TABLE made AS FROM empty; INSERT INTO made BY NAME {TABLES[name]}")
            rows = connection.sql("FROM made").to_arrow_table().cast(schema)
            connection.execute("DROP TABLE made")
            pq.write_table(rows, folder / f"{name}.parquet", compression="zstd")
