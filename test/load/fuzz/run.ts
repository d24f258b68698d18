// One run: an edge process with real Kafka, Redis and stations service, many fuzzed stations, and the verdict.

import { tailEvents } from '@chargeplane/events'
import { givenBackends } from '../../harness/platform.ts'
import { until } from '../../harness/until.ts'
import { nameOf } from '../client/talk.ts'
import { type EdgeUnderTest, startEdgeUnderTest } from '../rounds/edge-under-test.ts'
import { versions } from './frames.ts'
import { watchMemory } from './memory.ts'
import { fuzzStation } from './station.ts'
import { count, emptyTally, fault, printTally, type Tally, total } from './tally.ts'

export interface FuzzRun {
  readonly seed: number
  readonly frames: number
  readonly stations: number
}

/** The heap that the edge may have, and what it may hold in all: sockets' buffers and the code beside it. MB. */
const heapMb = 256
const residentMb = 700
/** EDGE_MAX_FRAME_BYTES. */
const maxLength = 262_144

/** The report, and whether nothing was wrong. */
export async function fuzz({ seed, frames, stations }: FuzzRun): Promise<{ report: string; passed: boolean }> {
  const edge = await startEdgeUnderTest(stations, {
    NODE_OPTIONS: `--max-old-space-size=${heapMb}`,
    EDGE_FRAMES_PER_SECOND: '1000000',
    EDGE_MAX_FRAMES_PER_SECOND: '1000000',
    EDGE_ACCEPT_RATE: '100000',
    EDGE_MAX_FRAME_BYTES: String(maxLength),
  })
  const tally = emptyTally()
  const ended = new AbortController()
  edge.program.watch(line => {
    if (line.level === 'error') fault(tally, `the edge logged ${JSON.stringify(line)}`)
  })
  void edge.program.ended.then(how => ended.abort(how))
  const memory = watchMemory(edge.pid)
  const connections = await listen(edge, tally)
  try {
    await drive(edge, { seed, frames, stations }, tally, ended.signal)
    if (ended.signal.aborted) fault(tally, `the edge ended by itself: ${ended.signal.reason}`)
    else await connections.settled()
    const held = memory.read()
    if (held.peakMb > residentMb) fault(tally, `the edge held ${held.peakMb} MB, more than ${residentMb}`)
    return { report: printTally(tally, held), passed: tally.faultCount === 0 }
  } finally {
    memory.stop()
    await connections.close()
    await edge.stop()
  }
}

async function drive(edge: EdgeUnderTest, run: FuzzRun, tally: Tally, ended: AbortSignal): Promise<void> {
  const gone = new Promise<void>(resolve => ended.addEventListener('abort', () => resolve(), { once: true }))
  const each = Math.ceil(run.frames / run.stations)
  const all = edge.passwords.map((password, stream) => {
    const frames = Math.max(0, Math.min(each, run.frames - stream * each))
    const version = versions[stream % versions.length] ?? '1.6'
    const url = `ws://127.0.0.1:${edge.port}/ocpp`
    const station = { url, name: nameOf(stream), password, version, seed: run.seed, stream, frames, maxLength }
    return fuzzStation(station, tally).catch(error => fault(tally, `${nameOf(stream)}: ${error}`))
  })
  await Promise.race([Promise.all(all), gone])
}

/** Counts why sessions ended: a socket that the edge has closed is to be told of, with its reason. */
async function listen(edge: EdgeUnderTest, tally: Tally) {
  const begun = { sessions: 0 }
  const tail = await tailEvents({
    brokers: givenBackends().kafkaBrokers.split(','),
    topicPrefix: edge.topicPrefix,
    clientId: 'fuzz',
    topics: ['ocpp.connections'],
    fromBeginning: true,
    onEvent(event) {
      if (event.type === 'chargeplane.ocpp.v1.StationConnected') begun.sessions += 1
      if (event.type === 'chargeplane.ocpp.v1.StationDisconnected') count(tally.reasons, event.data.reason)
    },
  })
  return {
    /** Resolves when every session that has begun was told to have ended. */
    async settled() {
      const told = () => total(tally.reasons) >= begun.sessions && total(tally.reasons) >= total(tally.closes)
      await until(told, { what: 'the end of every session to be told' }).catch(error => fault(tally, String(error)))
      if (tally.reasons.has('')) fault(tally, 'a session ended for no reason')
    },
    close: () => tail.close(),
  }
}
