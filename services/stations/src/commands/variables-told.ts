// What answers to GetVariables and SetVariables tell of the device model (OCPP 2.x B05, B06).
import type { Queryable } from '@chargeplane/database'
import { type CommandCompleted, CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { VariableReport } from '@chargeplane/proto/ocpp/v1/stations'
import { hear } from '../events/facts.ts'
import { sourceOf } from '../events/origin.ts'
import { keepVariables } from '../events/variables.ts'
import { parsed } from './outcome.ts'

interface Named {
  component: { name: string; instance?: string; evse?: { id: number; connectorId?: number } }
  variable: { name: string; instance?: string }
  attributeType?: string
}
interface Got extends Named {
  attributeStatus: string
  attributeValue?: string
}
interface Set extends Named {
  attributeValue: string
}

const secret = '[redacted]'

function report({ component, variable, attributeType = 'Actual' }: Named, value: string): VariableReport {
  return VariableReport.fromPartial({
    component: component.name,
    componentInstance: component.instance,
    evseId: component.evse?.id,
    connectorId: component.evse?.connectorId,
    variable: variable.name,
    variableInstance: variable.instance,
    attribute: attributeType,
    value,
  })
}

/** Values that the station has said it has, or has taken; of those that count only after a reboot it will say so then. */
function told(action: string, request: unknown, response: unknown): VariableReport[] {
  if (action === 'GetVariables') {
    const { getVariableResult } = response as { getVariableResult: Got[] }
    return getVariableResult.flatMap(one => {
      const { attributeStatus, attributeValue } = one
      return attributeStatus === 'Accepted' && attributeValue !== undefined ? [report(one, attributeValue)] : []
    })
  }
  if (action !== 'SetVariables') return []
  const { setVariableData } = request as { setVariableData: Set[] }
  const { setVariableResult } = response as { setVariableResult: Got[] }
  const nameOf = (one: Named) => JSON.stringify(report(one, ''))
  const taken = setVariableResult.filter(({ attributeStatus }) => attributeStatus === 'Accepted').map(nameOf)
  return setVariableData.filter(data => taken.includes(nameOf(data))).map(data => report(data, data.attributeValue))
}

/** Keeps them. An answer that breaks its schema, or came without its request, tells nothing to rely on. */
export async function noteVariables(tx: Queryable, data: CommandCompleted): Promise<void> {
  const { action = '', schemaFault = '' } = data.origin ?? {}
  if (data.outcome !== CommandOutcome.ANSWERED || schemaFault !== '' || data.request === '') return
  if (action !== 'GetVariables' && action !== 'SetVariables') return
  const reports = told(action, parsed(data.request), parsed(data.response))
  const source = sourceOf(data.origin)
  const known = reports.filter(({ value }) => value !== secret)
  if (known.length > 0 && (await hear(tx, source))) await keepVariables(tx, source, known)
}
