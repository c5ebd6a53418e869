-- What offices say beside a warning, attribution in public, head-counts given out.

-- A row a language. Until it is published it is a draft; published, it never changes: no statement of the
-- program updates or deletes it then.
CREATE TABLE statement (
	id BIGINT PRIMARY KEY,
	warning BIGINT NOT NULL,
	office TEXT NOT NULL,
	language TEXT NOT NULL,
	text TEXT NOT NULL,
	drafted_by TEXT NOT NULL,
	drafted_at BIGINT NOT NULL,
	published_at BIGINT);
CREATE INDEX statement_warning ON statement (warning);
CREATE UNIQUE INDEX statement_draft ON statement (warning, office, language) WHERE published_at IS NULL;

-- Who is said in public to be behind a threat: a document, never a record of a person. body_enc holds its
-- texts, the names of organisations in them, who was consulted and the source of a conviction.
-- draft → published → withdrawn
CREATE TABLE attribution (
	id BIGINT PRIMARY KEY,
	case_id BIGINT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
	body_enc BLOB NOT NULL,
	drafted_by TEXT NOT NULL,
	drafted_at BIGINT NOT NULL,
	published_at BIGINT,
	withdrawn_at BIGINT,
	why_enc BLOB);

-- Figures of a campaign's people that were given out, as they were given: counts, no names. by_what is hotel or
-- district.
CREATE TABLE headcount (
	id BIGINT PRIMARY KEY,
	campaign BIGINT NOT NULL,
	recipient TEXT NOT NULL,
	by_what TEXT NOT NULL CHECK (by_what IN ('hotel', 'district')),
	given_at BIGINT NOT NULL,
	figures_enc BLOB NOT NULL);
CREATE INDEX headcount_campaign ON headcount (campaign);

-- Who in the media is told. Dropped, a contact is emptied and kept for the deliveries it had.
CREATE TABLE media_contact (
	id BIGINT PRIMARY KEY,
	source BIGINT NOT NULL,
	outlet TEXT NOT NULL,
	language TEXT NOT NULL,
	name_enc BLOB,
	phone_enc BLOB,
	email_enc BLOB,
	added_at BIGINT NOT NULL,
	dropped_at BIGINT);

-- What goes to them, one row a contact and message, made in the transaction that publishes. text holds what was
-- made public anyway. waiting → submitted → accepted, delivered, failed, unknown; held: there is no way to send
-- it (why); dropped: not to be sent any more.
CREATE TABLE media_delivery (
	id BIGINT PRIMARY KEY,
	contact BIGINT NOT NULL,
	warning BIGINT,
	attribution BIGINT,
	kind TEXT NOT NULL,
	language TEXT NOT NULL,
	text TEXT NOT NULL,
	exercise SMALLINT NOT NULL DEFAULT 0 CHECK (exercise IN (0, 1)),
	state TEXT NOT NULL CHECK (state IN ('waiting', 'held', 'submitted', 'accepted', 'delivered', 'failed',
		'unknown', 'dropped')),
	why TEXT,
	tries BIGINT NOT NULL DEFAULT 0,
	created_at BIGINT NOT NULL,
	submitted_at BIGINT,
	ended_at BIGINT);
CREATE INDEX media_delivery_warning ON media_delivery (warning);
CREATE INDEX media_delivery_attribution ON media_delivery (attribution);
CREATE INDEX media_delivery_open ON media_delivery (tries, id) WHERE state = 'waiting';
