import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GetLogCommand, UpdateFirmwareCommand } from '@chargeplane/proto/stations/v1/commands'
import { withChosenId } from './chosen-ids.ts'
import { validateCommand } from './commands.ts'
import { nativeCommands } from './native-command.ts'
import type { OcppVersion } from './versions.ts'

const at = '2026-03-01T10:00:00.000Z'
const location = 'https://files.example/f.bin'

/** The one CALL, which has to be valid once it has its id. */
function only(version: OcppVersion, command: Parameters<typeof nativeCommands>[1]) {
  const [native] = nativeCommands(version, command)
  assert.ok(native)
  validateCommand(version, native.action, withChosenId(version, native.action, native.payload, () => 5).payload)
  return native
}
const firmware = (version: OcppVersion, more: Partial<UpdateFirmwareCommand> = {}) =>
  only(version, {
    $case: 'updateFirmware',
    value: UpdateFirmwareCommand.fromPartial({ location, retrieveAt: at, ...more }),
  })
const log = (version: OcppVersion, more: Partial<GetLogCommand> = {}) =>
  only(version, { $case: 'getLog', value: GetLogCommand.fromPartial({ location, ...more }) })

describe('nativeCommands updateFirmware', () => {
  it('is UpdateFirmware, and SignedUpdateFirmware for signed firmware of 1.6', () => {
    assert.deepEqual(firmware('1.6', { retries: 2, retryIntervalS: 60 }), {
      action: 'UpdateFirmware',
      payload: { location, retrieveDate: at, retries: 2, retryInterval: 60 },
    })
    const signed = { signingCertificate: 'PEM', signature: 'c2ln' }
    assert.deepEqual(firmware('1.6', signed), {
      action: 'SignedUpdateFirmware',
      payload: { firmware: { location, retrieveDateTime: at, ...signed } },
    })
    for (const version of ['2.0.1', '2.1'] as const) {
      assert.deepEqual(firmware(version, { ...signed, installAt: at, retries: 0 }), {
        action: 'UpdateFirmware',
        payload: { firmware: { location, retrieveDateTime: at, installDateTime: at, ...signed }, retries: 0 },
      })
    }
  })

  it('refuses a time of installation that 1.6 can not say', () => {
    assert.throws(() => firmware('1.6', { installAt: at }), { code: 'invalid_argument', field: 'installAt' })
  })
})

describe('nativeCommands getLog', () => {
  it('is GetLog, and GetDiagnostics for the diagnostics of 1.6', () => {
    assert.deepEqual(log('1.6', { oldest: at, latest: at, retries: 1 }), {
      action: 'GetDiagnostics',
      payload: { location, startTime: at, stopTime: at, retries: 1 },
    })
    assert.deepEqual(log('1.6', { logType: 'SecurityLog', oldest: at }), {
      action: 'GetLog',
      payload: { logType: 'SecurityLog', log: { remoteLocation: location, oldestTimestamp: at } },
    })
    for (const version of ['2.0.1', '2.1'] as const) {
      assert.deepEqual(log(version, { latest: at, retryIntervalS: 9 }), {
        action: 'GetLog',
        payload: {
          logType: 'DiagnosticsLog',
          log: { remoteLocation: location, latestTimestamp: at },
          retryInterval: 9,
        },
      })
    }
  })
})
