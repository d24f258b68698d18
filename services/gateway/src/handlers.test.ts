// Who may do what, for every route of the table: nothing here knows a route by name.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { roles } from './auth/principal.ts'
import { routes } from './handlers.ts'
import type { Route } from './http/route.ts'
import { startGateway, type TestGateway } from './testing/gateway.ts'
import { keys } from './testing/owners.ts'

/** Bodies that pass the checks of the routes that want one. */
const bodies: Record<string, unknown> = {
  createStation: { stationId: 'CP-1' },
  updateStation: { name: 'x' },
  rotatePassword: {},
  updateStationSecurity: { securityProfile: 3 },
  lowerSecurityProfile: { securityProfile: 1, reason: 'x' },
  revokeCertificate: { fingerprint: 'x', reason: 'x' },
  reserve: { idToken: 'T', expiresAt: '2030-01-01T00:00:00Z' },
  requestBatterySwap: { idToken: 'T' },
  setDefaultTariff: { tariffId: 'T' },
  changeTransactionTariff: { tariffId: 'T', transactionId: '1' },
  putVatCompany: { name: 'x', address1: 'x', city: 'x', country: 'NL' },
  putDataTransferVendor: { messageIds: [] },
  putIdToken: {},
  putTariff: { currency: 'EUR', elements: [{ priceComponents: [{ type: 'FLAT', price: '1' }] }] },
  putSite: { limitA: 32 },
  createApiKey: { name: 'x', role: 'viewer' },
  importStations: { stations: [{ stationId: 'x1' }] },
  startTransaction: { evseId: 1, idToken: 'T' },
  stopTransaction: { transactionId: '1' },
  unlockConnector: { evseId: 1 },
  resetStation: {},
  changeAvailability: { operative: true },
  triggerMessage: { message: 'Heartbeat' },
  setConfiguration: { settings: [{ key: 'HeartbeatInterval', value: '60' }] },
  getConfiguration: {},
  updateFirmware: { location: 'https://files.example/f' },
  getLog: { location: 'https://logs.example/' },
  syncLocalList: {},
  sendNative: {},
  ...Object.fromEntries(routes.filter(({ ocppAction }) => ocppAction !== undefined).map(({ id }) => [id, {}])),
}

const queries: Record<string, string> = { drainEdge: '?connections=1' }
/** Of the installation, not of a tenant: routes/edges.test.ts says who reaches them. */
const isShared = ({ tag }: Route) => tag === 'Edges'
const values: Record<string, string> = { hash: 'ab'.repeat(32), requestId: '7', reservationId: '7' }
const pathOf = ({ path, id }: Route) => {
  const more: Record<string, string> = id === 'sendNative' ? { ...values, command: 'Reset' } : values
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => more[name] ?? 'x1') + (queries[id] ?? '')
}
/** 64-bit integers, which JSON has no form for. */
const numbers = (_: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)
const guarded = routes.filter(({ role }) => role !== 'public')
const streams = (route: Route) => route.contentType === 'text/event-stream'

describe('the table of routes', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway()
  })
  after(() => gateway.close())

  const call = (route: Route, key: string) => gateway.call(route.method, pathOf(route), bodies[route.id], { key })

  it('has no route twice, and bodies here for all that want one', () => {
    assert.equal(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size, routes.length)
    for (const { id, body } of routes) assert.equal(body !== undefined, id in bodies, id)
  })

  it('lets nobody in without a key, except to the documentation', async () => {
    assert.deepEqual(
      routes.filter(({ role }) => role === 'public').map(({ path }) => path),
      ['/v1/openapi.json', '/v1/docs'],
    )
    for (const route of guarded) {
      assert.equal((await call(route, '')).status, 401, route.id)
      assert.equal((await call(route, 'cp_unknown-0123456789abcdef')).status, 401, route.id)
    }
    assert.deepEqual(gateway.owners.asked, [])
  })

  it('lets each role do what is its own, and asks no owner for the others', async () => {
    for (const route of guarded.filter(route => !streams(route))) {
      for (const role of roles) {
        const before = gateway.owners.asked.length
        const { status } = await call(route, keys[role])
        const may = route.role !== 'public' && roles.indexOf(role) >= roles.indexOf(route.role)
        // The owners of this test never answer in time: 504 means that the request got through to one.
        assert.equal(status, may ? 504 : 403, `${role} ${route.id}`)
        assert.equal(gateway.owners.asked.length - before, may ? 1 : 0, `${role} ${route.id}`)
      }
    }
  })

  it("speaks to every owner in the name of the key's tenant, whatever a request says", async () => {
    for (const route of guarded.filter(route => !streams(route) && !isShared(route))) {
      for (const [key, tenant] of [
        [keys.admin, 'acme'],
        [keys.stranger, 'rival'],
      ] as const) {
        await gateway.call(route.method, pathOf(route), bodies[route.id], { key, headers: { 'x-tenant': 'victim' } })
        const request = JSON.stringify(gateway.owners.asked.at(-1)?.request, numbers)
        assert.ok(request.includes(`"tenant":"${tenant}"`), `${route.id} asks for ${tenant}: ${request}`)
        const named = await gateway.call(route.method, `${pathOf(route)}?tenant=victim`, bodies[route.id], { key })
        assert.equal(named.status, 400, route.id)
      }
      const body = bodies[route.id]
      // The payload of an action is the station's to judge.
      if (body === undefined || route.id === 'sendNative' || route.ocppAction !== undefined) continue
      const smuggled = await gateway.call(route.method, pathOf(route), { ...Object(body), tenant: 'victim' })
      assert.equal(smuggled.status, 400, route.id)
    }
  })
})
