import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startGateway } from '../testing/gateway.ts'

describe('documentation', () => {
  it('is there for everybody, for programs and for people', async () => {
    await using gateway = await startGateway()
    const { status, body } = await gateway.call('GET', '/v1/openapi.json', undefined, { key: '' })
    assert.equal(status, 200)
    assert.partialDeepStrictEqual(body, { openapi: '3.1.0' })
    const page = await fetch(`${gateway.url}/v1/docs`)
    assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8')
    assert.match(page.headers.get('content-security-policy') ?? '', /style-src 'sha256-/)
    assert.match(await page.text(), /^<!doctype html>/)
  })
})
