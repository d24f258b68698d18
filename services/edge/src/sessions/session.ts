// One session: one socket of one station, and all the state that an edge keeps about it. It dies with the socket.
import { answersNoPings, type OcppVersion, type StationProfile } from '@chargeplane/ocpp'
import type { Proof } from '../admission/station-proof.ts'
import { type CallLane, emptyCallLane } from '../calls/call-lane.ts'
import { type CommandLane, emptyCommandLane } from '../commands/command-lane.ts'
import type { Socket } from '../sockets/websocket.ts'
import { shared, sharedProfile } from './shared.ts'

/** StationDisconnected.reason. */
export type CloseReason =
  | 'closed'
  | 'replaced'
  | 'edge_drained'
  | 'edge_lost'
  | 'protocol_error'
  | 'slow_reader'
  | 'idle'
  | 'foreign_serial'

export interface Session {
  readonly tenant: string
  /** In the spelling of the registry. */
  readonly station: string
  /** `tenant/station`: the key of its events. */
  readonly key: string
  readonly version: OcppVersion
  readonly remoteAddress: string
  /** performance.now() at the upgrade. */
  readonly openedAtMs: number
  /** 0 until it is registered; no event is published and no CALL worked before. */
  epoch: number
  /** Events published in this epoch. */
  sequence: number
  /** Whether Redis is known to hold the route of this session. */
  routed: boolean
  /** RegistrationStatusEnumType of the last boot; empty before the first. */
  registration: string
  /** Whether nothing of what it sends is repaired or let pass. */
  readonly strict: boolean
  readonly proof: Proof
  /** What it says it is; quirks are known by it. Changed by `becomes` only. */
  profile: StationProfile
  /** Whether its answers to pings are waited for. */
  pongs: boolean
  /** Actions we asked for while Pending: these alone may come beside BootNotification (B02.FR.09). */
  triggered: Set<string> | undefined
  readonly socket: Socket
  /** Set before we close the socket ourselves; what the disconnect event says. */
  closing: CloseReason | undefined
  closed: boolean
  /** Whether a transaction runs, as far as this session has heard: see charging.ts. */
  charging: boolean
  /** Liveness tick of the last sign of life, and of the ping that is unanswered (0: none; negative: of one that asks whether it reads). */
  heardTick: number
  pingTick: number
  /** Silence after which it is pinged, in ticks; 0: as any new one. */
  pingTicks: number
  /** Frames in the tick of the last sign of life. */
  frames: number
  /** Bytes sent since it was last asked whether it reads. */
  unread: number
  readonly calls: CallLane
  readonly commands: CommandLane
}

export interface SessionSeed {
  tenant: string
  station: string
  version: OcppVersion
  remoteAddress: string
  registration: string
  strict: boolean
  proof: Proof
  profile: StationProfile
  socket: Socket
  tick: number
}

export function createSession(seed: SessionSeed): Session {
  const { tenant, station, version, remoteAddress, registration, strict, proof, profile, socket, tick } = seed
  return {
    tenant: shared(tenant),
    station,
    key: `${tenant}/${station}`,
    version,
    remoteAddress,
    openedAtMs: Math.round(performance.now()),
    epoch: 0,
    sequence: 0,
    routed: false,
    registration: shared(registration),
    strict,
    proof,
    profile: sharedProfile(profile),
    pongs: !answersNoPings(profile),
    triggered: undefined,
    socket,
    closing: undefined,
    closed: false,
    charging: false,
    heardTick: tick,
    pingTick: 0,
    pingTicks: 0,
    frames: 0,
    unread: 0,
    calls: emptyCallLane(),
    commands: emptyCommandLane(),
  }
}

/** Takes the next place in the epoch, from 1; once per event. */
export function nextSequence(session: Session): number {
  session.sequence += 1
  return session.sequence
}

/** The station says what it is, in a BootNotification. */
export function becomes(session: Session, profile: StationProfile): void {
  session.profile = sharedProfile(profile)
  session.pongs = !answersNoPings(profile)
}

/** WebSocket close codes we use (RFC 6455 section 7.4; 4001 is ours). */
export const closeCode = {
  protocol: 1002,
  unsupported: 1003,
  policy: 1008,
  internal: 1011,
  restart: 1012,
  tryLater: 1013,
  replaced: 4001,
} as const

/** Begins the closing handshake; the first reason given is the one that is told. */
export function closeSession(session: Session, reason: CloseReason, code: number, text: string): void {
  session.closing ??= reason
  session.socket.close(code, text)
}
