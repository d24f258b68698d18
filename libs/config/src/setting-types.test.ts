import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { z } from 'zod'
import { settingTypes as t } from './setting-types.ts'

interface Case {
  type: z.ZodType
  accepts: [text: string, value: unknown][]
  refuses: string[]
}

const cases: Record<string, Case> = {
  port: {
    type: t.port(),
    accepts: [
      ['0', 0],
      ['65535', 65_535],
      [' 80 ', 80],
    ],
    refuses: ['-1', '65536', '80.5', '0x50', '1e3', 'http', ' '],
  },
  int: {
    type: t.int(-5, 5),
    accepts: [
      ['-5', -5],
      ['5', 5],
    ],
    refuses: ['-6', '6', '+1', '1,0', '99999999999999999999'],
  },
  durationMs: { type: t.durationMs(100, 1000), accepts: [['250', 250]], refuses: ['99', '1001', '1s', '250ms'] },
  durationS: { type: t.durationS(), accepts: [['0', 0]], refuses: ['-1', '1.5', '31536001'] },
  redisUrl: {
    type: t.redisUrl(),
    accepts: [['redis-cluster://a:1,b:2', 'redis-cluster://a:1,b:2']],
    refuses: ['redis-cluster:a:1', 'http://a:1', 'redis-sentinel://a:1'],
  },
  ratio: {
    type: t.ratio(),
    accepts: [
      ['0', 0],
      ['0.05', 0.05],
      ['1', 1],
    ],
    refuses: ['1.01', '-0.1', '5%', 'NaN', 'Infinity'],
  },
  boolean: {
    type: t.boolean(),
    accepts: [
      ['true', true],
      ['false', false],
    ],
    refuses: ['1', '0', 'yes', 'TRUE'],
  },
  hostPort: {
    type: t.hostPort(),
    accepts: [
      ['127.0.0.1:9110', '127.0.0.1:9110'],
      ['stations.chargeplane.svc:9110', 'stations.chargeplane.svc:9110'],
      ['[::1]:9110', '[::1]:9110'],
    ],
    refuses: ['stations', 'stations:', ':9110', 'stations:0', 'stations:99999', '::1:9110', 'http://a:1', 'a b:1'],
  },
  hostPorts: {
    type: t.hostPorts(),
    accepts: [['a:1, b:2', ['a:1', 'b:2']]],
    refuses: ['a:1,', 'a:1,b', ','],
  },
  csv: { type: t.csv(), accepts: [['a, b,,c', ['a', 'b', 'c']]], refuses: [] },
  url: {
    type: t.url('redis:', 'rediss:'),
    accepts: [['rediss://:secret@host:6379/0', 'rediss://:secret@host:6379/0']],
    refuses: ['http://host', 'host:6379', 'redis'],
  },
  oneOf: { type: t.oneOf('accepted', 'pending'), accepts: [['pending', 'pending']], refuses: ['Pending', 'rejected'] },
  text: { type: t.text(2, 4), accepts: [['abc', 'abc']], refuses: ['a', 'abcde'] },
  secret: { type: t.secret(16), accepts: [['x'.repeat(16), 'x'.repeat(16)]], refuses: ['x'.repeat(15)] },
}

describe('settingTypes', () => {
  for (const [name, { type, accepts, refuses }] of Object.entries(cases)) {
    for (const [text, value] of accepts) {
      it(`${name} reads ${JSON.stringify(text)}`, () => assert.deepEqual(type.parse(text), value))
    }
    for (const text of refuses) {
      it(`${name} refuses ${JSON.stringify(text)}`, () => assert.equal(type.safeParse(text).success, false))
    }
  }

  it('keeps surrounding blanks of a secret, which may be part of it', () => {
    const padded = ` ${'x'.repeat(14)} `
    assert.equal(t.secret(16).parse(padded), padded)
  })

  it('has a case for each type', () => assert.deepEqual(Object.keys(cases).sort(), Object.keys(t).sort()))
})
