-- Written anew whenever its station comes or goes: with room on the page the new version of a row needs no entry in the index (HOT).
ALTER TABLE station_sessions SET (fillfactor = 50);
