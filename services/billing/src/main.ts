// Billing: tariffs, charge detail records, the ledger and invoices.
import { TransactionProgressServiceService } from '@chargeplane/proto/transactions/v1/progress'
import { rpcClient } from '@chargeplane/rpc'
import { openBackbone, runService } from '@chargeplane/service'
import { shape } from './config.ts'
import { handlers, rpcServices } from './handlers.ts'
import { migrations } from './migrations.ts'

const name = 'billing'
/** Callers wait 5 s: a statement that takes longer answers nobody. */
const rpcStatementTimeoutMs = 4000
/** An edge waits 2 s for a cost, of which the price takes little. */
const progressDeadlineMs = 1700

await runService({
  name,
  shape,
  migrations,
  async start(context) {
    const backbone = await openBackbone(context, { name, schema: migrations.schema, rpcStatementTimeoutMs })
    const transactions = rpcClient(TransactionProgressServiceService, context.config.CHARGEPLANE_TRANSACTIONS_ADDRESS)
    context.onStop('transactions', async () => transactions.close())
    await backbone.consume(['transactions.events', 'ocpp.stations'], handlers)
    await backbone.serve(
      rpcServices({
        database: backbone.database,
        transactions,
        deadlineMs: progressDeadlineMs,
        now: () => new Date(),
        receiptUrl: context.config.BILLING_RECEIPT_URL,
      }),
    )
  },
})
