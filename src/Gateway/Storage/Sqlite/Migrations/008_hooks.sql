-- Deliveries of other people's webhooks. job: JSON of what it asks for; null: done. Times: milliseconds since 1970.
CREATE TABLE hook_deliveries (
    place  INTEGER PRIMARY KEY AUTOINCREMENT,
    id     TEXT    NOT NULL UNIQUE,
    digest TEXT    NOT NULL UNIQUE,
    at     INTEGER NOT NULL,
    job    TEXT
);
CREATE INDEX hook_deliveries_waiting ON hook_deliveries (place) WHERE job IS NOT NULL;
