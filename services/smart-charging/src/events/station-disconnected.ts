import { notingSessions } from './session-state.ts'

/** Stations are gone: they keep what they have accepted, and the others share the rest. */
export const stationDisconnected = (siteDue: () => void) =>
  notingSessions<'chargeplane.ocpp.v1.StationDisconnected'>(false, siteDue)
