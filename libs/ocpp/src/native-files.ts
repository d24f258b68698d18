// Firmware updates and uploads of logs in a version's own words (OCPP 1.6 5.19, 5.9 and its security extension; 2.x L01, L02, N01).
// The requestId is left out: who sends the command chooses one.
import { fail } from '@chargeplane/failure'
import type { GetLogCommand, UpdateFirmwareCommand } from '@chargeplane/proto/stations/v1/commands'
import type { NativeCommand } from './native.ts'
import type { OcppVersion } from './versions.ts'

interface Tries {
  retries?: number | undefined
  retryIntervalS?: number | undefined
}

function tries({ retries, retryIntervalS }: Tries): object {
  return {
    ...(retries !== undefined && { retries }),
    ...(retryIntervalS !== undefined && { retryInterval: retryIntervalS }),
  }
}

export function updateFirmware(version: OcppVersion, command: UpdateFirmwareCommand): NativeCommand {
  const { location, retrieveAt, installAt, signingCertificate, signature } = command
  const isSigned = signingCertificate !== '' || signature !== ''
  if (version === '1.6' && !isSigned) {
    if (installAt !== '') {
      throw fail('invalid_argument', 'OCPP 1.6 installs unsigned firmware when it likes', { field: 'installAt' })
    }
    return { action: 'UpdateFirmware', payload: { location, retrieveDate: retrieveAt, ...tries(command) } }
  }
  const firmware = {
    location,
    retrieveDateTime: retrieveAt,
    ...(installAt !== '' && { installDateTime: installAt }),
    ...(signingCertificate !== '' && { signingCertificate }),
    ...(signature !== '' && { signature }),
  }
  return {
    action: version === '1.6' ? 'SignedUpdateFirmware' : 'UpdateFirmware',
    payload: { firmware, ...tries(command) },
  }
}

export function getLog(version: OcppVersion, command: GetLogCommand): NativeCommand {
  const { location, oldest, latest } = command
  const logType = command.logType || 'DiagnosticsLog'
  if (version === '1.6' && logType === 'DiagnosticsLog') {
    const bounds = { ...(oldest !== '' && { startTime: oldest }), ...(latest !== '' && { stopTime: latest }) }
    return { action: 'GetDiagnostics', payload: { location, ...bounds, ...tries(command) } }
  }
  const log = {
    remoteLocation: location,
    ...(oldest !== '' && { oldestTimestamp: oldest }),
    ...(latest !== '' && { latestTimestamp: latest }),
  }
  return { action: 'GetLog', payload: { logType, log, ...tries(command) } }
}
