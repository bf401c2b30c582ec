-- Rules as a person writes them who knows SQL well: one query a rule, with joins and EXISTS, each giving the keys of
-- the records that break it. Taken are every thirteenth rule of the book of 2025/26, so as not to choose, and some of
-- those that find most. A line of three hyphens and a code begins a rule.

--- AchDate_02
SELECT d.learner, d.aim FROM learning_delivery d WHERE d.AchDate > DATE '2026-07-31'

--- DateOfBirth_13
SELECT d.learner, d.aim
FROM learning_delivery d JOIN learner l ON l.learner = d.learner
WHERE d.FundModel = 99 AND l.DateOfBirth > DATE '2010-07-31'
  AND EXISTS (SELECT 1 FROM learning_delivery_fam f
              WHERE f.aim = d.aim AND f.LearnDelFAMType = 'SOF' AND f.LearnDelFAMCode = '1')

--- LearnAimRef_81
WITH spell AS (
  SELECT *, lead(DateEmpStatApp) OVER (PARTITION BY learner ORDER BY DateEmpStatApp, employment DESC) AS until
  FROM learner_employment_status)
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE d.FundModel IN (35, 81) AND d.LearnStartDate >= DATE '2016-08-01'
  AND EXISTS (SELECT 1 FROM lars_category c WHERE c.LearnAimRef = d.LearnAimRef AND c.CategoryRef IN (20, 21, 22))
  AND EXISTS (SELECT 1 FROM spell s JOIN employment_status_monitoring m ON m.employment = s.employment
              WHERE s.learner = d.learner AND s.DateEmpStatApp <= d.LearnStartDate
                AND (s.until IS NULL OR d.LearnStartDate < s.until) AND m.ESMType = 'BSI' AND m.ESMCode = 3)

--- LearnAimRef_136
SELECT d.learner, d.aim
FROM learning_delivery d JOIN lars_delivery a ON a.LearnAimRef = d.LearnAimRef
WHERE d.LearnStartDate >= DATE '2024-08-01' AND d.FundModel = 38 AND a.NotionalNVQLevelv2 = '3'
  AND NOT EXISTS (SELECT 1 FROM lars_category c
                  WHERE c.LearnAimRef = d.LearnAimRef AND c.CategoryRef = 38 AND c.EffectiveFrom <= d.LearnStartDate
                    AND (c.EffectiveTo IS NULL OR d.LearnStartDate <= c.EffectiveTo))
  AND NOT EXISTS (SELECT 1 FROM learning_delivery_fam f
                  WHERE f.aim = d.aim
                    AND (f.LearnDelFAMType = 'RES' OR (f.LearnDelFAMType = 'DAM' AND f.LearnDelFAMCode = '023')
                         OR (f.LearnDelFAMType = 'LDM' AND f.LearnDelFAMCode IN ('378', '395'))))

--- LearnAimRef_138
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE d.LearnActEndDate >= DATE '2024-08-01' AND d.FundModel = 38 AND d.LearnStartDate IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM learning_delivery_fam f
                  WHERE f.aim = d.aim
                    AND ((f.LearnDelFAMType = 'SOF' AND f.LearnDelFAMCode BETWEEN '110' AND '120')
                         OR (f.LearnDelFAMType = 'LDM' AND f.LearnDelFAMCode IN ('378', '395'))))
  AND EXISTS (SELECT 1 FROM lars_validity v
              WHERE v.LearnAimRef = d.LearnAimRef AND v.ValidityCategory = 'ADULT_SKILLS')
  AND NOT EXISTS (SELECT 1 FROM lars_validity v
                  WHERE v.LearnAimRef = d.LearnAimRef AND v.ValidityCategory = 'ADULT_SKILLS'
                    AND v.StartDate <= d.LearnStartDate AND (v.EndDate IS NULL OR d.LearnStartDate <= v.EndDate))

--- LearnAimRef_113
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE d.FundModel = 99
  AND EXISTS (SELECT 1 FROM learning_delivery_fam f WHERE f.aim = d.aim AND f.LearnDelFAMType = 'ADL')
  AND EXISTS (SELECT 1 FROM lars_validity v
              WHERE v.LearnAimRef = d.LearnAimRef AND v.ValidityCategory = 'ADV_LEARN_LOAN'
                AND v.EndDate < DATE '2025-08-01'
                AND NOT EXISTS (SELECT 1 FROM lars_validity o
                                WHERE o.LearnAimRef = v.LearnAimRef AND o.ValidityCategory = 'ADV_LEARN_LOAN'
                                  AND (o.EndDate IS NULL OR o.EndDate >= DATE '2025-08-01')
                                  AND o.StartDate >= v.StartDate))

--- LearnAimRef_103
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE d.LearnActEndDate >= DATE '2020-08-01' AND d.FundModel IN (25, 82)
  AND NOT EXISTS (SELECT 1 FROM learning_delivery_fam f
                  WHERE f.aim = d.aim AND f.LearnDelFAMType = 'LDM' AND f.LearnDelFAMCode IN ('320', '321', '381'))
  AND EXISTS (SELECT 1 FROM lars_validity v WHERE v.LearnAimRef = d.LearnAimRef AND v.ValidityCategory = '1619_EFA')
  AND NOT EXISTS (SELECT 1 FROM lars_validity v
                  WHERE v.LearnAimRef = d.LearnAimRef AND v.ValidityCategory = '1619_EFA'
                    AND (v.EndDate IS NULL OR d.LearnActEndDate <= v.EndDate))

--- LearnAimRef_130
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE d.LearnStartDate >= DATE '2023-08-01' AND d.FundModel = 10
  AND NOT EXISTS (SELECT 1 FROM lars_validity v
                  WHERE v.LearnAimRef = d.LearnAimRef AND v.ValidityCategory = 'COMM_LEARN')

--- R104
SELECT learner, aim, row
FROM (SELECT *, lag(row) OVER contracts AS before, lag(LearnDelFAMDateTo) OVER contracts AS ended
      FROM learning_delivery_fam WHERE LearnDelFAMType = 'ACT'
      WINDOW contracts AS (PARTITION BY aim ORDER BY LearnDelFAMDateFrom, row))
WHERE LearnDelFAMDateFrom IS NOT NULL AND before IS NOT NULL
  AND (ended IS NULL OR LearnDelFAMDateFrom - ended <> 1)

--- R150
SELECT d.learner, d.aim
FROM learning_delivery d
JOIN (SELECT a.aim, min(o.LearnStartDate) AS first
      FROM learning_delivery a JOIN learning_delivery o
        ON o.learner = a.learner AND o.aim <> a.aim AND o.AimType = 1
        AND o.ConRefNumber IS NOT DISTINCT FROM a.ConRefNumber
      WHERE a.ProgType = 32 GROUP BY a.aim) p ON p.aim = d.aim
WHERE d.LearnAimRef IN ('Z0059747', 'Z0059748', 'Z0059749', 'Z0060439', 'Z0009541', 'Z0060440', 'Z0060441', 'Z0060442',
                        'Z0060443')
  AND p.first BETWEEN DATE '2024-08-01' AND DATE '2025-07-31' AND d.LearnStartDate < p.first

--- Tlout_02
SELECT d.learner, d.aim FROM learning_delivery d WHERE d.TLOut NOT BETWEEN 1 AND 11

--- UKPRN_27
SELECT d.learner, d.aim
FROM learning_delivery d CROSS JOIN file h
WHERE d.LearnStartDate >= DATE '2023-08-01' AND d.FundModel IN (35, 38)
  AND (d.LearnActEndDate IS NULL OR d.LearnActEndDate >= DATE '2025-08-01')
  AND EXISTS (SELECT 1 FROM learning_delivery_fam f
              WHERE f.aim = d.aim AND f.LearnDelFAMType = 'LDM' AND f.LearnDelFAMCode = '388')
  AND EXISTS (SELECT 1 FROM learning_delivery_fam f
              WHERE f.aim = d.aim AND f.LearnDelFAMType = 'SOF' AND f.LearnDelFAMCode = '105')
  AND NOT EXISTS (SELECT 1 FROM allocation a
                  WHERE a.DeliveryUKPRN = h.UKPRN
                    AND a.FundingStreamPeriodCode IN ('ASF2023-AS2526', 'ASF2023-FCFJ2526', 'ASF2023-STFI2526'))

--- UKPRN_16
SELECT d.learner, d.aim
FROM learning_delivery d CROSS JOIN file h
JOIN (SELECT DeliveryUKPRN, StopNewStartsFromDate,
        row_number() OVER (PARTITION BY DeliveryUKPRN ORDER BY StartDate DESC) AS nth
      FROM allocation WHERE FundingStreamPeriodCode IN ('16-18NLAP2018', 'ANLAP2018') AND StartDate IS NOT NULL) a
  ON a.DeliveryUKPRN = h.UKPRN AND a.nth = 1
WHERE d.FundModel = 36 AND d.AimType = 1 AND d.LearnStartDate >= a.StopNewStartsFromDate
  AND EXISTS (SELECT 1 FROM learning_delivery_fam f
              WHERE f.aim = d.aim AND f.LearnDelFAMType = 'ACT' AND f.LearnDelFAMCode = '2')
  AND NOT EXISTS (SELECT 1 FROM learning_delivery_fam f WHERE f.aim = d.aim AND f.LearnDelFAMType = 'RES')

--- AchDate_07
SELECT d.learner, d.aim FROM learning_delivery d CROSS JOIN file h WHERE d.AchDate > h.FilePreparationDate

--- EmpId_02
SELECT e.learner, e.employment
FROM (SELECT *, 9 * (EmpId // 100000000 % 10) + 8 * (EmpId // 10000000 % 10) + 7 * (EmpId // 1000000 % 10)
        + 6 * (EmpId // 100000 % 10) + 5 * (EmpId // 10000 % 10) + 4 * (EmpId // 1000 % 10)
        + 3 * (EmpId // 100 % 10) + 2 * (EmpId // 10 % 10) AS total
      FROM learner_employment_status WHERE EmpId <> 999999999) e
WHERE e.EmpId < 100000000 OR (11 - e.total % 11) % 11 <> e.EmpId % 10

--- ESMType_15
SELECT learner, employment
FROM employment_status_monitoring WHERE ESMType IN ('SEI', 'EII', 'LOU', 'LOE', 'BSI', 'PEI', 'SEM')
GROUP BY learner, employment HAVING count(*) > count(DISTINCT ESMType)

--- ESMType_16
SELECT e.learner, e.employment
FROM learner_employment_status e
WHERE e.EmpStat IN (11, 12)
  AND EXISTS (SELECT 1 FROM employment_status_monitoring m
              WHERE m.employment = e.employment AND m.ESMType = 'SEM' AND m.ESMCode = 1)
  AND EXISTS (SELECT 1 FROM learning_delivery d WHERE d.learner = e.learner AND d.ProgType = 25)

--- LearnDelFAMType_57
WITH spell AS (
  SELECT *, lead(DateEmpStatApp) OVER (PARTITION BY learner ORDER BY DateEmpStatApp, employment DESC) AS until
  FROM learner_employment_status)
SELECT d.learner, d.aim
FROM learning_delivery d JOIN learner l ON l.learner = d.learner CROSS JOIN file h
WHERE d.FundModel = 35 AND d.LearnStartDate <= DATE '2016-07-31' AND d.ProgType IS DISTINCT FROM 25
  AND l.DateOfBirth <= d.LearnStartDate - INTERVAL 24 YEAR
  AND EXISTS (SELECT 1 FROM learning_delivery_fam f
              WHERE f.aim = d.aim AND f.LearnDelFAMType = 'FFI' AND f.LearnDelFAMCode = '1')
  AND EXISTS (SELECT 1 FROM lars_delivery a
              WHERE a.LearnAimRef = d.LearnAimRef AND a.NotionalNVQLevelv2 IN ('E', '1', '2'))
  AND NOT EXISTS (SELECT 1 FROM learning_delivery_fam f
                  WHERE f.aim = d.aim
                    AND (f.LearnDelFAMType = 'RES'
                         OR (f.LearnDelFAMType = 'LDM' AND f.LearnDelFAMCode IN ('034', '328', '347'))))
  AND NOT EXISTS (SELECT 1 FROM spell s JOIN employment_status_monitoring m ON m.employment = s.employment
                  WHERE s.learner = d.learner AND s.DateEmpStatApp <= d.LearnStartDate
                    AND (s.until IS NULL OR d.LearnStartDate < s.until) AND m.ESMType = 'BSI'
                    AND (m.ESMCode IN (1, 2) OR (m.ESMCode = 3 AND s.EmpStat IN (11, 12))
                         OR (m.ESMCode = 4
                             AND (EXISTS (SELECT 1 FROM learning_delivery_fam f
                                          WHERE f.aim = d.aim AND f.LearnDelFAMType = 'LDM' AND f.LearnDelFAMCode = '318')
                                  OR s.EmpStat IN (11, 12)))))
  AND NOT EXISTS (SELECT 1 FROM lars_annual_value v
                  WHERE v.LearnAimRef = d.LearnAimRef AND v.EffectiveFrom <= d.LearnStartDate
                    AND (v.EffectiveTo IS NULL OR d.LearnStartDate <= v.EffectiveTo)
                    AND v.BasicSkillsType IN (1, 2, 11, 12, 13, 14, 19, 20, 21, 23, 24, 25, 29, 30, 31, 32, 33, 34, 35))
  AND NOT EXISTS (SELECT 1 FROM lars_category c WHERE c.LearnAimRef = d.LearnAimRef AND c.CategoryRef = 19)
  AND NOT EXISTS (SELECT 1 FROM organisation o WHERE o.UKPRN = h.UKPRN AND o.LegalOrgType = 'USDC')

--- FundModel_01
SELECT d.learner, d.aim FROM learning_delivery d
WHERE d.FundModel NOT IN (10, 11, 25, 35, 36, 37, 38, 70, 81, 82, 99)

--- LearnFAMType_01
SELECT f.learner, f.row
FROM learner_fam f
WHERE f.LearnFAMType IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM codes_of_learners c
                  WHERE c.LearnFAMType = f.LearnFAMType AND c.LearnFAMCode = f.LearnFAMCode)

--- FundModel_17
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE d.FundModel = 35 AND d.LearnStartDate >= DATE '2024-08-01'
  AND NOT EXISTS (SELECT 1 FROM learning_delivery_fam f WHERE f.aim = d.aim AND f.LearnDelFAMType = 'RES')

--- LearnDelFAMType_38
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE d.FundModel IS DISTINCT FROM 99
  AND EXISTS (SELECT 1 FROM learning_delivery_fam f WHERE f.aim = d.aim AND f.LearnDelFAMType = 'ALB')

--- LearnDelFAMType_109
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE d.ProgType IN (2, 3, 20, 21, 22, 23, 24, 25, 30, 31)
  AND EXISTS (SELECT 1 FROM learning_delivery_fam f
              WHERE f.aim = d.aim AND f.LearnDelFAMType = 'SOF' AND f.LearnDelFAMCode BETWEEN '110' AND '120')

--- GROSSFEE_02
SELECT h.learner, h.aim, h.row FROM learning_delivery_he h WHERE h.GROSSFEE < h.NETFEE

--- LearnerHE_02
SELECT h.learner, h.row
FROM learner_he h
WHERE NOT EXISTS (SELECT 1 FROM learning_delivery_he a WHERE a.learner = h.learner)

--- TTACCOM_04
SELECT l.learner
FROM learner l
WHERE (SELECT min(d.LearnStartDate) FROM learning_delivery d WHERE d.learner = l.learner) >= DATE '2013-08-01'
  AND EXISTS (SELECT 1 FROM learning_delivery_he a WHERE a.learner = l.learner AND a.MODESTUD = 1)
  AND NOT EXISTS (SELECT 1 FROM learner_he h WHERE h.learner = l.learner AND h.TTACCOM IS NOT NULL)

--- MODESTUD_01
SELECT h.learner, h.aim, h.row FROM learning_delivery_he h WHERE h.MODESTUD NOT IN (1, 2, 3, 99)

--- TYPEYR_02
SELECT h.learner, h.aim, h.row
FROM learning_delivery_he h JOIN learning_delivery d ON d.aim = h.aim
WHERE d.LearnStartDate >= DATE '2009-08-01' AND h.FUNDCOMP = 1 AND h.TYPEYR IS DISTINCT FROM 1
  AND year(d.LearnStartDate) - CAST(month(d.LearnStartDate) < 8 AS INT)
    = year(d.LearnActEndDate) - CAST(month(d.LearnActEndDate) < 8 AS INT)

--- AddHours_04
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE d.AddHours > 60 AND d.LearnPlanEndDate - d.LearnStartDate + 1 >= 0
  AND d.AddHours > (d.LearnPlanEndDate - d.LearnStartDate + 1) * 24

--- LearnFAMType_16
SELECT l.learner
FROM learner l
WHERE EXISTS (SELECT 1 FROM learner_fam f
              WHERE f.learner = l.learner AND f.LearnFAMType = 'ECF' AND f.LearnFAMCode = 1)
  AND NOT EXISTS (SELECT 1 FROM learner_fam f WHERE f.learner = l.learner AND f.LearnFAMType = 'EHC')

--- ProvSpecLearnMonOccur_01
SELECT m.learner, m.row FROM provider_spec_learner_monitoring m WHERE m.ProvSpecLearnMonOccur NOT IN ('A', 'B')

--- PriorAttain_01
SELECT l.learner
FROM learner l
WHERE NOT EXISTS (SELECT 1 FROM prior_attain p WHERE p.learner = l.learner AND p.PriorLevel IS NOT NULL)
  AND EXISTS (SELECT 1 FROM learning_delivery d
              WHERE d.learner = l.learner AND (d.FundModel IS NULL OR d.FundModel NOT IN (10, 11, 25, 82, 99)))

--- LearnDelFAMType_121
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE d.FundModel = 38 AND d.LearnStartDate >= DATE '2024-08-01'
  AND EXISTS (SELECT 1 FROM learning_delivery_fam f
              WHERE f.aim = d.aim AND f.LearnDelFAMType = 'LDM' AND f.LearnDelFAMCode = '378')
  AND NOT EXISTS (SELECT 1 FROM lars_category c
                  WHERE c.LearnAimRef = d.LearnAimRef AND c.CategoryRef IN (45, 46, 49, 56))
  AND NOT EXISTS (SELECT 1 FROM learning_delivery_fam f
                  WHERE f.aim = d.aim AND f.LearnDelFAMType = 'LDM' AND f.LearnDelFAMCode = '395')

--- FamilyName_02
SELECT l.learner
FROM learner l
WHERE l.FamilyName IS NULL AND l.PlanLearnHours > 10
  AND NOT EXISTS (SELECT 1 FROM learning_delivery d
                  WHERE d.learner = l.learner AND d.FundModel IS DISTINCT FROM 10
                    AND NOT (d.FundModel IS NOT DISTINCT FROM 99
                             AND EXISTS (SELECT 1 FROM learning_delivery_fam f
                                         WHERE f.aim = d.aim AND f.LearnDelFAMType = 'SOF' AND f.LearnDelFAMCode = '108')))

--- LearnDelFAMType_16
SELECT d.learner, d.aim
FROM learning_delivery d CROSS JOIN file h
WHERE h.ReturnNumber IN ('R12', 'R13', 'R14')
  AND EXISTS (SELECT 1 FROM learning_delivery_fam f
              WHERE f.aim = d.aim AND f.LearnDelFAMType = 'LDM' AND f.LearnDelFAMCode = '118')

--- LearnDelFAMType_113
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE d.FundModel IS DISTINCT FROM 81
  AND EXISTS (SELECT 1 FROM learning_delivery_fam f
              WHERE f.aim = d.aim AND f.LearnDelFAMType = 'LDM' AND f.LearnDelFAMCode = '384')

--- Outcome_01
SELECT d.learner, d.aim FROM learning_delivery d WHERE d.Outcome NOT IN (1, 2, 3, 8)

--- OtherFundAdj_01
SELECT d.learner, d.aim FROM learning_delivery d WHERE d.OtherFundAdj IS NOT NULL AND d.FundModel IN (10, 25, 82)

--- WorkPlaceStartDate_03
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE (d.LearnAimRef IS NULL
       OR d.LearnAimRef NOT IN ('Z0007834', 'Z0007835', 'Z0007836', 'Z0007837', 'Z0007838', 'Z0002347', 'ZWRKX001',
                                'ZWRKX002', 'ZWRKX003'))
  AND EXISTS (SELECT 1 FROM learning_delivery_work_placement w WHERE w.aim = d.aim)

--- LSDPostcode_05
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE d.FundModel IN (11, 38) AND d.LearnStartDate >= DATE '2024-08-01' AND d.AimType IS DISTINCT FROM 3
  AND d.LSDPostcode IS DISTINCT FROM 'ZZ99 9ZZ'
  AND NOT EXISTS (SELECT 1 FROM postcode p WHERE p.pcds = d.LSDPostcode)

--- AFinType_07
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE d.AimType = 1 AND d.ProgType = 25
  AND EXISTS (SELECT 1 FROM app_fin_record f WHERE f.aim = d.aim AND f.AFinType = 'PMR' AND f.AFinCode = 2)
  AND NOT EXISTS (SELECT 1 FROM app_fin_record f WHERE f.aim = d.aim AND f.AFinType = 'TNP' AND f.AFinCode IN (2, 4))

--- AFinDate_09
SELECT f.learner, f.aim, f.row
FROM app_fin_record f JOIN learning_delivery d ON d.aim = f.aim
WHERE d.AimType = 1 AND d.ProgType = 25 AND f.AFinDate < d.LearnStartDate - INTERVAL 1 YEAR

--- ProgType_16
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE d.ProgType IS DISTINCT FROM 31 AND d.FundModel IS DISTINCT FROM 99
  AND EXISTS (SELECT 1 FROM lars_delivery a WHERE a.LearnAimRef = d.LearnAimRef AND a.LearnAimRefType = '1468')
  AND NOT EXISTS (SELECT 1 FROM learning_delivery_fam f
                  WHERE f.aim = d.aim AND f.LearnDelFAMType = 'LDM' AND f.LearnDelFAMCode = '384')

--- LearnAimRef_30
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE (d.LearnAimRef IS NOT DISTINCT FROM 'ZPROG001') <> (d.AimType IS NOT DISTINCT FROM 1)

--- OrigLearnStartDate_03
SELECT d.learner, d.aim FROM learning_delivery d
WHERE d.OrigLearnStartDate IS NOT NULL AND d.FundModel IN (10, 25, 82)

--- LearnStartDate_14
SELECT d.learner, d.aim
FROM learning_delivery d
JOIN (SELECT learner, StdCode, min(LearnStartDate) AS began
      FROM learning_delivery WHERE AimType = 1 AND ProgType = 25 GROUP BY learner, StdCode) p
  ON p.learner = d.learner AND p.StdCode = d.StdCode
WHERE d.ProgType = 25 AND d.AimType = 3
  AND p.began > (SELECT max(s.EffectiveTo) FROM lars_standard s WHERE s.StandardCode = d.StdCode)
  AND NOT EXISTS (SELECT 1 FROM learning_delivery_fam f WHERE f.aim = d.aim AND f.LearnDelFAMType = 'RES')

--- LearnAimRef_116
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE d.LearnStartDate >= DATE '2021-08-01'
  AND ((d.FundModel = 36 AND d.ProgType = 25) OR d.FundModel IN (37, 81, 99))
  AND NOT EXISTS (SELECT 1 FROM learning_delivery_fam f WHERE f.aim = d.aim AND f.LearnDelFAMType = 'ADL')
  AND EXISTS (SELECT 1 FROM lars_validity v WHERE v.LearnAimRef = d.LearnAimRef AND v.ValidityCategory = 'ANY')
  AND NOT EXISTS (SELECT 1 FROM lars_validity v
                  WHERE v.LearnAimRef = d.LearnAimRef AND v.ValidityCategory = 'ANY' AND v.StartDate <= d.LearnStartDate
                    AND (v.LastNewStartDate IS NULL OR d.LearnStartDate <= v.LastNewStartDate
                         OR EXISTS (SELECT 1 FROM learning_delivery_fam f
                                    WHERE f.aim = d.aim AND f.LearnDelFAMType = 'RES')))

--- PartnerUKPRN_02
SELECT d.learner, d.aim FROM learning_delivery d WHERE d.AimType = 1 AND d.PartnerUKPRN IS NOT NULL

--- R52
SELECT DISTINCT learner, aim
FROM (SELECT learner, aim FROM learning_delivery_fam
      WHERE LearnDelFAMType IS NOT NULL AND LearnDelFAMType NOT IN ('LSF', 'ACT', 'ALB')
      GROUP BY learner, aim, LearnDelFAMType, LearnDelFAMCode HAVING count(*) > 1)

--- R58
SELECT DISTINCT learner
FROM (SELECT learner, LearnActEndDate,
        lead(LearnStartDate) OVER (PARTITION BY learner ORDER BY LearnStartDate, aim) AS next_start
      FROM learning_delivery WHERE AimType = 5)
WHERE next_start IS NOT NULL AND (LearnActEndDate IS NULL OR LearnActEndDate >= next_start)

--- AimSeqNumber_02
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE d.AimSeqNumber > (SELECT count(*) FROM learning_delivery o WHERE o.learner = d.learner)

--- LearnActEndDate_01
SELECT d.learner, d.aim FROM learning_delivery d WHERE d.LearnActEndDate < d.LearnStartDate

--- LLDDHealthProb_04
SELECT l.learner
FROM learner l
WHERE l.LLDDHealthProb = 2 AND EXISTS (SELECT 1 FROM lldd_and_health_problem p WHERE p.learner = l.learner)

--- LearningDeliveryHE_02
SELECT d.learner, d.aim
FROM learning_delivery d
WHERE d.FundModel = 99
  AND EXISTS (SELECT 1 FROM learning_delivery_fam f
              WHERE f.aim = d.aim AND f.LearnDelFAMType = 'SOF' AND f.LearnDelFAMCode = '1')
  AND NOT EXISTS (SELECT 1 FROM learning_delivery_he h WHERE h.aim = d.aim)

--- WithdrawReason_04
SELECT d.learner, d.aim FROM learning_delivery d WHERE d.CompStatus IN (1, 2, 6) AND d.WithdrawReason IS NOT NULL

--- ULN_02
SELECT d.learner, d.aim
FROM learning_delivery d JOIN learner l ON l.learner = d.learner
WHERE d.FundModel IN (10, 11, 99) AND l.ULN = 9999999999
  AND NOT EXISTS (SELECT 1 FROM learning_delivery_fam f
                  WHERE f.aim = d.aim AND f.LearnDelFAMType = 'SOF' AND f.LearnDelFAMCode = '1')

--- UKPRN_29
SELECT d.learner, d.aim
FROM learning_delivery d CROSS JOIN file h
WHERE d.FundModel = 38 AND (d.LearnActEndDate IS NULL OR d.LearnActEndDate >= DATE '2025-08-01')
  AND NOT EXISTS (SELECT 1 FROM learning_delivery_fam f
                  WHERE f.aim = d.aim
                    AND ((f.LearnDelFAMType = 'SOF' AND f.LearnDelFAMCode BETWEEN '110' AND '120')
                         OR (f.LearnDelFAMType = 'LDM' AND f.LearnDelFAMCode = '388')))
  AND NOT EXISTS (SELECT 1 FROM allocation a
                  WHERE a.DeliveryUKPRN = h.UKPRN
                    AND a.FundingStreamPeriodCode IN ('ASFC-ASCL2526', 'STFIG2526', 'ASFC-FCFJ2526'))

--- EmpId_01
SELECT e.learner, e.employment
FROM learner_employment_status e
WHERE e.EmpId <> 999999999 AND NOT EXISTS (SELECT 1 FROM employer_register r WHERE r.EmpId = e.EmpId)

--- ESMType_08
SELECT e.learner, e.employment
FROM learner_employment_status e
WHERE e.DateEmpStatApp >= DATE '2012-08-01' AND e.EmpStat = 11
  AND NOT EXISTS (SELECT 1 FROM employment_status_monitoring m WHERE m.employment = e.employment AND m.ESMType = 'LOU')
  AND NOT EXISTS (SELECT 1 FROM learning_delivery d WHERE d.learner = e.learner AND d.FundModel IN (25, 37, 82))
