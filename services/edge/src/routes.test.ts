import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { openRouting, type Route, type Routing } from '@chargeplane/routing'
import { createLease } from './lease.ts'
import { createRoutes } from './routes.ts'
import { setting } from './testing/bench.ts'
import { testSession } from './testing/session.ts'
import { until } from './testing/until.ts'

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

  it('restores what is missing at a bounded rate, while the lease goes on', async () => {
    const { routes } = setUp('edge-many')
    const sessions = Array.from({ length: 60 }, (_, i) => testSession({ station: `CP-Many-${i}` }).session)
    for (const session of sessions) session.epoch = Date.now()
    const started = performance.now()
    const lease = createLease({
      routing,
      routes,
      edgeId: 'edge-many',
      ttlMs: 1000,
      renewMs: 100,
      restoreRate: 100,
      sessions: () => sessions,
    })
    await lease.hold('many:1')
    assert.equal(lease.held, true)
    await until('all are routed', () => sessions.every(({ routed }) => routed))
    assert.ok(performance.now() - started >= 450)
    assert.equal((await routing.lookup('default', 'CP-Many-59'))?.edgeAddress, 'many:1')
    assert.equal((await routing.stationsOf('edge-many', 100)).length, 60)
    await lease.release()
    assert.equal(await routing.lookup('default', 'CP-Many-59'), undefined)
  })
})
