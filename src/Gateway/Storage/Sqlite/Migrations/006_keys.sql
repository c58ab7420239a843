-- hash: SHA-256 of the key, which is nowhere. models: a JSON list of patterns. Times: milliseconds since 1970; expires null: never.
CREATE TABLE keys (
    id         TEXT PRIMARY KEY,
    name       TEXT    NOT NULL,
    role       TEXT    NOT NULL,
    models     TEXT    NOT NULL,
    hash       BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT    NOT NULL,
    expires    INTEGER,
    rate       TEXT,
    quota      TEXT
) WITHOUT ROWID;
