-- What may change about models and versions that themselves never do. revision: seq of the journal's line that explains it, so it never comes twice.
CREATE TABLE aliases (
    model    TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    version  TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (model, name)
) WITHOUT ROWID;

CREATE TABLE version_overlays (
    model    TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    document TEXT    NOT NULL,
    PRIMARY KEY (model, version)
) WITHOUT ROWID;

-- What another environment said of the version, signed, with the papers that it speaks of.
CREATE TABLE passports (
    model       TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    environment TEXT    NOT NULL,
    document    TEXT    NOT NULL,
    PRIMARY KEY (model, version, environment)
) WITHOUT ROWID;
