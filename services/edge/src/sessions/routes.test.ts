import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { openRouting, type Route, type Routing } from '@chargeplane/routing'
import { setting } from '../testing/bench.ts'
import { testSession } from '../testing/session.ts'
import { until } from '../testing/until.ts'
import { createLease } from './lease.ts'
import { createRoutes } from './routes.ts'

/** RESTORE_SESSIONS=19000 is one edge at its fullest, at the rate of the default. */
const many = Number(process.env.RESTORE_SESSIONS ?? 60)
const rate = many > 60 ? 1000 : 100

describe('routes and lease', () => {
  let routing: Routing
  before(() => {
    routing = openRouting({ url: setting('REDIS_URL'), prefix: `edge-${randomBytes(5).toString('hex')}` })
  })
  after(() => routing.close())

  function setUp(edgeId: string) {
    const told: Route[] = []
    const routes = createRoutes({
      routing,
      edgeId,
      tellReplaced: (_tenant, _station, previous) => void told.push(previous),
    })
    return { routes, told }
  }

  it('tells the living holder that it was replaced, on another edge only', async () => {
    await routing.renewLease('a', 'a:1', 15_000)
    const { session } = testSession({ station: 'CP-Told' })
    const [a, b] = [setUp('a'), setUp('b')]
    const first = await a.routes.register(session)
    await a.routes.register(session)
    assert.deepEqual(a.told, [])
    const second = await b.routes.register(session)
    assert.ok(second.epoch > first.epoch)
    assert.deepEqual(
      b.told.map(({ edgeAddress }) => edgeAddress),
      ['a:1'],
    )
  })

  it('closes a session that is found to be older than another', async () => {
    const [old, { session: young }] = [testSession({ station: 'CP-Old' }), testSession({ station: 'CP-Old' })]
    const [a, b] = [setUp('a'), setUp('b')]
    old.session.epoch = (await a.routes.register(old.session)).epoch
    await b.routes.register(young)
    await a.routes.restore(old.session)
    assert.equal(old.socket.closedWith?.code, 1012)
    assert.equal(old.session.closing, 'replaced')
  })

  it('takes back the route of a session that closed while it was restored', async () => {
    const { session } = testSession({ station: 'CP-Closed' })
    const { routes } = setUp('a')
    session.epoch = Date.now()
    session.closed = true
    await routes.restore(session)
    assert.equal(await routing.lookup('default', 'CP-Closed'), undefined)
  })

  it('takes its own clock for an epoch while Redis is away, ever growing, and makes up for what it missed', async () => {
    const away = openRouting({ url: 'redis://127.0.0.1:1', prefix: 'none' })
    const routes = createRoutes({ routing: away, edgeId: 'a', tellReplaced() {} })
    const { session } = testSession()
    const epochs: number[] = []
    for (let i = 0; i < 20; i++) {
      const { epoch, routed } = await routes.register(session)
      assert.equal(routed, false)
      epochs.push(epoch)
    }
    assert.deepEqual(
      epochs,
      [...new Set(epochs)].sort((x, y) => x - y),
    )
    await routes.unregister(session)
    await assert.rejects(routes.retry(10), { code: 'unavailable' })
    await routes.settled()
    await away.close()
  })

  it('does not count a route as written that Redis lost in between', async () => {
    const { routes } = setUp('a')
    const { session } = testSession({ station: 'CP-Lost' })
    const registering = routes.register(session)
    routes.lost([session])
    assert.equal((await registering).routed, false)
  })

  it('promise 22: restores what is missing at a bounded rate, while the lease goes on', async () => {
    const { routes } = setUp('edge-many')
    const sessions = Array.from({ length: many }, (_, i) => testSession({ station: `CP-Many-${i}` }).session)
    for (const session of sessions) session.epoch = Date.now()
    const started = performance.now()
    const lease = createLease({
      routing,
      routes,
      edgeId: 'edge-many',
      ttlMs: 1000,
      renewMs: 100,
      restoreRate: rate,
      sessions: () => sessions,
    })
    await lease.hold('many:1')
    assert.equal(lease.held, true)
    await until('all are routed', () => sessions.every(({ routed }) => routed), 30_000)
    const ms = performance.now() - started
    if (many > 60) console.log(`${many} routes were written at ${rate} a second in ${Math.round(ms)} ms`)
    assert.ok(ms >= ((many - rate / 10) / rate) * 900, `took ${ms} ms`)
    assert.equal(lease.held, true)
    assert.equal((await routing.lookup('default', 'CP-Many-59'))?.edgeAddress, 'many:1')
    assert.equal((await routing.stationsOf('edge-many', many * 2)).length, many)
    await lease.release()
    assert.equal(await routing.lookup('default', 'CP-Many-59'), undefined)
  })
})
