import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import type { OcppVersion } from '@chargeplane/ocpp'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { CertificateSigningRequested } from '@chargeplane/proto/ocpp/v1/security'
import { SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import { logger } from '@chargeplane/telemetry'
import type { Call } from '../commands/compose.ts'
import { certificateSigningRequested } from '../events/certificate-signing-requested.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { origin } from '../testing/origin.ts'
import { sessionsOf } from '../testing/sessions.ts'
import { deliverCertificates } from './deliver.ts'

const answered = (status: string) =>
  SendCommandResponse.fromPartial({ outcome: CommandOutcome.ANSWERED, response: JSON.stringify({ status }) })

let bench: Bench
let sent: Call[]
let version: OcppVersion
let answer: () => Promise<SendCommandResponse>
before(async () => {
  bench = await openBench()
  await bench.register('CP-1')
})
after(() => bench.close())
beforeEach(async () => {
  sent = []
  version = '2.1'
  answer = async () => answered('Accepted')
  await bench.database.query('DELETE FROM issued_certificates')
  await bench.database.query('DELETE FROM sessions')
})

const deliver = () =>
  deliverCertificates({
    database: bench.database,
    log: logger('test'),
    async sendNative(_address, compose) {
      sent.push(compose(version))
      return answer()
    },
  })

/** A certificate that was signed, and whose station was answered unless told otherwise. */
async function sign(requestId: number | null = 7, isAnswered = true): Promise<void> {
  await bench.database.query(
    `INSERT INTO issued_certificates (tenant, station_key, serial_number, certificate_type, request_id, csr_digest, fingerprint,
       subject, not_before, not_after, chain)
     VALUES ('default', 'cp-1', '0a', 'ChargingStationCertificate', $1, '', '', '', now(), now(), 'PEM')`,
    [requestId],
  )
  if (!isAnswered) return
  const event = CertificateSigningRequested.fromPartial({
    origin: origin(10, 2),
    status: 'Accepted',
    serialNumber: '0a',
  })
  await bench.receive(certificateSigningRequested, 'chargeplane.ocpp.v1.CertificateSigningRequested', event)
}

async function state() {
  const [row] = await bench.database.query<{ delivery: string; delivery_error: string; attempts: number }>(
    'SELECT delivery, delivery_error, attempts FROM issued_certificates',
  )
  return [row?.delivery, row?.delivery_error, row?.attempts]
}

const connect = (epoch: number) => sessionsOf(bench).connected(epoch, epoch - 9)

describe('deliverCertificates', () => {
  it('sends what was signed once the station was answered, with its type and request id (A02.FR.14, FR.25)', async () => {
    await connect(10)
    await sign(7, false)
    assert.equal(await deliver(), 0)
    await bench.database.query('DELETE FROM issued_certificates')
    await sign(7)
    assert.equal(await deliver(), 1)
    const [{ action, payload } = { action: '', payload: '{}' }] = sent
    assert.equal(action, 'CertificateSigned')
    assert.deepEqual(JSON.parse(payload), {
      certificateChain: 'PEM',
      certificateType: 'ChargingStationCertificate',
      requestId: 7,
    })
    assert.deepEqual(await state(), ['installed', '', 1])
    assert.equal(await deliver(), 0)
  })

  it('says only what the version has', async () => {
    await connect(10)
    await sign()
    version = '2.0.1'
    answer = async () => Promise.reject(fail('unavailable', 'no'))
    await deliver()
    await connect(11)
    version = '1.6'
    await deliver()
    assert.deepEqual(
      sent.map(({ payload }) => JSON.parse(payload)),
      [{ certificateChain: 'PEM', certificateType: 'ChargingStationCertificate' }, { certificateChain: 'PEM' }],
    )
  })

  it('does not send again what the station has rejected (A02.FR.07)', async () => {
    await connect(10)
    await sign()
    answer = async () => answered('Rejected')
    await deliver()
    assert.deepEqual(await state(), ['rejected', 'Rejected', 1])
    await connect(11)
    assert.equal(await deliver(), 0)
  })

  it('waits for a station that is away, and tries again in its next session', async () => {
    await sign()
    assert.equal(await deliver(), 0)
    await connect(10)
    answer = async () => SendCommandResponse.fromPartial({ outcome: CommandOutcome.TIMEOUT })
    assert.equal(await deliver(), 1)
    assert.deepEqual(await state(), ['waiting', 'no answer', 1])
    assert.equal(await deliver(), 0, 'not at once')
    await connect(11)
    answer = async () => answered('Accepted')
    assert.equal(await deliver(), 1)
    assert.deepEqual(await state(), ['installed', '', 2])
  })

  it('tries again in the same session after a while, and gives up in the end', async () => {
    await connect(10)
    await sign()
    answer = async () =>
      SendCommandResponse.fromPartial({
        outcome: CommandOutcome.ERROR,
        errorCode: 'InternalError',
        errorDescription: 'no',
      })
    for (let attempt = 0; attempt < 8; attempt++) {
      await bench.database.query('UPDATE issued_certificates SET next_attempt_at = now()')
      assert.equal(await deliver(), 1)
    }
    assert.deepEqual(await state(), ['failed', 'InternalError no', 8])
  })

  it('gives up what the station can not be sent', async () => {
    await connect(10)
    await sign()
    answer = async () => Promise.reject(fail('not_supported', 'no such action in its version'))
    await deliver()
    assert.deepEqual(await state(), ['failed', 'no such action in its version', 1])
  })

  it('leaves a request that was repeated meanwhile to the delivery that it began', async () => {
    await connect(10)
    await sign()
    answer = async () => {
      await bench.database.query("UPDATE issued_certificates SET delivery = 'signed', attempts = 0")
      return answered('Accepted')
    }
    await deliver()
    assert.deepEqual(await state(), ['signed', '', 0])
  })
})
