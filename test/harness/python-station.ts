// A station on PyPI `ocpp`, in a Python process of its own. Its packages are fetched once and shared by all clones of a user.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { OcppVersion } from '@chargeplane/ocpp'
import { until } from './until.ts'
import type { Json } from './wire-station.ts'

const requirements = new URL('../foreign/requirements.txt', import.meta.url).pathname
const program = new URL('../foreign/station.py', import.meta.url).pathname
const run = promisify(execFile)

/** The folder with the packages; throws one sentence where there is no Python with pip. */
async function packages(): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'chargeplane')
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16)
  const folder = join(cache, `python-ocpp-${version}`)
  if (existsSync(folder)) return folder
  await mkdir(cache, { recursive: true })
  const fresh = await mkdtemp(join(cache, '.new.python-'))
  try {
    await run('python3', ['-m', 'pip', 'install', '--quiet', '--target', fresh, '--requirement', requirements])
    // Another clone may have been quicker: its folder is as good.
    await rename(fresh, folder).catch(error => {
      if (!existsSync(folder)) throw error
    })
    return folder
  } catch (cause) {
    throw new Error('Python 3 with pip is missing, or cannot install PyPI ocpp: the second foreign judge needs it', {
      cause,
    })
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

export interface PythonStationOptions {
  url: string
  id: string
  password: string
  version: OcppVersion
  calls: readonly (readonly [action: string, payload: Json])[]
  answers: Readonly<Record<string, Json>>
}

/** What it says, a line each. `fault`: what the package objects to. */
export interface Told {
  answered?: string
  asked?: string
  ready?: boolean
  payload?: Json
  fault?: string
}

export interface PythonStation {
  readonly told: readonly Told[]
  stop(): Promise<void>
}

/** Starts it and resolves once it has made all its calls. */
export async function startPythonStation(options: PythonStationOptions): Promise<PythonStation> {
  const child: ChildProcess = spawn('python3', [program], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PYTHONPATH: await packages() },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const told: Told[] = []
  const errors: string[] = []
  const gone = new Promise<void>(resolve => child.once('close', () => resolve()))
  if (child.stdout) createInterface({ input: child.stdout }).on('line', line => told.push(JSON.parse(line)))
  child.stderr?.on('data', chunk => errors.push(String(chunk)))
  child.stdin?.write(`${JSON.stringify(options)}\n`)
  const stop = async () => {
    child.stdin?.end()
    await gone
  }
  await until(
    () => {
      if (child.exitCode !== null) throw new Error(`the Python station ended:\n${errors.join('').slice(-2000)}`)
      return told.some(({ ready }) => ready)
    },
    { what: 'the Python station to make its calls', withinMs: 60_000 },
  ).catch(async error => {
    child.kill('SIGKILL')
    throw error
  })
  return { told, stop }
}
