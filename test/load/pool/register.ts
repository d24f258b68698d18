// The fleet in the registry: every station with a password of its own.
import { StationServiceService } from '@chargeplane/proto/stations/v1/stations'
import { rpcClient } from '@chargeplane/rpc'
import { nameOf } from '../client/talk.ts'

const atATime = 1000
/** One waits for PostgreSQL while the other draws passwords. */
const inFlight = 2
const passwordBytes = 20

/** Registers stations 0 to `count` with the stations service at `address`; their generated passwords, 20 bytes each. */
export async function registerFleet(address: string, count: number): Promise<Uint8Array> {
  const client = rpcClient(StationServiceService, address, { deadlineMs: 60_000, retries: 0 })
  const passwords = Buffer.alloc(count * passwordBytes)
  let next = 0
  async function work(): Promise<void> {
    while (next < count) {
      const first = next
      next = Math.min(count, first + atATime)
      const stations = Array.from({ length: next - first }, (_, i) => ({
        stationId: nameOf(first + i),
        name: '',
        registration: 'Accepted',
      }))
      const answer = await client.importStations({ tenant: 'default', stations })
      for (const [i, { password }] of answer.stations.entries())
        passwords.write(password, (first + i) * passwordBytes, 'hex')
    }
  }
  try {
    await Promise.all(Array.from({ length: inFlight }, work))
  } finally {
    client.close()
  }
  return passwords
}
