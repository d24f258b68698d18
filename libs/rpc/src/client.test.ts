// Client and server talk over loopback TCP; nothing between them is replaced.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure, fail } from '@chargeplane/failure'
import { accepted, edgeAt, request, serveEdge } from './fixture.ts'

type Check = (failure: Failure) => boolean

function code(expected: string): Check {
  return failure => {
    assert.equal(failure.code, expected, failure.stack)
    return true
  }
}

async function milliseconds(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await run()
  return performance.now() - started
}

describe('rpcClient', () => {
  it('brings a request to the method and its response back', async t => {
    const seen: unknown[] = []
    const { port } = await serveEdge(t, async received => {
      seen.push(received)
      return accepted
    })
    const edge = edgeAt(t, port)
    assert.deepEqual(await edge.call(request), accepted)
    assert.deepEqual(seen, [request])
    assert.deepEqual(await edge.closeSession({ tenant: 'default', stationId: 'CP-1', epoch: 1n }), { closed: true })
  })

  it('keeps many calls apart', async t => {
    const { port } = await serveEdge(t, async ({ commandId }) => ({ ...accepted, response: commandId }))
    const edge = edgeAt(t, port)
    const ids = Array.from({ length: 500 }, (_, index) => `c${index}`)
    const answers = await Promise.all(ids.map(commandId => edge.call({ ...request, commandId })))
    assert.deepEqual(
      answers.map(answer => answer.response),
      ids,
    )
  })

  describe('when nobody listens', () => {
    it('fails with unavailable at once, without naming an address', async t => {
      const server = await serveEdge(t, async () => accepted)
      await server.close()
      const edge = edgeAt(t, server.port)
      const took = await milliseconds(() =>
        assert.rejects(edge.call(request), (failure: Failure) => {
          assert.equal(failure.code, 'unavailable')
          assert.equal(failure.message, 'chargeplane.edge.v1.EdgeService cannot be reached')
          return true
        }),
      )
      assert.ok(took < 1500, `${took} ms`)
    })

    it('fails with unavailable for a name that nobody knows', async t => {
      const edge = edgeAt(t, 'no-such-host.invalid:9110', { deadlineMs: 3000 })
      await assert.rejects(edge.call(request), code('unavailable'))
    })

    it('finds a service that comes back within seconds', async t => {
      const server = await serveEdge(t, async () => accepted)
      const edge = edgeAt(t, server.port)
      await edge.call(request)
      await server.close()
      for (let attempt = 0; attempt < 5; attempt++) await assert.rejects(edge.call(request), code('unavailable'))
      await serveEdge(t, async () => accepted, { port: server.port })
      await t.waitFor(() => edge.call(request), { timeout: 3000, interval: 50 })
    })
  })

  describe('deadlines', () => {
    it('end the wait of the client and tell the method to stop', async t => {
      const { promise: aborted, resolve } = Promise.withResolvers<unknown>()
      let deadline: Date | undefined
      const { port } = await serveEdge(t, (_, call) => {
        deadline = call.deadline
        call.signal.addEventListener('abort', () => resolve(call.signal.reason))
        return new Promise(() => {})
      })
      const edge = edgeAt(t, port)
      const started = Date.now()
      const took = await milliseconds(() =>
        assert.rejects(edge.call(request, { deadlineMs: 300 }), code('deadline_exceeded')),
      )
      assert.ok(took >= 290 && took < 1500, `${took} ms`)
      assert.equal(((await aborted) as Failure).code, 'deadline_exceeded')
      assert.ok(deadline)
      const leftMs = deadline.getTime() - started
      assert.ok(leftMs > 200 && leftMs < 600, `${leftMs} ms`)
    })

    it('are 5 s unless the client or the call says otherwise', async t => {
      const left: number[] = []
      const { port } = await serveEdge(t, async (_, { deadline }) => {
        left.push((deadline?.getTime() ?? 0) - Date.now())
        return accepted
      })
      await edgeAt(t, port).call(request)
      const quick = edgeAt(t, port, { deadlineMs: 1000 })
      await quick.call(request)
      await quick.call(request, { deadlineMs: 60_000 })
      assert.deepEqual(
        left.map(ms => Math.round(ms / 1000)),
        [5, 1, 60],
      )
    })
  })

  describe('signals', () => {
    it('cancel the call on both sides', async t => {
      const { promise: aborted, resolve } = Promise.withResolvers<void>()
      const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
      const { port } = await serveEdge(t, (_, call) => {
        call.signal.addEventListener('abort', () => resolve())
        arrive()
        return new Promise(() => {})
      })
      const stop = new AbortController()
      const call = edgeAt(t, port).call(request, { signal: stop.signal })
      await arrived
      stop.abort(fail('failed_precondition', 'the station has gone'))
      await assert.rejects(call, code('failed_precondition'))
      await aborted
    })

    it('that are aborted already send nothing', async t => {
      let calls = 0
      const { port } = await serveEdge(t, async () => {
        calls++
        return accepted
      })
      const edge = edgeAt(t, port)
      await assert.rejects(edge.call(request, { signal: AbortSignal.abort() }), code('deadline_exceeded'))
      await edge.call(request)
      assert.equal(calls, 1)
    })
  })

  describe('retries', () => {
    async function failing(t: Parameters<typeof serveEdge>[0], times: number, failure: Failure) {
      let calls = 0
      const { port } = await serveEdge(t, async () => {
        calls++
        if (calls <= times) throw failure
        return accepted
      })
      return { port, calls: () => calls }
    }

    it('repeat what was unavailable, twice', async t => {
      const { port, calls } = await failing(t, 2, fail('unavailable', 'PostgreSQL is away'))
      assert.deepEqual(await edgeAt(t, port).call(request), accepted)
      assert.equal(calls(), 3)
    })

    it('give up with the last failure', async t => {
      const { port, calls } = await failing(t, 99, fail('unavailable', 'PostgreSQL is away'))
      await assert.rejects(edgeAt(t, port).call(request), { code: 'unavailable', message: 'PostgreSQL is away' })
      assert.equal(calls(), 3)
    })

    it('repeat nothing else, and nothing at all when told so', async t => {
      for (const other of ['resource_exhausted', 'deadline_exceeded', 'internal', 'not_found'] as const) {
        const { port, calls } = await failing(t, 99, fail(other, 'no'))
        await assert.rejects(edgeAt(t, port).call(request), code(other))
        assert.equal(calls(), 1, other)
      }
      const { port, calls } = await failing(t, 99, fail('unavailable', 'no'))
      await assert.rejects(edgeAt(t, port, { retries: 0 }).call(request), code('unavailable'))
      await assert.rejects(edgeAt(t, port).call(request, { retries: 0 }), code('unavailable'))
      assert.equal(calls(), 2)
    })

    it('end before the deadline', async t => {
      const { port, calls } = await failing(t, 999, fail('unavailable', 'no'))
      const edge = edgeAt(t, port, { retries: 100, deadlineMs: 500 })
      // Which of the two it is depends on where the deadline finds it: in an attempt or between two.
      const ended = (error: unknown) =>
        error instanceof Failure && ['unavailable', 'deadline_exceeded'].includes(error.code)
      await assert.rejects(edge.call(request), ended)
      assert.ok(calls() < 100, `${calls()} attempts`)
    })
  })

  it('goes round the addresses of a service, and round one that is gone', async t => {
    const counts = [0, 0]
    const [first, second] = await Promise.all(
      counts.map((_, index) =>
        serveEdge(t, async () => {
          counts[index] = (counts[index] ?? 0) + 1
          return accepted
        }),
      ),
    )
    assert.ok(first && second)
    const edge = edgeAt(t, `ipv4:127.0.0.1:${first.port},127.0.0.1:${second.port}`)
    await t.waitFor(
      async () => {
        await edge.call(request)
        assert.ok(
          counts.every(count => count > 3),
          String(counts),
        )
      },
      { timeout: 5000, interval: 1 },
    )
    await first.close()
    for (let index = 0; index < 20; index++) assert.deepEqual(await edge.call(request), accepted)
  })

  it('is unavailable once closed', async t => {
    const { port } = await serveEdge(t, async () => accepted)
    const edge = edgeAt(t, port)
    await edge.call(request)
    edge.close()
    await assert.rejects(edge.call(request), code('unavailable'))
  })
})
