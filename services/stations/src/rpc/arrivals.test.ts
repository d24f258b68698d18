import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { BootRequest } from '@chargeplane/proto/stations/v1/stations'
import { createTurns } from '@chargeplane/rpc'
import { type Bench, openBench } from '../testing/bench.ts'
import { arrivals } from './arrivals.ts'

const names = ['CP-1', 'CP-2', 'CP-3', 'CP-4']
const tenant = 'default'

describe('arrivals', () => {
  let bench: Bench
  let methods: ReturnType<typeof arrivals>
  const call = { signal: new AbortController().signal }

  before(async () => {
    bench = await openBench()
    for (const name of names) await bench.register(name, { registration: name === 'CP-3' ? 'Rejected' : '' })
    methods = arrivals({
      ...bench,
      poke() {},
      unknownPolicy: 'reject',
      heartbeatIntervalS: 300,
      pendingIntervalS: 60,
      turns: createTurns(100, 1000),
      random: () => 0.5,
    })
  })
  after(() => bench.close())

  it('tells of each station of a batch what it tells of it alone, and what is wrong with one of that one only', async () => {
    const requests = ['cp-1', 'nobody', '', 'cp-4'].map(stationId => ({ tenant, stationId }))
    const { answers } = await methods.batchGetAccess({ requests }, call)
    assert.deepEqual(answers[0]?.answer, await methods.getAccess({ tenant, stationId: 'cp-1' }, call))
    assert.deepEqual(
      answers.map(({ answer, failure }) => [answer?.stationId, answer?.known, failure?.code]),
      [
        ['CP-1', true, undefined],
        ['nobody', false, undefined],
        [undefined, undefined, 'invalid_argument'],
        ['CP-4', true, undefined],
      ],
    )
  })

  it('decides the boots of a batch each by its station, and stores what it decides', async () => {
    const requests = [...names, 'nobody'].map(stationId => BootRequest.fromPartial({ tenant, stationId }))
    const { answers } = await methods.batchBoot({ requests }, call)
    assert.deepEqual(
      answers.map(({ answer }) => answer?.status),
      ['Accepted', 'Accepted', 'Rejected', 'Accepted', 'Rejected'],
    )
    assert.deepEqual(
      await Promise.all(names.map(async stationId => (await bench.access.read({ tenant, stationId }))?.bootStatus)),
      ['Accepted', 'Accepted', 'Rejected', 'Accepted'],
    )
  })
})
