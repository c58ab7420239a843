-- Desired traffic of each model: what is applied is derived from it.
CREATE TABLE traffic (
    model      TEXT PRIMARY KEY,
    generation INTEGER NOT NULL,
    document   TEXT    NOT NULL
);

CREATE TABLE rollouts (
    id         TEXT PRIMARY KEY,
    model      TEXT    NOT NULL,
    revision   INTEGER NOT NULL,
    live       INTEGER NOT NULL,
    document   TEXT    NOT NULL
);
CREATE INDEX rollouts_model ON rollouts (model, id);
CREATE INDEX rollouts_live ON rollouts (live, id);

CREATE TABLE policies (
    name     TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    document TEXT    NOT NULL
);

-- At most one line.
CREATE TABLE freeze (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    document TEXT    NOT NULL
);
