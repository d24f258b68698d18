// What the edge does differently for a station's socket.
import { fitsStation, type SessionRule, type StationProfile } from './rule.ts'

/** Flagged at each boot, and by no event: it is no message that is odd. */
export const noPong: SessionRule = { id: 'no-pong', at: 'session', stations: { vendor: /^en\s?(?:\+|plus)/i } }

export const sessionRules: readonly SessionRule[] = [noPong]

/** Whether a station never answers WebSocket pings, so that their absence says nothing: its own messages are its signs of life. */
export function answersNoPings(station: StationProfile): boolean {
  return station.vendor !== '' && fitsStation(noPong, station)
}
