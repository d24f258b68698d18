import { z } from 'zod'
import { integer } from '../http/fields.ts'
import { route } from '../http/route.ts'

const ledgerBalance = z
  .object({
    balances: z.array(
      z.object({
        currency: z.string().describe('ISO 4217'),
        sumMinor: z.int().describe("Debits minus credits in the currency's minor unit: 0, or the books are broken"),
        entries: z.int(),
      }),
    ),
  })
  .meta({ id: 'LedgerBalance' })

const getBalance = route({
  id: 'getBalance',
  method: 'GET',
  path: '/v1/ledger/balance',
  role: 'viewer',
  tag: 'Ledger',
  summary: 'Sum the whole ledger, per currency',
  response: ledgerBalance,
  async handle({ tenant, gateway }) {
    const { balances } = await gateway.peers.invoices.getLedgerBalance({ tenant })
    return {
      balances: balances.map(({ currency, sumMinor, entries }) => ({
        currency,
        sumMinor: integer(sumMinor, 'sumMinor'),
        entries: integer(entries, 'entries'),
      })),
    }
  },
})

export const ledgerRoutes = [getBalance]
