// Requests to addresses that stations name or operators configure: few hosts, little time, small answers, no detours.
import { type Failure, fail, toFailure } from '@chargeplane/failure'

export interface OutgoingOptions {
  /** `host` for every port of it, or `host:port`; nothing else is called (a station must not choose whom we talk to). */
  allowedHosts: readonly string[]
  timeoutMs: number
}

export interface OutgoingRequest {
  url: string
  /** Absent: GET. */
  post?: { contentType: string; body: Uint8Array<ArrayBuffer> | string }
  maxBytes: number
}

/** Resolves with the body of a 2xx answer. Rejects permission_denied for a host that is not allowed, else unavailable. */
export type Outgoing = (request: OutgoingRequest) => Promise<Uint8Array<ArrayBuffer>>

export function openOutgoing({ allowedHosts, timeoutMs }: OutgoingOptions): Outgoing {
  const allowed = new Set(allowedHosts.map(host => host.toLowerCase()))

  return async ({ url, post, maxBytes }) => {
    const { hostname, host, protocol, href } = parse(url)
    if (!/^https?:$/.test(protocol) || !(allowed.has(hostname) || allowed.has(host))) {
      throw fail('permission_denied', `${host} is not an allowed host`)
    }
    try {
      const response = await fetch(href, {
        method: post === undefined ? 'GET' : 'POST',
        ...(post && { headers: { 'content-type': post.contentType }, body: post.body }),
        // Where an allowed host sends us on to is not allowed by that.
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (!response.ok) throw fail('unavailable', `${host} answered ${response.status}`)
      return await readBounded(response, maxBytes, host)
    } catch (error) {
      throw asFailure(error, host)
    }
  }
}

function parse(url: string): URL {
  if (!URL.canParse(url)) throw fail('permission_denied', 'the address is not a URL')
  return new URL(url)
}

async function readBounded(response: Response, maxBytes: number, host: string): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > maxBytes) throw fail('unavailable', `${host} answered more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

function asFailure(error: unknown, host: string): Failure {
  const failure = toFailure(error)
  return failure.code === 'unavailable' ? failure : fail('unavailable', `${host} did not answer`, { cause: error })
}
