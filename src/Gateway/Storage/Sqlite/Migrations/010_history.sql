-- Five minutes of a version's traffic, as one process counted it; points: the same by ten seconds, for a day.
CREATE TABLE history (
    model      TEXT    NOT NULL,
    version    TEXT    NOT NULL,
    slot       INTEGER NOT NULL,
    process    INTEGER NOT NULL,
    requests   INTEGER NOT NULL,
    errors     INTEGER NOT NULL,
    rejections INTEGER NOT NULL,
    rescued    INTEGER NOT NULL,
    p50        INTEGER,
    p95        INTEGER,
    p99        INTEGER,
    points     BLOB,
    PRIMARY KEY (model, version, slot, process)
) WITHOUT ROWID;
CREATE INDEX history_slot ON history (slot);
CREATE INDEX history_points ON history (slot) WHERE points IS NOT NULL;
