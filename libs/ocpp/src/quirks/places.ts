// Finding the places that a schema error speaks of.

/** A field or an entry: `holder[key]`. */
export interface Place {
  readonly holder: object
  readonly key: string
}

const isEntry = (step: string) => /^\d+$/.test(step)

/**
 * The places that a JSON pointer's steps lead to. Where it goes through an entry of a list, the same place of every other entry is meant
 * too: what one entry breaks, all of a station's entries do.
 */
export function placesAt(root: object, steps: readonly string[]): Place[] {
  const [step, ...rest] = steps
  if (step === undefined) return []
  const keys = Array.isArray(root) && isEntry(step) ? Object.keys(root) : [step]
  if (rest.length === 0) return keys.map(key => ({ holder: root, key }))
  return keys.flatMap(key => {
    const next: unknown = Object.hasOwn(root, key) ? Reflect.get(root, key) : undefined
    return typeof next === 'object' && next !== null ? placesAt(next, rest) : []
  })
}

export function valueAt({ holder, key }: Place): unknown {
  return Object.hasOwn(holder, key) ? Reflect.get(holder, key) : undefined
}

/** Leaves the place out; an entry of a list becomes null until `compact`, so that other places keep their index. */
export function dropAt({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder[Number(key)] = undefined
  else Reflect.deleteProperty(holder, key)
}

export function putAt({ holder, key }: Place, value: unknown): void {
  Reflect.set(holder, key, value)
}

/** Closes the gaps that `dropAt` has left in lists. */
export function compact(places: readonly Place[]): void {
  for (const { holder } of places) {
    if (!Array.isArray(holder)) continue
    const kept = holder.filter(entry => entry !== undefined)
    holder.splice(0, holder.length, ...kept)
  }
}
