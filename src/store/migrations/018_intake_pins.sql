-- By which keys a message's signature was judged. claims: the sender that its bytes name, believed or not; pins: digest
-- of that sender's pinned keys at that time, empty: there were none, '?': to be judged by the next look.
ALTER TABLE feed_message ADD COLUMN claims TEXT NOT NULL DEFAULT '';
ALTER TABLE feed_message ADD COLUMN pins TEXT NOT NULL DEFAULT '?';
UPDATE feed_message SET claims = sender, pins = '' WHERE signature IN ('none', 'unverified');
