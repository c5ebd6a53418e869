-- Feeds of other issuers that are followed. etag and modified are what the feed said of itself when all of its
-- entries were last taken in; why is empty while it answers.
CREATE TABLE feed (
	id BIGINT PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	url TEXT NOT NULL,
	every_min BIGINT NOT NULL,
	added_at BIGINT NOT NULL,
	etag TEXT,
	modified TEXT,
	polled_at BIGINT,
	good_at BIGINT,
	failures BIGINT NOT NULL DEFAULT 0,
	why TEXT);

-- Their messages, with the bytes as they came. gone_at: it left the feed, which ends nothing; ended_by: a later
-- message of the same sender that refers to it; altered_at: the same identifier came with other bytes.
CREATE TABLE feed_message (
	id BIGINT PRIMARY KEY,
	feed BIGINT NOT NULL,
	link TEXT NOT NULL,
	updated TEXT,
	sender TEXT NOT NULL,
	identifier TEXT NOT NULL,
	sent_at BIGINT,
	status TEXT,
	msg_type TEXT,
	references_text TEXT,
	event TEXT,
	headline TEXT,
	areas TEXT,
	expires_at BIGINT,
	valid SMALLINT NOT NULL CHECK (valid IN (0, 1)),
	finding TEXT,
	signature TEXT NOT NULL,
	seen_at BIGINT NOT NULL,
	gone_at BIGINT,
	altered_at BIGINT,
	ended_by BIGINT,
	xml BLOB NOT NULL);
CREATE INDEX feed_message_name ON feed_message (feed, sender, identifier);
CREATE INDEX feed_message_link ON feed_message (feed, link);
