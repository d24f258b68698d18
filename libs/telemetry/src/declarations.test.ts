// Holds the tables of metrics and spans to their rules: few values per attribute, OpenTelemetry's naming, and a row in docs/telemetry.md.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { type MetricDeclaration, metricAttributes, metricNames } from './metric-names.ts'
import { spanNames } from './span-names.ts'

const declared: MetricDeclaration[] = Object.values(metricNames)
const page = readFileSync(new URL('../../../docs/telemetry.md', import.meta.url), 'utf8')

/** Words of attribute names whose values grow with the fleet, its users or its traffic. */
const unbounded =
  /station|charge_?point|tenant|token|tag|message\.id|messageid|transaction|session|evse|connector|site|key\b|user|client\.address|peer|path|offset|partition|trace|span|epoch|serial/i

describe('metricNames', () => {
  it('declare no attribute with many values', () => {
    for (const { name, attributes } of declared) {
      for (const attribute of attributes) assert.doesNotMatch(attribute, unbounded, `${attribute} of ${name}`)
    }
  })

  it('would notice one', () => {
    for (const bad of [
      'ocpp.station.id',
      'chargeplane.tenant',
      'ocpp.id_token',
      'ocpp.message.id',
      'messaging.kafka.message.key',
    ]) {
      assert.match(bad, unbounded)
    }
  })

  it('say of every attribute where its values come from, and declare none that nobody uses', () => {
    const used = new Set(declared.flatMap(({ attributes }) => attributes))
    assert.deepEqual([...used].sort(), Object.keys(metricAttributes).sort())
  })

  it('follow the naming rules: lower case, dots, no unit and no _total in the name', () => {
    for (const { name } of declared) {
      assert.match(name, /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/)
      assert.doesNotMatch(name, /_total$|seconds|milliseconds|_ms$|bytes$/)
    }
    assert.equal(new Set(declared.map(({ name }) => name)).size, declared.length)
  })

  it('measure time in seconds, with rising bucket bounds on every histogram and on nothing else', () => {
    for (const { name, kind, unit, buckets } of declared) {
      if (/duration|_time$|delay|lag$/.test(name)) assert.equal(unit, 's', name)
      assert.equal(buckets !== undefined, kind === 'histogram', name)
      assert.deepEqual(
        buckets,
        buckets?.toSorted((a, b) => a - b),
        name,
      )
    }
  })
})

describe('docs/telemetry.md', () => {
  it('has a row for every metric with its unit and attributes', () => {
    for (const { name, unit, attributes } of declared) {
      const row = page.split('\n').find(line => line.startsWith(`| \`${name}\` |`))
      assert.ok(row, `${name} has a row`)
      assert.ok(row.includes(`| \`${unit}\` |`), `${name}: unit ${unit}`)
      for (const attribute of attributes) assert.ok(row.includes(`\`${attribute}\``), `${name}: ${attribute}`)
    }
  })

  it('has a row for every attribute of a metric', () => {
    for (const [attribute, values] of Object.entries(metricAttributes)) {
      assert.ok(page.includes(`| \`${attribute}\` | ${values} |`), attribute)
    }
  })

  it('has a row for every span with its kind and attributes', () => {
    for (const { name, kind, attributes } of Object.values(spanNames)) {
      const row = page.split('\n').find(line => line.startsWith(`| \`${name}\` | ${kind} |`))
      assert.ok(row, `${name} ${kind} has a row`)
      for (const attribute of attributes) assert.ok(row.includes(`\`${attribute}\``), `${name}: ${attribute}`)
    }
  })

  it('has no row of something that is not declared', () => {
    const rows = page.split('\n').flatMap(line => /^\| `([^`]+)` \|/.exec(line)?.[1] ?? [])
    const known = new Set<string>([
      ...declared.map(({ name }) => name),
      ...Object.keys(metricAttributes),
      ...Object.values(spanNames).map(({ name }) => name),
    ])
    assert.deepEqual(
      rows.filter(row => !known.has(row)),
      [],
    )
  })
})
