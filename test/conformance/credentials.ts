// Stations that come with whatever credentials and subprotocols they are given, let in or not.
import { WebSocket } from 'ws'
import { until } from '../harness/until.ts'
import { bootPayload, type Scene, type Secure } from './certify.ts'

interface Knock {
  id: string
  username?: string
  password: string
  subprotocols?: string[]
  secure?: Secure
}

const subprotocols = { '1.6': 'ocpp1.6', '2.0.1': 'ocpp2.0.1', '2.1': 'ocpp2.1' } as const

/** What an upgrade is answered: 101 with the subprotocol that was agreed on, or the status of the refusal. */
export async function knock(scene: Scene, given: Knock): Promise<{ status: number; subprotocol: string }> {
  const { id, username = id, password } = given
  const [edge] = scene.platform.edges
  const base = given.secure === undefined ? edge?.url : edge?.secureUrl(given.secure.listener)
  const url = `${base}/${encodeURIComponent(id)}`
  const socket = new WebSocket(url, given.subprotocols ?? [subprotocols[scene.version]], {
    headers: { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` },
    ...given.secure?.tls,
  })
  return new Promise((resolve, reject) => {
    socket.once('unexpected-response', (_request, response) => {
      response.resume()
      resolve({ status: response.statusCode ?? 0, subprotocol: '' })
    })
    socket.once('open', () => {
      socket.once('close', () => resolve({ status: 101, subprotocol: socket.protocol }))
      socket.close()
    })
    // ws itself refuses an upgrade without the subprotocol that it asked for; the platform has let it in then.
    socket.once('error', error => {
      if (/Server sent no subprotocol/.test(error.message)) resolve({ status: 101, subprotocol: '' })
      else reject(error)
    })
  })
}

/** Connects with a password and boots; fails unless both are accepted. */
export async function comesIn(scene: Scene, id: string, password: string): Promise<void> {
  const station = await scene.connect({ id, password })
  const { status } = await station.result('BootNotification', bootPayload(scene.version))
  if (status !== 'Accepted') throw new Error(`the boot was answered ${status}`)
}

/** Resolves when a password is refused: edges hear of a change a moment later. */
export async function isRefused(scene: Scene, id: string, password: string): Promise<void> {
  await until(async () => (await knock(scene, { id, password })).status === 401, {
    what: 'the old password to be refused',
  })
}
