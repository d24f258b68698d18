-- When the session of that epoch began, by its edge's clock: what an older session reports after it is a zombie's word.
ALTER TABLE station_sessions ADD COLUMN since timestamptz NOT NULL DEFAULT '-infinity';
