// What an invoice does to the books. Pure.

type Account = 'receivable' | 'revenue' | 'vat_payable'

export interface LedgerEntry {
  account: Account
  /** Minor units; a debit is positive, a credit negative. Never 0. */
  amountMinor: bigint
}

/** Debit what the customer owes, credit what was earned and what is owed to the tax office. Sums to zero; free charging posts nothing. */
export function invoicePosting(netMinor: bigint, vatMinor: bigint): LedgerEntry[] {
  const entries: LedgerEntry[] = [
    { account: 'receivable', amountMinor: netMinor + vatMinor },
    { account: 'revenue', amountMinor: -netMinor },
    { account: 'vat_payable', amountMinor: -vatMinor },
  ]
  return entries.filter(({ amountMinor }) => amountMinor !== 0n)
}
