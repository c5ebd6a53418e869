-- What was published stays as the bytes that were signed; their SHA-256 stands in the audit chain as well.
-- NULL: published by a version that did not sign.
ALTER TABLE cap_message ADD COLUMN sha256 TEXT;

-- The generations of the key that signs; the private halves are in a file beside the vault's key. Times are
-- those of <sent>, both included, NULL: open. The current one is the last and has no not_after.
CREATE TABLE issuer_key (
	id BIGINT PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	public_pem TEXT NOT NULL,
	not_before BIGINT,
	not_after BIGINT);
