-- Notifications that no receiver has taken yet. webhook: a hash of its URL. seq, id: the journal line's. at: milliseconds since 1970.
CREATE TABLE outbox (
    webhook TEXT    NOT NULL,
    seq     INTEGER NOT NULL,
    id      TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    body    TEXT    NOT NULL,
    PRIMARY KEY (webhook, seq)
) WITHOUT ROWID;

-- How far the journal was read: at most one line, and none while nobody listens.
CREATE TABLE outbox_cursor (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL
);
