-- The levels of a drill are a history of their own: what an exercise says of a place is never in the way of what is so.
ALTER TABLE place_level ADD COLUMN exercise SMALLINT NOT NULL DEFAULT 0 CHECK (exercise IN (0, 1));
UPDATE place_level SET exercise = 1 WHERE case_id IN (SELECT id FROM case_file WHERE exercise = 1);
DROP INDEX place_level_place;
CREATE INDEX place_level_place ON place_level (place, scheme, exercise, id);
