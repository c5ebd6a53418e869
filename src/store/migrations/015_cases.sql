-- Which case an act belongs to, so that the timeline of a case is one look-up. In the audit chain the row's hash covers
-- it; rows of earlier versions have none and are found by their object.
ALTER TABLE audit ADD COLUMN case_id BIGINT;
CREATE INDEX audit_case ON audit (case_id, seq) WHERE case_id IS NOT NULL;
ALTER TABLE decision ADD COLUMN case_id BIGINT;
ALTER TABLE host_notice ADD COLUMN case_id BIGINT;
CREATE INDEX host_notice_case ON host_notice (case_id) WHERE case_id IS NOT NULL;

-- What a successor may take over from the case before it: ref is a criterion ('criterion'), a note ('lesson'), a
-- warning ('areas') or a campaign ('audience') of that one. Nothing of it counts before it is accepted.
CREATE TABLE case_offer (
	id BIGINT PRIMARY KEY,
	case_id BIGINT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('criterion', 'lesson', 'areas', 'audience')),
	ref BIGINT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'dismissed')),
	at BIGINT NOT NULL,
	officer TEXT NOT NULL);
INSERT INTO case_offer (id, case_id, kind, ref, state, at, officer)
	SELECT id, case_id, kind, ref, state, at, officer FROM case_proposal;
DROP TABLE case_proposal;
ALTER TABLE case_offer RENAME TO case_proposal;
CREATE INDEX case_proposal_case ON case_proposal (case_id);
