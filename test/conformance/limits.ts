// What a station says of the limits of transactions that it can keep to (2.1 TxCtrlr.SupportedLimits).
import type { WireStation } from '../harness/wire-station.ts'
import type { Scene } from './certify.ts'
import { now } from './session.ts'
import { told } from './told.ts'

/** The station reports which limits it supports, and the platform comes to know it: no others are sent to it (E16.FR.12). */
export async function supportsLimits(scene: Scene, station: WireStation, value: string): Promise<void> {
  const supported = {
    component: { name: 'TxCtrlr' },
    variable: { name: 'SupportedLimits' },
    variableAttribute: [{ type: 'Actual', value }],
  }
  await station.result('NotifyReport', { requestId: 1, generatedAt: now(), seqNo: 0, reportData: [supported] })
  await told(scene, station, 'variables?component=TxCtrlr', { items: [{ variable: 'SupportedLimits', value }] })
}
