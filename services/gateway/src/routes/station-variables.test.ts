import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VariableReport } from '@chargeplane/proto/ocpp/v1/stations'
import { startGateway } from '../testing/gateway.ts'

describe('variables of a station', () => {
  it('are listed page by page, each list with cursors of its own', async () => {
    const variables = [
      VariableReport.fromPartial({
        component: 'OCPPCommCtrlr',
        variable: 'HeartbeatInterval',
        attribute: 'Actual',
        value: '300',
        mutability: 'ReadWrite',
      }),
      VariableReport.fromPartial({
        component: 'EVSE',
        evseId: 1,
        variable: 'Power',
        attribute: 'MaxSet',
        value: '11000',
      }),
    ]
    await using gateway = await startGateway({
      owners: { stations: { listVariables: async () => ({ variables, nextPageToken: 'next' }) } },
    })
    const { body } = await gateway.call('GET', '/v1/stations/CP-1/variables?component=EVSE&limit=2')
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), {
      request: { tenant: 'acme', stationId: 'CP-1', component: 'EVSE', pageSize: 2 },
    })
    const { items, nextCursor } = body as { items: unknown[]; nextCursor: string }
    assert.deepEqual(items, [
      {
        component: 'OCPPCommCtrlr',
        variable: 'HeartbeatInterval',
        attribute: 'Actual',
        value: '300',
        mutability: 'ReadWrite',
      },
      { component: 'EVSE', evseId: 1, variable: 'Power', attribute: 'MaxSet', value: '11000' },
    ])
    assert.equal((await gateway.call('GET', `/v1/stations/CP-1/variables?cursor=${nextCursor}`)).status, 200)
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), { request: { pageToken: 'next' } })
    assert.equal((await gateway.call('GET', `/v1/stations/CP-2/variables?cursor=${nextCursor}`)).status, 400)
  })
})
