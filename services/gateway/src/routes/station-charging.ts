import type { ChargingNeeds, ChargingProfile, ChargingSchedule } from '@chargeplane/proto/ocpp/v1/charging'
import type { PlacedChargingProfile, ReportedChargingLimit } from '@chargeplane/proto/smartcharging/v1/charging'
import { z } from 'zod'
import { optional, stationId, timestamp } from '../http/fields.ts'
import { route } from '../http/route.ts'

const tag = 'Smart charging'
const params = z.object({ stationId })
const perhaps = z.number().optional()

const values = z
  .object({ value: z.number(), l2: perhaps, l3: perhaps })
  .meta({ id: 'PhaseValues', description: 'One value for all phases, or with l2 or l3 one a phase' })

const schedule = z
  .object({
    id: z.int(),
    startsAt: timestamp.optional().describe('Left out: from the moment it comes into force'),
    durationS: perhaps,
    rateUnit: z.string().describe('A or W'),
    minChargingRate: perhaps,
    periods: z.array(
      z.object({
        startsAfterS: z.int(),
        limit: values.optional(),
        dischargeLimit: values.optional(),
        setpoint: values.optional(),
        numberPhases: z.int().optional(),
        operationMode: z.string().optional().describe('OCPP 2.1; left out, ChargingOnly'),
      }),
    ),
  })
  .meta({ id: 'ChargingSchedule' })

const placed = z
  .object({
    evseId: z.int().describe('0: the station itself'),
    source: z.string().describe('Who set it; CSO: the CSMS'),
    profileId: z.int(),
    stackLevel: z.int(),
    purpose: z.string(),
    kind: z.string(),
    recurrency: z.string().optional(),
    validFrom: timestamp.optional(),
    validTo: timestamp.optional(),
    transactionId: z.string().optional(),
    schedules: z.array(schedule),
  })
  .meta({ id: 'ChargingProfile' })

const limit = z
  .object({
    evseId: z.int().describe('0: the whole station'),
    source: z.string(),
    gridCritical: z.boolean(),
    localGeneration: z.boolean().describe('It is not a limit but what a local source adds'),
    schedules: z.array(schedule).describe('Empty unless the station tells them'),
    reportedAt: timestamp,
  })
  .meta({ id: 'ExternalChargingLimit' })

const needs = z
  .object({
    evseId: z.int(),
    status: z.string().describe('What was answered: Accepted, Processing, Rejected or NoChargingProfile'),
    reportedAt: timestamp,
    requestedEnergyTransfer: z.string(),
    availableEnergyTransfer: z.array(z.string()),
    controlMode: z.string().optional(),
    departureAt: timestamp.optional(),
    energyWh: perhaps,
    minCurrentA: perhaps,
    maxCurrentA: perhaps,
    maxPowerW: perhaps,
    maxDischargePowerW: perhaps,
    socPercent: perhaps,
    targetSocPercent: perhaps,
  })
  .meta({ id: 'ChargingNeeds' })

function scheduleJson({ id, startsAt, durationS, rateUnit, minChargingRate, periods }: ChargingSchedule) {
  return {
    id,
    startsAt: optional(startsAt),
    durationS,
    rateUnit,
    minChargingRate,
    periods: periods.map(({ startsAfterS, limit, dischargeLimit, setpoint, numberPhases, operationMode }) => ({
      startsAfterS,
      limit,
      dischargeLimit,
      setpoint,
      numberPhases: numberPhases === 0 ? undefined : numberPhases,
      operationMode: optional(operationMode),
    })),
  }
}

function profileJson({ evseId, source }: PlacedChargingProfile, profile: ChargingProfile): z.input<typeof placed> {
  const { id: profileId, stackLevel, purpose, kind, recurrency, validFrom, validTo, transactionId } = profile
  return {
    evseId,
    source,
    profileId,
    stackLevel,
    purpose,
    kind,
    recurrency: optional(recurrency),
    validFrom: optional(validFrom),
    validTo: optional(validTo),
    transactionId: optional(transactionId),
    schedules: profile.schedules.map(scheduleJson),
  }
}

const placedJson = (all: readonly PlacedChargingProfile[]) =>
  all.flatMap(one => (one.profile === undefined ? [] : [profileJson(one, one.profile)]))

function limitJson({ schedules, ...told }: ReportedChargingLimit): z.input<typeof limit> {
  return { ...told, schedules: schedules.map(scheduleJson) }
}

function needsJson(told: ChargingNeeds) {
  const { controlMode, departureAt, maxVoltageV: _, capacityWh, fullSocPercent, maxSchedulePeriods, ...same } = told
  return { ...same, controlMode: optional(controlMode), departureAt: optional(departureAt) }
}

const getProfiles = route({
  id: 'getChargingProfiles',
  method: 'GET',
  path: '/v1/stations/{stationId}/charging-profiles',
  role: 'viewer',
  tag,
  summary: 'Read the charging profiles of a station',
  description:
    'What it has accepted by commands, and what it said itself when it was last asked (GetChargingProfiles).',
  params,
  response: z
    .object({
      accepted: z.array(placed),
      reported: z
        .object({ requestId: z.string(), reportedAt: timestamp, complete: z.boolean(), profiles: z.array(placed) })
        .optional(),
    })
    .meta({ id: 'StationChargingProfiles' }),
  async handle({ params, tenant, gateway }) {
    const known = await gateway.peers.charging.getChargingProfiles({ tenant, ...params })
    const { requestId, reportedAt, complete } = known
    const reported = {
      requestId: String(requestId),
      reportedAt,
      complete,
      profiles: placedJson(known.reported),
    }
    return { accepted: placedJson(known.accepted), reported: reportedAt === '' ? undefined : reported }
  },
})

const listLimits = route({
  id: 'getChargingLimits',
  method: 'GET',
  path: '/v1/stations/{stationId}/charging-limits',
  role: 'viewer',
  tag,
  summary: 'List the limits that external systems have set at a station',
  params,
  response: z.object({ items: z.array(limit) }).meta({ id: 'ExternalChargingLimits' }),
  async handle({ params, tenant, gateway }) {
    const { limits } = await gateway.peers.charging.listChargingLimits({ tenant, ...params })
    return { items: limits.map(limitJson) }
  },
})

const listNeeds = route({
  id: 'getChargingNeeds',
  method: 'GET',
  path: '/v1/stations/{stationId}/charging-needs',
  role: 'viewer',
  tag,
  summary: 'List what the EVs at a station want',
  params,
  response: z.object({ items: z.array(needs) }).meta({ id: 'ChargingNeedsList' }),
  async handle({ params, tenant, gateway }) {
    const { needs } = await gateway.peers.charging.listChargingNeeds({ tenant, ...params })
    return {
      items: needs.flatMap(({ evseId, status, reportedAt, needs: told }) =>
        told === undefined ? [] : [{ evseId, status, reportedAt, ...needsJson(told) }],
      ),
    }
  },
})

export const chargingRoutes = [getProfiles, listLimits, listNeeds]
