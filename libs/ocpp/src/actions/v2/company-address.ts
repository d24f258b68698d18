import type { CompanyAddress } from '@chargeplane/proto/ocpp/v1/payments'
import type { NotifySettlementRequest } from '#v21'
import { text } from '../../read.ts'

/** OCPP 2.1 AddressType. */
export type Address = NonNullable<NotifySettlementRequest['vatCompany']>

export function companyAddress(address: Address | undefined): CompanyAddress | undefined {
  if (address === undefined) return undefined
  return {
    name: text(address.name),
    address1: text(address.address1),
    address2: text(address.address2),
    city: text(address.city),
    postalCode: text(address.postalCode),
    country: text(address.country),
  }
}

/** For an answer: what is empty is left out. */
export function addressOf({ address2, postalCode, ...rest }: CompanyAddress): Address {
  return { ...rest, ...(address2 !== '' && { address2 }), ...(postalCode !== '' && { postalCode }) }
}
