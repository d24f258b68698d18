import {
  databaseSettings,
  grpcServerSettings,
  kafkaSettings,
  peers,
  processSettings,
  settingTypes as t,
  telemetrySettings,
} from '@chargeplane/config'

/** Environment of the smart-charging service. */
export const shape = {
  ...processSettings,
  ...telemetrySettings,
  ...kafkaSettings,
  ...databaseSettings,
  ...grpcServerSettings,
  CHARGEPLANE_STATIONS_ADDRESS: peers.CHARGEPLANE_STATIONS_ADDRESS,
  SMART_CHARGING_COMMAND_TIMEOUT_MS: t
    .durationMs(500, 120_000)
    .default(10_000)
    .describe('Milliseconds a station may take to answer a charging profile'),
  SMART_CHARGING_RETRY_MS: t
    .durationMs(500)
    .default(30_000)
    .describe('Milliseconds after which a site with a station that did not answer is planned again'),
  SMART_CHARGING_SITES_AT_ONCE: t
    .int(1, 256)
    .default(16)
    .describe(
      'Sites that one instance plans at the same time; one whose stations are slow to answer keeps no other waiting',
    ),
  SMART_CHARGING_POLL_MS: t
    .durationMs(50, 60_000)
    .default(1_000)
    .describe('Milliseconds between two looks for sites whose plan is out of date'),
}
