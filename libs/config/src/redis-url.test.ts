import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadConfig } from './load-config.ts'
import { parseRedisUrl } from './redis-url.ts'
import { redisSettings } from './shared-settings.ts'

const alone = { kind: 'single', tls: false, database: 0, master: '', hosts: [{ host: 'h', port: 1 }] }
const set = [
  { host: 'a', port: 1 },
  { host: '::1', port: 2 },
]

describe('parseRedisUrl', () => {
  for (const [text, expected] of [
    ['redis://h:1', alone],
    ['rediss://h:1/3', { ...alone, tls: true, database: 3 }],
    ['redis://h', { ...alone, hosts: [{ host: 'h', port: 6379 }] }],
    ['redis://:p%40ss@h:1', { ...alone, password: 'p@ss' }],
    ['redis-cluster://u:p@a:1,[::1]:2', { ...alone, kind: 'cluster', hosts: set, username: 'u', password: 'p' }],
    ['rediss-cluster://a:1', { ...alone, kind: 'cluster', tls: true, hosts: set.slice(0, 1) }],
    ['redis-sentinel://a:1,[::1]:2/main', { ...alone, kind: 'sentinel', hosts: set, master: 'main' }],
    [
      'rediss-sentinel://:p@a/main?sentinelPassword=s%2B&sentinelUsername=u',
      {
        ...alone,
        kind: 'sentinel',
        tls: true,
        hosts: [{ host: 'a', port: 26_379 }],
        master: 'main',
        password: 'p',
        sentinelUsername: 'u',
        sentinelPassword: 's+',
      },
    ],
  ] as const) {
    it(`reads ${text}`, () => {
      const read: Record<string, unknown> = { ...parseRedisUrl(text) }
      for (const name of Object.keys(read)) if (read[name] === undefined) delete read[name]
      assert.deepEqual(read, expected)
    })
  }

  for (const text of [
    'http://h:1',
    'redis:// ',
    'redis://a:1,b:2',
    'redis://h:70000',
    'redis://h:1/name',
    'redis://h:1?db=1',
    'redis://%zz@h:1',
    'redis-cluster://a:1,',
    'redis-cluster://a:1/0',
    'redis-sentinel://a:1',
    'redis-sentinel://a:1/',
    'redis-sentinel://a:1/main?password=s',
  ]) {
    it(`refuses ${text} without repeating it`, () => {
      const isClear = (error: Error) => error.message.includes('redis-cluster://host') && !error.message.includes(text)
      assert.throws(() => parseRedisUrl(text), isClear)
      assert.throws(() => loadConfig('edge', redisSettings, { REDIS_URL: text }), isClear)
    })
  }
})
