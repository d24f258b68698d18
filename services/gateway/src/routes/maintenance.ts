import type { TaskReport } from '@chargeplane/proto/stations/v1/diagnostics'
import { z } from 'zod'
import { integer, optional, stationId, timestamp } from '../http/fields.ts'
import { route } from '../http/route.ts'

const report = z
  .object({
    status: z.string().describe('As OCPP 2.x names it, also for 1.6'),
    requestId: z.int().optional().describe('Of the command that asked for it'),
    reasonCode: z.string().optional(),
    reason: z.string().optional(),
    locations: z.array(z.string()).optional().describe('Where published firmware is to be had'),
    reportedAt: timestamp,
  })
  .meta({ id: 'TaskReport', description: 'What a station last said of a long task' })

function toJson(message: TaskReport | undefined): z.input<typeof report> | undefined {
  if (message === undefined) return undefined
  const { status, requestId, reasonCode, reason, locations, reportedAt } = message
  return {
    status,
    requestId: requestId === undefined ? undefined : integer(requestId, 'requestId'),
    reasonCode: optional(reasonCode),
    reason: optional(reason),
    locations: locations.length === 0 ? undefined : locations,
    reportedAt,
  }
}

const getMaintenance = route({
  id: 'getMaintenance',
  method: 'GET',
  path: '/v1/stations/{stationId}/maintenance',
  role: 'viewer',
  tag: 'Diagnostics',
  summary: 'Read how far the station is with firmware and logs, as it last said',
  params: z.object({ stationId }),
  response: z
    .object({
      firmware: report.optional().describe('FirmwareStatusNotification'),
      firmwarePublication: report.optional().describe('PublishFirmwareStatusNotification, of a local controller'),
      logUpload: report.optional().describe('LogStatusNotification, DiagnosticsStatusNotification'),
    })
    .meta({ id: 'Maintenance' }),
  errors: ['not_found'],
  async handle({ params, tenant, gateway }) {
    const message = await gateway.peers.diagnostics.getMaintenance({ tenant, ...params })
    return {
      firmware: toJson(message.firmware),
      firmwarePublication: toJson(message.firmwarePublication),
      logUpload: toJson(message.logUpload),
    }
  },
})

export const maintenanceRoutes = [getMaintenance]
