-- Append-only, but for lines of 400 days: see JournalCut. at: milliseconds since 1970. hash: SHA-256 of the line before it and this one.
CREATE TABLE journal (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    model       TEXT,
    version     TEXT,
    rollout     TEXT,
    from_state  TEXT,
    to_state    TEXT,
    actor       TEXT,
    reason      TEXT,
    request_id  TEXT,
    hash        TEXT    NOT NULL
);
CREATE INDEX journal_model ON journal (model, seq);
CREATE INDEX journal_at ON journal (at);

CREATE TABLE idempotency (
    key          TEXT PRIMARY KEY,
    call         TEXT    NOT NULL,
    at           INTEGER NOT NULL,
    status       INTEGER NOT NULL,
    content_type TEXT,
    location     TEXT,
    body         BLOB    NOT NULL
);
CREATE INDEX idempotency_at ON idempotency (at);
