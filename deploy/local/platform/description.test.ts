import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import {
  type Description,
  forgetDescription,
  needDescription,
  readDescription,
  writeDescription,
} from './description.ts'

const directory = mkdtempSync(join(tmpdir(), 'chargeplane-description-'))
after(() => rmSync(directory, { recursive: true }))
const file = join(directory, 'platform.json')

const description: Description = {
  options: { edges: 2, edgePort: 9000, httpPort: 8080, portOffset: 0 },
  addresses: { KAFKA_BROKERS: 'k:9092', REDIS_URL: 'redis://r', DATABASE_URL: 'postgres://user:secret@d/x' },
  backends: { kafka: 'given', redis: 'local', postgres: 'compose' },
}

describe('the description of what is up', () => {
  it('comes back as it was written, and only its owner can read it', () => {
    writeDescription(description, file)
    assert.deepEqual(readDescription(file), description)
    assert.deepEqual(needDescription(file), description)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.deepEqual(readdirSync(directory), ['platform.json'])
  })

  it('is gone once forgotten; who needs it is told what to do', () => {
    forgetDescription(file)
    forgetDescription(file)
    assert.equal(readDescription(file), undefined)
    assert.throws(() => needDescription(file), {
      code: 'failed_precondition',
      message: 'the platform is not running: ./chargeplane up',
    })
  })

  it('does not take a broken file for a platform that is down', () => {
    writeFileSync(file, '{"options":')
    assert.throws(() => readDescription(file), SyntaxError)
  })
})
