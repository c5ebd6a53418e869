-- The whole schema of the first version. Portable SQL: see store/db.h.
-- Ids are BIGINT and come from the program; times are microseconds UTC; positions are degrees × 1e7.
-- Columns *_enc are sealed by the vault with (table.column, row id) as associated data, columns *_key are
-- keyed hashes. There are no foreign keys: one writer keeps the references, and tables can be sharded.
-- To shard by party later, every table that is keyed by a traveller gets its shard as first key column.

-- Facts about this data directory: instance name, sealed known value that a fitting key opens.
CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) /* clustered */;

-- Where people come from: who answers for the data, on what ground, what for, until when.
CREATE TABLE source (
	id BIGINT PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	controller TEXT NOT NULL,
	legal_basis TEXT NOT NULL,
	purpose TEXT NOT NULL,
	expires_at BIGINT);

-- Places where people sleep. risk_why is set while the place is at particular risk; zone says in which
-- time zone the dates of its stays are meant (NULL: the installation's).
CREATE TABLE lodging (
	id BIGINT PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	district TEXT,
	lat_e7 BIGINT NOT NULL,
	lon_e7 BIGINT NOT NULL,
	cell BIGINT NOT NULL,
	beds BIGINT,
	free_beds BIGINT,
	stars BIGINT,
	zone TEXT,
	risk_why TEXT,
	risk_until BIGINT);
CREATE INDEX lodging_cell ON lodging (cell);

-- Places where people gather.
CREATE TABLE site (
	id BIGINT PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	kind TEXT,
	lat_e7 BIGINT NOT NULL,
	lon_e7 BIGINT NOT NULL,
	cell BIGINT NOT NULL,
	daily_visitors BIGINT,
	risk_why TEXT,
	risk_until BIGINT);

-- People travelling together; ref_key is the keyed hash of source and outside id.
CREATE TABLE party (id BIGINT PRIMARY KEY, ref_key BLOB NOT NULL UNIQUE);

-- Registered persons; ref is the source's own id of the person. erased_at: emptied, kept as a count.
CREATE TABLE traveller (
	id BIGINT PRIMARY KEY,
	source BIGINT NOT NULL,
	ref_key BLOB NOT NULL,
	ref_enc BLOB,
	party BIGINT,
	name_enc BLOB,
	native_name_enc BLOB,
	language TEXT,
	nationality TEXT,
	purpose TEXT,
	minor SMALLINT NOT NULL DEFAULT 0 CHECK (minor IN (0, 1)),
	updated_at BIGINT NOT NULL,
	erased_at BIGINT);
CREATE UNIQUE INDEX traveller_ref ON traveller (source, ref_key);
CREATE INDEX traveller_party ON traveller (party);

-- Numbers and addresses of travellers, tried in the order of position (codes: store/codes.h).
CREATE TABLE contact_point (
	id BIGINT PRIMARY KEY,
	traveller BIGINT NOT NULL,
	position SMALLINT NOT NULL,
	kind SMALLINT NOT NULL CHECK (kind IN (1, 2, 3)),
	channel SMALLINT NOT NULL CHECK (channel IN (1, 2)),
	address_enc BLOB NOT NULL,
	number_key BIGINT NOT NULL,
	language TEXT,
	state SMALLINT NOT NULL CHECK (state IN (0, 1, 2, 3)));
CREATE INDEX contact_point_number ON contact_point (number_key);
CREATE INDEX contact_point_traveller ON contact_point (traveller);

-- Numbers that said stop; they stay opted out when a later import brings them again.
CREATE TABLE opt_out (
	number_key BIGINT NOT NULL,
	channel SMALLINT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (number_key, channel)) /* clustered */;

-- Who is where, from when until when (t_to beyond any date: open). cell repeats the place. span is the
-- class of the stay's length, at most 16 days or longer (open ones too): a match then knows how far before
-- its window a stay can have begun (store/match_find.c). Short stays are found by lodging, the others by
-- position; both indexes hold all that a match reads.
CREATE TABLE stay (
	id BIGINT PRIMARY KEY,
	traveller BIGINT NOT NULL,
	lodging BIGINT,
	cell BIGINT NOT NULL,
	t_from BIGINT NOT NULL,
	t_to BIGINT NOT NULL,
	confidence SMALLINT NOT NULL,
	span SMALLINT NOT NULL CHECK (span = CASE WHEN t_to <= t_from + 1382400000000 THEN 0 ELSE 1 END));
CREATE INDEX stay_lodging ON stay (lodging, span, t_from, t_to, traveller) WHERE lodging IS NOT NULL;
CREATE INDEX stay_cell ON stay (cell, t_from, t_to, traveller, lodging, span)
	WHERE lodging IS NULL OR span = 1;
CREATE INDEX stay_traveller ON stay (traveller);

-- Cell key ranges that cover a warning's areas (negative ids: a match under way).
CREATE TABLE area_range (
	warning BIGINT NOT NULL,
	lo BIGINT NOT NULL,
	hi BIGINT NOT NULL,
	PRIMARY KEY (warning, lo)) /* clustered */;

-- One threat from the first report to the all-clear.
CREATE TABLE case_file (
	id BIGINT PRIMARY KEY,
	title TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('open', 'warned', 'easing', 'closed')),
	posture TEXT NOT NULL CHECK (posture IN ('watch', 'officials', 'public', 'all-alarms')),
	opened_at BIGINT NOT NULL,
	closed_at BIGINT,
	outcome TEXT,
	successor_of BIGINT,
	exercise SMALLINT NOT NULL DEFAULT 0 CHECK (exercise IN (0, 1)));

-- What came in or was decided about a case; value holds a figure (custody 7 of 8) as text.
CREATE TABLE case_note (
	id BIGINT PRIMARY KEY,
	case_id BIGINT NOT NULL,
	at BIGINT NOT NULL,
	officer TEXT NOT NULL,
	kind TEXT NOT NULL,
	value TEXT,
	text_enc BLOB);
CREATE INDEX case_note_case ON case_note (case_id);

-- Public products of a case.
CREATE TABLE warning (
	id BIGINT PRIMARY KEY,
	case_id BIGINT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'cleared', 'retracted')),
	scheme TEXT,
	level BIGINT,
	areas_json TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	published_at BIGINT,
	ended_at BIGINT,
	details_json TEXT);
CREATE INDEX warning_case ON warning (case_id);

-- A warning's words, a row a language.
CREATE TABLE warning_text (
	warning BIGINT NOT NULL,
	language TEXT NOT NULL,
	headline TEXT NOT NULL,
	description TEXT,
	instruction TEXT,
	PRIMARY KEY (warning, language)) /* clustered */;

-- Published documents, never changed: no statement of the program updates or deletes them.
CREATE TABLE cap_message (
	id BIGINT PRIMARY KEY,
	warning BIGINT NOT NULL,
	identifier TEXT NOT NULL UNIQUE,
	sender TEXT NOT NULL,
	sent_at BIGINT NOT NULL,
	msg_type TEXT NOT NULL,
	references_text TEXT,
	xml TEXT NOT NULL);
CREATE INDEX cap_message_warning ON cap_message (warning);

-- Personal outreach for a warning. closing says which last message goes out: all_clear, retraction.
-- versions: the text in force per tier, nine 16-bit numbers, [0] of the closing text.
CREATE TABLE campaign (
	id BIGINT PRIMARY KEY,
	warning BIGINT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('creating', 'running', 'paused', 'closing', 'closed')),
	plan_json TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	closing TEXT,
	closing_at BIGINT,
	closed_at BIGINT,
	versions BLOB);
CREATE INDEX campaign_warning ON campaign (warning);

-- What is said, by kind (warning, correction, all_clear, …), tier, language; a new text is a new version.
CREATE TABLE campaign_text (
	campaign BIGINT NOT NULL,
	kind TEXT NOT NULL,
	tier SMALLINT NOT NULL,
	language TEXT NOT NULL,
	version BIGINT NOT NULL,
	text TEXT NOT NULL,
	action TEXT,
	PRIMARY KEY (campaign, kind, tier, language, version)) /* clustered */;

-- One traveller in one campaign: id is campaign × 2^40 + traveller, so that a campaign's tasks lie together
-- and one integer finds them. spec as the task was made, image as of journal row as_of; both are the
-- engine's own bytes (outreach/record.h), the columns beside them are for lists.
CREATE TABLE task (
	id BIGINT PRIMARY KEY,
	as_of BIGINT NOT NULL,
	tier SMALLINT NOT NULL,
	standing SMALLINT NOT NULL,
	told SMALLINT NOT NULL,
	explained SMALLINT NOT NULL,
	spec BLOB NOT NULL,
	image BLOB NOT NULL);

-- What the engine did, appended before it takes effect; cut off behind the last checkpoint.
CREATE TABLE journal (seq BIGINT PRIMARY KEY, at BIGINT NOT NULL, body BLOB NOT NULL);

-- Every submission to a person, from the journal, in key order. What is open (submitted, accepted
-- without receipt, unknown) is loaded by the engine when it starts.
CREATE TABLE attempt (
	traveller BIGINT NOT NULL,
	id BIGINT NOT NULL,
	campaign BIGINT NOT NULL,
	contact BIGINT NOT NULL,
	link SMALLINT NOT NULL,
	kind SMALLINT NOT NULL,
	tier SMALLINT NOT NULL,
	version SMALLINT NOT NULL,
	language SMALLINT NOT NULL,
	rung SMALLINT NOT NULL,
	tries SMALLINT NOT NULL,
	closing_tries SMALLINT NOT NULL,
	contact_index SMALLINT NOT NULL,
	state SMALLINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	submitted_at BIGINT,
	ended_at BIGINT,
	carrier_id TEXT,
	receipt_key BIGINT,
	error BIGINT,
	segment_keys BLOB,
	PRIMARY KEY (traveller, id)) /* clustered */;
CREATE INDEX attempt_open ON attempt (traveller, id) WHERE state IN (0, 1, 2, 5);

-- What happened to a person besides attempts: responses, officers' entries, changes of tier. id is the
-- journal row and the place in it, so that replaying never doubles.
CREATE TABLE event (
	traveller BIGINT NOT NULL,
	id BIGINT NOT NULL,
	campaign BIGINT NOT NULL,
	at BIGINT NOT NULL,
	kind SMALLINT NOT NULL,
	detail SMALLINT NOT NULL,
	link SMALLINT NOT NULL,
	subject BIGINT,
	text_enc BLOB,
	PRIMARY KEY (traveller, id)) /* clustered */;

-- Messages that came in; state 0 open, 1 taken by an officer, 2 settled (understood or answered).
CREATE TABLE inbound (
	id BIGINT PRIMARY KEY,
	link SMALLINT NOT NULL,
	at BIGINT NOT NULL,
	number_key BIGINT NOT NULL,
	text_enc BLOB,
	word SMALLINT NOT NULL,
	state SMALLINT NOT NULL CHECK (state IN (0, 1, 2)),
	owner TEXT,
	owned_at BIGINT,
	traveller BIGINT,
	campaign BIGINT);
CREATE INDEX inbound_number ON inbound (number_key);
CREATE INDEX inbound_state ON inbound (state, id);

-- Calls for help, raised again until an officer owns them.
CREATE TABLE help_call (
	id BIGINT PRIMARY KEY,
	campaign BIGINT NOT NULL,
	traveller BIGINT NOT NULL,
	at BIGINT NOT NULL,
	owner TEXT,
	owned_at BIGINT,
	closed_at BIGINT);
CREATE INDEX help_call_traveller ON help_call (traveller);

-- Who decides; the engine and its history know officers by number.
CREATE TABLE officer (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE);

-- Links keep their number for the life of the data directory, whatever the configuration says later.
CREATE TABLE link (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE);

-- Decisions that take two: who approved which action on which object.
CREATE TABLE approval (
	id BIGINT PRIMARY KEY,
	object TEXT NOT NULL,
	object_id BIGINT NOT NULL,
	action TEXT NOT NULL,
	officer TEXT NOT NULL,
	at BIGINT NOT NULL);
CREATE INDEX approval_object ON approval (object, object_id);

-- Every decision with name, time and place; each row's hash covers the one before. Ids only.
CREATE TABLE audit (
	seq BIGINT PRIMARY KEY,
	at BIGINT NOT NULL,
	officer TEXT NOT NULL,
	action TEXT NOT NULL,
	object TEXT NOT NULL,
	detail_json TEXT NOT NULL,
	prev_hash BLOB NOT NULL,
	hash BLOB NOT NULL);
