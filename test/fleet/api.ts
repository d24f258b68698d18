// The little of the HTTP API that a fleet needs: its stations, tokens and tariff, and the counts to compare with.
import { pause } from './queue.ts'

const attempts = 8

export interface Api {
  get<T>(path: string): Promise<T>
  send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T>
  /** Like `send`, but hands back status and body whatever they are. */
  raw(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>
  /** Like `raw`, but repeats what was refused for now (429, 503) for a while, as a client of a busy service should. */
  patiently(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>
  /** Every item of a paged list. */
  all<T>(path: string): Promise<T[]>
}

export function openApi(baseUrl: string, apiKey: string): Api {
  async function raw(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const content = await response.text()
    return { status: response.status, body: content === '' ? undefined : JSON.parse(content) }
  }
  async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await raw(method, path, body)
    if (answer.status >= 300)
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body as T
  }
  async function patiently(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    for (let attempt = 1; ; attempt++) {
      const answer = await raw(method, path, body)
      if ((answer.status !== 429 && answer.status !== 503) || attempt === attempts) return answer
      await pause(attempt * 200)
    }
  }
  return {
    raw,
    patiently,
    send,
    get: path => send('GET', path),
    async all<T>(path: string): Promise<T[]> {
      const items: T[] = []
      let cursor: string | undefined
      do {
        const query = `${path.includes('?') ? '&' : '?'}limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`
        const page = await send<{ items: T[]; nextCursor?: string }>('GET', path + query)
        items.push(...page.items)
        cursor = page.nextCursor
      } while (cursor)
      return items
    },
  }
}
