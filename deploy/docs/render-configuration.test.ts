import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { databaseSettings, processSettings, settingTypes as t } from '@chargeplane/config'
import { z } from 'zod'
import { renderConfiguration } from './render-configuration.ts'

const edge = {
  ...processSettings,
  OPS_PORT: processSettings.OPS_PORT.default(9200),
  EDGE_PORT: t.port().default(9000).describe('Port of the WebSocket listener'),
}
const billing = {
  ...processSettings,
  ...databaseSettings,
  OPS_PORT: processSettings.OPS_PORT.default(9250),
  BILLING_CURRENCIES: t.csv().optional().describe('Currencies | <codes>'),
}

function row(page: string, variable: string): string {
  const line = page.split('\n').find(text => text.startsWith(`| \`${variable}\` |`))
  assert.ok(line, `${variable} is in the page`)
  return line
}

describe('renderConfiguration', () => {
  const page = renderConfiguration(
    new Map<string, Record<string, z.ZodType>>([
      ['edge', edge],
      ['billing', billing],
    ]),
  )

  it('names default, meaning and the services that read a variable', () => {
    assert.equal(
      row(page, 'EDGE_PORT'),
      '| `EDGE_PORT` | `9000` | Port of the WebSocket listener (a port number from 0 to 65535). | edge |',
    )
    assert.match(row(page, 'LOG_LEVEL'), /\| `info` \|.*\| all \|$/)
  })

  it('shows defaults that differ by service', () => {
    assert.match(row(page, 'OPS_PORT'), /\| billing `9250`, edge `9200` \|/)
  })

  it('marks what is required, secret or unset, and shows no value of a secret', () => {
    assert.match(row(page, 'DATABASE_URL'), /\| \*required\* \|.*Secret\. \| billing \|$/)
    assert.match(row(page, 'BILLING_CURRENCIES'), /\| unset \|/)
  })

  it('escapes what would break the table', () => {
    assert.ok(row(page, 'BILLING_CURRENCIES').includes('Currencies \\| &lt;codes>'))
  })

  it('gives each service a section of its own settings, after the shared ones', () => {
    const headings = page.split('\n').filter(line => line.startsWith('## '))
    assert.deepEqual(headings, ['## Shared', '## billing', '## edge'])
  })

  it('is the same whatever order the services come in', () => {
    const shapes: [string, Record<string, z.ZodType>][] = [
      ['billing', billing],
      ['edge', edge],
    ]
    assert.equal(renderConfiguration(new Map(shapes)), page)
  })

  it('refuses a setting that nobody described', () => {
    const shapes = new Map([['edge', { EDGE_SECRET_SAUCE: z.string() }]])
    assert.throws(() => renderConfiguration(shapes), /EDGE_SECRET_SAUCE of edge has no description/)
  })
})
