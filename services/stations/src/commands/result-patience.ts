/** Seconds that a result may take from one message of the station to the next. */
export type Patience = (answeredBy: string) => number

export interface PatienceSettings {
  reportS: number
  transferS: number
}

/** Uploads and installations, which wait for networks, schedules and transactions to end; a report is written at once. */
const transfers = /^(Diagnostics|Log|(Signed)?Firmware|PublishFirmware)StatusNotification$/

export function patienceOf({ reportS, transferS }: PatienceSettings): Patience {
  return answeredBy => (transfers.test(answeredBy) ? transferS : reportS)
}
