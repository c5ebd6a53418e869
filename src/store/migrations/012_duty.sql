-- Who is the head of the desk: paged first, on duty or not, for what only they may let stand.
ALTER TABLE duty_shift ADD COLUMN head SMALLINT NOT NULL DEFAULT 0 CHECK (head IN (0, 1));

-- A page that was taken is open again when its matter is not settled in time. What was taken before this
-- version had no such end.
UPDATE page SET state = 'ended', ended_at = taken_at
	WHERE state = 'taken' AND kind NOT IN ('decision', 'help_call');
CREATE INDEX page_taken ON page (taken_at) WHERE state = 'taken';
