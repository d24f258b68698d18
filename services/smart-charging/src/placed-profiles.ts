// Charging profiles with where they are, as they are stored (jsonb).
import { PlacedChargingProfile } from '@chargeplane/proto/smartcharging/v1/charging'

export function toStored(placed: PlacedChargingProfile): string {
  return JSON.stringify(PlacedChargingProfile.toJSON(placed))
}

export function fromStored(stored: unknown): PlacedChargingProfile {
  return PlacedChargingProfile.fromJSON(stored)
}
