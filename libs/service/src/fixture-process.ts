// Starts fixture.ts as a real process and reads its log line by line.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'

interface LogLine {
  level: string
  message: string
  attributes?: Record<string, unknown>
}

export interface FixtureProcess {
  lines: LogLine[]
  messages(): string[]
  /** Resolves with the first line, past or future, that has this message; rejects when the process ends without it. */
  line(message: string): Promise<LogLine>
  kill(signal: NodeJS.Signals): void
  exit: Promise<number | null>
  stderr(): string
}

export function startFixture(t: TestContext, env: NodeJS.ProcessEnv = {}, args: string[] = []): FixtureProcess {
  const script = new URL('fixture.ts', import.meta.url).pathname
  const { PATH, NODE_COMPILE_CACHE, NODE_COMPILE_CACHE_PORTABLE } = process.env
  const child = spawn(process.execPath, ['--conditions=@chargeplane/source', script, ...args], {
    env: { PATH, NODE_COMPILE_CACHE, NODE_COMPILE_CACHE_PORTABLE, OPS_HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => child.kill('SIGKILL'))
  const lines: LogLine[] = []
  const waiting = new Map<string, (line: LogLine) => void>()
  createInterface(child.stdout).on('line', text => {
    const line: LogLine = JSON.parse(text)
    lines.push(line)
    waiting.get(line.message)?.(line)
  })
  let stderr = ''
  child.stderr.on('data', chunk => {
    stderr += chunk
  })
  const exit = new Promise<number | null>(resolve => child.once('close', resolve))
  return {
    lines,
    messages: () => lines.map(line => line.message),
    line(message) {
      const known = lines.find(line => line.message === message)
      if (known !== undefined) return Promise.resolve(known)
      const { promise, resolve, reject } = Promise.withResolvers<LogLine>()
      waiting.set(message, resolve)
      void exit.then(code =>
        reject(new Error(`no line '${message}', exit ${code}: ${JSON.stringify(lines)} ${stderr}`)),
      )
      return promise
    },
    kill: signal => child.kill(signal),
    exit,
    stderr: () => stderr,
  }
}
