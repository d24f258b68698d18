// A service for the tests of this room: a process of its own that does what FIXTURE_DO says. Started by fixture-process.ts.
import { setTimeout as sleep } from 'node:timers/promises'
import { databaseSettings, processSettings, settingTypes as t, telemetrySettings } from '@chargeplane/config'
import { runService } from './run-service.ts'

const never = () => new Promise<void>(() => {})

await runService({
  name: 'fixture',
  shape: {
    ...processSettings,
    OPS_PORT: processSettings.OPS_PORT.default(0),
    ...telemetrySettings,
    DATABASE_URL: databaseSettings.DATABASE_URL.optional(),
    FIXTURE_MIGRATIONS: t.url('file:').optional().describe('Directory of migrations'),
    FIXTURE_DO: t
      .oneOf(
        'serve',
        'fail-start',
        'hang-start',
        'hang-stop',
        'throw-stop',
        'explode',
        'reject',
        'probes',
        'fail-prepare',
      )
      .default('serve')
      .describe('How this service behaves'),
  },
  migrations: {
    schema: 'fixture',
    directories: process.env.FIXTURE_MIGRATIONS ? [new URL(process.env.FIXTURE_MIGRATIONS)] : [],
  },
  async prepare(config, log) {
    if (config.FIXTURE_DO === 'fail-prepare') throw new Error('no such broker')
    log.info('prepared', { schema: 'fixture' })
  },
  async start({ config, log, onStop, readiness }) {
    const todo = config.FIXTURE_DO
    onStop('first', () => log.info('first stopped'))
    if (todo === 'throw-stop') onStop('throwing', () => Promise.reject(new Error('flush failed')))
    if (todo === 'hang-stop') onStop('hanging', never)
    onStop('last', async () => {
      await sleep(10)
      log.info('last stopped')
    })
    if (todo === 'probes') {
      readiness('fine', () => true)
      readiness('broken', async () => false)
      readiness('throwing', () => {
        throw new Error('Kafka is away')
      })
      readiness('slow', () => new Promise<boolean>(() => {}))
    }
    if (todo === 'fail-start') throw new Error('port is taken')
    if (todo === 'hang-start') {
      log.info('hanging in start')
      await never()
    }
    if (todo === 'reject') void Promise.reject(new Error('nobody waits'))
    if (todo === 'explode') {
      setTimeout(() => {
        throw new Error('out of the blue')
      }, 50)
    }
    // Keeps the process alive without listening, as a consumer's socket does.
    const timer = setInterval(() => {}, 60_000)
    onStop('timer', () => clearInterval(timer))
  },
})
