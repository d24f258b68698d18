import assert from 'node:assert/strict'
import { isIPv4 } from 'node:net'
import { describe, it } from 'node:test'
import { addressOf } from './line.ts'

describe('addressOf', () => {
  it('is an address of this machine, shared by few, for any station of a million', () => {
    const sharing = new Map<string, number>()
    for (let station = 0; station < 1_000_000; station++) {
      const address = addressOf(station)
      sharing.set(address, (sharing.get(address) ?? 0) + 1)
    }
    for (const [address, stations] of sharing) {
      assert.ok(isIPv4(address) && address.startsWith('127.') && address !== '127.0.0.1', address)
      assert.ok(stations <= 128, `${stations} at ${address}`)
    }
  })
})
