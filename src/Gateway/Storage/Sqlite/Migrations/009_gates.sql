-- What a version was pushed to fulfil, JSON; null: no gate.
ALTER TABLE versions ADD COLUMN gate TEXT;
