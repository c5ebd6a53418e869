-- That a tier of a campaign does not keep its quiet hours (override 1), or keeps them again (0): rows are only
-- added, the last of a tier holds. Two officers stand behind each.
CREATE TABLE quiet_order (
	id BIGINT PRIMARY KEY,
	campaign BIGINT NOT NULL,
	tier SMALLINT NOT NULL,
	override SMALLINT NOT NULL CHECK (override IN (0, 1)),
	at BIGINT NOT NULL,
	decision BIGINT NOT NULL,
	drafted_by TEXT NOT NULL,
	approved_by TEXT NOT NULL,
	why_enc BLOB NOT NULL);
CREATE INDEX quiet_order_campaign ON quiet_order (campaign, tier, id);
