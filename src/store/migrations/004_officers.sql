-- What lets an officer in, beside their name and number in `officer` (whose rows stay: history names
-- them). roles: a list of words; password: argon2id, in libsodium's own text; totp_step: of the last
-- code that was good; failed, locks, locked_until: threat/lockout.h.
CREATE TABLE account (
	officer BIGINT PRIMARY KEY,
	roles TEXT NOT NULL,
	password TEXT NOT NULL,
	totp_enc BLOB NOT NULL,
	totp_step BIGINT NOT NULL,
	failed BIGINT NOT NULL,
	locks BIGINT NOT NULL,
	locked_until BIGINT NOT NULL,
	disabled SMALLINT NOT NULL CHECK (disabled IN (0, 1)),
	created_at BIGINT NOT NULL);

-- Who is in: officers' sessions (token 0) and programs' tokens (1, with a name and roles of their own).
-- Only a keyed hash of the secret is kept. A row that is gone has ended.
CREATE TABLE session (
	id BIGINT PRIMARY KEY,
	officer BIGINT NOT NULL,
	token SMALLINT NOT NULL CHECK (token IN (0, 1)),
	secret_key BLOB NOT NULL UNIQUE,
	name TEXT,
	roles TEXT,
	created_at BIGINT NOT NULL,
	used_at BIGINT NOT NULL,
	ends_at BIGINT NOT NULL);
CREATE INDEX session_officer ON session (officer);
