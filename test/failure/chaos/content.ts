// What a message says, comparable between what a station sent and what was published, where id tokens are hashed.

/** JSON without the id tokens. */
export function contentOf(payload: unknown): string {
  return JSON.stringify(payload, (key, value: unknown) => {
    const isToken = key === 'idTag' || (key === 'idToken' && typeof value === 'string')
    return isToken ? undefined : value
  })
}
