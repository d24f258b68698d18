// OCPP-J 2.x chapter 9: customData may be in every object, and holds what it likes.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { actionsFrom, findAction } from '@chargeplane/ocpp'
import { examplePayload } from '../harness/example-payload.ts'
import { certify } from './certify.ts'

/** A copy in which every customData holds fields of a vendor's own. */
function widened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(widened)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      name === 'customData'
        ? { vendorId: 'com.example', nested: { deep: [1, null] }, 'odd name': true }
        : widened(part),
    ]),
  )
}

describe('RPC: customData', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['rule 32'], version, 'J21 9: no message is refused for what customData holds', async scene => {
      const station = await scene.boot()
      let tried = 0
      for (const action of actionsFrom(version, 'station')) {
        if (findAction(version, action, 'station')?.kind === 'SEND') continue
        const payload = widened(examplePayload(version, action, 'request', 'everything')) as Record<string, unknown>
        const reply = await station.call(action, payload)
        assert.equal(reply.type, 'result', `${action} ${JSON.stringify(reply)}`)
        tried += 1
      }
      assert.ok(tried >= 25)
    })
  }
})
