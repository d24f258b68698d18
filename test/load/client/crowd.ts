// The stations of one process, and the clock by which they act.
import { emptyColumns, phase } from './columns.ts'
import { type Connections, createConnections } from './connect.ts'
import { emptyHistogram } from './histogram.ts'
import { emptyTally, type Journal, type Order, type Setup, type Tally } from './orders.ts'
import { createTalk } from './talk.ts'
import { createTurns } from './turns.ts'
import { createWheel } from './wheel.ts'

export interface Crowd {
  readonly tally: Tally
  order(order: Extract<Order, { from: number }>): void
  forgetDurations(): void
  journal(): Journal
  end(): void
}

const sliceMs = 25
const idleTickMs = 25
/** While a schedule is kept: what a message leaves late by, at most. */
const busyTickMs = 2
const sweepMs = 1000

export function createCrowd(setup: Setup): Crowd {
  const columns = emptyColumns(setup.count)
  const tally = emptyTally()
  const wheel = createWheel(sliceMs, performance.now())
  const talk = createTalk({
    ...{ setup, columns, tally, wheel },
    booted(i) {
      columns.phase[i] = phase.booted
      columns.attempts[i] = 0
      tally.counts.booted += 1
      tally.counts.boots += 1
    },
  })
  const connections = createConnections({ setup, columns, tally, wheel, talk })
  const joining = createJoining(connections)
  const speaking = createSpeaking(talk.say, setup.chargeLength)

  function act(i: number): void {
    // What was planned for an earlier connection.
    if ((columns.nextMs[i] ?? 0) > performance.now()) return
    columns.nextMs[i] = Number.POSITIVE_INFINITY
    const now = columns.phase[i] ?? 0
    if (now === phase.away) {
      if (columns.wanted[i] === 1) connections.open(i)
    } else if (now >= phase.opened) talk.due(i)
  }

  let sweptMs = performance.now()
  let timer = setTimeout(tick, idleTickMs)
  function tick(): void {
    const now = performance.now()
    wheel.advance(now, act)
    joining.advance(now)
    speaking.advance(now)
    if (now - sweptMs > sweepMs) {
      sweptMs = now
      talk.sweep()
    }
    timer = setTimeout(tick, speaking.active ? busyTickMs : idleTickMs)
  }

  return {
    tally,
    order(order) {
      if (order.do === 'speak') return speaking.set(order.from, order.to, order.perSecond)
      for (let i = order.from; i < order.to; i++) {
        columns.wanted[i] = order.do === 'leave' ? 0 : 1
        if (order.do !== 'connect') connections.cut(i, order.do === 'cut' ? order.how : 'close')
      }
      if (order.do === 'connect') joining.add(order.from, order.to, order.perSecond)
    },
    forgetDurations() {
      for (const kind of ['answers', 'heartbeats', 'boots'] as const) tally[kind].set(emptyHistogram())
    },
    journal: () => ({ said: columns.said.slice(), boots: columns.boots.slice() }),
    end() {
      clearTimeout(timer)
      columns.wanted.fill(0)
      for (const line of columns.lines) line?.destroy()
    },
  }
}

/** Those that connect for the first time, at a rate. */
function createJoining(connections: Connections) {
  const groups: { next: number; end: number; perSecond: number; sinceMs: number; begun: number }[] = []
  return {
    add(from: number, end: number, perSecond: number) {
      groups.push({ next: from, end, perSecond, sinceMs: performance.now(), begun: 0 })
    },
    advance(nowMs: number) {
      for (const group of groups) {
        const allowed = ((nowMs - group.sinceMs) / 1000) * group.perSecond
        for (; group.next < group.end && group.begun < allowed; group.begun++) connections.open(group.next++)
      }
      if (groups[0] !== undefined && groups[0].next >= groups[0].end) groups.shift()
    },
  }
}

/** An open loop: message k is due at its time, whatever became of those before. */
function createSpeaking(say: (i: number, dueMs: number) => void, chargeLength: number) {
  let [from, perSecond, sinceMs, spoken] = [0, 0, 0, 0]
  let turns = createTurns(0, chargeLength)
  return {
    get active() {
      return perSecond > 0
    },
    set(first: number, end: number, rate: number) {
      ;[from, perSecond, sinceMs, spoken] = [first, end > first ? rate : 0, performance.now(), 0]
      turns = createTurns(end - first, chargeLength)
    },
    advance(nowMs: number) {
      if (perSecond === 0) return
      for (;;) {
        const dueMs = sinceMs + (spoken * 1000) / perSecond
        if (dueMs > nowMs) return
        say(from + turns.next(), dueMs)
        spoken += 1
      }
    },
  }
}
