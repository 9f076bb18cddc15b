-- What both sides know before the first report: zones with their index, and how each device is read.
CREATE EXTENSION postgis;
CREATE UNLOGGED TABLE zones (zone int PRIMARY KEY, shape geometry NOT NULL);
CREATE UNLOGGED TABLE devices (device int PRIMARY KEY, silence_us bigint NOT NULL, accuracy_limit_m real NOT NULL);
CREATE UNLOGGED TABLE reports (
  device int NOT NULL, time_us bigint NOT NULL, lon float8 NOT NULL, lat float8 NOT NULL, accuracy_m real NOT NULL);
COPY zones FROM :'zones';
COPY devices FROM :'devices';
CREATE INDEX ON zones USING gist (shape);
ANALYZE zones;
ANALYZE devices;

-- Processor seconds of this session, and of parallel workers that have ended so far.
CREATE FUNCTION stat(process text) RETURNS text[] LANGUAGE sql AS $$
  SELECT string_to_array(regexp_replace(pg_read_file('/proc/' || process || '/stat'), '^.*\) ', ''), ' ')
$$;
CREATE FUNCTION processor_s() RETURNS float8 LANGUAGE sql AS $$
  SELECT (own[12]::float8 + own[13]::float8 + server[14]::float8 + server[15]::float8) / 100
  FROM stat('self') AS own, LATERAL stat(own[2]) AS server
$$;
