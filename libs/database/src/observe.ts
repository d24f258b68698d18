// What is told of a statement: how long it took, and to the trace its summary (verb and table), never its text or values.
import { toFailure } from '@chargeplane/failure'
import { metrics, SpanKind, type SpanName, withSpan } from '@chargeplane/telemetry'

interface Summary {
  operation: string
  /** Undefined for what only frames statements, such as BEGIN: it has no span. */
  span: SpanName | undefined
}

const verbs = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const
const system = 'postgresql'
/** Statements are constants of the code; the bound is for one that is built, which then costs its parsing each time. */
const maxSummaries = 2000
const summaries = new Map<string, Summary>()

/** Verb and first table of a statement; `WITH ...` counts as the first verb in it. */
export function summarise(sql: string): Summary {
  const known = summaries.get(sql)
  if (known) return known
  const text = sql.replace(/--[^\n]*/g, '')
  const first = /[a-z]+/i.exec(text)?.[0].toUpperCase() ?? 'UNKNOWN'
  const named = first === 'WITH' ? /\b(SELECT|INSERT|UPDATE|DELETE)\b/i.exec(text)?.[0].toUpperCase() : first
  const verb = verbs.find(candidate => candidate === named)
  const table = /\b(?:FROM|INTO|UPDATE)\s+(?:ONLY\s+)?"?([a-z_]\w*)/i.exec(text)?.[1]
  const summary = { operation: named ?? first, span: verb && table ? (`${verb} ${table}` as const) : undefined }
  if (summaries.size < maxSummaries) summaries.set(sql, summary)
  return summary
}

/** Runs a statement, measured, in a span when its trace is sampled. */
export function observed<T>(namespace: string, sql: string, run: () => Promise<T>): Promise<T> {
  const { operation, span } = summarise(sql)
  const attributes = { 'db.system.name': system, 'db.namespace': namespace, 'db.operation.name': operation }
  if (span === undefined) return timed(attributes, run)
  const options = { kind: SpanKind.CLIENT, attributes: { ...attributes, 'db.query.summary': span } }
  return withSpan(span, options, () => timed(attributes, run))
}

async function timed<T>(attributes: Record<string, string>, run: () => Promise<T>): Promise<T> {
  const started = performance.now()
  let failed: Record<string, string> = {}
  try {
    return await run()
  } catch (error) {
    failed = { 'error.type': toFailure(error).code }
    throw error
  } finally {
    metrics.dbClientOperationDuration.record((performance.now() - started) / 1000, { ...attributes, ...failed })
  }
}

/** Measures how long a connection of the pool was waited for. */
export async function observedWait<T>(namespace: string, run: () => Promise<T>): Promise<T> {
  const started = performance.now()
  try {
    return await run()
  } finally {
    metrics.dbClientConnectionWaitTime.record((performance.now() - started) / 1000, {
      'db.system.name': system,
      'db.namespace': namespace,
    })
  }
}
