--- macros
CREATE MACRO ay(d) AS year(d) - (month(d) < 8)::INT;
CREATE MACRO years(b, d) AS date_diff('year', b, d) - ((month(d), day(d)) < (month(b), day(b)))::INT
    + (month(b) = 2 AND day(b) = 29 AND month(d) = 2 AND day(d) = 28 AND day(last_day(d)) = 28)::INT;
--- base
CREATE TABLE aims AS
WITH l AS (
    SELECT submission, learner, collection_year[:4]::INT yr, ukprn, DateOfBirth born, Sex, Ethnicity, LLDDHealthProb,
        Postcode, CASE WHEN ULN = 9999999999 THEN ukprn || LearnRefNumber ELSE ULN::VARCHAR END person
    FROM learner),
r AS (SELECT DISTINCT submission, aim FROM learning_delivery_fam WHERE LearnDelFAMType = 'RES' AND LearnDelFAMCode = '1')
SELECT row_number() OVER () id, l.* EXCLUDE (submission), d.aim, submission, LearnAimRef, AimType, ProgType, FworkCode,
    StdCode, FundModel, LearnStartDate s, LearnPlanEndDate p, LearnActEndDate e, AchDate h, CompStatus, Outcome,
    WithdrawReason, r.aim IS NOT NULL restart, ProgType IN (2, 3, 10, 20, 21, 22, 23, 25) IS TRUE app,
    (ProgType = 24) IS TRUE OR (NOT app AND (FundModel = 10) IS TRUE) aside, app AND AimType = 1 programme,
    e IS NULL OR e - s + 1 >= CASE WHEN p - s + 1 >= 168 THEN 42 WHEN p - s + 1 >= 14 THEN 14 ELSE 1 END
        OR (FundModel <> 36 AND Outcome IN (1, 6, 7)) IS TRUE
        OR (FundModel = 36 AND CompStatus = 2 AND (AimType <> 1 OR e < DATE '2019-08-01' OR h IS NOT NULL)) IS TRUE funded
FROM learning_delivery d JOIN l USING (submission, learner) LEFT JOIN r USING (submission, aim);
CREATE TABLE lines AS
SELECT id, g.first AS line FROM aims JOIN (
    SELECT ukprn, person, s, coalesce(ProgType, -1) k, CASE WHEN programme THEN coalesce(StdCode, FworkCode) ELSE -1 END c,
        CASE WHEN programme THEN '' ELSE LearnAimRef END a, min(id) AS first FROM aims GROUP BY ALL) g
  ON aims.ukprn = g.ukprn AND aims.person = g.person AND aims.s = g.s AND coalesce(ProgType, -1) = k
    AND CASE WHEN programme THEN coalesce(StdCode, FworkCode) ELSE -1 END = c
    AND CASE WHEN programme THEN '' ELSE LearnAimRef END = a;
CREATE TABLE places AS SELECT postcode, lsoa11 FROM postcode_place WHERE postcode IN (SELECT Postcode FROM aims);
--- year
CREATE OR REPLACE TABLE people AS
SELECT Postcode, '' || ((rank::BIGINT * 5 + 32843) // 32844) imd FROM places JOIN {imd} ON lsoa = lsoa11;
CREATE OR REPLACE TABLE now AS
SELECT a.*, CASE WHEN Sex IN ('F', 'M') THEN Sex ELSE 'Unknown' END sex_of,
    CASE WHEN Ethnicity BETWEEN 31 AND 34 THEN 'White' WHEN Ethnicity < 39 THEN 'Mixed' WHEN Ethnicity < 44 THEN 'Asian'
        WHEN Ethnicity < 47 THEN 'Black' WHEN Ethnicity IN (47, 98) THEN 'Other' ELSE 'Unknown' END eth,
    CASE LLDDHealthProb WHEN 1 THEN 'Yes' WHEN 2 THEN 'No' ELSE 'Unknown' END lldd,
    coalesce(imd, 'Unknown') imd
FROM aims a LEFT JOIN people USING (Postcode) WHERE yr = {year};
CREATE OR REPLACE TABLE described AS
SELECT person, unnest(arg_max({{'d_sex': sex_of, 'd_eth': eth, 'd_lldd': lldd, 'd_imd': imd, 'd_age': CASE
    WHEN age < 19 THEN 'Under 19' WHEN age < 25 THEN '19-24' WHEN age < 50 THEN '25-49' WHEN age >= 50 THEN '50+'
    ELSE 'Unknown' END}}, (s, -ukprn)))
FROM (SELECT *, years(born, DATE '{year}-08-31') age FROM now WHERE s <= DATE '{next}-07-31') GROUP BY person;
CREATE OR REPLACE TABLE latest AS
SELECT a.*, told.reported, told.broke, told.seen FROM aims a JOIN (
    SELECT max((yr, id)) newest, min(yr) FILTER (e IS NOT NULL) reported, max(yr) FILTER (CompStatus = 6) broke, max(yr) seen
    FROM aims JOIN lines USING (id) WHERE yr <= {year} GROUP BY line) told ON a.id = told.newest[2];
--- learners_participating
SELECT d_sex sex, d_age age_band, d_eth ethnicity, d_lldd lldd, d_imd imd_quintile, count(DISTINCT person) learners
FROM now JOIN described USING (person)
WHERE s <= DATE '{next}-07-31' AND (e IS NULL OR e >= DATE '{year}-08-01') AND funded GROUP BY ALL
--- continuing
SELECT d_sex sex, d_age age_band, d_eth ethnicity, d_lldd lldd, d_imd imd_quintile, count(DISTINCT person) learners
FROM now JOIN described USING (person)
WHERE CompStatus = 1 AND e IS NULL AND s <= DATE '{next}-07-31' GROUP BY ALL
--- learner_achievements
SELECT d_sex sex, d_age age_band, d_eth ethnicity, d_lldd lldd, d_imd imd_quintile, count(DISTINCT person) learners
FROM now JOIN described USING (person)
WHERE CompStatus = 2 AND Outcome = 1 AND ay(CASE WHEN ProgType = 25 THEN coalesce(h, e) ELSE e END) = {year} GROUP BY ALL
--- enrolments
SELECT sex_of sex, CASE WHEN age < 19 THEN 'Under 19' WHEN age < 25 THEN '19-24' WHEN age < 50 THEN '25-49'
    WHEN age >= 50 THEN '50+' ELSE 'Unknown' END age_band, eth ethnicity, lldd, imd imd_quintile, count(*) enrolments
FROM (SELECT *, years(born, DATE '{year}-08-31') age FROM now) WHERE ay(s) = {year} GROUP BY ALL
--- starts
SELECT CASE WHEN app THEN 'apprenticeships' ELSE 'education_and_training' END AS scope, sex_of sex,
    CASE WHEN age < 19 THEN 'Under 19' WHEN age < 25 THEN '19-24' WHEN age >= 25 THEN '25+' ELSE 'Unknown' END age_band,
    eth ethnicity, lldd, imd imd_quintile, count(*) starts
FROM (SELECT *, years(born, s) age FROM now)
WHERE ay(s) = {year} AND NOT aside AND (programme OR NOT app) AND NOT restart AND funded GROUP BY ALL
--- achievements
SELECT sex_of sex,
    CASE WHEN age < 19 THEN 'Under 19' WHEN age < 25 THEN '19-24' WHEN age >= 25 THEN '25+' ELSE 'Unknown' END age_band,
    eth ethnicity, lldd, imd imd_quintile, count(*) achievements
FROM (SELECT *, years(born, s) age FROM now)
WHERE programme AND CompStatus = 2 AND Outcome = 1
    AND ay(CASE WHEN ProgType = 25 THEN coalesce(h, e) ELSE e END) = {year} GROUP BY ALL
--- judged
CREATE OR REPLACE TABLE judged AS
WITH moved AS (
    SELECT DISTINCT a.id FROM latest a JOIN latest n ON n.person = a.person AND n.ukprn = a.ukprn AND n.app = a.app
        AND n.aside = a.aside AND n.id <> a.id AND n.s - a.e BETWEEN 0 AND 120
    WHERE a.CompStatus = 3 AND a.WithdrawReason = 40 AND (NOT a.app OR a.AimType = 1) AND (NOT n.app OR n.AimType = 1)),
again AS (
    SELECT b.id, ay(min(n.s)) back FROM latest b JOIN latest n ON n.person = b.person AND n.ukprn = b.ukprn
        AND n.app = b.app AND n.aside = b.aside AND (NOT n.app OR n.AimType = 1) AND n.restart
        AND (b.e IS NULL OR n.s >= b.e)
        AND CASE WHEN b.app THEN n.ProgType = b.ProgType AND coalesce(n.StdCode, n.FworkCode) = coalesce(b.StdCode, b.FworkCode)
            ELSE n.LearnAimRef = b.LearnAimRef END
    WHERE b.CompStatus = 6 AND (NOT b.app OR b.AimType = 1) GROUP BY b.id),
t AS (
    SELECT l.*, moved.id IS NOT NULL moved, back, ay(p) py, ay(e) ey, greatest(ay(p), coalesce(ay(e), ay(p))) + 1 due,
        p - s + 1 pd, e - s + 1 ad, CASE WHEN seen < {year} THEN seen END lost
    FROM latest l LEFT JOIN moved USING (id) LEFT JOIN again USING (id)
    WHERE CASE WHEN app THEN AimType = 1 ELSE NOT aside END),
j AS (
    SELECT *, CompStatus = 6 AND NOT coalesce(back <= due, false) AND NOT coalesce(broke >= due, false) AND due <= {year} overbreak,
        CompStatus = 1 AND lost IS NOT NULL overdue,
        (CompStatus = 3 AND WithdrawReason = 40 AND moved) OR (CompStatus = 3 AND WithdrawReason = 7)
            OR (CompStatus = 3 AND (Outcome <> 1 OR Outcome IS NULL) AND NOT restart
                AND ((pd >= 168 AND ad < 42) OR (pd BETWEEN 14 AND 167 AND ad < 14))) left_out
    FROM t),
y AS (
    SELECT *, CASE WHEN overbreak THEN due WHEN overdue THEN greatest(py, lost + 1)
        ELSE greatest(py, coalesce(ey, py), coalesce(CASE WHEN ProgType = 25 AND coalesce(FundModel, 36) = 36 THEN ay(h) END, py),
            coalesce(CASE WHEN e IS NOT NULL THEN reported END, py)) END leaves,
        years(born, CASE WHEN app THEN s ELSE make_date(ay(s), 8, 31) END) age
    FROM j WHERE left_out IS NOT TRUE)
SELECT app, CompStatus, Outcome, ProgType, py, leaves, e - p late,
    CompStatus = 6 AND NOT overbreak paused, (CompStatus = 1 AND NOT overdue) OR (CompStatus = 6 AND NOT overbreak) waiting,
    CASE WHEN app THEN 'apprenticeships' ELSE 'education_and_training' END AS scope,
    CASE WHEN Sex IN ('F', 'M') THEN Sex ELSE 'Unknown' END sex,
    CASE WHEN age < 16 THEN 'Under 16' WHEN age < 19 THEN '16-18' WHEN age >= 19 AND NOT app THEN '19+'
        WHEN age < 24 THEN '19-23' WHEN age >= 24 THEN '24+' ELSE 'Unknown' END age_band,
    CASE WHEN Ethnicity BETWEEN 31 AND 34 THEN 'White' WHEN Ethnicity < 39 THEN 'Mixed' WHEN Ethnicity < 44 THEN 'Asian'
        WHEN Ethnicity < 47 THEN 'Black' WHEN Ethnicity IN (47, 98) THEN 'Other' ELSE 'Unknown' END ethnicity,
    CASE LLDDHealthProb WHEN 1 THEN 'Yes' WHEN 2 THEN 'No' ELSE 'Unknown' END lldd, coalesce(imd, 'Unknown') imd_quintile
FROM y LEFT JOIN people USING (Postcode) WHERE leaves = {year} OR py = {year};
--- rates
SELECT scope, sex, age_band, ethnicity, lldd, imd_quintile, count(*) leavers, count(*) FILTER (CompStatus = 2) completers,
    count(*) FILTER (CompStatus = 2 AND Outcome = 1) achievers
FROM judged WHERE leaves = {year} AND NOT waiting GROUP BY ALL
--- timely_achievement_rate
SELECT scope, sex, age_band, ethnicity, lldd, imd_quintile, count(*) timely_cohort,
    count(*) FILTER (CompStatus = 2 AND Outcome = 1 AND late <= 90) timely_achievers
FROM judged WHERE py = {year} AND NOT paused AND (ProgType <> 25 OR ProgType IS NULL) GROUP BY ALL
