-- Every command that was asked for, and how it ended. A row is written before anything is sent, so that what a crash leaves is a row without
-- an outcome: the station may or may not have been told.
CREATE TABLE commands (
  tenant text NOT NULL,
  station_key text NOT NULL,
  command_id text NOT NULL,
  -- What a page token keeps of it.
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  action text NOT NULL,
  ocpp_version text NOT NULL DEFAULT '',
  -- CommandOutcome without its prefix, lower case; empty while it is under way.
  outcome text NOT NULL DEFAULT '',
  -- JSON, id tokens hashed, from ocpp.commands: a moment later than the outcome. Empty until then.
  request text NOT NULL DEFAULT '',
  response text NOT NULL DEFAULT '',
  schema_fault text NOT NULL DEFAULT '',
  error_code text NOT NULL DEFAULT '',
  error_description text NOT NULL DEFAULT '',
  -- Set on one of the CALLs that a command was split into: the id of that command.
  part_of text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant, station_key, command_id)
);
CREATE INDEX commands_newest ON commands (tenant, station_key, created_at, command_id);

-- The results that follow in CALLs of the station (table.ts answeredBy): one row per command that asked for one, and per CALL that a command was
-- split into.
CREATE TABLE command_results (
  tenant text NOT NULL,
  station_key text NOT NULL,
  command_id text NOT NULL,
  -- The station's action that brings it.
  answered_by text NOT NULL,
  -- 0 where the command has none (1.6 GetDiagnostics, UpdateFirmware): the newest of the station is meant.
  request_id bigint NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'complete', 'failed')),
  -- Why it is not complete; the station's last status where it tells of progress.
  reason text NOT NULL DEFAULT '',
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Pending beyond it is timed out: readers say so, and nothing writes it; each part moves it.
  deadline timestamptz NOT NULL,
  patience interval NOT NULL,
  parts integer NOT NULL DEFAULT 0,
  -- seqNo of the part that said that it is the last.
  last_seq integer,
  PRIMARY KEY (tenant, station_key, command_id, request_id)
);
CREATE INDEX command_results_request ON command_results (tenant, station_key, answered_by, request_id, started_at);

CREATE TABLE command_result_parts (
  tenant text NOT NULL,
  station_key text NOT NULL,
  command_id text NOT NULL,
  request_id bigint NOT NULL,
  -- seqNo where the station numbers its parts, whatever session they came by; else 0, and epoch and sequence tell them apart.
  seq_no integer NOT NULL,
  epoch bigint NOT NULL,
  sequence bigint NOT NULL,
  received_at timestamptz NOT NULL,
  -- JSON array.
  items text NOT NULL,
  PRIMARY KEY (tenant, station_key, command_id, request_id, seq_no, epoch, sequence)
);
