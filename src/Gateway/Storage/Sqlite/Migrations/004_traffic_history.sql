-- What each model's traffic was, and since when: /traffic?at=TIME. Kept as long as the journal.
CREATE TABLE traffic_history (
    model      TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    document   TEXT    NOT NULL,
    PRIMARY KEY (model, at, generation)
) WITHOUT ROWID;
INSERT INTO traffic_history (model, at, generation, document) SELECT model, 0, generation, document FROM traffic;
