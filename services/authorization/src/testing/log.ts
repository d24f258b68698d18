// A log that is read by the test instead of by an operator.
import type { Logger } from '@chargeplane/telemetry'

export interface KeptLog extends Logger {
  lines: { message: string; attributes: Record<string, unknown> | undefined }[]
}

export function keptLog(): KeptLog {
  const lines: KeptLog['lines'] = []
  const keep: Logger['info'] = (message, attributes) => void lines.push({ message, attributes })
  return { lines, debug: keep, info: keep, warn: keep, error: keep }
}
