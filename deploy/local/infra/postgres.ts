import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '@chargeplane/failure'
import pg from 'pg'
import { type Backend, type BackendOptions, openBackend } from './backend.ts'
import { cacheDirectory } from './cache.ts'
import type { SystemUser } from './daemon.ts'
import { unpackedEnvironment, unpackedPackage } from './debian.ts'
import { canEnter, giveTo, homeOf, postgresUser, sharedDirectory } from './postgres-home.ts'
import { childrenOf, startOf } from './process-table.ts'
import { run } from './run.ts'
import { waitUntil } from './wait.ts'

export interface Postgres extends Backend {
  /** postgres://postgres:<password>@127.0.0.1:port/chargeplane; the user may create databases. */
  readonly url: string
}

export interface PostgresOptions extends BackendOptions {
  /** False: commits are not forced to the disk. Quicker; survives kill -9, not the end of the machine. Default true. */
  fsync?: boolean
}

interface Programs {
  bin: string
  env: NodeJS.ProcessEnv
}

/**
 * Starts a PostgreSQL with its cluster in `dir` (made on the first start, with a password of its own and an empty database `chargeplane`), or finds the
 * one that runs there. Comes back when it takes connections. As root it runs as another user, see postgres-home.ts.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { dir, port } = options
  const user = postgresUser()
  const home = await homeOf(dir, user)
  const data = join(home, 'data')
  const urlOf = (database: string) => `postgres://postgres:${passwordOf(dir)}@127.0.0.1:${port}/${database}`
  const backend = await openBackend(
    {
      name: 'postgres',
      readyWithinMs: 60_000,
      isReady: () => ensureDatabase(urlOf('postgres')),
      killWithChildren,
      async launch() {
        const programs = await findPrograms(data, user)
        if (!existsSync(data)) await initialise(dir, home, programs, user)
        const settings = {
          port,
          listen_addresses: '127.0.0.1',
          unix_socket_directories: '',
          max_connections: 400,
          fsync: options.fsync === false ? 'off' : 'on',
        }
        const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
        return {
          command: join(programs.bin, 'postgres'),
          args: ['-D', data, ...args],
          env: programs.env,
          cwd: home,
          user,
        }
      },
    },
    options,
  )
  return Object.assign(backend, { url: urlOf('chargeplane') })
}

/** The newest version here, or the one that made the data if there is data; downloaded where there is none at all. */
async function findPrograms(data: string, user: SystemUser | undefined): Promise<Programs> {
  const made = existsSync(data) ? readFileSync(join(data, 'PG_VERSION'), 'utf8').trim() : undefined
  const installed = newestBin('/', made)
  if (installed) return { bin: installed, env: process.env }
  // What cannot have come from the download can't be mended by it.
  const unpacked = newestBin('/', undefined) ? undefined : await unpackedPostgres(user)
  const bin = unpacked && newestBin(unpacked, made)
  if (!bin)
    throw fail(
      'failed_precondition',
      `the data of PostgreSQL was made by version ${made}, which is missing: install postgresql-${made}, or ./chargeplane down --wipe`,
    )
  return { bin, env: await unpackedEnvironment(unpacked) }
}

/** In the cache, unless the user it runs as could not get there. */
async function unpackedPostgres(user: SystemUser | undefined): Promise<string> {
  const base = cacheDirectory()
  await mkdir(base, { recursive: true })
  return unpackedPackage(user && !canEnter(base, user) ? sharedDirectory : base, 'postgresql')
}

function newestBin(root: string, version: string | undefined): string | undefined {
  const versions = join(root, 'usr/lib/postgresql')
  if (!existsSync(versions)) return undefined
  const usable = readdirSync(versions).filter(each => existsSync(join(versions, each, 'bin/initdb')))
  const [newest] = usable
    .filter(each => version === undefined || each === version)
    .sort((a, b) => Number(b) - Number(a))
  return newest === undefined ? undefined : join(versions, newest, 'bin')
}

/** Renames a finished cluster into place: a crash leaves `data.new`, which the next start replaces. */
async function initialise(dir: string, home: string, programs: Programs, user: SystemUser | undefined): Promise<void> {
  const fresh = join(home, 'data.new')
  const secret = join(home, 'password.new')
  const password = randomBytes(18).toString('base64url')
  await rm(fresh, { recursive: true, force: true })
  await mkdir(fresh, { mode: 0o700 })
  await giveTo(fresh, user)
  await writeFile(secret, password, { mode: 0o600 })
  await giveTo(secret, user)
  const settings = [
    '--username=postgres',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-locale',
    `--pwfile=${secret}`,
  ]
  await run(join(programs.bin, 'initdb'), ['-D', fresh, ...settings], { env: programs.env, cwd: home, user })
  await rm(secret)
  await writeFile(passwordFile(dir), password, { mode: 0o600 })
  await rename(fresh, join(home, 'data'))
}

function passwordFile(dir: string): string {
  return join(dir, 'password')
}

function passwordOf(dir: string): string {
  return readFileSync(passwordFile(dir), 'utf8')
}

async function ensureDatabase(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  // The server may end while we are connected; the query then says so.
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = 'chargeplane'")
    if (!rowCount) await client.query('create database chargeplane')
    return true
  } finally {
    await client.end()
  }
}

/** Its children leave its session and hold the shared memory until they notice; a new server refuses to start before that. */
async function killWithChildren(pid: number, kill: () => Promise<void>): Promise<void> {
  const children = childrenOf(pid)
  await kill()
  const left = () => children.filter(child => startOf(child) !== undefined)
  await waitUntil('children of PostgreSQL have to end', () => left().length === 0, { timeoutMs: 10_000 })
}
