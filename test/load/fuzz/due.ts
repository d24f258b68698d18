// What a frame is owed, told without the code under test: by the words of OCPP-J 4.1 and 4.2 alone.

export type Due =
  /** An answer with this id, as CALLRESULT or CALLERROR. */
  | { readonly type: 'answer'; readonly id: string }
  /** At most a CALLERROR with the id "-1" or with that of the frame. */
  | { readonly type: 'maybe'; readonly id: string | undefined }
  /** The end of the socket. */
  | { readonly type: 'close' }

const maxIdLength = 36
/** An id that can be read though the frame breaks further on. */
const readable = /^\s*\[\s*2\s*,\s*"([^"\\]*)"\s*,/

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `maxLength`: of a frame that the edge takes, in bytes. */
export function dueTo(text: string, maxLength: number): Due {
  if (Buffer.byteLength(text) > maxLength) return { type: 'close' }
  const frame = parse(text)
  if (frame === undefined) {
    const id = readable.exec(text)?.[1]
    return id !== undefined && id.length <= maxIdLength ? { type: 'answer', id } : { type: 'maybe', id: undefined }
  }
  if (!Array.isArray(frame)) return { type: 'maybe', id: undefined }
  const [type, id]: unknown[] = frame
  const known = typeof id === 'string' && id.length <= maxIdLength
  if (type !== 2) return { type: 'maybe', id: known ? id : undefined }
  // Without an id that can be read it is answered, but under "-1" with all others of its kind.
  return known ? { type: 'answer', id } : { type: 'answer', id: '-1' }
}
