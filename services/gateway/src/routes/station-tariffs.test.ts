import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Tariff } from '@chargeplane/proto/billing/v1/billing'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import { startGateway, type TestGateway } from '../testing/gateway.ts'

const commands = '/v1/stations/CP-1/commands'

describe('our tariffs at stations', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway({
      owners: {
        tariffs: {
          async getTariff({ tariffId }) {
            const stepSize = tariffId === 'stepped' ? 1000 : 1
            const priceComponents = [{ type: 'ENERGY', price: '0.35', vat: '19', stepSize }]
            return Tariff.fromPartial({
              tariffId,
              version: 2,
              currency: 'EUR',
              elements: [{ priceComponents }],
              validFrom: '2026-01-01T00:00:00.000Z',
            })
          },
        },
        commands: {
          sendCommand: async () =>
            SendCommandResponse.fromPartial({ outcome: CommandOutcome.ANSWERED, response: '{"status":"Accepted"}' }),
        },
      },
    })
  })
  after(() => gateway.close())

  const said = {
    tariffId: 'day.2',
    currency: 'EUR',
    energy: { taxRates: [{ type: 'vat', tax: 19 }], prices: [{ priceKwh: 0.35 }] },
  }
  function sent(): unknown[] {
    const { request } = gateway.owners.asked.at(-1) ?? {}
    const { command } = request as {
      command: { value: { action: string; payload: string } }
    }
    return [command.value.action, JSON.parse(command.value.payload)]
  }

  it('I07: are set as the default, for every EVSE or one', async () => {
    assert.equal((await gateway.call('POST', `${commands}/default-tariff`, { tariffId: 'day' })).status, 200)
    const tariff = { ...said, validFrom: '2026-01-01T00:00:00.000Z' }
    assert.deepEqual(sent(), ['SetDefaultTariff', { evseId: 0, tariff }])
    await gateway.call('POST', `${commands}/default-tariff`, { tariffId: 'day', evseId: 2 })
    assert.deepEqual(sent(), ['SetDefaultTariff', { evseId: 2, tariff }])
  })

  it('I11: change that of a running transaction', async () => {
    const body = { tariffId: 'day', transactionId: 'tx-1' }
    assert.equal((await gateway.call('POST', `${commands}/transaction-tariff`, body)).status, 200)
    assert.deepEqual(sent(), ['ChangeTransactionTariff', { transactionId: 'tx-1', tariff: said }])
  })

  it('are refused where OCPP has no words for them, and nothing is sent', async () => {
    const { status, body } = await gateway.call('POST', `${commands}/default-tariff`, { tariffId: 'stepped' })
    assert.equal(status, 409)
    assert.match((body as { detail: string }).detail, /ENERGY in steps of 1000/)
    assert.equal(gateway.owners.asked.at(-1)?.method, 'GetTariff')
  })
})
