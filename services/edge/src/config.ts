// The settings of an edge; docs/configuration.md is generated from this.
import { hostname } from 'node:os'
import {
  grpcServerSettings,
  kafkaSettings,
  peers,
  processSettings,
  redisSettings,
  secretSettings,
  settingTypes as t,
  telemetrySettings,
} from '@chargeplane/config'
import type { z } from 'zod'
import { cpoName } from './admission/station-proof.ts'
import { tenantVersion } from './admission/tolerance.ts'
import { areTlsEntries } from './sockets/listener-settings.ts'

export const shape = {
  ...kafkaSettings,
  ...redisSettings,
  ...grpcServerSettings,
  ...processSettings,
  SHUTDOWN_GRACE_MS: processSettings.SHUTDOWN_GRACE_MS.default(90_000).describe(
    'Milliseconds from SIGTERM to the exit of the process, at most',
  ),
  ...telemetrySettings,
  ...secretSettings,
  CHARGEPLANE_STATIONS_ADDRESS: peers.CHARGEPLANE_STATIONS_ADDRESS,
  CHARGEPLANE_AUTHORIZATION_ADDRESS: peers.CHARGEPLANE_AUTHORIZATION_ADDRESS,
  CHARGEPLANE_BILLING_ADDRESS: peers.CHARGEPLANE_BILLING_ADDRESS,
  CHARGEPLANE_SMART_CHARGING_ADDRESS: peers.CHARGEPLANE_SMART_CHARGING_ADDRESS,

  EDGE_ID: t
    .text(1, 100)
    .meta({ defaultText: 'host name and process id' })
    .default(`${hostname()}-${process.pid}`)
    .describe('Name of this edge in routes, events and logs; a suffix of its own is added at every start'),
  EDGE_HOST: t.text().default('0.0.0.0').describe('Address on which stations connect'),
  EDGE_PORT: t
    .port()
    .default(9000)
    .describe(
      'Port on which stations connect without TLS (security profile 1); several edges may share it. 0 lets the system choose one that is not shared, the log says which',
    ),
  EDGE_PLAIN: t
    .boolean()
    .default(true)
    .describe('Listen on EDGE_PORT; false where stations may only come over TLS (security profiles 2 and 3)'),
  EDGE_TLS_LISTENERS: t
    .csv()
    .refine(areTlsEntries, 'must be name=profile:port:directory, such as tls=2:9443:/etc/edge/tls, each name once')
    .default([])
    .describe(
      'Ports with TLS, as name=profile:port:directory entries. The directory holds tls.crt, tls.key and, for profile 3, ca.crt with the authorities of stations and perhaps ca.crl; :tenant+tenant behind it says whose stations may come',
    ),

  EDGE_TLS_RELOAD_MS: t
    .durationMs(100)
    .default(10_000)
    .describe(
      'Milliseconds between two looks at the files of EDGE_TLS_LISTENERS; what has changed is taken without closing a socket, at SIGHUP at once',
    ),
  EDGE_PROXY_PORT: t
    .port()
    .optional()
    .describe(
      'Port for a proxy that ends TLS (deploy/haproxy); what its X-Chargeplane headers say of the station is believed for EDGE_PROXY_SECRETS. Left out, there is none',
    ),
  EDGE_PROXY_SECRETS: t
    .secret(32)
    .refine(
      text => text.split(',').every(secret => secret.trim().length >= 32),
      'must be secrets of at least 32 characters, separated by commas',
    )
    .optional()
    .describe('What the proxy shows; two separated by a comma while it changes'),
  EDGE_CPO_NAMES: t
    .csv()
    .refine(
      entries => entries.every(entry => cpoName(entry) !== undefined),
      'must be tenant=name, such as default=Operator, or *=name for all tenants',
    )
    .default([])
    .describe(
      "tenant=name entries: what the O of a station's certificate has to be (security profile 3); * stands for tenants without an entry",
    ),

  EDGE_MAX_CONNECTIONS: t
    .int(1, 1_000_000)
    .default(19_000)
    .describe('Stations this process holds at most; each needs a file descriptor'),
  EDGE_ACCEPT_RATE: t
    .int(1, 100_000)
    .default(500)
    .describe(
      'Connections tried per second at most; half as many more are answered 503 with Retry-After, those beyond are closed before TLS',
    ),
  EDGE_MEMORY_BUDGET_BYTES: t
    .int(0, 1_000_000_000_000)
    .meta({ defaultText: '512 MiB and 64 KiB a connection, at most 80 % of what the process may use' })
    .default(0)
    .describe('Resident memory past which new connections are closed at once; those there are stay'),
  EDGE_MAX_ARRIVALS: t
    .int(1, 10_000)
    .default(200)
    .describe(
      'Stations that may be on their way in at a time: admitted, and not yet announced, or waiting for the turn of their boot. Others wait for a place, up to 8 s, and are then answered 503',
    ),
  EDGE_MAX_LOOP_DELAY_MS: t
    .durationMs(1)
    .default(200)
    .describe(
      'Mean delay of the event loop over a second past which the accept rate is halved, again and again down to a tenth',
    ),
  EDGE_TIDY_MS: t
    .durationMs(0)
    .default(0)
    .describe(
      'Milliseconds between two collections of garbage, at least, that a quiet edge makes when there is much of it; each stops it for a moment. 0: none, V8 does as it likes',
    ),
  EDGE_FAILED_LOGINS_PER_MINUTE: t
    .int(1, 100_000)
    .default(10)
    .describe(
      'Wrong passwords tried per station and minute, and per station, address and minute, before 429; a fifth is for addresses that have not failed there',
    ),
  EDGE_FAILED_LOGINS_PER_ADDRESS: t
    .int(1, 10_000_000)
    .default(300)
    .describe('Wrong passwords tried per address and minute, at whatever station, before 429'),
  EDGE_TAKEOVERS_PER_MINUTE: t
    .int(1, 1_000_000)
    .default(5)
    .describe(
      'Sessions of one station that may replace each other in a minute before newcomers are kept out for a while',
    ),
  EDGE_ACCESS_CACHE_SIZE: t
    .int(100, 10_000_000)
    .default(50_000)
    .describe('Stations whose access (admission and password verifier) is kept in memory'),
  EDGE_ACCESS_CACHE_MS: t
    .durationMs(0)
    .default(600_000)
    .describe('Milliseconds for which the access of a station is used without asking stations again'),

  EDGE_MAX_FRAME_BYTES: t.int(1024, 16_777_216).default(262_144).describe('Longest frame a station may send'),
  EDGE_MAX_SEND_BUFFER_BYTES: t
    .int(1024, 16_777_216)
    .default(131_072)
    .describe('Bytes that may wait for a station that does not read; past it its socket is cut'),
  EDGE_MAX_FRAMES_PER_SECOND: t
    .int(1, 1_000_000)
    .default(500)
    .describe('Frames a station may send per second before its socket is closed'),
  EDGE_FRAMES_PER_SECOND: t
    .int(10, 1_000_000)
    .default(100)
    .describe('Frames of one station worked per second; those beyond wait, up to 64, and then the socket is closed'),
  EDGE_TENANT_FRAMES_PER_SECOND: t
    .int(0, 100_000_000)
    .default(0)
    .describe("Frames of a tenant's stations worked per second by this edge; those beyond wait. 0: no limit"),
  EDGE_PING_INTERVAL_MS: t
    .durationMs(1000)
    .default(60_000)
    .describe(
      'Milliseconds of silence after which a station is pinged, up to a quarter less; new ones after 15 s, then 30 s, and so on up to this',
    ),
  EDGE_PONG_DEADLINE_MS: t
    .durationMs(1000)
    .default(14_000)
    .describe(
      'Milliseconds a ping may stay unanswered, for example behind a frame that dribbles in, before the socket is cut',
    ),
  EDGE_SILENCE_MS: t
    .durationMs(1000)
    .default(540_000)
    .describe('Milliseconds of silence after which a station is cut that is known never to answer pings'),
  EDGE_COMPRESSION: t.boolean().default(true).describe('Offer permessage-deflate to stations that ask for it'),

  EDGE_DECISION_DEADLINE_MS: t
    .durationMs(10)
    .default(2000)
    .describe('Milliseconds the owner of a decision has before the fallback answers'),
  EDGE_CERTIFICATE_DEADLINE_MS: t
    .durationMs(10)
    .default(10_000)
    .describe(
      'Milliseconds stations has for what it asks authorities about: signing requests, revocation, contract certificates',
    ),
  EDGE_MAX_BOOTS: t
    .int(1, 10_000)
    .default(100)
    .describe(
      'Boots that stations is asked about at a time; others wait for their turn, up to 10 s, and then get the fallback',
    ),
  EDGE_BOOT_FALLBACK: t
    .oneOf('accepted', 'pending')
    .default('accepted')
    .describe('What a boot is answered while stations can not decide; only admitted stations get so far'),
  EDGE_AUTHORIZE_FALLBACK: t
    .oneOf('accept', 'reject')
    .default('accept')
    .describe('What an id token is answered while authorization can not decide'),
  EDGE_FALLBACK_INTERVAL_S: t
    .durationS(1)
    .default(300)
    .describe('Heartbeat interval, or wait before the next boot, that the boot fallback answers, in seconds'),
  EDGE_LENIENT_BEFORE_BOOT: t
    .csv()
    .default(['Heartbeat', 'StatusNotification', 'DataTransfer'])
    .describe('Actions that a 1.6 station may send before its boot was accepted'),
  EDGE_TOTAL_COST: t
    .oneOf('never', 'ended', 'always')
    .default('ended')
    .describe(
      'Which OCPP 2.x transaction events are answered with what the transaction has cost: none, its end, or its meter values as well; each asks billing',
    ),
  EDGE_DRIVER_TARIFF: t
    .boolean()
    .default(true)
    .describe('Tell OCPP 2.1 stations the tariff of a driver who was authorized; asks billing'),

  EDGE_STRICT_TENANTS: t
    .csv()
    .default([])
    .describe(
      "Tenants whose stations are held to OCPP's schemas, as for certification: nothing is repaired or let pass",
    ),
  EDGE_WITHOUT_SUBPROTOCOL: t
    .csv()
    .refine(
      entries => entries.every(entry => tenantVersion(entry) !== undefined),
      'must be tenant=version, such as default=1.6',
    )
    .default([])
    .describe(
      'tenant=version entries: what is spoken with stations of that tenant that offer no subprotocol; others are answered 400',
    ),
  EDGE_ANY_USERNAME_TENANTS: t
    .csv()
    .default([])
    .describe('Tenants whose stations may present another user name than their identity; their password still counts'),

  EDGE_MAX_PENDING_EVENTS: t
    .int(100, 10_000_000)
    .default(50_000)
    .describe('Events that may wait for Kafka in memory; past it calls stay unanswered and stations repeat them'),
  EDGE_LINGER_MS: t
    .durationMs(0, 1000)
    .default(2)
    .describe('Milliseconds for which an event waits for others to share a produce request with'),

  EDGE_LEASE_TTL_MS: t
    .durationMs(1000)
    .default(15_000)
    .describe('Milliseconds after which an edge that no longer renews its lease counts as dead'),
  EDGE_LEASE_RENEW_MS: t.durationMs(100).default(5000).describe('Milliseconds between two renewals of the lease'),
  EDGE_RESTORE_RATE: t
    .int(10, 100_000)
    .default(1000)
    .describe('Routes written again per second after Redis has lost them'),

  EDGE_PRE_DRAIN_MS: t
    .durationMs(0)
    .default(0)
    .describe('Milliseconds between readiness off and the first socket closed, for load balancers to notice'),
  EDGE_DRAIN_PERCENT: t
    .int(1, 100)
    .default(2)
    .describe('Percent of the stations it holds that an edge sends away per second when it stops or gives some away'),
  EDGE_DRAIN_MIN_RATE: t
    .int(1, 1_000_000)
    .default(50)
    .describe('Stations sent away per second where that share is less'),
  EDGE_DRAIN_CALL_GRACE_MS: t
    .durationMs(0)
    .default(3000)
    .describe('Milliseconds that a call or command under way may take before the socket of its station is closed'),
} satisfies z.ZodRawShape

export type EdgeConfig = z.infer<z.ZodObject<typeof shape>>
