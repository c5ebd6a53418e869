-- Did the engine take the message in? Set in the transaction of its journal row; recovery gives the
-- engine what it did not take in. reason: why they stay, if they said so (text/reply_word.h).
ALTER TABLE inbound ADD COLUMN taken_in SMALLINT NOT NULL DEFAULT 0 CHECK (taken_in IN (0, 1));
ALTER TABLE inbound ADD COLUMN reason SMALLINT NOT NULL DEFAULT 0;
UPDATE inbound SET taken_in = 1;
CREATE INDEX inbound_new ON inbound (id) WHERE taken_in = 0 AND state <> 2;

-- Why those who refuse do; the row goes when they change their mind.
CREATE TABLE refusal (
	campaign BIGINT NOT NULL,
	traveller BIGINT NOT NULL,
	reason SMALLINT NOT NULL,
	PRIMARY KEY (campaign, traveller)) /* clustered */;

-- What is open is loaded campaign by campaign: those closed long ago are left alone.
DROP INDEX attempt_open;
CREATE INDEX attempt_open ON attempt (campaign, traveller, id) WHERE state IN (0, 1, 2, 5);

-- The journal's facts name no inbound message any more.
UPDATE meta SET value = substr(value, 1, 16) WHERE key = 'journal.expanded';
