-- When a rollout ended, milliseconds: what ended lately is asked for every few seconds.
ALTER TABLE rollouts ADD COLUMN ended_at INTEGER;
UPDATE rollouts SET ended_at = CAST(strftime('%s', json_extract(document, '$.endedAt')) AS INTEGER) * 1000 WHERE live = 0;
CREATE INDEX rollouts_ended ON rollouts (ended_at) WHERE ended_at IS NOT NULL;
