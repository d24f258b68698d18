// Runs the generator as CI does, over the real services.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const generator = fileURLToPath(new URL('configuration.ts', import.meta.url))

function generate(...args: string[]) {
  return spawnSync(process.execPath, ['--conditions=@chargeplane/source', generator, ...args], { encoding: 'utf8' })
}

describe('deploy/docs/configuration.ts', () => {
  const page = join(mkdtempSync(join(tmpdir(), 'chargeplane-docs-')), 'configuration.md')

  it('writes a page with the settings of every service', () => {
    const { status, stderr } = generate('--page', page)
    assert.equal(status, 0, stderr)
    const text = readFileSync(page, 'utf8')
    for (const name of ['KAFKA_BROKERS', 'DATABASE_URL', 'EDGE_PORT', 'GATEWAY_PORT', 'OTEL_EXPORTER_OTLP_ENDPOINT']) {
      assert.ok(text.includes(`| \`${name}\` |`), name)
    }
  })

  it('--check exits 1 and says what to do when the page is missing or differs, and writes nothing', () => {
    assert.equal(generate('--check', '--page', page).status, 0)
    appendFileSync(page, 'by hand\n')
    for (const file of [page, join(page, 'missing.md')]) {
      const { status, stderr } = generate('--check', '--page', file)
      assert.equal(status, 1)
      assert.match(stderr, /is not what the services declare: run deploy\/docs\/configuration\.ts/)
    }
    assert.ok(readFileSync(page, 'utf8').endsWith('by hand\n'))
  })

  it('has been run since the last change of a setting', () => {
    const { status, stderr } = generate('--check')
    assert.equal(status, 0, stderr)
  })
})
