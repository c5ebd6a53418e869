-- What one officer drafted and another has to approve: the request itself, as it came. digest covers the
-- request and the document that would go out, as the drafter saw it.
-- open → approved → done, failed; open → refused, withdrawn; open → template (approved ahead, for one person
-- to use while an attack is under way). template: which one this is a use of; such a use is reviewed.
CREATE TABLE decision (
	id BIGINT PRIMARY KEY,
	state TEXT NOT NULL CHECK (state IN ('open', 'approved', 'done', 'failed', 'refused', 'withdrawn', 'template')),
	method TEXT NOT NULL,
	target TEXT NOT NULL,
	body_enc BLOB,
	digest BLOB NOT NULL,
	drafted_by TEXT NOT NULL,
	drafted_at BIGINT NOT NULL,
	decided_by TEXT,
	decided_at BIGINT,
	why_enc BLOB,
	outcome TEXT,
	template BIGINT,
	review_due BIGINT,
	reviewed_by TEXT,
	reviewed_at BIGINT);
CREATE INDEX decision_state ON decision (state, id);

-- Who approved stands in the decision and, for good, in the audit row of what was done.
DROP TABLE approval;
