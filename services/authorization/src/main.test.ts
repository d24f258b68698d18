// The service as it runs: its own process, real Kafka and PostgreSQL, spoken to over gRPC.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { AuthorizeRequest, IdToken } from '@chargeplane/proto/authorization/v1/authorization'
import { runToEnd, until } from '@chargeplane/service/testing'
import { type Instance, openWorld, type World } from './testing/running-service.ts'
import { endOf, startOf } from './testing/transactions.ts'

const bootstrap = `cp_bootstrap_${'k'.repeat(43)}`

describe('the authorization service', () => {
  let world: World
  let service: Instance
  before(async () => {
    world = await openWorld()
    service = await world.start({ AUTHORIZATION_BOOTSTRAP_API_KEY: bootstrap })
  })
  after(() => world.close())

  const put = (token: Partial<IdToken>) =>
    service.idTokens.putIdToken({ idToken: IdToken.fromPartial({ tenant: 'default', ...token }) })
  const ask = async (idToken: string, more: Partial<AuthorizeRequest> = {}, of = service) => {
    const request = { tenant: 'default', stationId: 'CP-1', idToken, purpose: 'start', ...more }
    return (await of.authorization.authorize(AuthorizeRequest.fromPartial(request))).status
  }

  it('refuses to start without its settings, naming all of them and no value', () => {
    const { status, stdout } = runToEnd(new URL('main.ts', import.meta.url), '--validate', {
      AUTHORIZATION_BOOTSTRAP_API_KEY: 'letmein',
      AUTHORIZATION_TYPO: '1',
      CHARGEPLANE_TOKEN_HASH_KEY: 'short',
    })
    assert.equal(status, 2)
    const names = [
      'KAFKA_BROKERS',
      'DATABASE_URL',
      'AUTHORIZATION_BOOTSTRAP_API_KEY',
      'AUTHORIZATION_TYPO',
      'CHARGEPLANE_STATIONS_ADDRESS',
      'CHARGEPLANE_TOKEN_HASH_KEY',
    ]
    for (const name of names) assert.match(stdout, new RegExp(name))
    assert.doesNotMatch(stdout, /letmein|short/)
  })

  it('decides about tokens, and tells Kafka and its log their hashes only', async () => {
    const changes = await world.hear('authorization.events')
    const { hash } = await put({ idToken: 'CANARY-TAG', groupIdToken: 'CANARY-GROUP' })
    assert.equal(await ask('canary-tag'), 'Accepted')
    assert.equal(await ask('nobody'), 'Invalid')
    await assert.rejects(ask('CANARY-TAG', { purpose: 'x' }), { code: 'invalid_argument', field: 'purpose' })
    await assert.rejects(put({ idToken: 'CANARY-TAG', type: 'RFID' }), {
      code: 'invalid_argument',
      field: 'idToken.type',
    })
    await until('the change on Kafka', () => changes.length > 0)
    assert.equal(changes[0]?.subject, hash)
    assert.doesNotMatch(JSON.stringify([changes, service.process.lines]), /canary/i)
  })

  it('counts open transactions from transactions.events', async () => {
    const { hash } = await put({ idToken: 'ONE', concurrentTransactions: 1 })
    const named = { idTokenHash: hash, stationId: 'CP-1', transactionId: '77' }
    const about = { tenant: 'default', subject: 'CP-1' }
    const elsewhere = { stationId: 'CP-2', transactionId: '1' }
    assert.equal(await ask('ONE', elsewhere), 'Accepted')
    await world.producer.publish({
      ...about,
      type: 'chargeplane.transactions.v1.TransactionStarted',
      id: 's',
      data: startOf(named),
    })
    await until('the limit', async () => (await ask('ONE', elsewhere)) === 'ConcurrentTx')
    assert.equal(await ask('ONE', { transactionId: '77' }), 'Accepted')
    await world.producer.publish({
      ...about,
      type: 'chargeplane.transactions.v1.TransactionEnded',
      id: 'e',
      data: endOf(named),
    })
    await until('the end', async () => (await ask('ONE', elsewhere)) === 'Accepted')
    const { evseId, tenant } = startOf(named)
    await world.producer.publish({
      ...about,
      type: 'chargeplane.transactions.v1.TransactionAuthorized',
      id: 'a',
      data: { ...named, tenant, transactionId: '78', evseId, connectorId: 1 },
    })
    await until('the limit of a session that began with the cable', async () => {
      return (await ask('ONE', elsewhere)) === 'ConcurrentTx'
    })
  })

  it('answers tokens seen lately while PostgreSQL is away, the rest fast as unavailable, and recovers', async () => {
    assert.equal(await ask('CANARY-TAG'), 'Accepted')
    await world.line.cut()
    const started = performance.now()
    assert.equal(await ask('CANARY-TAG'), 'Accepted')
    await assert.rejects(ask('NOT-SEEN'), { code: 'unavailable' })
    await assert.rejects(service.apiKeys.verifyApiKey({ secret: bootstrap }), { code: 'unavailable' })
    assert.ok(performance.now() - started < 2000, `took ${performance.now() - started} ms`)
    await world.line.heal()
    await until('PostgreSQL to be back', async () => (await ask('NOT-SEEN').catch(() => '')) === 'Invalid')
  })

  it('has the bootstrap key from the first start, and keys that it makes', async () => {
    // Stored as soon as PostgreSQL can be reached, not before the service is up.
    await until('the bootstrap key', async () => {
      const key = await service.apiKeys.verifyApiKey({ secret: bootstrap }).catch(() => undefined)
      return key?.tenant === 'default' && key.role === 'admin'
    })
    const { apiKey, secret } = await service.apiKeys.createApiKey({ tenant: 'default', name: 'App', role: 'viewer' })
    assert.equal((await service.apiKeys.verifyApiKey({ secret })).role, 'viewer')
    await service.apiKeys.revokeApiKey({ tenant: 'default', keyId: apiKey?.keyId ?? '' })
    await assert.rejects(service.apiKeys.verifyApiKey({ secret }), { code: 'unauthenticated' })
    const log = JSON.stringify(service.process.lines)
    assert.match(log, /api key created/)
    assert.match(log, /api key revoked/)
    assert.ok(!log.includes(secret.slice(-43)) && !log.includes(bootstrap))
  })

  it('hears at once of a token that another instance has blocked', async () => {
    const other = await world.start({ AUTHORIZATION_CACHE_TTL_MS: '3600000' })
    await put({ idToken: 'SHARED' })
    assert.equal(await ask('SHARED', {}, other), 'Accepted')
    await put({ idToken: 'SHARED', status: 'Blocked' })
    await until('the other instance to hear of it', async () => (await ask('SHARED', {}, other)) === 'Blocked')
    assert.equal(await other.process.stop(), 0)
  })

  it('is where it was after a kill, and answers unknown tokens as it is told', async () => {
    await service.process.stop('SIGKILL')
    service = await world.start({ AUTHORIZATION_BOOTSTRAP_API_KEY: bootstrap, AUTHORIZATION_UNKNOWN_TOKEN: 'accept' })
    assert.equal(await ask('SHARED'), 'Blocked')
    assert.equal(await ask('nobody'), 'Accepted')
    assert.equal((await service.apiKeys.verifyApiKey({ secret: bootstrap })).role, 'admin')
  })

  it('stops in order when it is asked to, with no error in its log', async () => {
    assert.equal(await service.process.stop(), 0)
    assert.deepEqual(
      service.process.lines.filter(line => line.level === 'error'),
      [],
    )
  })
})
