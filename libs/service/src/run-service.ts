// The life of a process, from its command line to its exit code.
import { readFileSync } from 'node:fs'
import { loadConfig, type ProcessConfig, type TelemetryConfig } from '@chargeplane/config'
import { migrate } from '@chargeplane/database'
import { fail, toFailure } from '@chargeplane/failure'
import { configureLogs, type Logger, logger, startTelemetry, type Telemetry } from '@chargeplane/telemetry'
import type { z } from 'zod'
import { type Mode, readMode } from './flags.ts'
import { serveOps } from './ops-server.ts'
import { type ProbeOptions, readiness } from './readiness.ts'
import { type StopSequence, stopSequence } from './stop-sequence.ts'

type BaseConfig = ProcessConfig & TelemetryConfig

/** What every service's shape must hold: processSettings and telemetrySettings, with or without defaults of its own. */
export type ServiceShape = z.ZodRawShape & { readonly [Name in keyof BaseConfig]-?: z.ZodType<BaseConfig[Name]> }

export interface ServiceContext<Config> {
  config: Config
  log: Logger
  /** Of the release. */
  version: string
  /** Registers what must be stopped, right after it was started: stops run in reverse. */
  onStop(name: string, stop: () => Promise<void> | void): void
  /** Registers a condition for /readyz. A probe that takes longer than 0.9 s counts as failing. */
  readiness(name: string, probe: () => boolean | Promise<boolean>, options?: ProbeOptions): void
  /** Logs the port that something listens on, in the form that tools wait for: ws, grpc, ops, http or the name of a listener. */
  listening(what: string, port: number): void
}

export interface ServiceOptions<S extends ServiceShape> {
  /** Name of the folder under services/: also the prefix of its settings and its service.name in telemetry. */
  name: string
  shape: S
  /** Starts everything and resolves when it is ready to serve. */
  start(context: ServiceContext<z.infer<z.ZodObject<S>>>): Promise<void>
  /** What --migrate applies; the shape must hold DATABASE_URL. */
  migrations?: { schema: string; directories: URL[] }
  /** What --migrate does after the migrations, such as making topics; must be safe to repeat, also beside another that does the same. */
  prepare?(config: z.infer<z.ZodObject<S>>, log: Logger): Promise<void>
}

const exitCode = { ok: 0, failed: 1, usage: 2 } as const
/** Kept back from the grace period for the last spans and metrics and for exiting. */
const telemetryMs = 3200

/**
 * The whole of a main.ts. Reads the command line and the environment, then validates, migrates or serves. On SIGTERM or SIGINT readiness
 * goes off, steps stop in reverse, and the process exits 0 within SHUTDOWN_GRACE_MS; a second signal exits at once. Always ends the process.
 */
export async function runService<S extends ServiceShape>(options: ServiceOptions<S>): Promise<void> {
  configureLogs({ service: options.name })
  const log = logger(options.name)
  // Whoever read our log is gone: that must not look like an exception of our own.
  process.stdout.on('error', () => {})
  let mode: Mode
  let config: z.infer<z.ZodObject<S>>
  try {
    mode = readMode(process.argv.slice(2))
    config = loadConfig(options.name, options.shape)
  } catch (error) {
    const failure = toFailure(error)
    log.error('refused to start', { problem: failure.message, ...failure.details })
    return process.exit(exitCode.usage)
  }
  const base = config as BaseConfig
  configureLogs({ level: base.LOG_LEVEL })
  if (mode === 'validate') {
    log.info('configuration is valid')
    return process.exit(exitCode.ok)
  }
  if (mode === 'migrate') return process.exit(await runMigrations(options, config, log))
  await serve(options, config, base, log)
}

async function runMigrations<S extends ServiceShape>(
  { migrations, prepare }: ServiceOptions<S>,
  config: z.infer<z.ZodObject<S>>,
  log: Logger,
): Promise<number> {
  try {
    const { DATABASE_URL: url }: { DATABASE_URL?: unknown } = config
    if (migrations === undefined || typeof url !== 'string') {
      throw fail('failed_precondition', 'this service has no database to migrate', { field: '--migrate' })
    }
    const applied = await migrate(url, migrations.schema, ...migrations.directories)
    log.info('migrated', { schema: migrations.schema, applied })
    await prepare?.(config, log)
    return exitCode.ok
  } catch (error) {
    log.error('migration failed', { error })
    return exitCode.failed
  }
}

async function serve<S extends ServiceShape>(
  options: ServiceOptions<S>,
  config: z.infer<z.ZodObject<S>>,
  base: BaseConfig,
  log: Logger,
): Promise<void> {
  const version = ownVersion()
  const telemetry = startTelemetry({ service: options.name, version, config: base, logLevel: base.LOG_LEVEL })
  const state = readiness()
  const steps = stopSequence(log)
  const stop = stopOnce({
    steps,
    telemetry,
    log,
    graceMs: base.SHUTDOWN_GRACE_MS,
    onBegin: () => (state.phase = 'stopping'),
  })
  watchProcess(stop, log)
  const context: ServiceContext<z.infer<z.ZodObject<S>>> = {
    config,
    log,
    version,
    onStop: (name, step) => steps.add(name, step),
    readiness: (name, probe, probeOptions) => state.add(name, probe, probeOptions),
    listening: (what, port) => log.info('listening', { what, port }),
  }
  try {
    const figures = () => ({ service: options.name, version, uptimeS: process.uptime(), ...telemetry.snapshot() })
    const ops = await serveOps({ host: base.OPS_HOST, port: base.OPS_PORT, readiness: () => state.report(), figures })
    steps.add('ops', () => ops.close())
    context.listening('ops', ops.port)
    await options.start(context)
    if (state.phase === 'starting') state.phase = 'ready'
    log.info('started', { version, node: process.version })
  } catch (error) {
    if (state.phase === 'stopping') return
    log.error('start failed', { error })
    await stop('start failed', exitCode.failed)
  }
}

interface StopOptions {
  steps: StopSequence
  telemetry: Telemetry
  log: Logger
  graceMs: number
  onBegin(): void
}

type StopProcess = (reason: string, code: number) => Promise<void>

/** Ends the process in order, once; the exit code is that of the first reason, or 1 when a step threw. */
function stopOnce({ steps, telemetry, log, graceMs, onBegin }: StopOptions): StopProcess {
  let stopping: Promise<void> | undefined
  async function stopNow(reason: string, code: number): Promise<void> {
    onBegin()
    log.info('stopping', { reason })
    const clean = await steps.run(Math.max(graceMs - telemetryMs, graceMs / 2))
    log.info('stopped')
    await telemetry.shutdown()
    process.exit(clean ? code : exitCode.failed)
  }
  return (reason, code) => {
    stopping ??= stopNow(reason, code)
    return stopping
  }
}

function watchProcess(stop: StopProcess, log: Logger): void {
  let asked = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(exitCode.failed)
      asked = true
      void stop(signal, exitCode.ok)
    })
  }
  // A promise nobody waited for harms the one request it belonged to; the process goes on.
  process.on('unhandledRejection', error => log.error('unhandled rejection', { error }))
  // After an exception outside of every handler the state of the process is unknown: it ends, in order as far as it still can.
  process.on('uncaughtException', error => {
    log.error('uncaught exception', { error })
    void stop('uncaught exception', exitCode.failed)
  })
}

/** All rooms carry one version. `../package.json` is there from src and from dist. */
function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  return isManifest ? String(manifest.version) : 'unknown'
}
