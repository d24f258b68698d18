// The part of npm `ocpp-rpc` (which ships no types) that the suites use: a station client of other people's making.
declare module 'ocpp-rpc' {
  export interface Validator {
    readonly subprotocol: string
  }
  export function createValidator(subprotocol: string, schemas: unknown): Validator
  export interface ClientOptions {
    endpoint: string
    identity: string
    password?: string | Buffer
    protocols?: string[]
    strictMode?: boolean
    /** In place of the built-in one of the same subprotocol. */
    strictModeValidators?: Validator[]
    reconnect?: boolean
    callTimeoutMs?: number
  }
  export class RPCClient {
    constructor(options: ClientOptions)
    connect(): Promise<unknown>
    close(options?: { code?: number; awaitPending?: boolean }): Promise<unknown>
    call(method: string, params: unknown): Promise<Record<string, unknown>>
    handle(method: string, handler: (call: { params: Record<string, unknown> }) => unknown): void
    on(event: string, listener: (...args: unknown[]) => void): void
    readonly protocol: string | undefined
  }
}
