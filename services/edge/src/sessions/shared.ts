// Texts that thousands of stations have in common are held once: each message brings them anew, and a session keeps them for days.
import type { StationProfile } from '@chargeplane/ocpp'

/** Strangers choose some of the texts: past this many they are collected afresh. */
const capacity = 20_000

/** Makes each value once per key, as long as there are not too many. */
function collection<V>(): (key: string, make: () => V) => V {
  const values = new Map<string, V>()
  return (key, make) => {
    const known = values.get(key)
    if (known !== undefined) return known
    if (values.size >= capacity) values.clear()
    const made = make()
    values.set(key, made)
    return made
  }
}

const texts = collection<string>()
const profiles = collection<StationProfile>()

/** The same text, the same string as before where it was seen before. */
export function shared(text: string): string {
  return texts(text, () => text)
}

/** What a station says it is, the same object for all of the same kind. Only the fields of a profile are kept. */
export function sharedProfile({ vendor, model, firmwareVersion }: StationProfile): StationProfile {
  return profiles(`${vendor}\0${model}\0${firmwareVersion}`, () => ({
    vendor: shared(vendor),
    model: shared(model),
    firmwareVersion: shared(firmwareVersion),
  }))
}
