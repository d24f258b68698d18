import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { placesOf } from './status.ts'

describe('placesOf', () => {
  it('reads every form in which a backend may be given, without its password', () => {
    assert.deepEqual(placesOf('postgres://user:secret@db.example:6000/name?sslmode=require'), [
      { host: 'db.example', port: 6000 },
    ])
    assert.deepEqual(placesOf('k1:9092,k2:9093'), [
      { host: 'k1', port: 9092 },
      { host: 'k2', port: 9093 },
    ])
  })

  it('knows the usual port of each', () => {
    const ports = ['postgresql://db/x', 'redis://r', 'rediss://r', 'k'].map(address => placesOf(address)[0]?.port)
    assert.deepEqual(ports, [5432, 6379, 6379, 9092])
    assert.deepEqual(placesOf('redis-sentinel://:p@s1,s2:1/main'), [
      { host: 's1', port: 26_379 },
      { host: 's2', port: 1 },
    ])
  })
})
