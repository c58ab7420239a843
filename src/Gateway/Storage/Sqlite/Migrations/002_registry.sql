-- The last number given to a version of a model; it outlives the versions, so that no number is given twice.
CREATE TABLE model_numbers (
    model TEXT PRIMARY KEY,
    last  INTEGER NOT NULL
);

CREATE TABLE versions (
    model        TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    digest       TEXT    NOT NULL,
    bytes        INTEGER NOT NULL,
    state        TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    created_by   TEXT    NOT NULL,
    source       TEXT    NOT NULL,
    signature    TEXT,
    record       TEXT,
    golden       TEXT,
    report       TEXT,
    problems     TEXT    NOT NULL,
    incompatible INTEGER NOT NULL,
    host_count   INTEGER,
    PRIMARY KEY (model, version)
) WITHOUT ROWID;
CREATE UNIQUE INDEX versions_digest ON versions (model, digest);

CREATE TABLE model_settings (
    model    TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    document TEXT    NOT NULL
);
