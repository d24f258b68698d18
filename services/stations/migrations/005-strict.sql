-- Whether the station's messages are held to OCPP's schemas: nothing of them is repaired or let pass.
ALTER TABLE stations ADD COLUMN strict boolean NOT NULL DEFAULT false;
