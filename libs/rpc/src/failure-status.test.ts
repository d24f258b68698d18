import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { catalogue, Failure, type FailureCode, fail } from '@chargeplane/failure'
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js'
import { failureFrom } from './failure-status.ts'
import { edgeAt, request, serveEdge } from './fixture.ts'

describe('a Failure over gRPC', () => {
  it('arrives with the same code, message and field, for every code', async t => {
    const codes = Object.keys(catalogue) as FailureCode[]
    const { port } = await serveEdge(t, async ({ commandId }) => {
      throw fail(codes[Number(commandId)] ?? 'internal', `refused: ${commandId}`, {
        field: `evses[${commandId}].größe`,
      })
    })
    const edge = edgeAt(t, port, { retries: 0 })
    for (const [index, code] of codes.entries()) {
      await assert.rejects(edge.call({ ...request, commandId: String(index) }), (failure: unknown) => {
        assert.ok(failure instanceof Failure)
        assert.deepEqual(
          [failure.code, failure.message, failure.field],
          [code, `refused: ${index}`, `evses[${index}].größe`],
        )
        return true
      })
    }
  })

  it('has no field when none is at fault, and shortens an endless message', async t => {
    const { port } = await serveEdge(t, async () => {
      throw fail('not_found', 'x'.repeat(100_000))
    })
    await assert.rejects(edgeAt(t, port).call(request), (failure: Failure) => {
      assert.equal(failure.code, 'not_found')
      assert.equal(failure.field, undefined)
      assert.equal(failure.details, undefined)
      assert.equal(failure.message.length, 1000)
      return true
    })
  })

  it('shows other clients the gRPC status of its catalogue row', async t => {
    const { port } = await serveEdge(t, async () => {
      throw fail('already_exists', 'there is one', { cause: new Error('duplicate key in table secret_things') })
    })
    const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure())
    t.after(() => client.close())
    const asIs = (bytes: Buffer) => bytes
    const error = await new Promise<ServiceError | null>(resolve => {
      client.makeUnaryRequest('/chargeplane.edge.v1.EdgeService/Call', asIs, asIs, Buffer.alloc(0), resolve)
    })
    assert.equal(error?.code, status.ALREADY_EXISTS)
    assert.equal(error?.details, 'there is one')
    assert.ok(!JSON.stringify([error, error?.metadata.getMap()]).includes('secret_things'))
  })

  it('is told from a foreign status, without what the transport said', () => {
    const foreign = (code: status): ServiceError =>
      Object.assign(new Error('raw'), { code, details: 'connect 10.0.0.7:9110', metadata: new Metadata() })
    const expected: Partial<Record<keyof typeof status, FailureCode>> = {
      CANCELLED: 'deadline_exceeded',
      UNKNOWN: 'internal',
      INVALID_ARGUMENT: 'invalid_argument',
      DEADLINE_EXCEEDED: 'deadline_exceeded',
      NOT_FOUND: 'not_found',
      ALREADY_EXISTS: 'already_exists',
      PERMISSION_DENIED: 'permission_denied',
      RESOURCE_EXHAUSTED: 'resource_exhausted',
      FAILED_PRECONDITION: 'failed_precondition',
      ABORTED: 'unavailable',
      OUT_OF_RANGE: 'invalid_argument',
      UNIMPLEMENTED: 'not_implemented',
      INTERNAL: 'internal',
      UNAVAILABLE: 'unavailable',
      DATA_LOSS: 'data_loss',
      UNAUTHENTICATED: 'unauthenticated',
    }
    for (const [name, code] of Object.entries(expected)) {
      const failure = failureFrom(foreign(status[name as keyof typeof status]), 'stations')
      assert.equal(failure.code, code, name)
      assert.deepEqual(failure.details, { answered: false })
      assert.ok(!failure.message.includes('10.0.0.7'))
    }
    assert.equal(
      Object.keys(expected).length,
      Object.keys(status).filter(name => Number.isNaN(Number(name))).length - 1,
    )
  })

  it('takes a code that is not in the catalogue for a foreign one', () => {
    const metadata = new Metadata()
    metadata.set('failure-code', 'constructor')
    const error: ServiceError = Object.assign(new Error('raw'), { code: status.NOT_FOUND, details: '', metadata })
    assert.equal(failureFrom(error, 'stations').code, 'not_found')
  })
})
