-- Who may open this database: gateways from the schema oldest on, as long as its schema is the one written here.
-- A migration only expands, and leaves oldest alone; one that takes away or renames sets its own number.
CREATE TABLE schema_opens (written INTEGER NOT NULL, oldest INTEGER NOT NULL);
INSERT INTO schema_opens (written, oldest) VALUES (11, 11);
