import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testSession } from '../testing/session.ts'
import { until } from '../testing/until.ts'
import { createFarewells, type Farewell } from './farewells.ts'

/** Each farewell takes a millisecond of a clock that else stands still. */
function setUp() {
  const clock = { nowMs: 1000 }
  const said: string[] = []
  const farewells = createFarewells({
    say({ session }) {
      said.push(session.station)
      clock.nowMs += 1
    },
    nowMs: () => clock.nowMs,
  })
  return { clock, said, farewells }
}

const farewell = (station: string): Farewell => ({
  session: testSession({ station }).session,
  reason: 'closed',
  code: 1006,
})
const names = (count: number) => Array.from({ length: count }, (_, i) => `CP-${i}`)

describe('createFarewells', () => {
  it('says a few at once, and the others in slices, in their order', async () => {
    const { clock, said, farewells } = setUp()
    for (const name of names(20)) farewells.put(farewell(name))
    assert.deepEqual(said, names(8))
    clock.nowMs += 16
    await until('the next slice', () => said.length === 16)
    clock.nowMs += 16
    await until('all are said', () => said.length === 20)
    assert.deepEqual(said, names(20))
  })

  it('says that of a station that is back before the others', () => {
    const { said, farewells } = setUp()
    for (const name of names(11)) farewells.put(farewell(name))
    farewells.hasten('default/CP-10')
    farewells.hasten('default/CP-10')
    farewells.hasten('default/CP-1')
    assert.deepEqual(said, [...names(8), 'CP-10'])
    farewells.flush()
    assert.deepEqual(said, [...names(8), 'CP-10', 'CP-8', 'CP-9'])
  })

  it('forgets nothing when a station ends twice', () => {
    const { said, farewells } = setUp()
    for (const name of names(9)) farewells.put(farewell(name))
    farewells.put(farewell('CP-8'))
    farewells.flush()
    assert.equal(said.filter(name => name === 'CP-8').length, 2)
  })
})
