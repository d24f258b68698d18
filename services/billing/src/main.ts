// Billing: tariffs, charge detail records, the ledger and invoices.
import { openBackbone, runService } from '@chargeplane/service'
import { shape } from './config.ts'
import { handlers, rpcServices } from './handlers.ts'
import { migrations } from './migrations.ts'

const name = 'billing'
/** Callers wait 5 s: a statement that takes longer answers nobody. */
const rpcStatementTimeoutMs = 4000

await runService({
  name,
  shape,
  migrations,
  async start(context) {
    const backbone = await openBackbone(context, { name, schema: migrations.schema, rpcStatementTimeoutMs })
    await backbone.consume(['transactions.events'], handlers)
    await backbone.serve(rpcServices(backbone.database, () => new Date()))
  },
})
