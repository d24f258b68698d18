import { notingSessions } from './session-state.ts'

/** Stations are back: their default profiles and their shares can be sent again. */
export const stationConnected = (siteDue: () => void) =>
  notingSessions<'chargeplane.ocpp.v1.StationConnected'>(true, siteDue)
