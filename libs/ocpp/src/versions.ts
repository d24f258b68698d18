// Which OCPP versions there are and how a socket gets one.

export type OcppVersion = '1.6' | '2.0.1' | '2.1'

const subprotocols: ReadonlyMap<string, OcppVersion> = new Map([
  ['ocpp1.6', '1.6'],
  ['ocpp2.0.1', '2.0.1'],
  ['ocpp2.1', '2.1'],
])

/**
 * Picks the subprotocol of a socket from the value of Sec-WebSocket-Protocol. The station lists by preference and its order wins
 * (OCPP-J 3.1.2). Undefined when nothing offered is spoken here: the handshake is then completed without a subprotocol and closed.
 */
export function chooseSubprotocol(offered: string): { subprotocol: string; version: OcppVersion } | undefined {
  for (const candidate of offered.split(',')) {
    const subprotocol = candidate.trim()
    const version = subprotocols.get(subprotocol.toLowerCase())
    if (version !== undefined) return { subprotocol, version }
  }
  return undefined
}
