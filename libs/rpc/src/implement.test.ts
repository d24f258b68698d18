// What must not compile is checked by the compiler: an unneeded @ts-expect-error is an error of its own.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EdgeServiceService } from '@chargeplane/proto/edge/v1/edge'
import { accepted } from './fixture.ts'
import { implement } from './implement.ts'

const closeSession = async () => ({ closed: true })

describe('implement', () => {
  it('takes one function per method, and binds `this` to the object they are in', async () => {
    const methods = {
      closed: 0,
      call: async () => accepted,
      async closeSession() {
        this.closed++
        return { closed: true }
      },
    }
    const service = implement(EdgeServiceService, methods)
    assert.deepEqual(
      service.methods.map(({ definition }) => definition.path),
      ['/chargeplane.edge.v1.EdgeService/Call', '/chargeplane.edge.v1.EdgeService/CloseSession'],
    )
    await service.methods[1]?.handle({}, { signal: AbortSignal.abort() })
    assert.equal(methods.closed, 1)
  })

  it('refuses a service with a missing method, in the types and at run time', () => {
    // @ts-expect-error call is missing
    assert.throws(() => implement(EdgeServiceService, { closeSession }), /no function for .*EdgeService\/Call/)
  })

  it('refuses a wrong response in the types', () => {
    // @ts-expect-error closed is a boolean
    implement(EdgeServiceService, { call: async () => accepted, closeSession: async () => ({ closed: 'yes' }) })
  })
})
