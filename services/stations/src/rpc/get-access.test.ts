import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Bench, openBench } from '../testing/bench.ts'
import { getAccess, type UnknownPolicy } from './get-access.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
  await bench.register('CP-1')
  await bench.register('CP-R', { registration: 'Rejected' })
})
after(() => bench.close())

const ask = (stationId: string, policy: UnknownPolicy = 'reject', tenant = 'default') =>
  getAccess(bench.access, policy)({ tenant, stationId })

describe('getAccess', () => {
  it('admits a registered station by its password, under its registered spelling', async () => {
    const access = await ask('cp-1')
    assert.deepEqual([access.known, access.admitted, access.stationId], [true, true, 'CP-1'])
    assert.match(access.passwordVerifier, /^sha256\$[0-9a-f]{32}\$[0-9a-f]{64}$/)
    assert.equal(access.registrationStatus, '')
  })

  it('tells what the station said it is at its last boot, and whether it is strict', async () => {
    await bench.register('CP-V')
    const before = await ask('CP-V')
    assert.deepEqual([before.vendor, before.model, before.firmwareVersion, before.strict], ['', '', '', false])
    await bench.register('CP-W')
    await bench.database.query(`UPDATE stations SET strict = true WHERE station_key = 'cp-w'`)
    await bench.database.query(
      `INSERT INTO station_facts (tenant, station_key, epoch, epoch_since, last_seen_at, vendor, model, firmware_version)
       VALUES ('default', 'cp-w', 1, now(), now(), 'ABB', 'Terra', '1.8')`,
    )
    const { vendor, model, firmwareVersion, strict } = await ask('CP-W')
    assert.deepEqual([vendor, model, firmwareVersion, strict], ['ABB', 'Terra', '1.8', true])
  })

  it('admits a station whose boots are rejected: it has to hear that from someone', async () => {
    assert.equal((await ask('CP-R')).admitted, true)
  })

  it('lets a stranger in by the policy only, never with a password', async () => {
    const verdicts = await Promise.all((['reject', 'pending', 'accept'] as const).map(policy => ask('CP-X', policy)))
    assert.deepEqual(
      verdicts.map(({ known, admitted, passwordVerifier, stationId }) => [
        known,
        admitted,
        passwordVerifier,
        stationId,
      ]),
      [
        [false, false, '', 'CP-X'],
        [false, true, '', 'CP-X'],
        [false, true, '', 'CP-X'],
      ],
    )
  })

  it('knows nothing of another tenant’s station', async () => {
    assert.equal((await ask('CP-1', 'reject', 'other')).known, false)
  })

  it('refuses an identity that no station can have', async () => {
    await assert.rejects(ask('a/b'), { code: 'invalid_argument', field: 'stationId' })
    await assert.rejects(ask('CP-1', 'accept', ''), { code: 'invalid_argument', field: 'tenant' })
  })
})
