-- What must hold before a level is lowered; hypotheses; levels of places.

-- One condition for stepping down. hold_us: how long it must hold.
CREATE TABLE criterion (
	id BIGINT PRIMARY KEY,
	case_id BIGINT NOT NULL,
	text TEXT NOT NULL,
	mandatory SMALLINT NOT NULL CHECK (mandatory IN (0, 1)),
	hold_us BIGINT NOT NULL CHECK (hold_us >= 0),
	at BIGINT NOT NULL,
	officer TEXT NOT NULL);
CREATE INDEX criterion_case ON criterion (case_id);

-- What was said about a criterion, in that order: no statement of the program updates or deletes it. grade is
-- of the Admiralty scale; source names where the evidence stands ('report', 'note') by number; valid_until is
-- when the evidence goes stale, NULL: it does not.
CREATE TABLE criterion_entry (
	id BIGINT PRIMARY KEY,
	criterion BIGINT NOT NULL,
	at BIGINT NOT NULL,
	officer TEXT NOT NULL,
	status TEXT NOT NULL CHECK (status IN ('unknown', 'unmet', 'met', 'waived')),
	grade TEXT,
	source TEXT CHECK (source IN ('report', 'note')),
	source_id BIGINT,
	valid_until BIGINT,
	why_enc BLOB);
CREATE INDEX criterion_entry_criterion ON criterion_entry (criterion);

-- When a case is to be looked at again; past it, it is overdue until another date is set.
CREATE TABLE case_review (
	case_id BIGINT PRIMARY KEY,
	due BIGINT NOT NULL,
	at BIGINT NOT NULL,
	officer TEXT NOT NULL);

-- What a successor may take over from the case before it: ref is a criterion ('criterion') or a note ('lesson')
-- of that one. Nothing of it counts before it is accepted.
CREATE TABLE case_proposal (
	id BIGINT PRIMARY KEY,
	case_id BIGINT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('criterion', 'lesson')),
	ref BIGINT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'dismissed')),
	at BIGINT NOT NULL,
	officer TEXT NOT NULL);
CREATE INDEX case_proposal_case ON case_proposal (case_id);

-- Travel-advice levels of places, a row a change: the last one of a place in a scheme is in force. level NULL:
-- none, after a retraction. lowered: this row is a step down. advice: what still holds. review: when it is to be
-- looked at again.
CREATE TABLE place_level (
	id BIGINT PRIMARY KEY,
	place TEXT NOT NULL,
	scheme TEXT NOT NULL,
	level BIGINT,
	at BIGINT NOT NULL,
	officer TEXT NOT NULL,
	case_id BIGINT NOT NULL,
	warning BIGINT,
	advice TEXT,
	review BIGINT,
	lowered SMALLINT NOT NULL CHECK (lowered IN (0, 1)));
CREATE INDEX place_level_place ON place_level (place, scheme, id);

-- Competing hypotheses of a case, and evidence held against each of them (threat/ach.h).
CREATE TABLE hypothesis (
	id BIGINT PRIMARY KEY,
	case_id BIGINT NOT NULL,
	name TEXT NOT NULL,
	at BIGINT NOT NULL,
	officer TEXT NOT NULL);
CREATE UNIQUE INDEX hypothesis_name ON hypothesis (case_id, name);
CREATE TABLE case_evidence (
	id BIGINT PRIMARY KEY,
	case_id BIGINT NOT NULL,
	at BIGINT NOT NULL,
	officer TEXT NOT NULL,
	grade TEXT,
	source TEXT CHECK (source IN ('report', 'note')),
	source_id BIGINT,
	text_enc BLOB NOT NULL);
CREATE INDEX case_evidence_case ON case_evidence (case_id);
CREATE TABLE consistency (
	evidence BIGINT NOT NULL,
	hypothesis BIGINT NOT NULL,
	word TEXT NOT NULL CHECK (word IN ('CC', 'C', 'N', 'I', 'II')),
	PRIMARY KEY (evidence, hypothesis)) /* clustered */;
