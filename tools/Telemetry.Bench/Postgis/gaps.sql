SELECT processor_s() AS began_processor, clock_timestamp() AS began \gset
COPY reports FROM :'reports';
SELECT clock_timestamp() AS loaded \gset

-- Legs: from each usable fix to the next, unless the device was silent between them.
CREATE UNLOGGED TABLE legs AS
SELECT from_us, to_us, ST_MakeLine(ST_MakePoint(from_lon, from_lat), ST_MakePoint(lon, lat)) AS path
FROM (
  SELECT time_us AS to_us, lon, lat, silence_us,
    lag(time_us) OVER track AS from_us, lag(lon) OVER track AS from_lon, lag(lat) OVER track AS from_lat
  FROM reports JOIN devices USING (device)
  WHERE accuracy_m <= accuracy_limit_m
  WINDOW track AS (PARTITION BY device ORDER BY time_us)
) fixes
WHERE to_us - from_us <= silence_us;
ANALYZE legs;

-- Stays: the pieces of legs inside zones, timed by their share of the leg.
CREATE UNLOGGED TABLE stays AS
SELECT zone, from_us + round(least(one, other) * (to_us - from_us))::bigint AS start_us,
  from_us + round(greatest(one, other) * (to_us - from_us))::bigint AS end_us
FROM (
  SELECT zone, from_us, to_us, ST_LineLocatePoint(path, ST_StartPoint(piece)) AS one,
    ST_LineLocatePoint(path, ST_EndPoint(piece)) AS other
  FROM (
    SELECT zone, from_us, to_us, path,
      (ST_Dump(CASE WHEN ST_Covers(shape, path) THEN path ELSE ST_Intersection(path, shape) END)).geom AS piece
    FROM legs JOIN zones ON ST_Intersects(shape, path)
  ) pieces
  WHERE ST_Dimension(piece) = 1
) shares;
ANALYZE stays;

-- Attendances: stays of anybody, joined over short pauses; a visit from the moment at which the dwell is reached.
-- Gaps: from the end of a visit to the next one, where that takes longer than the limit.
COPY (
  WITH pauses AS (
    SELECT zone, start_us, end_us, start_us - max(end_us) OVER (
      PARTITION BY zone ORDER BY start_us, end_us ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS pause_us
    FROM stays WHERE end_us > start_us
  ), numbered AS (
    SELECT zone, start_us, end_us, count(*) FILTER (WHERE pause_us >= :merge_gap_us) OVER (
      PARTITION BY zone ORDER BY start_us, end_us ROWS UNBOUNDED PRECEDING) AS attendance
    FROM pauses
  ), due AS (
    SELECT zone, attendance, start_us, end_us,
      min(start_us) OVER (PARTITION BY zone, attendance) + :min_dwell_us AS due_us
    FROM numbered
  ), visits AS (
    SELECT zone, max(end_us) AS end_us,
      min(greatest(start_us, due_us)) FILTER (WHERE end_us >= due_us) AS reached_us
    FROM due GROUP BY zone, attendance HAVING bool_or(end_us >= due_us)
  ), idle AS (
    SELECT zone, reached_us AS close_us,
      coalesce(lag(end_us) OVER (PARTITION BY zone ORDER BY reached_us), :start_us) AS idle_from_us
    FROM visits
    UNION ALL
    SELECT zone, NULL, coalesce(max(end_us), :start_us) FROM zones LEFT JOIN visits USING (zone) GROUP BY zone
  )
  SELECT zone, idle_from_us, idle_from_us + :max_interval_us, close_us FROM idle
  WHERE coalesce(close_us - idle_from_us > :max_interval_us, :end_us - idle_from_us >= :max_interval_us)
  ORDER BY zone, idle_from_us
) TO STDOUT WITH (FORMAT csv);

-- Seconds to load, and of processors in all.
COPY (
  SELECT extract(epoch FROM :'loaded'::timestamptz - :'began'::timestamptz), processor_s() - :began_processor
) TO STDOUT WITH (FORMAT csv);
