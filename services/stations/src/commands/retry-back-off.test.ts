import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import { logger } from '@chargeplane/telemetry'
import { type Bench, openBench } from '../testing/bench.ts'
import { sessionsOf } from '../testing/sessions.ts'
import type { Call } from './compose.ts'
import { startBackOffs, tellBackOffs } from './retry-back-off.ts'

const wanted = { waitMinimumS: 10, randomRangeS: 60, repeatTimes: 4 }

interface Datum {
  variable: { name: string }
  attributeValue?: string
}

/** What a station keeps of the variables, and what it answers. */
let kept: Record<string, string>
let status: string
let sent: Call[]
let fails: Error | undefined
let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())
beforeEach(async () => {
  kept = {}
  status = 'Accepted'
  sent = []
  fails = undefined
  for (const table of ['stations', 'sessions', 'retry_back_offs']) await bench.database.query(`DELETE FROM ${table}`)
  await bench.register('CP-1')
  await bench.database.query("UPDATE stations SET boot_status = 'Accepted'")
})

function answerOf({ action, payload }: Call): object {
  const data: Record<string, Datum[]> = JSON.parse(payload)
  if (action === 'SetVariables') {
    const set = data.setVariableData ?? []
    if (status === 'Accepted')
      for (const { variable, attributeValue } of set) kept[variable.name] = attributeValue ?? ''
    return { setVariableResult: set.map(({ variable }) => ({ variable, attributeStatus: status })) }
  }
  return {
    getVariableResult: (data.getVariableData ?? []).map(({ variable }) => ({
      variable,
      attributeStatus: 'Accepted',
      attributeValue: kept[variable.name],
    })),
  }
}

const needs = (more = {}) => ({
  database: bench.database,
  log: logger('test'),
  wanted,
  async sendNative(_address: object, compose: (version: '2.0.1') => Call) {
    const call = compose('2.0.1')
    sent.push(call)
    if (fails !== undefined) throw fails
    return SendCommandResponse.fromPartial({
      outcome: CommandOutcome.ANSWERED,
      response: JSON.stringify(answerOf(call)),
    })
  },
  ...more,
})

const connect = (epoch: number, version = '2.0.1') => sessionsOf(bench, true).connected(epoch, epoch, version)
async function state() {
  const [row] = await bench.database.query<{ state: string; detail: string }>(
    'SELECT state, detail FROM retry_back_offs',
  )
  return [row?.state, row?.detail]
}

describe('promise 42: stations of OCPP 2.x are given their back-off for reconnecting', () => {
  it('sets the three variables and reads them back, once', async () => {
    await connect(10)
    assert.equal(await tellBackOffs(needs()), 1)
    assert.deepEqual(
      sent.map(({ action }) => action),
      ['SetVariables', 'GetVariables'],
    )
    assert.deepEqual(kept, {
      RetryBackOffWaitMinimum: '10',
      RetryBackOffRandomRange: '60',
      RetryBackOffRepeatTimes: '4',
    })
    assert.deepEqual(await state(), ['set', ''])
    await connect(11)
    assert.equal(await tellBackOffs(needs()), 0)
  })

  it('tells nobody of 1.6, nobody before its boot was accepted, and nobody who is away', async () => {
    await connect(10, '1.6')
    assert.equal(await tellBackOffs(needs()), 0)
    await connect(11)
    await bench.database.query("UPDATE stations SET boot_status = 'Pending'")
    assert.equal(await tellBackOffs(needs()), 0)
    await bench.database.query("UPDATE stations SET boot_status = 'Accepted'")
    await sessionsOf(bench).disconnected(11, 12)
    assert.equal(await tellBackOffs(needs()), 0)
    assert.deepEqual(sent, [])
  })

  it('leaves a station alone that refuses, or keeps another value, and says which', async () => {
    await connect(10)
    status = 'UnknownVariable'
    await tellBackOffs(needs())
    assert.deepEqual(await state(), ['refused', 'RetryBackOffWaitMinimum: UnknownVariable'])
    await connect(11)
    assert.equal(await tellBackOffs(needs()), 0)

    await bench.database.query('DELETE FROM retry_back_offs')
    await connect(12)
    const stubborn = { ...needs(), wanted: { ...wanted, repeatTimes: 9 } }
    kept = { RetryBackOffRepeatTimes: '3' }
    status = 'Accepted'
    const keeping = {
      ...stubborn,
      sendNative: (address: object, compose: (version: '2.0.1') => Call) => {
        const answered = stubborn.sendNative(address, compose)
        kept.RetryBackOffRepeatTimes = '3'
        return answered
      },
    }
    await tellBackOffs(keeping)
    assert.deepEqual(await state(), ['refused', 'RetryBackOffRepeatTimes is 3'])
  })

  it('tries again in the next session when the station was gone, and later in the same one', async () => {
    await connect(10)
    fails = fail('failed_precondition', 'it is not connected')
    assert.equal(await tellBackOffs(needs()), 1)
    assert.deepEqual(await state(), ['waiting', 'it is not connected'])
    assert.equal(await tellBackOffs(needs()), 0, 'not at once')
    fails = undefined
    await connect(11)
    assert.equal(await tellBackOffs(needs()), 1)
    assert.deepEqual(await state(), ['set', ''])
  })

  it('tells those, too, who came while nobody was to be told', async () => {
    await sessionsOf(bench).connected(10, 10, '2.0.1')
    assert.deepEqual(await state(), [undefined, undefined], 'and writes nothing for them until then')
    const told = Promise.withResolvers<void>()
    const noticing = needs()
    const running = startBackOffs(
      {
        ...noticing,
        async sendNative(address: object, compose: (version: '2.0.1') => Call) {
          const answer = await noticing.sendNative(address, compose)
          if (sent.length === 2) told.resolve()
          return answer
        },
      },
      5,
    )
    await told.promise
    await running.close()
    assert.deepEqual(await state(), ['set', ''])
  })

  it('gives other values to all when the settings were changed', async () => {
    await connect(10)
    await tellBackOffs(needs())
    const told = Promise.withResolvers<void>()
    const changed = needs({ wanted: { ...wanted, waitMinimumS: 20 } })
    const running = startBackOffs(
      {
        ...changed,
        async sendNative(address: object, compose: (version: '2.0.1') => Call) {
          const answer = await changed.sendNative(address, compose)
          if (sent.at(-1)?.action === 'GetVariables') told.resolve()
          return answer
        },
      },
      5,
    )
    await told.promise
    await running.close()
    assert.equal(kept.RetryBackOffWaitMinimum, '20')
    assert.deepEqual(await state(), ['set', ''])
  })
})
