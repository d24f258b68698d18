// What most suites need on a running platform: a tariff, a token, registered stations, a foreign client.
import { readFileSync } from 'node:fs'
import { createValidator, RPCClient, type Validator } from 'ocpp-rpc'
import type { Api } from '../fleet/api.ts'

/** Registers a station through the API and hands back its password. */
export async function registerStation(api: Api, stationId: string): Promise<string> {
  const created = await api.send<{ password: string }>('POST', '/v1/stations', { stationId, name: stationId })
  return created.password
}

export async function putToken(api: Api, idToken: string, more: Record<string, unknown> = {}): Promise<void> {
  await api.send('PUT', `/v1/id-tokens/${idToken}`, { type: 'ISO14443', status: 'Accepted', ...more })
}

export type Price = { type: 'FLAT' | 'ENERGY' | 'TIME' | 'PARKING_TIME'; price: string; vat: string; stepSize: number }

/** A tariff in EUR that is in force at one station. */
export async function putTariff(api: Api, stationId: string, priceComponents: Price[]): Promise<void> {
  await api.send('PUT', `/v1/tariffs/${stationId}`, {
    currency: 'EUR',
    name: stationId,
    elements: [{ priceComponents }],
    stationIds: [stationId],
  })
}

/**
 * The package looks schemas up as `urn:X.req` and ships those of 2.1 as `urn:XRequest`: as it stands it finds none. Its own validator over its
 * own schemas, under the ids it looks for.
 */
function validator21(): Validator {
  const file = new URL('lib/schemas/ocpp2_1.json', import.meta.resolve('ocpp-rpc/package.json'))
  const schemas: { $id: string }[] = JSON.parse(readFileSync(file, 'utf8'))
  const renamed = schemas.map(schema => {
    const $id = schema.$id.replace(/Request$/, '.req').replace(/Response$/, '.conf')
    return { ...schema, $id }
  })
  return createValidator('ocpp2.1', renamed)
}

/** A station by npm `ocpp-rpc`, which checks every message of ours against the official schemas. */
export function foreignStation(url: string, identity: string, password: string, protocol: string): RPCClient {
  return new RPCClient({
    endpoint: url,
    identity,
    password,
    protocols: [protocol],
    strictMode: true,
    strictModeValidators: protocol === 'ocpp2.1' ? [validator21()] : [],
    reconnect: false,
    callTimeoutMs: 20_000,
  })
}
