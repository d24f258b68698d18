import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import { CommandCompleted, CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { deliver } from '@chargeplane/service/testing'
import { migrations } from './migrations.ts'
import { onCommandCompleted } from './on-command-completed.ts'
import { getTransaction } from './rpc/get-transaction.ts'
import { deliveryTo } from './testing/deliver.ts'
import { at, session2x } from './testing/messages.ts'

const about = { tenant: 'acme', subject: 'S1' }

describe('the answer to GetTransactionStatus (E14)', () => {
  let schema: TestSchema
  before(async () => {
    schema = await createTestSchema(migrations)
    await deliveryTo(schema.database)(...session2x('S1').slice(0, 3))
  })
  after(() => schema.drop())

  const completed = (
    minutes: number,
    request: object,
    response: object,
    more: Partial<CommandCompleted> = {},
    of = about,
  ) =>
    deliver(
      schema.database,
      onCommandCompleted,
      'chargeplane.ocpp.v1.CommandCompleted',
      CommandCompleted.fromPartial({
        origin: { action: 'GetTransactionStatus' },
        outcome: CommandOutcome.ANSWERED,
        request: JSON.stringify(request),
        response: JSON.stringify(response),
        sentAt: at(minutes),
        ...more,
      }),
      of,
    )
  const word = async () =>
    (await getTransaction(schema.database)({ tenant: 'acme', stationId: 'S1', transactionId: 'tx-2x' })).stationWord

  it('is kept by its transaction, the newest of them', async () => {
    assert.equal(await word(), undefined)
    await completed(10, { transactionId: 'tx-2x' }, { ongoingIndicator: true, messagesInQueue: true })
    assert.deepEqual(await word(), { ongoing: true, messagesInQueue: true, askedAt: at(10) })
    await completed(9, { transactionId: 'tx-2x' }, { ongoingIndicator: false, messagesInQueue: false })
    assert.equal((await word())?.askedAt, at(10))
    await completed(11, { transactionId: 'tx-2x' }, { messagesInQueue: false })
    assert.deepEqual(await word(), { ongoing: false, messagesInQueue: false, askedAt: at(11) })
  })

  it('may come before its transaction is known', async () => {
    const [station, transactionId] = ['S2', 'tx-2x']
    await completed(
      10,
      { transactionId },
      { ongoingIndicator: true, messagesInQueue: true },
      {},
      { ...about, subject: station },
    )
    await deliveryTo(schema.database)(...session2x(station).slice(0, 3))
    const { stationWord } = await getTransaction(schema.database)({ tenant: 'acme', stationId: station, transactionId })
    assert.deepEqual(stationWord, { ongoing: true, messagesInQueue: true, askedAt: at(10) })
  })

  it('is passed over where it is about no transaction, or no answer', async () => {
    const before = await word()
    await completed(12, {}, { messagesInQueue: true })
    await completed(12, { transactionId: 'unheard-of' }, { messagesInQueue: true })
    await completed(12, { transactionId: 'tx-2x' }, { messagesInQueue: true }, { outcome: CommandOutcome.TIMEOUT })
    const other = CommandCompleted.fromPartial({ origin: { action: 'RequestStopTransaction' } }).origin
    await completed(12, { transactionId: 'tx-2x' }, { messagesInQueue: true }, { origin: other })
    assert.deepEqual(await word(), before)
  })
})
