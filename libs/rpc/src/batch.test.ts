import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Failure, fail } from '@chargeplane/failure'
import { answerEach, type BatchAnswer, gatherQuestions } from './batch.ts'

const double = async (n: number) => {
  if (n < 0) throw fail('not_found', `no ${n}`, { field: 'n' })
  return n * 2
}

/** Every call hangs until it is let go; `sizes`: questions of each call. */
function setUp(
  options: { askAll?: (questions: number[]) => Promise<BatchAnswer<number>[]>; deadlineMs?: number } = {},
) {
  const sizes: number[] = []
  const gates: (() => void)[] = []
  const gate = () => new Promise<void>(resolve => gates.push(resolve))
  const ask = gatherQuestions<number, number>({
    deadlineMs: options.deadlineMs ?? 5000,
    async ask(n) {
      sizes.push(1)
      await gate()
      return double(n)
    },
    async askAll(questions) {
      sizes.push(questions.length)
      await gate()
      return options.askAll?.(questions) ?? answerEach(questions, double)
    },
  })
  const letGo = async () => {
    for (const open of gates.splice(0)) open()
    await new Promise(resolve => setImmediate(resolve))
  }
  return { ask, sizes, letGo }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 1))
}

const upTo = (count: number, first = 0) => Array.from({ length: count }, (_, i) => first + i)

describe('gatherQuestions', () => {
  it('asks at once while nothing is on its way, and then together with others', async () => {
    const { ask, sizes, letGo } = setUp()
    const answers = Promise.all(upTo(10).map(ask))
    assert.deepEqual(sizes, [1])
    await letGo()
    assert.deepEqual(sizes, [1, 9])
    await letGo()
    assert.deepEqual(
      await answers,
      upTo(10).map(n => n * 2),
    )
  })

  it('sends no more than a hundred at once', async () => {
    const { ask, sizes, letGo } = setUp()
    const answers = Promise.all(upTo(251).map(ask))
    await letGo()
    await letGo()
    assert.deepEqual(sizes, [1, 100, 100, 50])
    assert.equal((await answers).at(-1), 500)
  })

  it('gives each its own failure, as it was', async () => {
    const { ask, letGo } = setUp()
    const answers = Promise.allSettled([0, 1, 2, 3, 4, -5, 6].map(ask))
    await letGo()
    await letGo()
    const [, , , , fifth, sixth, seventh] = await answers
    assert.deepEqual(
      [fifth, seventh],
      [
        { status: 'fulfilled', value: 8 },
        { status: 'fulfilled', value: 12 },
      ],
    )
    const { code, message, field } = (sixth as PromiseRejectedResult).reason as Failure
    assert.deepEqual([code, message, field], ['not_found', 'no -5', 'n'])
  })

  it('fails all of a batch that failed, and goes on', async () => {
    const { ask, letGo } = setUp({ askAll: () => Promise.reject(fail('unavailable', 'away')) })
    const answers = Promise.allSettled(upTo(6).map(ask))
    await letGo()
    await letGo()
    assert.deepEqual(
      (await answers).map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected', 'rejected', 'rejected', 'rejected'],
    )
    const again = ask(7)
    await letGo()
    assert.equal(await again, 14)
  })

  it('asks one by one whom knows nothing of batches', async () => {
    const { ask, sizes, letGo } = setUp({ askAll: () => Promise.reject(fail('not_implemented', 'what?')) })
    const answers = Promise.all(upTo(6).map(ask))
    for (let i = 0; i < 3; i++) await letGo()
    assert.deepEqual(sizes, [1, 5, 1, 1, 1, 1, 1])
    assert.equal((await answers).at(-1), 10)
  })

  it('calls an answer that is missing what it is', async () => {
    const { ask, letGo } = setUp({ askAll: async () => [] })
    const answers = Promise.allSettled(upTo(6).map(ask))
    await letGo()
    await letGo()
    assert.equal(((await answers)[5] as PromiseRejectedResult).reason.code, 'internal')
  })

  it('lets nobody wait past the deadline, and does not ask what nobody waits for', async () => {
    const { ask, sizes, letGo } = setUp({ deadlineMs: 40 })
    const answers = await Promise.allSettled(upTo(306).map(ask))
    for (const answer of answers) assert.equal((answer as PromiseRejectedResult).reason.code, 'deadline_exceeded')
    await letGo()
    assert.deepEqual(sizes, [1, 100, 100, 100])
  })

  it('does not wait for a call that does not come back', async () => {
    const { ask, sizes, letGo } = setUp()
    const first = ask(0)
    const others = Promise.all(upTo(5, 1).map(ask))
    await until(() => sizes.length === 2)
    assert.deepEqual(sizes, [1, 5])
    await letGo()
    assert.deepEqual([await first, ...(await others)], [0, 2, 4, 6, 8, 10])
  })
})

describe('answerEach', () => {
  it('answers each, in their order', async () => {
    assert.deepEqual(await answerEach([1, -1, 2], double), [
      { answer: 2, failure: undefined },
      { answer: undefined, failure: { code: 'not_found', message: 'no -1', field: 'n' } },
      { answer: 4, failure: undefined },
    ])
  })

  it('tells nobody what nobody foresaw', async () => {
    const [told] = await answerEach([1], () => Promise.reject(new Error('password=hunter2')))
    assert.equal(told?.failure?.code, 'internal')
    assert.doesNotMatch(told?.failure?.message ?? '', /hunter2/)
  })

  it('refuses a thousand and one', async () => {
    await assert.rejects(answerEach(upTo(1001), double), { code: 'invalid_argument', field: 'requests' })
  })
})
