// Settings of the transactions service.
import {
  databaseSettings,
  grpcServerSettings,
  kafkaSettings,
  processSettings,
  settingTypes as t,
  telemetrySettings,
} from '@chargeplane/config'

export const shape = {
  ...kafkaSettings,
  ...databaseSettings,
  ...grpcServerSettings,
  ...processSettings,
  ...telemetrySettings,
  TRANSACTIONS_START_GRACE_MS: t
    .durationMs(0, 86_400_000)
    .default(3_600_000)
    .describe('Milliseconds that the end of a transaction waits for its start, before it is passed on for review'),
  TRANSACTIONS_GAP_GRACE_MS: t
    .durationMs(0, 86_400_000)
    .default(30_000)
    .describe('Milliseconds that the end of an OCPP 2.x transaction waits for messages missing before it (seqNo)'),
}
