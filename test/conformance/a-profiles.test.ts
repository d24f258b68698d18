// Functional block A: security profiles 2 and 3 on the listeners with TLS, and that a profile never goes down.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { createAuthority } from '@chargeplane/local-stack/pki'
import { until } from '../harness/until.ts'
import { bootPayload, certify, type Scene, type Secure } from './certify.ts'
import { knock } from './credentials.ts'
import { oldTls, onlySuite, onMutualTls, onTls, shake } from './secure.ts'

const ecdsa = ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384']
const rsa = ['AES128-GCM-SHA256', 'AES256-GCM-SHA384']

/** Connects and boots, with password or certificate. */
async function comesInBy(scene: Scene, registered: { id: string; password: string }, secure: Secure): Promise<void> {
  const station = await scene.connect(registered, secure)
  const boot = scene.version === '1.6' ? { chargePointSerialNumber: registered.id } : {}
  const payload = bootPayload(scene.version, boot)
  assert.equal((await station.result('BootNotification', payload)).status, 'Accepted')
}

/** A TLS error counts as refused, like an answer of 401. */
const refusedBy = async (scene: Scene, id: string, secure: Secure, password = '') => {
  const status = await knock(scene, { id, password, secure }).then(
    answer => answer.status,
    () => 0,
  )
  assert.ok(status === 0 || status === 401, `it was answered ${status}`)
}

async function validServerCertificate(scene: Scene): Promise<void> {
  await comesInBy(scene, await scene.register(), onTls(scene))
  await comesInBy(scene, await scene.register(), onTls(scene, 'tls-rsa'))
  for (const suite of ecdsa) assert.match(await shake(scene, 'tls', onlySuite(suite)), /^TLSv1\.2 TLS_ECDHE_ECDSA/)
  for (const suite of rsa) assert.match(await shake(scene, 'tls-rsa', onlySuite(suite)), /^TLSv1\.2 TLS_RSA/)
}

async function oldVersions(scene: Scene): Promise<void> {
  for (const listener of ['tls', 'tls-rsa', 'mtls', 'mtls-rsa'] as const) {
    assert.equal(await shake(scene, listener, oldTls), 'refused')
    assert.match(await shake(scene, listener, {}), /^TLSv1\.3/)
  }
  await comesInBy(scene, await scene.register(), onTls(scene))
}

async function validCertificate(scene: Scene): Promise<void> {
  const registered = await scene.register()
  for (const listener of ['mtls', 'mtls-rsa'] as const) {
    await comesInBy(scene, { ...registered, password: '' }, await onMutualTls(scene, registered.id, listener))
  }
  const rsaPair = await onMutualTls(scene, registered.id, 'mtls', { kind: 'rsa' })
  await comesInBy(scene, { ...registered, password: '' }, rsaPair)
}

async function invalidCertificate(scene: Scene): Promise<void> {
  const registered = await scene.register()
  const { id } = registered
  const past = new Date(Date.now() - 3_600_000)
  const stranger = await (await createAuthority('Operator root', 'Certified')).issue({
    commonName: id,
    organization: 'Certified',
  })
  const good = await onMutualTls(scene, id)
  const unknown = { ...good, tls: { ...good.tls, cert: stranger.certificate, key: stranger.key } }
  const expired = await onMutualTls(scene, id, 'mtls', { notBefore: new Date(0), notAfter: past })
  for (const bad of [
    unknown,
    expired,
    await onMutualTls(scene, 'SN-OF-ANOTHER'),
    { ...onTls(scene), listener: 'mtls' as const },
  ]) {
    await refusedBy(scene, id, bad, registered.password)
  }
  await comesInBy(scene, { id, password: '' }, good)
}

/** Comes with `higher`, boots, and may not come with `lower` any more. */
async function neverDown(scene: Scene, registered: { id: string; password: string }, higher: Secure, lower?: Secure) {
  const password = higher.listener.startsWith('mtls') ? '' : registered.password
  await comesInBy(scene, { id: registered.id, password }, higher)
  await until(async () => (await knock(scene, { ...registered, ...(lower && { secure: lower }) })).status === 401, {
    what: 'the lower profile to be refused',
  })
  await comesInBy(scene, { id: registered.id, password }, higher)
}

async function upgradeByProfile(scene: Scene): Promise<void> {
  const registered = await scene.register()
  const station = await scene.connect(registered)
  await station.result('BootNotification', bootPayload(scene.version))
  const connectionData = {
    ...{ messageTimeout: 30, ocppCsmsUrl: 'wss://csms.example/ocpp', ocppInterface: 'Wired0', ocppTransport: 'JSON' },
    ...{ ocppVersion: 'OCPP20', securityProfile: 2 },
  }
  const profile = { configurationSlot: 2, connectionData }
  await scene.exchange(station, 'SetNetworkProfile', profile, { status: 'Accepted' })
  const [component, variable] = [{ name: 'OCPPCommCtrlr' }, { name: 'NetworkConfigurationPriority' }]
  const set = { setVariableData: [{ component, variable, attributeValue: '2' }] }
  const taken = { setVariableResult: [{ attributeStatus: 'Accepted', component, variable }] }
  await scene.exchange(station, 'SetVariables', set, taken)
  await scene.exchange(station, 'Reset', { type: 'OnIdle' }, { status: 'Accepted' })
  await neverDown(scene, registered, onTls(scene))
  await neverDown(scene, registered, await onMutualTls(scene, registered.id), onTls(scene))
}

async function upgradeByKey(scene: Scene): Promise<void> {
  const registered = await scene.register()
  const station = await scene.connect(registered)
  await station.result('BootNotification', bootPayload('1.6'))
  const change = { key: 'SecurityProfile', value: '2' }
  await scene.exchange(station, 'ChangeConfiguration', change, { status: 'Accepted' })
  await scene.exchange(station, 'Reset', { type: 'Hard' }, { status: 'Accepted' })
  await neverDown(scene, registered, onTls(scene))
}

describe('security profiles', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(
      ['TC_A_04_CSMS', 'A00.FR.312', 'A00.FR.318'],
      version,
      'has certificates for all four suites',
      validServerCertificate,
    )
    certify(['TC_A_06_CSMS', 'A00.FR.313', 'A00.FR.315'], version, 'ends TLS below 1.2', oldVersions)
    certify(['TC_A_07_CSMS', 'A00.FR.403'], version, 'takes a certificate in place of the password', validCertificate)
    certify(
      ['TC_A_08_CSMS', 'A00.FR.405', 'A00.FR.407'],
      version,
      'refuses certificates that are not good',
      invalidCertificate,
    )
    certify(
      ['TC_A_19_CSMS', 'A05.FR.07'],
      version,
      'refuses a lower profile once a higher one was used',
      upgradeByProfile,
    )
  }
  certify(['TC_083_CSMS', 'A05.FR.09'], '1.6', 'refuses a lower profile once a higher one was used', upgradeByKey)
  certify(['TC_086_CSMS', 'A00.FR.318'], '1.6', 'has certificates for all four suites', validServerCertificate)
  certify(['TC_087_CSMS', 'A00.FR.403'], '1.6', 'takes a certificate in place of the password', validCertificate)

  for (const version of ['1.6', '2.0.1', '2.1'] as const) {
    certify(['A00.FR.404'], version, 'refuses the certificate of another organization', async scene => {
      const { id, password } = await scene.register()
      await refusedBy(scene, id, await onMutualTls(scene, id, 'mtls', { organization: 'Another' }), password)
    })
  }
})
