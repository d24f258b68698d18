// Transactions and meter values, whatever order they arrive in.
import { openBackbone, runService } from '@chargeplane/service'
import { shape } from './config.ts'
import { eventHandlers, rpcServices } from './handlers.ts'
import { migrations } from './migrations.ts'
import { periodically } from './periodically.ts'
import { settleOverdue } from './settle-overdue.ts'
import { meterValuePartitions } from './store/partitions.ts'

const name = 'transactions'
/** Callers wait 5 s: a statement that takes longer answers nobody. */
const rpcStatementTimeoutMs = 4000
const settleEveryMs = 2000
const partitionsEveryMs = 3_600_000

await runService({
  name,
  shape,
  migrations,
  async start(context) {
    const { config, log, onStop } = context
    const now = () => new Date()
    const backbone = await openBackbone(context, { name, schema: migrations.schema, rpcStatementTimeoutMs })
    const { eventDatabase, emit, poke } = backbone

    const partitions = meterValuePartitions(eventDatabase, now)
    // PostgreSQL may be away at the start: then the first reading of a month, or the next round, makes its partition.
    await partitions.createAhead().catch(error => log.warn('partitions are not made yet', { error }))
    const ahead = periodically('partitions', partitionsEveryMs, log, () => partitions.createAhead())
    onStop('partitions', () => ahead.close())

    await backbone.consume(['ocpp.transactions', 'ocpp.commands'], eventHandlers(partitions, now))

    const graces = { startMs: config.TRANSACTIONS_START_GRACE_MS, gapMs: config.TRANSACTIONS_GAP_GRACE_MS }
    const overdue = periodically('overdue ends', settleEveryMs, log, async () => {
      const settled = await settleOverdue(eventDatabase, tx => event => emit(tx, event), graces, now())
      if (settled > 0) poke()
    })
    onStop('overdue ends', () => overdue.close())

    await backbone.serve(rpcServices(backbone.database))
  },
})
