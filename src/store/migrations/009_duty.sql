-- Who is on duty, and who was paged for what. rank: the lowest is paged first. A dropped shift keeps its row
-- and loses its number.
CREATE TABLE duty_shift (
	id BIGINT PRIMARY KEY,
	officer TEXT NOT NULL,
	rank BIGINT NOT NULL,
	phone_enc BLOB,
	number_key BIGINT NOT NULL,
	from_at BIGINT NOT NULL,
	to_at BIGINT NOT NULL CHECK (to_at > from_at),
	dropped_at BIGINT);
CREATE INDEX duty_shift_to ON duty_shift (to_at);

-- What waits for somebody: subject is the number of the call for help, the decision, …
-- open → taken, ended; taken → ended
CREATE TABLE page (
	id BIGINT PRIMARY KEY,
	kind TEXT NOT NULL,
	subject BIGINT NOT NULL,
	not_for TEXT,
	created_at BIGINT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('open', 'taken', 'ended')),
	taken_by TEXT,
	taken_at BIGINT,
	ended_at BIGINT);
CREATE INDEX page_subject ON page (kind, subject);
CREATE INDEX page_open ON page (id) WHERE state = 'open';

-- Who was paged, and what came of it: rows are only added. try: the id of the row that began it.
CREATE TABLE page_step (
	id BIGINT PRIMARY KEY,
	page BIGINT NOT NULL,
	try BIGINT NOT NULL,
	at BIGINT NOT NULL,
	shift BIGINT NOT NULL,
	link SMALLINT NOT NULL,
	step TEXT NOT NULL);
CREATE INDEX page_step_page ON page_step (page, id);
