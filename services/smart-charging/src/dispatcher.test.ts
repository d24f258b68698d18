import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { deliver, until } from '@chargeplane/service/testing'
import { stationConnected } from './events/station-connected.ts'
import { stationDisconnected } from './events/station-disconnected.ts'
import { transactionEnded } from './events/transaction-ended.ts'
import { transactionStarted } from './events/transaction-started.ts'
import { loadMembers, markDue } from './members.ts'
import { oweProfile } from './owed-profiles.ts'
import { putSite } from './rpc/put-site.ts'
import { origin } from './testing/origin.ts'
import { type Rig, startRig } from './testing/rig.ts'

describe('the dispatcher', () => {
  let rig: Rig
  let epoch = 1n
  before(async () => {
    rig = await startRig({ dispatch: true })
  })
  after(() => rig.close())
  beforeEach(async () => {
    rig.sent.length = 0
    for (const id of ['A', 'B', 'C']) await connect(id)
    await put(30, ['A', 'B', 'C'])
    const told = async () => (await loadMembers(rig.database, 'default', 'S')).every(m => m.acceptedDefaultA === 6)
    // A station that the test before let go unanswered is asked again after a while.
    await until('the defaults to be accepted', told, 60_000)
  })
  afterEach(async () => {
    for (const id of ['A', 'B', 'C']) rig.behave(id, 'Accepted')
    await rig.database.query('DELETE FROM sites')
    await rig.database.query('DELETE FROM open_transactions')
  })

  const put = async (limitA: number, stations: string[], siteId = 'S'): Promise<void> => {
    const members = stations.map(stationId => ({ stationId, evseId: 1, maxA: 32, committedA: 0, transactionId: '' }))
    const site = {
      tenant: 'default',
      siteId,
      name: '',
      limitA,
      defaultA: 0,
      members,
      updatedAt: '',
      bidirectional: false,
    }
    await putSite(rig.database, { site }, rig.dispatcher.poke)
  }
  const connect = (stationId: string): Promise<void> =>
    deliver(
      rig.database,
      stationConnected(() => undefined),
      'chargeplane.ocpp.v1.StationConnected',
      {
        origin: origin(stationId, ++epoch),
        remoteAddress: '',
        ocppVersion: '1.6',
        securityProfile: 1,
      },
    )
  const disconnect = (stationId: string, at = epoch): Promise<void> =>
    deliver(
      rig.database,
      stationDisconnected(() => undefined),
      'chargeplane.ocpp.v1.StationDisconnected',
      {
        origin: origin(stationId, at),
        reason: 'closed',
        code: 1000,
      },
    )
  const transaction = (stationId: string) => ({
    tenant: 'default',
    stationId,
    transactionId: `tx-${stationId}`,
    evseId: 1,
    connectorId: 1,
    idTokenHash: '',
  })
  const start = (stationId: string): Promise<void> =>
    deliver(rig.database, transactionStarted, 'chargeplane.transactions.v1.TransactionStarted', {
      ...transaction(stationId),
      startedAt: new Date().toISOString(),
    })
  const end = (stationId: string): Promise<void> =>
    deliver(rig.database, transactionEnded, 'chargeplane.transactions.v1.TransactionEnded', {
      ...transaction(stationId),
      startedAt: new Date().toISOString(),
      endedAt: new Date().toISOString(),
      energyWh: '0',
      stoppedReason: '',
      periods: [],
      reviewReason: '',
    })
  async function committed(amps: number[]): Promise<void> {
    let seen: number[] = []
    const settled = async (): Promise<boolean> => {
      seen = (await loadMembers(rig.database, 'default', 'S')).map(m => m.committedA)
      return String(seen) === String(amps)
    }
    await until(`committed currents ${amps}`, settled).catch(error => {
      throw new Error(`${error}, seen ${seen}`)
    })
  }

  it('gives every station its default first', () => {
    const defaults = rig.sent
      .filter(l => l.transactionId === '')
      .map(l => [l.stationId, l.limitA, l.profileId, l.stackLevel])
    assert.deepEqual(defaults.sort(), [
      ['A', 6, 1_001, 0],
      ['B', 6, 1_001, 0],
      ['C', 6, 1_001, 0],
    ])
  })

  it('shares the limit as cars come and go', async () => {
    await start('A')
    await committed([18, 6, 6])
    await start('B')
    await committed([12, 12, 6])
    await end('A')
    await committed([6, 18, 6])
  })

  it('lowers before it raises', async () => {
    await start('A')
    await committed([18, 6, 6])
    // What is committed is written before it is sent.
    await until('A to be told', () => rig.sent.some(l => l.stationId === 'A' && l.limitA === 18))
    rig.sent.length = 0
    await start('B')
    await committed([12, 12, 6])
    await until('both limits to be sent', () => rig.sent.length >= 2)
    assert.deepEqual(
      rig.sent.map(l => [l.stationId, l.limitA]),
      [
        ['A', 12],
        ['B', 12],
      ],
    )
  })

  it('does not raise anyone while a station does not answer to being lowered', async () => {
    await start('A')
    await committed([18, 6, 6])
    rig.behave('A', 'timeout')
    await start('B')
    await until('A to be asked', () => rig.sent.some(l => l.stationId === 'A' && l.limitA === 12))
    await until('B to be told its share', () => rig.sent.some(l => l.stationId === 'B' && l.transactionId !== ''))
    await committed([18, 6, 6])
    rig.behave('A', 'Accepted')
    await committed([12, 12, 6])
  })

  it('leaves an offline station what it accepted, and counts it', async () => {
    await start('A')
    await committed([18, 6, 6])
    await disconnect('A')
    await start('B')
    await start('C')
    await committed([18, 6, 6])
    await connect('A')
    await committed([10, 10, 10])
  })

  it('counts a station that refuses its default with all it can draw', async () => {
    await rig.database.query('DELETE FROM sites')
    rig.behave('C', 'Rejected')
    await put(60, ['A', 'B', 'C'])
    await committed([6, 6, 32])
    await start('A')
    await committed([22, 6, 32])
  })

  it('ignores the word of a session that has been replaced', async () => {
    const old = epoch - 10n
    await disconnect('A', old)
    const [a] = await loadMembers(rig.database, 'default', 'S')
    assert.equal(a?.connected, true)
  })

  it('opens nothing for a start that comes after its end', async () => {
    await end('B')
    await start('B')
    assert.ok((await loadMembers(rig.database, 'default', 'S')).every(m => m.transactionId === null))
  })

  it('sends a profile that an EV was promised, though its limit stays, until one is accepted', async () => {
    await start('A')
    await committed([18, 6, 6])
    await until('A to be told', () => rig.sent.some(l => l.stationId === 'A' && l.limitA === 18))
    rig.sent.length = 0
    rig.behave('A', 'Rejected')
    await rig.database.transaction(async tx => {
      await oweProfile(tx, 'default', 'A', 1)
      await markDue(tx, 'default', 'A')
    })
    const told = () => rig.sent.filter(l => l.stationId === 'A' && l.limitA === 18).length
    await until('A to be told again', () => told() > 0)
    rig.behave('A', 'Accepted')
    const owed = async () => (await loadMembers(rig.database, 'default', 'S')).map(m => m.profilesOwed)
    await until('nothing to be owed', async () => String(await owed()) === '0,0,0')
    assert.ok(told() > 1)
  })

  it('brings the site under a lower limit', async () => {
    await start('A')
    await committed([18, 6, 6])
    await put(15, ['A', 'B', 'C'])
    await committed([5, 5, 5])
  })

  it('plans other sites while a station of one takes its time', async () => {
    rig.behave('C', 'slow')
    await put(30, ['A', 'B'])
    await connect('C')
    await put(20, ['C'], 'T')
    await until('C to be asked', () => rig.sent.filter(l => l.stationId === 'C').length > 1)
    await start('A')
    await committed([24, 6])
    rig.behave('C', 'Accepted')
    const told = async () => (await loadMembers(rig.database, 'default', 'T'))[0]?.acceptedDefaultA === 6
    await until('the slow one to have its default', told)
  })

  it('keeps to a limit that was lowered while a plan was being carried out', async () => {
    rig.behave('A', 'slow')
    await start('A')
    await until('A to be asked for the share of the old limit', () => rig.sent.some(l => l.limitA === 18))
    await put(15, ['A', 'B', 'C'])
    rig.sent.length = 0
    rig.behave('A', 'Accepted')
    await committed([5, 5, 5])
    assert.ok(
      rig.sent.every(l => l.limitA <= 15),
      JSON.stringify(rig.sent),
    )
  })

  it('comes back to a site whose plan failed half-way', async () => {
    await rig.database.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$`,
    )
    await rig.database.query(
      'CREATE TRIGGER refuse BEFORE UPDATE OF committed_a ON site_members FOR EACH ROW WHEN (new.sending_a IS NOT NULL) EXECUTE FUNCTION refuse()',
    )
    await start('A')
    const givenUp = async () => (await rig.database.query('SELECT FROM sites WHERE claimed_until > now()')).length === 1
    await until('the site to be worked on', givenUp)
    await rig.database.query('DROP FUNCTION refuse CASCADE')
    // Long before a claim of 10 s would have run out.
    await committed([18, 6, 6])
  })
})
