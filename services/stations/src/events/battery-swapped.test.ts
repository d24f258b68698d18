import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { BatterySwapped, type SwappedBattery } from '@chargeplane/proto/ocpp/v1/battery'
import { listBatterySwaps } from '../rpc/list-battery-swaps.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { minute, origin } from '../testing/origin.ts'
import { batterySwapped } from './battery-swapped.ts'

const battery = (serialNumber: string): SwappedBattery => ({
  evseId: 1,
  serialNumber,
  socPercent: 12.5,
  sohPercent: 98,
  producedAt: '',
  vendorInfo: '',
})

describe('batterySwapped', () => {
  let bench: Bench
  before(async () => {
    bench = await openBench()
    for (const id of ['CP-1', 'CP-2']) await bench.register(id)
  })
  after(() => bench.close())

  const told = (station: string, sequence: number, requestId: bigint, kind: string, batteries: SwappedBattery[]) =>
    bench.receive(
      batterySwapped,
      'chargeplane.ocpp.v1.BatterySwapped',
      BatterySwapped.fromPartial({
        origin: origin(10, sequence, sequence, station),
        kind,
        requestId,
        idToken: { hash: 'h', type: 'ISO14443' },
        batteries,
      }),
    )
  const swapsOf = async (stationId: string, pageSize = 0, pageToken = '') =>
    listBatterySwaps(bench.database)({ tenant: 'default', stationId, pageSize, pageToken })

  it('S03: puts in and out together by their request, whatever a resend repeats', async () => {
    await told('CP-1', 1, 42n, 'BatteryIn', [battery('A')])
    await told('CP-1', 2, 42n, 'BatteryOut', [battery('B'), battery('C')])
    await told('CP-1', 3, 42n, 'BatteryIn', [battery('A')])
    await told('CP-1', 4, 43n, 'BatteryIn', [battery('D')])
    await told('CP-1', 5, 43n, 'BatteryOutTimeout', [battery('E')])
    await told('CP-1', 6, 44n, 'BatteryLost', [])
    const { batterySwaps } = await swapsOf('CP-1')
    assert.deepEqual(batterySwaps, [
      {
        requestId: 43n,
        idTokenHash: 'h',
        batteriesIn: [battery('D')],
        batteriesOut: [battery('E')],
        inAt: minute(4),
        outAt: '',
        timedOutAt: minute(5),
      },
      {
        requestId: 42n,
        idTokenHash: 'h',
        batteriesIn: [battery('A')],
        batteriesOut: [battery('B'), battery('C')],
        inAt: minute(1),
        outAt: minute(2),
        timedOutAt: '',
      },
    ])
    const first = await swapsOf('CP-1', 1)
    assert.deepEqual((await swapsOf('CP-1', 1, first.nextPageToken)).batterySwaps, batterySwaps.slice(1))
  })

  it('S03: may begin with what comes out', async () => {
    await told('CP-2', 1, 7n, 'BatteryOut', [battery('B')])
    await told('CP-2', 2, 7n, 'BatteryIn', [battery('A')])
    assert.partialDeepStrictEqual((await swapsOf('CP-2')).batterySwaps, [
      { batteriesIn: [battery('A')], batteriesOut: [battery('B')] },
    ])
    await assert.rejects(swapsOf('CP-9'), { code: 'not_found' })
  })
})
