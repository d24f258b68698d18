// The charging profiles a simulated station has been given: constant limits in A, as the smart-charging service sends them.

export interface Limits {
  /** Stores one profile. `purpose` is OCPP's ChargingProfilePurposeType. */
  set(profile: { id: number; purpose: string; connector: number; limitA: number }): void
  clear(id: number | undefined): boolean
  /** What a connector may draw now, A per phase: its TxProfile, else the default profile, else what it was commissioned with. */
  effectiveA(connector: number): number
  /** A TxProfile ends with its transaction. */
  endTransaction(connector: number): void
}

/** `commissionedA`: what the installer has limited it to until it is told otherwise. */
export function newLimits(hardwareA: number, commissionedA = hardwareA): Limits {
  const profiles = new Map<number, { purpose: string; connector: number; limitA: number }>()
  const find = (purpose: string, connector: number) =>
    [...profiles.values()].findLast(p => p.purpose === purpose && p.connector === connector)?.limitA
  return {
    set({ id, ...profile }) {
      for (const [other, p] of profiles)
        if (p.purpose === profile.purpose && p.connector === profile.connector) profiles.delete(other)
      profiles.set(id, profile)
    },
    clear(id) {
      if (id !== undefined) return profiles.delete(id)
      const had = profiles.size > 0
      profiles.clear()
      return had
    },
    effectiveA(connector) {
      const limit =
        find('TxProfile', connector) ??
        find('TxDefaultProfile', connector) ??
        find('TxDefaultProfile', 0) ??
        commissionedA
      return Math.min(limit, hardwareA)
    },
    endTransaction(connector) {
      for (const [id, p] of profiles) if (p.purpose === 'TxProfile' && p.connector === connector) profiles.delete(id)
    },
  }
}
