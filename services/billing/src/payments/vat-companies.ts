// Companies by VAT number: put by the operator, told to drivers who enter the number (OCPP 2.1 C18.FR.09).
import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { CheckVatNumberRequest, VatNumberCheck } from '@chargeplane/proto/billing/v1/decisions'
import type { GetVatCompanyRequest, VatCompany } from '@chargeplane/proto/billing/v1/payments'
import { CompanyAddress } from '@chargeplane/proto/ocpp/v1/payments'
import { requireTenant } from '@chargeplane/rpc'
import { checkVatNumber } from './vat-number.ts'

/** Longest texts of OCPP 2.1's AddressType, and what it must have. */
const limits = { name: 50, address1: 100, address2: 100, city: 100, postalCode: 20, country: 50 } as const
const required: ReadonlySet<string> = new Set(['name', 'address1', 'city', 'country'])

function checkAddress(address: CompanyAddress | undefined): CompanyAddress {
  if (address === undefined) throw fail('invalid_argument', 'address is missing', { field: 'address' })
  for (const [name, limit] of Object.entries(limits) as [keyof typeof limits, number][]) {
    const field = `address.${name}`
    if (address[name] === '' && required.has(name)) throw fail('invalid_argument', `${field} is missing`, { field })
    if (address[name].length > limit) {
      throw fail('invalid_argument', `${field} has more than ${limit} characters`, { field })
    }
  }
  return address
}

function readNumber(text: string): string {
  const checked = checkVatNumber(text)
  if (checked.valid) return checked.vatNumber
  throw fail('invalid_argument', `vatNumber ${checked.problem}`, { field: 'vatNumber' })
}

async function find(database: Database, tenant: string, vatNumber: string): Promise<CompanyAddress | undefined> {
  const [row] = await database.query<{ address: Partial<CompanyAddress> }>(
    'SELECT address FROM vat_companies WHERE tenant = $1 AND vat_number = $2',
    [tenant, vatNumber],
  )
  return row && CompanyAddress.fromPartial(row.address)
}

const unknownCompany = (vatNumber: string) =>
  fail('not_found', `no company has VAT number ${vatNumber}`, { field: 'vatNumber' })

export function vatCompanies(database: Database) {
  return {
    async checkVatNumber(request: CheckVatNumberRequest): Promise<VatNumberCheck> {
      const tenant = requireTenant(request.tenant)
      const checked = checkVatNumber(request.vatNumber)
      if (!checked.valid) return { valid: false, problem: checked.problem, company: undefined }
      return { valid: true, problem: '', company: await find(database, tenant, checked.vatNumber) }
    },
    async putVatCompany(request: VatCompany): Promise<VatCompany> {
      const tenant = requireTenant(request.tenant)
      const vatNumber = readNumber(request.vatNumber)
      const address = checkAddress(request.address)
      await database.query(
        `INSERT INTO vat_companies (tenant, vat_number, address) VALUES ($1, $2, $3)
         ON CONFLICT (tenant, vat_number) DO UPDATE SET address = excluded.address`,
        [tenant, vatNumber, JSON.stringify(address)],
      )
      return { tenant, vatNumber, address }
    },
    async getVatCompany(request: GetVatCompanyRequest): Promise<VatCompany> {
      const [tenant, vatNumber] = [requireTenant(request.tenant), readNumber(request.vatNumber)]
      const address = await find(database, tenant, vatNumber)
      if (address === undefined) throw unknownCompany(vatNumber)
      return { tenant, vatNumber, address }
    },
    async deleteVatCompany(request: GetVatCompanyRequest): Promise<Record<string, never>> {
      const [tenant, vatNumber] = [requireTenant(request.tenant), readNumber(request.vatNumber)]
      const deleted = await database.query(
        'DELETE FROM vat_companies WHERE tenant = $1 AND vat_number = $2 RETURNING 1',
        [tenant, vatNumber],
      )
      if (deleted.length === 0) throw unknownCompany(vatNumber)
      return {}
    },
  }
}
