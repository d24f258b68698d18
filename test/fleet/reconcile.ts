// Compares what the stations of a fleet were answered with what the platform has made of it.
import type { Answered } from './answered.ts'
import type { Api } from './api.ts'
import { pause } from './queue.ts'

export interface ApiTransaction {
  stationId: string
  transactionId: string
  status: string
  energyWh: number
}
export interface ApiChargeRecord {
  chargeRecordId: string
  stationId: string
  transactionId: string
  status: string
  reviewReason: string
  energyWh: string
  invoiceId: string
}
export interface ApiInvoice {
  invoiceId: string
  chargeRecordId: string
  number: string
  totalMinor: number
}

export interface Counts {
  answeredEnds: number
  transactionsEnded: number
  chargeRecords: number
  invoices: number
  /** One sentence per difference. */
  differences: string[]
}

/** Reads the platform's side once and names every difference; other stations than the fleet's are left out by `prefix`. */
async function compare(api: Api, answered: Answered, prefix: string): Promise<Counts> {
  const mine = <T extends { stationId: string }>(items: T[]): T[] =>
    items.filter(i => i.stationId.startsWith(`${prefix}-`))
  const transactions = mine(await api.all<ApiTransaction>('/v1/transactions'))
  const records = mine(await api.all<ApiChargeRecord>('/v1/charge-records'))
  const recordIds = new Set(records.map(r => r.chargeRecordId))
  const invoices = (await api.all<ApiInvoice>('/v1/invoices')).filter(i => recordIds.has(i.chargeRecordId))
  const ended = answered.endedTransactions()
  const differences: string[] = []
  const key = (t: { stationId: string; transactionId: string }) => `${t.stationId}/${t.transactionId}`
  const byKey = new Map(transactions.map(t => [key(t), t]))
  const recordByKey = new Map(records.map(r => [key(r), r]))
  for (const t of ended) {
    const name = `${t.station}/${t.transactionId}`
    const stored = byKey.get(name)
    const record = recordByKey.get(name)
    const energy = (t.meterStopWh ?? 0) - t.meterStartWh
    if (!stored) differences.push(`${name}: answered, but no transaction is stored`)
    else if (stored.status !== 'ended') differences.push(`${name}: stored as ${stored.status}`)
    else if (stored.energyWh !== energy)
      differences.push(`${name}: ${stored.energyWh} Wh stored, ${energy} Wh delivered`)
    if (!record) differences.push(`${name}: no charge record`)
    else if (record.status !== 'billed')
      differences.push(`${name}: charge record is ${record.status} (${record.reviewReason})`)
  }
  const open = transactions.filter(t => t.status === 'ended').length
  const doubled = (what: string, count: number) => {
    if (count !== ended.length) differences.push(`${count} ${what} for ${ended.length} answered ends`)
  }
  doubled('ended transactions', open)
  doubled('charge records', records.length)
  doubled('invoices', invoices.length)
  if (transactions.length !== answered.transactions.size)
    differences.push(`${transactions.length} transactions for ${answered.transactions.size} answered starts`)
  return {
    answeredEnds: ended.length,
    transactionsEnded: open,
    chargeRecords: records.length,
    invoices: invoices.length,
    differences,
  }
}

/** Compares until nothing differs or the deadline is over; the last comparison is returned either way. */
export async function settle(api: Api, answered: Answered, prefix: string, withinMs: number): Promise<Counts> {
  const deadline = Date.now() + withinMs
  for (;;) {
    const counts = await compare(api, answered, prefix)
    if (counts.differences.length === 0 || Date.now() > deadline) return counts
    await pause(500)
  }
}
