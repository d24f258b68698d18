import {
  databaseSettings,
  grpcServerSettings,
  kafkaSettings,
  processSettings,
  redisSettings,
  secretSettings,
  settingTypes as t,
  telemetrySettings,
  topicSettings,
} from '@chargeplane/config'
import type { z } from 'zod'

/** Environment of the stations service. */
export const shape = {
  ...processSettings,
  ...telemetrySettings,
  ...kafkaSettings,
  ...topicSettings,
  ...redisSettings,
  ...databaseSettings,
  ...grpcServerSettings,
  CHARGEPLANE_PASSWORD_PEPPER: secretSettings.CHARGEPLANE_PASSWORD_PEPPER,
  STATIONS_UNKNOWN_POLICY: t
    .oneOf('reject', 'pending', 'accept')
    .default('reject')
    .describe(
      'What happens to a station that nobody registered: reject refuses its connection; pending and accept let it in without password, register it by its first boot, and answer that boot Pending or Accepted',
    ),
  STATIONS_HEARTBEAT_INTERVAL_S: t
    .durationS(1, 86_400)
    .default(300)
    .describe('Seconds between the heartbeats of an accepted station'),
  STATIONS_PENDING_INTERVAL_S: t
    .durationS(1, 86_400)
    .default(60)
    .describe('Seconds until a pending or rejected station boots again, spread by a quarter either way'),
  STATIONS_ACCESS_CACHE_SIZE: t
    .int(1, 10_000_000)
    .default(100_000)
    .describe('Stations that are remembered for the time when PostgreSQL is away, about 500 bytes each'),
  STATIONS_ACCESS_CACHE_TTL_MS: t
    .durationMs(0, 3_600_000)
    .default(60_000)
    .describe('Milliseconds for which what is remembered of a station is used without reading it again'),
  STATIONS_COMMAND_TIMEOUT_MS: t
    .durationMs(500, 600_000)
    .default(30_000)
    .describe('Milliseconds a station may take to answer a command that does not say otherwise'),
  STATIONS_CREATE_TOPICS: t
    .boolean()
    .default(true)
    .describe(
      'Whether --migrate makes the topics of all services that are missing; false where somebody else makes them',
    ),
  STATIONS_REAPER_INTERVAL_MS: t
    .durationMs(100, 600_000)
    .default(5_000)
    .describe('Milliseconds between two looks for edges that died with their stations'),
}

export type Config = z.infer<z.ZodObject<typeof shape>>
