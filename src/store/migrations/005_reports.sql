-- Threat reports, their grading and marks; what else a case file holds.

-- One piece of information as it came in. tlp: threat/grading.h. releasable_to: a list as it stands there,
-- '' for what the colour says. grade: of the text as a whole, "A2". probability: one of seven words.
CREATE TABLE report (
	id BIGINT PRIMARY KEY,
	kind TEXT NOT NULL,
	tlp SMALLINT NOT NULL CHECK (tlp IN (1, 2, 3, 4, 5)),
	releasable_to TEXT NOT NULL,
	grade TEXT,
	probability SMALLINT,
	observed_at BIGINT,
	received_at BIGINT NOT NULL,
	entered_at BIGINT NOT NULL,
	entered_by TEXT NOT NULL,
	source_enc BLOB,
	text_enc BLOB NOT NULL);

-- Which cases it bears on.
CREATE TABLE report_case (
	report BIGINT NOT NULL,
	case_id BIGINT NOT NULL,
	at BIGINT NOT NULL,
	officer TEXT NOT NULL,
	PRIMARY KEY (report, case_id)) /* clustered */;
CREATE INDEX report_case_case ON report_case (case_id);

-- What it says, sentence by sentence, each with a grade of its own.
CREATE TABLE claim (
	id BIGINT PRIMARY KEY,
	report BIGINT NOT NULL,
	grade TEXT,
	probability SMALLINT,
	text_enc BLOB NOT NULL);
CREATE INDEX claim_report ON claim (report);

-- Files that came with it, announced by their hash (SHA-256 of the bytes as they came); the bytes follow. They are kept
-- here, so that a backup carries them.
CREATE TABLE attachment (
	id BIGINT PRIMARY KEY,
	report BIGINT NOT NULL,
	media_type TEXT NOT NULL,
	size BIGINT NOT NULL,
	sha256 TEXT NOT NULL,
	name_enc BLOB NOT NULL,
	bytes_enc BLOB);
CREATE INDEX attachment_report ON attachment (report);

-- Counts and states of the threat, never a person: kind and state are words of threat/fact.h. A later row of the
-- same kind replaces what an earlier one said. The mark of its report is its mark.
CREATE TABLE fact (
	id BIGINT PRIMARY KEY,
	case_id BIGINT NOT NULL,
	kind TEXT NOT NULL,
	number BIGINT,
	total BIGINT,
	state TEXT,
	at BIGINT NOT NULL,
	entered_at BIGINT NOT NULL,
	entered_by TEXT NOT NULL,
	report BIGINT,
	source_enc BLOB);
CREATE INDEX fact_case ON fact (case_id);

-- What is awaited: requests to somebody, and dated things to watch for (kind request, watch).
CREATE TABLE case_item (
	id BIGINT PRIMARY KEY,
	case_id BIGINT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('request', 'watch')),
	due BIGINT NOT NULL,
	entered_at BIGINT NOT NULL,
	entered_by TEXT NOT NULL,
	done_at BIGINT,
	done_by TEXT,
	whom_enc BLOB,
	text_enc BLOB NOT NULL);
CREATE INDEX case_item_case ON case_item (case_id);

-- 1 is the most urgent. posture_at: since when. kept_until: as long as a reason stands why only officials are
-- told; raised_at: when the desk was last told that this is overdue.
ALTER TABLE case_file ADD COLUMN priority SMALLINT NOT NULL DEFAULT 3 CHECK (priority IN (1, 2, 3, 4));
ALTER TABLE case_file ADD COLUMN owner TEXT;
ALTER TABLE case_file ADD COLUMN posture_at BIGINT;
ALTER TABLE case_file ADD COLUMN kept_until BIGINT;
ALTER TABLE case_file ADD COLUMN raised_at BIGINT;
UPDATE case_file SET posture_at = opened_at;

-- When the event of its case stopped it; NULL: it did not, or an officer has resumed it.
ALTER TABLE campaign ADD COLUMN frozen_at BIGINT;

-- What a marked place's host is to be told, so that it can warn the other guests.
CREATE TABLE host_notice (
	id BIGINT PRIMARY KEY,
	lodging BIGINT NOT NULL,
	at BIGINT NOT NULL,
	officer TEXT NOT NULL,
	until BIGINT NOT NULL,
	report BIGINT,
	given_at BIGINT,
	given_by TEXT,
	evidence_enc BLOB);
CREATE INDEX host_notice_lodging ON host_notice (lodging);

