-- When a command is over, whatever becomes of the service that sends it: a row that has no outcome past it is one whose end nobody lived to write,
-- and becomes 'unknown'. Of one that waits for its station ('queued') it is when the wait is over.
ALTER TABLE commands ADD COLUMN deadline timestamptz NOT NULL DEFAULT now() + interval '15 minutes';
CREATE INDEX commands_under_way ON commands (deadline) WHERE outcome = '';

-- Commands that wait for their station to connect, in order. A row is claimed before its command is sent and never claimed again, unless it is
-- certain that nothing was sent: what a crash leaves is a claimed row, whose command ends as unknown.
CREATE TABLE waiting_commands (
  tenant text NOT NULL,
  station_key text NOT NULL,
  command_id text NOT NULL,
  station_id text NOT NULL,
  position bigint GENERATED ALWAYS AS IDENTITY,
  -- SendCommandRequest, sealed under a key of the password pepper: it may hold an id token.
  request bytea NOT NULL,
  timeout_ms integer NOT NULL,
  expires_at timestamptz NOT NULL,
  -- Not tried again before.
  not_before timestamptz NOT NULL DEFAULT now(),
  claimed_until timestamptz,
  PRIMARY KEY (tenant, station_key, command_id)
);
CREATE INDEX waiting_commands_order ON waiting_commands (tenant, station_key, position);
