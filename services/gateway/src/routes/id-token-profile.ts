// What an id token may have beside its status, as JSON and as the contract has it.
import type { IdToken } from '@chargeplane/proto/authorization/v1/authorization'
import { IdTokenProfile } from '@chargeplane/proto/authorization/v1/profile'
import type { TransactionLimit } from '@chargeplane/proto/ocpp/v1/transactions'
import { z } from 'zod'
import { optional, stationId } from '../http/fields.ts'

const formats = ['ASCII', 'HTML', 'URI', 'UTF8', 'QRCODE'] as const
const language = z.string().min(2).max(8)

export const transactionLimit = z
  .object({
    maxCost: z.number().min(0).optional().describe("In the tariff's currency"),
    maxEnergyWh: z.number().min(0).optional(),
    maxTimeS: z.int().min(0).max(2_147_483_647).optional().describe('Seconds from the start of the transaction'),
    maxSocPercent: z.int().min(0).max(100).optional(),
  })
  .meta({ id: 'TransactionLimit', description: 'What a transaction may come to (OCPP 2.1 E16)' })

export const profileFields = {
  language1: language.optional().describe('Language of the driver, RFC 5646'),
  language2: language.optional(),
  personalMessage: z
    .strictObject({
      format: z.enum(formats).default('UTF8'),
      language: language.optional(),
      content: z.string().min(1).max(1024),
    })
    .optional()
    .describe('Shown by stations with a display; over 512 characters only by OCPP 2.1'),
  chargingPriority: z.int().min(-9).max(9).optional().describe('0 is normal; higher is more important'),
  allowedEnergyTransfer: z
    .array(z.string().min(1).max(20))
    .max(20)
    .optional()
    .describe('OCPP 2.1 EnergyTransferModeEnumType; left out, any'),
  transactionLimit: transactionLimit
    .optional()
    .describe('Told to OCPP 2.1 stations, as far as they support it; those of other versions never hear of it'),
}

export const ruleFields = {
  localList: z.boolean().default(false).describe('Belongs on the lists that stations keep'),
  masterPass: z
    .boolean()
    .default(false)
    .describe(
      'Its group ends the transactions of others at stations that know it as MasterPassGroupId, and starts none',
    ),
  additionalInfo: z
    .array(z.strictObject({ additionalIdToken: z.string().min(1).max(255), type: z.string().min(1).max(50) }))
    .max(10)
    .optional()
    .describe('Second identifiers that drivers have to present with it, as a PIN'),
  allowedStations: z
    .array(z.strictObject({ stationId, evseIds: z.array(z.int().min(1)).max(100).default([]) }))
    .max(100)
    .optional()
    .describe('Where it may charge; left out, everywhere'),
}

const profileBody = z.object(profileFields)

/** The contract's profile from the fields of a request that hold one. */
export function toProfile(body: z.output<typeof profileBody>): IdTokenProfile {
  const { language1, language2, personalMessage, chargingPriority, allowedEnergyTransfer, transactionLimit } = body
  return IdTokenProfile.fromPartial({
    language1,
    language2,
    personalMessage,
    chargingPriority,
    allowedEnergyTransfer,
    transactionLimit,
  })
}

export function limitJson(limit: TransactionLimit | undefined): z.input<typeof transactionLimit> | undefined {
  return limit && { ...limit }
}

/** Fields of a token beside the plain ones; what is not set is left out. */
export function profileJson({ profile, additionalInfo, allowedStations }: IdToken) {
  const { personalMessage, allowedEnergyTransfer = [], chargingPriority = 0 } = profile ?? {}
  return {
    language1: optional(profile?.language1 ?? ''),
    language2: optional(profile?.language2 ?? ''),
    personalMessage: personalMessage && {
      format: formats.find(known => known === personalMessage.format),
      language: optional(personalMessage.language),
      content: personalMessage.content,
    },
    chargingPriority: chargingPriority === 0 ? undefined : chargingPriority,
    allowedEnergyTransfer: allowedEnergyTransfer.length === 0 ? undefined : allowedEnergyTransfer,
    transactionLimit: limitJson(profile?.transactionLimit),
    additionalInfo: additionalInfo.length === 0 ? undefined : additionalInfo,
    allowedStations: allowedStations.length === 0 ? undefined : allowedStations,
  }
}
