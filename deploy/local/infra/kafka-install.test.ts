import assert from 'node:assert/strict'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, describe, it } from 'node:test'
import { kafkaClassPath } from './kafka-install.ts'

const empty = mkdtempSync(join(tmpdir(), 'chargeplane-empty-'))
after(() => rmSync(empty, { recursive: true }))
const path = process.env.PATH
afterEach(() => {
  process.env.PATH = path
})

describe('kafkaClassPath', () => {
  it('holds the broker, the tool that formats its storage, and a logger', async () => {
    const jars = globSync(`${await kafkaClassPath()}.jar`).map(file => file.split('/').at(-1) ?? '')
    for (const wanted of [/^kafka_2\.13-4\./, /^kafka-clients-4\./, /^slf4j-simple-/])
      assert.equal(jars.filter(jar => wanted.test(jar)).length, 1, `${wanted}`)
  })

  it('says in one sentence that Java is missing, and what else would do', async () => {
    // Neither java nor apt-get is on this path.
    process.env.PATH = empty
    await assert.rejects(kafkaClassPath(), {
      code: 'failed_precondition',
      message: /^Java 17 or newer is missing: install it \(Debian: default-jre-headless\), or set KAFKA_BROKERS [^.]+$/,
    })
  })
})
