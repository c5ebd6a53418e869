-- Under which name the carrier will say what became of a message: its receipt may come hours later, and after a
-- restart. A hash, as in attempt.receipt_key.
ALTER TABLE media_delivery ADD COLUMN receipt_key BIGINT;
CREATE INDEX media_delivery_awaited ON media_delivery (id) WHERE state = 'accepted';
