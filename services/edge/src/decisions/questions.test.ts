import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { BootRequest, StationAccessServiceService } from '@chargeplane/proto/stations/v1/stations'
import { type RpcClient, rpcClient } from '@chargeplane/rpc'
import { away, type Owners, serveOwners } from '../testing/owners.ts'
import { type ArrivalQuestions, arrivalQuestions } from './questions.ts'

const names = Array.from({ length: 40 }, (_, i) => `CP-${i}`)
const boot = (stationId: string) => BootRequest.fromPartial({ tenant: 'default', stationId })

describe('arrivalQuestions', () => {
  let owners: Owners
  let stations: RpcClient<StationAccessServiceService>
  let questions: ArrivalQuestions

  before(async () => {
    owners = await serveOwners()
    stations = rpcClient(StationAccessServiceService, owners.address)
    questions = arrivalQuestions(stations, 2000)
  })
  after(async () => {
    stations.close()
    await owners.close()
  })

  it('gives each station its own access, few calls for many', async () => {
    for (const name of names) owners.stations.set(`default/${name}`, { password: '', registrationStatus: 'Accepted' })
    const asked = names.map(name => questions.getAccess({ tenant: 'default', stationId: name.toLowerCase() }))
    const stranger = await questions.getAccess({ tenant: 'default', stationId: 'nobody' })
    assert.equal(stranger.known, false)
    assert.deepEqual(
      (await Promise.all(asked)).map(({ stationId }) => stationId),
      names,
    )
    assert.equal(owners.accessAsked, names.length + 1)
    assert.ok(owners.calls < 10, `${owners.calls} calls`)
  })

  it('decides each boot by itself', async () => {
    owners.onBoot = ({ stationId }) =>
      stationId === 'CP-30' ? Promise.reject(away) : { status: 'Accepted', intervalS: Number(stationId.slice(3)) }
    const answers = await Promise.allSettled(names.map(name => questions.boot(boot(name))))
    for (const [i, answer] of answers.entries()) {
      if (i === 30) assert.equal((answer as PromiseRejectedResult).reason.code, 'unavailable')
      else assert.equal(answer.status === 'fulfilled' && answer.value.intervalS, i)
    }
  })
})
