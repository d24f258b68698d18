// A fleet of stations spread over processes. Who orders it names stations by their number, from 0; which process has them is known here alone.
import {
  type Counts,
  type Journal,
  type Order,
  type Setup,
  sumCounts,
  sumTallies,
  type Tally,
} from '../client/orders.ts'
import { type Member, startMember } from './member.ts'

/** Stations from `from` up to, and without, `to`. */
export interface Range {
  from: number
  to: number
}

export interface Pool {
  readonly size: number
  readonly all: Range
  readonly pids: readonly number[]
  /** As of half a second ago at most. */
  readonly counts: Counts
  /** Connects them, `perSecond` of them a second, and keeps them so; a second call with the same stations does no harm. */
  connect(range: Range, perSecond: number): void
  /** Cuts them; they come back by their back-off. 'reset': as a network that is lost. */
  cut(range: Range, how: 'reset' | 'close'): void
  /** They close their connections and stay away. */
  leave(range: Range): void
  /** Mixed traffic of these alone, in an open loop; 0 a second ends it. */
  speak(range: Range, perSecond: number): void
  /** What has happened since the beginning; `forgetDurations`: durations count from now. */
  tally(forgetDurations?: boolean): Promise<Tally>
  /** What each station has been answered. */
  journal(): Promise<Journal>
  /** Resolves when `done` says so of the present counts; rejects when a process of stations dies. False: not within `withinMs`. */
  until(done: (counts: Counts) => boolean, withinMs: number): Promise<boolean>
  end(): Promise<void>
}

export interface PoolOptions extends Omit<Setup, 'first' | 'count' | 'passwords'> {
  /** Of all stations, 20 bytes each; so many there are. */
  passwords: Uint8Array
  /** Of one process; a process may have 20,000 files open, and a station is one. */
  perProcess?: number
  /** The last so many have processes of their own: what they see is not what their neighbours' reconnecting makes of this machine. */
  apart?: number
}

const passwordBytes = 20
const maxPerProcess = 18_500
const lookMs = 50

export async function startPool({
  passwords,
  keyPairs,
  perProcess = maxPerProcess,
  apart = 0,
  ...shared
}: PoolOptions): Promise<Pool> {
  const size = passwords.length / passwordBytes
  let broken: Error | undefined
  const failed = (error: Error) => {
    broken ??= error
  }
  const most = Math.min(perProcess, maxPerProcess)
  const shares = [...sharesOf({ from: 0, to: size - apart }, most), ...sharesOf({ from: size - apart, to: size }, most)]
  const setups = shares.map(({ from: first, to }): Setup => {
    const count = to - first
    const own = passwords.slice(first * passwordBytes, (first + count) * passwordBytes)
    return { ...shared, first, count, passwords: own, keyPairs: keyPairs?.slice(first, first + count) }
  })
  const members = await Promise.all(setups.map(setup => startMember(setup, failed)))
  const ended = () => Promise.all(members.map(member => member.end()))
  if (broken !== undefined) {
    await ended()
    throw broken
  }
  return poolOf(members, size, () => {
    if (broken !== undefined) throw broken
  })
}

/** Equal ones of at most `most`. */
export function sharesOf({ from, to }: Range, most: number): Range[] {
  const each = Math.ceil((to - from) / Math.ceil((to - from) / most))
  const shares: Range[] = []
  for (let first = from; first < to; first += each) shares.push({ from: first, to: Math.min(to, first + each) })
  return shares
}

type Ranged = Extract<Order, { from: number }>

function poolOf(members: readonly Member[], size: number, check: () => void): Pool {
  const counts = () => sumCounts(members.map(member => member.counts))

  /** To each process its share of the range, and of the rate. */
  function order(range: Range, make: (own: Range, share: number) => Ranged): void {
    check()
    for (const { setup, order: give } of members) {
      const from = Math.max(range.from, setup.first) - setup.first
      const to = Math.min(range.to, setup.first + setup.count) - setup.first
      if (from < to) give(make({ from, to }, (to - from) / (range.to - range.from)))
    }
  }

  return {
    size,
    all: { from: 0, to: size },
    pids: members.map(({ pid }) => pid),
    get counts() {
      return counts()
    },
    connect: (range, perSecond) =>
      order(range, (own, share) => ({ do: 'connect', ...own, perSecond: perSecond * share })),
    cut: (range, how) => order(range, own => ({ do: 'cut', ...own, how })),
    leave: range => order(range, own => ({ do: 'leave', ...own })),
    speak: (range, perSecond) => order(range, (own, share) => ({ do: 'speak', ...own, perSecond: perSecond * share })),
    async tally(forgetDurations = false) {
      check()
      return sumTallies(await Promise.all(members.map(member => member.tally(forgetDurations))))
    },
    async journal() {
      const all: Journal = { said: new Uint32Array(size), boots: new Uint32Array(size) }
      for (const member of members) {
        const own = await member.journal()
        all.said.set(own.said, member.setup.first)
        all.boots.set(own.boots, member.setup.first)
      }
      return all
    },
    async until(done, withinMs) {
      const deadline = performance.now() + withinMs
      for (;;) {
        check()
        if (done(counts())) return true
        if (performance.now() > deadline) return false
        await new Promise(resolve => setTimeout(resolve, lookMs))
      }
    },
    async end() {
      await Promise.all(members.map(member => member.end()))
    },
  }
}
