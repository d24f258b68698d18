import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import { isSecretVariable, redactTokens, tokenHasher } from './tokens.ts'

const mark = (token: string): string => `#${token}#`
const redact = (text: string): string => redactTokens(JSON.parse(text), text, mark)

describe('tokenHasher', () => {
  const hash = tokenHasher('k'.repeat(32))

  it('is HMAC-SHA-256 of the lower-cased token under a key of the tenant', () => {
    const key = createHmac('sha256', 'k'.repeat(32)).update('tenant:acme').digest()
    assert.equal(hash('acme', 'DEADBEEF'), createHmac('sha256', key).update('deadbeef').digest('hex'))
    assert.match(hash('acme', ''), /^[0-9a-f]{64}$/)
  })

  it('is the same for every case of letters and different for every tenant', () => {
    assert.equal(hash('acme', 'aBcD'), hash('acme', 'ABCD'))
    assert.notEqual(hash('acme', 'abcd'), hash('other', 'abcd'))
  })
})

describe('redactTokens', () => {
  it('hands back the very text of a payload without tokens', () => {
    const text = '{ "connectorId" : 1, "meterValue": [] }'
    assert.equal(redact(text), text)
  })

  it('replaces idTag and parentIdTag of 1.6', () => {
    assert.equal(redact('{"connectorId":1,"idTag":"AA"}'), '{"connectorId":1,"idTag":"#AA#"}')
    assert.equal(redact('{"idTagInfo":{"parentIdTag":"BB"}}'), '{"idTagInfo":{"parentIdTag":"#BB#"}}')
  })

  it('replaces every token of 2.x and keeps their types', () => {
    const token = '{"idToken":"AA","type":"eMAID","additionalInfo":[{"additionalIdToken":"BB","type":"x"}]}'
    assert.equal(
      redact(`{"idToken":${token},"groupIdToken":{"idToken":"CC","type":"Central"}}`),
      '{"idToken":{"idToken":"#AA#","type":"eMAID","additionalInfo":[{"additionalIdToken":"#BB#","type":"x"}]},' +
        '"groupIdToken":{"idToken":"#CC#","type":"Central"}}',
    )
  })

  it('finds tokens in a shape or spelling that no schema has', () => {
    assert.equal(redact('{"idToken":"AA"}'), '{"idToken":"#AA#"}')
    assert.equal(redact('{"IDTAG":7}'), '{"IDTAG":"#7#"}')
    assert.equal(redact('{"idTag":["AA",{"idTag":"BB"}]}'), '{"idTag":["#AA#",{"idTag":"#BB#"}]}')
    assert.equal(redact('{"id\\u0054ag":"AA"}'), '{"idTag":"#AA#"}')
  })

  it('lets no password through, whichever way it travels', () => {
    assert.equal(
      redact('{"key":"AuthorizationKey","value":"30313233"}'),
      '{"key":"AuthorizationKey","value":"[redacted]"}',
    )
    const set =
      '{"setVariableData":[{"attributeValue":"pw","component":{"name":"SecurityCtrlr"},"variable":{"name":"BasicAuthPassword"}}]}'
    assert.equal(redact(set), set.replace('"pw"', '"[redacted]"'))
    const report = '{"reportData":[{"variable":{"name":"BasicAuthPassword"},"variableAttribute":[{"value":"pw"}]}]}'
    assert.equal(redact(report).includes('"pw"'), false)
    const other =
      '{"configurationKey":[{"key":"AuthorizationKey","value":"x"},{"key":"HeartbeatInterval","value":"300"}]}'
    assert.equal(redact(other), other.replace('"x"', '"[redacted]"'))
  })

  it('looks into JSON that is carried as text', () => {
    const carried = (inner: string): string => redact(JSON.stringify({ vendorId: 'x', data: inner }))
    assert.equal(carried('{"idTag":"AA"}'), JSON.stringify({ vendorId: 'x', data: '{"idTag":"#AA#"}' }))
    assert.equal(carried('{"idTag":"AA"'), '{"vendorId":"x","data":"[redacted]"}', 'broken JSON')
    const deep = `${'['.repeat(50_000)}{"idTag":"AA"}${']'.repeat(50_000)}`
    assert.equal(carried(deep), '{"vendorId":"x","data":"[redacted]"}')
  })

  it('keeps a field called __proto__ a field', () => {
    assert.equal(redact('{"__proto__":{"a":1},"idTag":"AA"}'), '{"__proto__":{"a":1},"idTag":"#AA#"}')
  })
})

describe('isSecretVariable', () => {
  it('knows the passwords of 1.6 and 2.x in any case', () => {
    assert.equal(isSecretVariable('AuthorizationKey'), true)
    assert.equal(isSecretVariable('basicauthpassword'), true)
    assert.equal(isSecretVariable('HeartbeatInterval'), false)
  })
})
