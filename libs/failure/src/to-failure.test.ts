// Errors are made by the things that throw them in production: sockets, fetch, timers, abort signals.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fail } from './failure.ts'
import { toFailure } from './to-failure.ts'

async function thrownBy(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run()
  } catch (error) {
    return error
  }
  throw new assert.AssertionError({ message: 'nothing was thrown' })
}

/** A port on which nobody listens: one that was just given back. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  server.close()
  await once(server, 'close')
  return address.port
}

describe('toFailure', () => {
  it('leaves a Failure as it is', () => {
    const failure = fail('not_found', 'no such station')
    assert.equal(toFailure(failure), failure)
  })

  it('makes a refused connection unavailable', async () => {
    const port = await closedPort()
    const error = await thrownBy(() => once(connect(port, '127.0.0.1'), 'connect'))
    const failure = toFailure(error)
    assert.equal(failure.code, 'unavailable')
    assert.equal(failure.cause, error)
    assert.ok(!failure.message.includes(String(port)), 'the address stays in the cause')
  })

  it('finds the refused connection behind what fetch throws', async () => {
    const port = await closedPort()
    const error = await thrownBy(() => fetch(`http://127.0.0.1:${port}/`))
    assert.equal(toFailure(error).code, 'unavailable')
  })

  it('makes an aborted wait and a time-out deadline_exceeded', async () => {
    const aborted = await thrownBy(() => sleep(60_000, undefined, { signal: AbortSignal.abort() }))
    assert.equal(toFailure(aborted).code, 'deadline_exceeded')
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    assert.ok(typeof address === 'object' && address !== null)
    const late = await thrownBy(() => fetch(`http://127.0.0.1:${address.port}/`, { signal: AbortSignal.timeout(20) }))
    assert.equal(toFailure(late).code, 'deadline_exceeded')
    server.close()
  })

  it('makes everything else internal and says nothing of it', async () => {
    const error = await thrownBy(() => readFile('/nowhere/secret-name'))
    const failure = toFailure(error)
    assert.equal(failure.code, 'internal')
    assert.equal(failure.message, 'internal error')
    assert.equal(failure.cause, error)
    for (const thrown of [undefined, null, 'text', 42, { code: 7 }]) assert.equal(toFailure(thrown).code, 'internal')
  })

  it('ends on a cycle of causes', () => {
    const first = new Error('first')
    first.cause = new Error('second', { cause: first })
    assert.equal(toFailure(first).code, 'internal')
  })

  it('does not take the code of an inner Failure for the outer error', () => {
    const outer = new Error('handler broke', { cause: fail('not_found', 'no such row') })
    assert.equal(toFailure(outer).code, 'internal')
  })
})
