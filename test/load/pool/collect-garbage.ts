// Makes a running Node process collect its garbage, by the inspector that SIGUSR1 opens: what is left is what it needs.
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../harness/until.ts'

const settleMs = 1000

/** NODE_OPTIONS of a process that is to be told so. */
export const inspectable = (port: number) => `--inspect-port=127.0.0.1:${port}`

/** Resolves when a full collection is over and the process has given memory back. */
export async function collectGarbage(pid: number, port: number): Promise<void> {
  process.kill(pid, 'SIGUSR1')
  let url = ''
  await until(
    async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => undefined)
      const [target] = answer?.ok ? ((await answer.json()) as { webSocketDebuggerUrl: string }[]) : []
      url = target?.webSocketDebuggerUrl ?? ''
      return url !== ''
    },
    { what: 'the inspector to listen' },
  )
  const socket = new WebSocket(url)
  const opened = new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve()
    socket.onerror = () => reject(new Error('the inspector cannot be reached'))
  })
  await opened
  const done = (id: number) =>
    new Promise<void>(resolve => {
      socket.addEventListener('message', ({ data }) => {
        if (JSON.parse(String(data)).id === id) resolve()
      })
    })
  // What the first one frees by finalizers goes with the second.
  for (const id of [1, 2]) {
    const over = done(id)
    socket.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }))
    await over
    await sleep(settleMs)
  }
  socket.close()
}
