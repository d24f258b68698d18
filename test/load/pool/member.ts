// One process of stations, as the process that orchestrates sees it.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import {
  type Counts,
  emptyCounts,
  type Journal,
  type Order,
  type Setup,
  type Tally,
  type Told,
} from '../client/orders.ts'

export interface Member {
  readonly pid: number
  readonly setup: Setup
  readonly counts: Counts
  order(order: Order): void
  tally(forgetDurations: boolean): Promise<Tally>
  journal(): Promise<Journal>
  end(): Promise<void>
}

const entry = new URL('../client/main.ts', import.meta.url).pathname

/** Resolves when the process has its stations, none of them connected. `failed` is told when it ends without having been asked to. */
export async function startMember(setup: Setup, failed: (error: Error) => void): Promise<Member> {
  const child = fork(entry, [], {
    execArgv: ['--conditions=@chargeplane/source', '--no-warnings', '--max-semi-space-size=4'],
    serialization: 'advanced',
  })
  let counts = emptyCounts()
  let ending = false
  let asked = 0
  const waiting = new Map<number, (told: Told) => void>()
  const gone = once(child, 'exit').then(([code, signal]) => {
    if (!ending) failed(new Error(`a process of stations ended by itself: code ${code}, signal ${signal}`))
  })
  const ready = new Promise<void>(resolve => {
    child.on('message', (told: Told) => {
      if (told.is === 'ready') resolve()
      else if (told.is === 'pulse') counts = told.counts
      else {
        waiting.get(told.id)?.(told)
        waiting.delete(told.id)
      }
    })
  })
  const order = (wanted: Order) => void child.send(wanted)
  const ask = (what: 'tally' | 'journal', forgetDurations = false) =>
    new Promise<Told>((resolve, reject) => {
      asked += 1
      waiting.set(asked, resolve)
      order({ do: 'tell', id: asked, what, forgetDurations })
      void gone.then(() => reject(new Error('the process of stations that was asked has ended')))
    })
  order({ do: 'begin', setup })
  await Promise.race([ready, gone])
  return {
    pid: child.pid ?? 0,
    setup,
    get counts() {
      return counts
    },
    order,
    async tally(forgetDurations) {
      const told = await ask('tally', forgetDurations)
      if (told.is !== 'tally') throw new Error(`a tally was asked for, '${told.is}' came`)
      counts = told.tally.counts
      return told.tally
    },
    async journal() {
      const told = await ask('journal')
      if (told.is !== 'journal') throw new Error(`a journal was asked for, '${told.is}' came`)
      return told.journal
    },
    async end() {
      ending = true
      if (child.connected) order({ do: 'end' })
      await gone
    },
  }
}
