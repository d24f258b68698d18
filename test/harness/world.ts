// What most suites need on a running platform: a tariff, a token, registered stations, a foreign client.
import { RPCClient } from 'ocpp-rpc'
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

/** A station by npm `ocpp-rpc`, which checks every message of ours against the official schemas. */
export function foreignStation(url: string, identity: string, password: string, protocol: string): RPCClient {
  return new RPCClient({
    endpoint: url,
    identity,
    password,
    protocols: [protocol],
    strictMode: true,
    reconnect: false,
    callTimeoutMs: 20_000,
  })
}
