-- Every row of these is written anew when its station comes back. With room on its page the new version needs no entry in any index (HOT), and
-- the old one is cleared away by the next that comes to the page; pages that are full stay as they are until they are written.
ALTER TABLE sessions SET (fillfactor = 50);
ALTER TABLE station_facts SET (fillfactor = 50);
ALTER TABLE connectors SET (fillfactor = 50);
ALTER TABLE stations SET (fillfactor = 80);
