// One SSE response: bounded in what may wait for its reader, kept alive by comments, and looked at again and again.
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

export interface SseStream {
  send(text: string): void
  /** Ends with a last event that says why; what was sent before is still delivered if the reader takes it soon. */
  end(reason: 'dropped' | 'closing' | 'unauthenticated', detail: string): void
}

export interface SseOptions {
  /** Bytes that may wait in this process for the reader. */
  bufferBytes: number
  heartbeatMs: number
  /** Asked with every heartbeat; false ends the stream as unauthenticated. */
  stillAllowed(): Promise<boolean>
  /** The response is over, whoever ended it. Called once. */
  onClose(): void
}

/** A reader gets this long to take what is left after the end. */
const lingerMs = 5_000

export function openSseStream(response: ServerResponse, headers: OutgoingHttpHeaders, options: SseOptions): SseStream {
  const { bufferBytes, heartbeatMs, stillAllowed, onClose } = options
  let open = true

  function end(reason: string, detail: string): void {
    if (!open) return
    open = false
    clearInterval(heartbeat)
    response.end(`event: ${reason}\ndata: ${JSON.stringify({ detail })}\n\n`)
    setTimeout(() => response.destroy(), lingerMs).unref()
  }

  function send(text: string): void {
    if (!open) return
    if (response.writableLength + text.length > bufferBytes) {
      end('dropped', 'this reader was too slow; what was not delivered is lost here, and still in Kafka')
      return
    }
    response.write(text)
  }

  async function beat(): Promise<void> {
    send(': heartbeat\n\n')
    if (open && !(await stillAllowed())) end('unauthenticated', 'the API key is no longer valid')
  }

  const heartbeat = setInterval(() => void beat(), heartbeatMs)
  response.once('close', () => {
    open = false
    clearInterval(heartbeat)
    onClose()
  })
  // A proxy that buffers would hold events back (X-Accel-Buffering is nginx's).
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
  response.write(': connected\n\n')
  return { send, end }
}
