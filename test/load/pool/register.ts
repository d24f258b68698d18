// The fleet in the registry: every station with a password of its own.
import { StationServiceService } from '@chargeplane/proto/stations/v1/stations'
import { rpcClient } from '@chargeplane/rpc'
import { nameOf } from '../client/talk.ts'

const inFlight = 32
const passwordBytes = 20

/** Registers stations 0 to `count` with the stations service at `address`; their generated passwords, 20 bytes each. */
export async function registerFleet(address: string, count: number): Promise<Uint8Array> {
  const client = rpcClient(StationServiceService, address, { deadlineMs: 30_000 })
  const passwords = Buffer.alloc(count * passwordBytes)
  let next = 0
  async function work(): Promise<void> {
    while (next < count) {
      const number = next++
      const request = { tenant: 'default', stationId: nameOf(number), name: '', registration: 'Accepted', password: '' }
      const { password } = await client.createStation(request)
      passwords.write(password, number * passwordBytes, 'hex')
    }
  }
  try {
    await Promise.all(Array.from({ length: inFlight }, work))
  } finally {
    client.close()
  }
  return passwords
}
