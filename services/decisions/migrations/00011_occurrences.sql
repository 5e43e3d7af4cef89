-- +goose Up

-- A measure whose term comes back is followed occurrence by occurrence, each
-- known by its last day: the first one, and the one on which the executor has to
-- act, if any. Those before the day on which an older measure stands now were
-- closed by the reports of then, and are not opened again.
ALTER TABLE measures ADD COLUMN first_due date, ADD COLUMN act_by date;
UPDATE measures SET first_due = due_date, act_by = CASE WHEN state IN ('planned', 'in_progress', 'returned') THEN due_date END;
CREATE INDEX measures_to_act_on ON measures (forum_id, act_by) WHERE act_by IS NOT NULL;

-- Which occurrence a report is about: each accepted report, unless the measure
-- was done with it, moved the due date on by one. What waits is about the day
-- on which the measure stands.
ALTER TABLE reports ADD COLUMN occurrence date;
WITH rules AS (
    SELECT id, due_date, planned_at,
        COALESCE(string_to_array(substring(deadline ->> 'value' FROM 'BYMONTH=([0-9,]+)'), ',')::int[],
            CASE WHEN deadline ->> 'value' LIKE '%FREQ=YEARLY%' THEN '{12}' ELSE '{1,2,3,4,5,6,7,8,9,10,11,12}'::int[] END) AS months,
        COALESCE(substring(deadline ->> 'value' FROM 'BYMONTHDAY=(-?[0-9]+)')::int, -1) AS of_month
    FROM measures WHERE deadline ->> 'kind' = 'recurring' AND state <> 'draft'
), days AS (
    SELECT r.id, r.due_date, d.day, row_number() OVER (PARTITION BY r.id ORDER BY d.day DESC) - 1 AS back
    FROM rules r
    CROSS JOIN generate_series(date_part('year', r.planned_at)::int - 1, date_part('year', r.due_date)::int) AS y(year)
    CROSS JOIN LATERAL (SELECT DISTINCT unnest(r.months) AS month) m
    CROSS JOIN LATERAL (SELECT make_date(y.year, m.month, 1) AS first) f
    CROSS JOIN LATERAL (SELECT (f.first + interval '1 month - 1 day')::date AS last) l
    CROSS JOIN LATERAL (SELECT CASE WHEN r.of_month < 0 THEN l.last ELSE LEAST(f.first + r.of_month - 1, l.last) END AS day) d
    WHERE d.day <= r.due_date
)
UPDATE reports r SET occurrence = COALESCE(
    (SELECT d.day FROM days d WHERE d.id = m.id AND d.back = (
        SELECT count(*) FROM reports later WHERE later.measure_id = m.id AND later.state = 'accepted' AND later.status <> 'done'
            AND later.settled_at >= r.settled_at)), m.due_date)
FROM measures m WHERE m.id = r.measure_id;

-- +goose Down
ALTER TABLE reports DROP COLUMN occurrence;
ALTER TABLE measures DROP COLUMN act_by, DROP COLUMN first_due;
