-- Between what the quantiles of history.p50, p95, p99 and of its points lie: a low and a high end for each, packed as the points are.
ALTER TABLE history ADD COLUMN bounds BLOB;
ALTER TABLE history ADD COLUMN point_bounds BLOB;

-- How a version's latencies lay in an hour, as one process counted them; counts: gaps and counts of LatencyHistogram's buckets.
CREATE TABLE latencies (
    model   TEXT    NOT NULL,
    version TEXT    NOT NULL,
    hour    INTEGER NOT NULL,
    process INTEGER NOT NULL,
    counts  BLOB    NOT NULL,
    PRIMARY KEY (model, version, hour, process)
) WITHOUT ROWID;
CREATE INDEX latencies_hour ON latencies (hour);
