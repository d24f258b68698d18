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
    .describe(
      'Seconds between the heartbeats of an accepted station; up to a half longer for those who boot all at once',
    ),
  STATIONS_PENDING_INTERVAL_S: t
    .durationS(1, 86_400)
    .default(60)
    .describe(
      'Seconds until a pending or rejected station boots again, spread by a quarter either way; twice that for those who boot all at once',
    ),
  STATIONS_MAX_BOOTS: t
    .int(1, 1000)
    .default(4)
    .describe('Boots that PostgreSQL is asked about at a time; others are decided by what is remembered, or wait'),
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
  STATIONS_REPORT_TIMEOUT_S: t
    .durationS(1, 86_400)
    .default(300)
    .describe('Seconds for which the next part of a report that a command asked for is awaited'),
  STATIONS_TRANSFER_TIMEOUT_S: t
    .durationS(1, 2_592_000)
    .default(86_400)
    .describe('Seconds for which the next word of an upload or a firmware update that a command asked for is awaited'),
  STATIONS_WAITING_COMMANDS_INTERVAL_MS: t
    .durationMs(50, 600_000)
    .default(1_000)
    .describe('Milliseconds between two looks for stations that have connected and for which commands wait'),
  STATIONS_COMMAND_DAYS: t
    .int(1, 3650)
    .default(90)
    .describe('Days for which commands and their results can be looked up'),
  STATIONS_CA_CERT_FILE: t
    .text()
    .optional()
    .describe(
      'PEM file with the certificate of the authority that signs the certificates of stations, then those above it; without one SignCertificate is rejected',
    ),
  STATIONS_CA_KEY_FILE: t.text().optional().describe('PEM file with the private key of that authority'),
  STATIONS_V2G_CA_CERT_FILE: t
    .text()
    .optional()
    .describe('The same for V2G certificates (ISO 15118), whose hierarchy is another one'),
  STATIONS_V2G_CA_KEY_FILE: t.text().optional().describe('PEM file with the private key of the V2G authority'),
  STATIONS_CERTIFICATE_ORGANIZATION: t
    .text(0, 64)
    .default('')
    .describe('Organization (O) that a station must name to get a certificate; empty: any'),
  STATIONS_CERTIFICATE_DAYS: t
    .int(1, 3650)
    .default(365)
    .describe('Days for which the certificate of a station is good'),
  STATIONS_CERTIFICATE_DELIVERY_INTERVAL_MS: t
    .durationMs(50, 600_000)
    .default(2_000)
    .describe('Milliseconds between two looks for certificates that have still to be taken to their stations'),
  STATIONS_STATUS_HOSTS: t
    .csv()
    .default([])
    .describe(
      'Hosts, each as host or host:port, whose OCSP responders and revocation lists are asked about certificates; a station names the address, and others than these are not called',
    ),
  STATIONS_CONTRACT_CERTIFICATE_URL: t
    .url('http:', 'https:')
    .optional()
    .describe(
      'Address of the provider of contract certificates for vehicles (ISO 15118 plug and charge); without one there are none',
    ),
  STATIONS_OUTGOING_TIMEOUT_MS: t
    .durationMs(100, 60_000)
    .default(8_000)
    .describe(
      'Milliseconds an OCSP responder, a revocation list or the provider of contract certificates has to answer',
    ),
  STATIONS_TRANSFER_SCHEMES: t
    .csv()
    .default(['https', 'ftps', 'sftp'])
    .describe(
      'Protocols by which stations may be told to fetch firmware and to bring logs; http and ftp show the network what is in them',
    ),
  STATIONS_TRANSFER_HOSTS: t
    .csv()
    .default([])
    .describe(
      'Hosts, each as host, host:port or *.domain, that stations may be told to fetch firmware from and to bring logs to; empty: any',
    ),
  STATIONS_TELL_RETRY_BACK_OFF: t
    .boolean()
    .default(false)
    .describe(
      'Give every OCPP 2.x station the three values below once (SetVariables of OCPPCommCtrlr), and read back what it took',
    ),
  STATIONS_RETRY_BACK_OFF_WAIT_MINIMUM_S: t
    .durationS(1, 3600)
    .default(10)
    .describe('Seconds a station waits at least before it connects again (RetryBackOffWaitMinimum)'),
  STATIONS_RETRY_BACK_OFF_RANDOM_RANGE_S: t
    .durationS(1, 3600)
    .default(60)
    .describe('Seconds it waits longer at random, so that not all come at once (RetryBackOffRandomRange)'),
  STATIONS_RETRY_BACK_OFF_REPEAT_TIMES: t
    .int(0, 20)
    .default(4)
    .describe('How often that wait is doubled (RetryBackOffRepeatTimes)'),
  STATIONS_FIRMWARE_CA_FILE: t
    .text()
    .optional()
    .describe(
      'PEM file with the authorities whose certificates may sign firmware; with one, an update by anybody else is refused before its station hears of it',
    ),
  STATIONS_FIRMWARE_CHECK_IMAGE: t
    .boolean()
    .default(false)
    .describe(
      'Fetch a signed image by https before the first station is told of it, and verify its signature; needs STATIONS_FIRMWARE_CA_FILE and STATIONS_TRANSFER_HOSTS',
    ),
  STATIONS_FIRMWARE_TIMEOUT_MS: t
    .durationMs(100, 3_600_000)
    .default(120_000)
    .describe('Milliseconds in which an image has to be read to be verified'),
  STATIONS_CUSTOMER_INFORMATION_HOURS: t
    .int(1, 8_760)
    .default(72)
    .describe('Hours for which the API gives out what a station has said about a customer; then it is deleted'),
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
