// Keeps the listeners with TLS in step with their files: certificates, authorities and revocation lists are taken when they change.
import { toFailure } from '@chargeplane/failure'
import { logger, metrics } from '@chargeplane/telemetry'
import type { RevocationBook } from './revocations.ts'
import { readTlsFiles, type TlsMaterial } from './tls-files.ts'
import type { Listener, OpenListener, TlsFiles } from './websocket.ts'

export interface TlsWatchOptions {
  revocations: RevocationBook
  everyMs: number
}

export interface TlsWatch {
  /** Reads the files of a listener, has it listen, and watches them. Rejects invalid_argument when they are no good to begin with. */
  open(listener: Listener, listen: (listener: Listener) => Promise<OpenListener>): Promise<OpenListener>
  /** Looks at all files now. Never rejects. */
  look(): Promise<void>
  stop(): void
}

interface Watched {
  name: string
  tls: TlsFiles
  opened: OpenListener
  current: TlsMaterial
  /** What was wrong last, not to be said again until it is something else. */
  problem: string
}

const log = logger('tls')
const warnWithinMs = 7 * 86_400_000

export function watchTls({ revocations, everyMs }: TlsWatchOptions): TlsWatch {
  const watched: Watched[] = []
  let looking: Promise<void> | undefined

  function tell({ name, current }: Watched): void {
    metrics.ocppEdgeTlsExpiry.record((current.expiresMs - Date.now()) / 1000, { 'ocpp.edge.listener': name })
  }

  /** The files may change between being looked through and being read by TLS: then what is read again differs, and the next look takes it. */
  async function renew(one: Watched): Promise<void> {
    const { name, tls } = one
    try {
      const found = await readTlsFiles(tls)
      if (found.digest === one.current.digest) {
        one.problem = ''
        return
      }
      await one.opened.renew()
      revocations.replace(name, found.revoked)
      one.current = found
      one.problem = ''
      metrics.ocppEdgeTlsReloads.add(1, { 'ocpp.edge.listener': name })
      log.info('a listener has taken new TLS files', {
        listener: name,
        expires: new Date(found.expiresMs).toISOString(),
      })
      warnOfEnd(one)
    } catch (error) {
      const { code, message } = toFailure(error)
      if (message === one.problem) return
      one.problem = message
      metrics.ocppEdgeTlsReloads.add(1, { 'ocpp.edge.listener': name, 'error.type': code })
      log.error('new TLS files are no good: the old ones stay in force', { listener: name, problem: message })
    }
  }

  function warnOfEnd({ name, current: { expiresMs } }: Watched): void {
    const leftMs = expiresMs - Date.now()
    if (leftMs > warnWithinMs) return
    const say = leftMs < 0 ? log.error : log.warn
    say('TLS files of a listener run out', { listener: name, expires: new Date(expiresMs).toISOString() })
  }

  async function lookAtAll(): Promise<void> {
    for (const one of watched) {
      await renew(one)
      tell(one)
    }
  }
  const look = () => {
    looking ??= lookAtAll().finally(() => {
      looking = undefined
    })
    return looking
  }
  const timer = setInterval(() => void look(), everyMs)
  const daily = setInterval(() => watched.forEach(warnOfEnd), 86_400_000)
  timer.unref()
  daily.unref()

  return {
    async open(listener, listen) {
      const { tls, name } = listener
      if (tls === undefined) return listen(listener)
      const current = await readTlsFiles(tls)
      revocations.replace(name, current.revoked)
      const one = { name, tls, opened: await listen(listener), current, problem: '' }
      watched.push(one)
      tell(one)
      warnOfEnd(one)
      return one.opened
    },
    look,
    stop() {
      clearInterval(timer)
      clearInterval(daily)
    },
  }
}
