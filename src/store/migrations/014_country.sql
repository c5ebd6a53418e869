-- In which country a place lies (ISO 3166-1 alpha-2), so that levels can be asked for by country. NULL: nobody said;
-- so of every row that a version before this one wrote, because no outline of countries is at hand to derive it.
ALTER TABLE place_level ADD COLUMN country TEXT;
