-- What was done to one object: who made or changed an account, who paused a campaign. The chain is long, an
-- object's rows are few.
CREATE INDEX audit_object ON audit (object, seq);
