import {
  databaseSettings,
  grpcServerSettings,
  kafkaSettings,
  peers,
  processSettings,
  secretSettings,
  settingTypes as t,
  telemetrySettings,
} from '@chargeplane/config'
import { z } from 'zod'
import { apiKeyPattern } from './api-keys.ts'

/** Environment of the authorization service. */
export const shape = {
  ...processSettings,
  ...telemetrySettings,
  ...kafkaSettings,
  ...databaseSettings,
  ...grpcServerSettings,
  CHARGEPLANE_STATIONS_ADDRESS: peers.CHARGEPLANE_STATIONS_ADDRESS,
  CHARGEPLANE_TOKEN_HASH_KEY: secretSettings.CHARGEPLANE_TOKEN_HASH_KEY,
  AUTHORIZATION_UNKNOWN_TOKEN: t
    .oneOf('invalid', 'unknown', 'accept')
    .default('invalid')
    .describe(
      'What an id token that is not registered is answered: Invalid, Unknown (told to OCPP 1.6 stations as Invalid), or Accepted',
    ),
  AUTHORIZATION_CACHE_SIZE: t
    .int(1, 10_000_000)
    .default(100_000)
    .describe(
      'Id tokens that are remembered, for speed and for the time when PostgreSQL is away; about 500 bytes each',
    ),
  AUTHORIZATION_CACHE_TTL_MS: t
    .durationMs(0, 3_600_000)
    .default(5_000)
    .describe('Milliseconds for which a remembered id token is used without reading it again'),
  AUTHORIZATION_STATION_DEADLINE_MS: t
    .durationMs(50, 60_000)
    .default(700)
    .describe(
      'Milliseconds in which stations has to say which limits a station can keep to; without an answer none is told to it. Less than EDGE_DECISION_DEADLINE_MS',
    ),
  AUTHORIZATION_BOOTSTRAP_API_KEY: z
    .string()
    .regex(apiKeyPattern)
    .meta({ expects: 'cp_<letters and digits>_<43 characters of base64url>', secret: true })
    .optional()
    .meta({ description: 'An admin API key of tenant default that is there from the first start', secret: true }),
}

export type Config = z.infer<z.ZodObject<typeof shape>>
