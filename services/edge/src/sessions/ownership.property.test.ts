// Who holds a station, whatever happens in whatever order. OWNERSHIP_RUNS=2000 is the long form; a failure prints seed and path, which
// OWNERSHIP_SEED and OWNERSHIP_PATH run again.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { type Fault, type Ground, type ModelEdge, modelEdge, openGround } from '../testing/ownership.ts'

const runs = Number(process.env.OWNERSHIP_RUNS ?? 60)
const seed = Number(process.env.OWNERSHIP_SEED ?? Date.now() % 2 ** 31)
const path = process.env.OWNERSHIP_PATH

const edge = fc.constantFrom('a', 'b')
const station = fc.constantFrom('CP-1', 'CP-2')
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant('connect' as const), edge, station }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('close' as const), edge, station }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('close late' as const), edge, station }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('beat' as const), edge }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('lease runs out' as const), edge }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('reap' as const), dies: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('fault' as const),
      edge,
      fault: fc.constantFrom<Fault>('unasked', 'unanswered'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('flush' as const) }) },
)
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

/** One story: two edges, two stations, reapers that may die half-way, and what must hold while it goes on. */
function openStory(ground: Ground, timing: fc.Scheduler, tellsArrive: boolean) {
  const highest = new Map<string, number>()
  const announced = new Map<string, string>()
  const edges = new Map<string, ModelEdge>()
  /** Not thrown where it is seen: an edge takes that for a Redis that is away. */
  const broken: string[] = []
  for (const edgeId of ['a', 'b']) {
    edges.set(
      edgeId,
      modelEdge({
        ground,
        edgeId,
        timing,
        onRegistered(name, epoch) {
          const above = highest.get(name) ?? 0
          if (epoch <= above) broken.push(`epoch ${epoch} of ${name} is not above ${above}`)
          highest.set(name, epoch)
        },
        onUnregistered({ epoch }, had, has) {
          if (had !== epoch && has !== had) broken.push(`the close of ${epoch} made ${has} of the route of ${had}`)
        },
        tell(holder, name, epoch) {
          if (tellsArrive)
            void timing.schedule(Promise.resolve(), 'tell').then(() => edges.get(holder)?.told(name, epoch))
        },
      }),
    )
  }
  const pause = (label: string) => timing.schedule(Promise.resolve(), label)

  /** The order of services/stations' reaper: announce, then forget. */
  async function reap(dies: boolean): Promise<void> {
    for (const edgeId of await ground.reaping.deadEdges()) {
      const lost = await ground.reaping.stationsOf(edgeId, 100)
      for (const { tenant, station: name, epoch } of lost) announced.set(`${tenant}/${name}/${epoch}`, edgeId)
      await pause('reaper between announcing and forgetting')
      if (dies) continue
      for (const session of lost) {
        await ground.alone(async () => {
          const had = await ground.epochOf(session.station)
          await ground.reaping.forget(edgeId, session)
          const has = await ground.epochOf(session.station)
          if (had !== session.epoch && has !== had)
            broken.push(`the reaper of ${session.epoch} took the route of ${had}`)
        })
        await pause('reaper forgets')
      }
    }
  }

  async function happen(event: Happening): Promise<void> {
    if (event.what === 'reap') return reap(event.dies)
    if (event.what === 'flush') {
      // Between the loss of a Redis and its return its clock goes on.
      while (Date.now() <= Math.max(0, ...highest.values()) + 1) await new Promise(resolve => setTimeout(resolve, 1))
      announced.clear()
      return ground.alone(ground.flush)
    }
    const one = edges.get(event.edge)
    if (one === undefined) return
    if (event.what === 'connect') return one.connect(event.station)
    if (event.what === 'beat') return one.beat()
    if (event.what === 'lease runs out') return ground.alone(() => ground.expire(one.edgeId))
    if (event.what === 'fault') return void one.faults.push(event.fault)
    const late = one.all.find(session => session.closing !== undefined && !session.closed)
    const session = event.what === 'close' ? one.sessions.get(event.station) : late
    if (session !== undefined) await one.close(session)
  }

  /** Faults are over, both edges have looked at all they have. */
  async function settle(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      for (const one of edges.values()) {
        one.faults = []
        for (const session of one.all) if (session.closing !== undefined) await one.close(session)
        await one.beat()
      }
    }
  }

  async function check(name: string): Promise<void> {
    assert.deepEqual(broken, [])
    const sessions = [...edges.values()].flatMap(({ edgeId, all }) => all.map(session => ({ edgeId, session })))
    const own = sessions.filter(({ session }) => session.station === name)
    const live = own.filter(({ session }) => !session.closed)
    assert.ok(live.length <= 1, `${name} has ${live.length} sessions`)
    const route = await ground.reaping.lookup('default', name)
    for (const { edgeId, session } of live) {
      assert.deepEqual([route?.edgeId, route?.epoch], [edgeId, session.epoch], `the route of ${name}`)
      assert.equal(announced.has(`default/${name}/${session.epoch}`), false, 'a live session was announced as lost')
      const listed = await ground.reaping.stationsOf(edgeId, 100)
      assert.ok(listed.some(each => each.station === name && each.epoch === session.epoch))
    }
    // What a lost answer has left may stand, a closed session's route may not.
    if (live.length === 0)
      assert.ok(
        // Two edges that take their own clocks for an epoch may take the same.
        own.every(({ edgeId, session }) => session.epoch !== route?.epoch || edgeId !== route.edgeId),
        `${name} has left`,
      )
  }
  return { happen, settle, check }
}

describe(`ownership in any order (OWNERSHIP_SEED=${seed}, ${runs} runs)`, { timeout: 3_600_000 }, () => {
  let ground: Ground
  before(() => {
    ground = openGround()
  })
  after(() => ground.close())

  it('promises 19, 20 and 22: one holder, no route of a live session missing, none taken by a late close, epochs only grow', async () => {
    const property = fc.asyncProperty(
      fc.scheduler(),
      fc.boolean(),
      fc.array(happening, { minLength: 3, maxLength: 16 }),
      async (timing, tellsArrive, events) => {
        await ground.flush()
        const story = openStory(ground, timing, tellsArrive)
        const underWay: Promise<void>[] = []
        const steps = events.map(event => ({
          label: JSON.stringify(event),
          // Not waited for: what happens next happens while this goes on.
          builder: async () => void underWay.push(story.happen(event)),
        }))
        await timing.waitFor(timing.scheduleSequence(steps).task)
        await timing.waitFor(Promise.all(underWay))
        await timing.waitFor(story.settle())
        for (const name of ['CP-1', 'CP-2']) await story.check(name)
      },
    )
    await fc.assert(property, { seed, numRuns: runs, ...(path === undefined ? {} : { path }) })
  })
})
