import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import { pieces, publicValue, redactTokens, suspicions, tokenHasher } from './tokens.ts'

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

  it('keeps tokens and tenants apart that come in turns', () => {
    const asked = [
      ['acme', 'a'],
      ['acme', 'a'],
      ['other', 'a'],
      ['acme', 'b'],
      ['acme', 'a'],
      ['other', 'a'],
    ] as const
    const fresh = asked.map(([tenant, idToken]) => tokenHasher('k'.repeat(32))(tenant, idToken))
    assert.deepEqual(
      asked.map(([tenant, idToken]) => hash(tenant, idToken)),
      fresh,
    )
  })
})

describe('redactTokens', () => {
  it('looks first for a piece of every word that it looks for', () => {
    for (const word of suspicions)
      assert.ok(
        pieces.some(piece => word.includes(piece)),
        word,
      )
  })

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

  it('lets no value of a token reader through', () => {
    const holder = '"component":{"name":"TokenReader"},"variable":{"name":"Token"}'
    const event = `{"eventData":[{"actualValue":"AA",${holder}}]}`
    assert.equal(redact(event), event.replace('AA', '#AA#'))
    const report = `{"reportData":[{${holder},"variableAttribute":[{"type":"Actual","value":"AA"},"AA"]}]}`
    assert.equal(redact(report), report.replace('"value":"AA"},"AA"', '"value":"#AA#"},"[redacted]"'))
    const secret = '{"eventData":[{"actualValue":"pw","variable":{"name":"BasicAuthPassword"}}]}'
    assert.equal(redact(secret), secret.replace('"pw"', '"[redacted]"'))
  })

  it('hashes the name that a customer is asked about by', () => {
    assert.equal(redact('{"customerIdentifier":"Jane"}'), '{"customerIdentifier":"#Jane#"}')
  })

  it('takes user and password out of addresses, wherever they stand', () => {
    const where = '{"log":{"remoteLocation":"ftp://me:p@ss@logs.example/up?x=1"}}'
    assert.equal(redact(where), '{"log":{"remoteLocation":"ftp://[redacted]@logs.example/up?x=1"}}')
    assert.equal(redact('{"a":"see HTTPS:\\/\\/me:pw@host"}'), '{"a":"see HTTPS://[redacted]@host"}')
    const other = '{"location":"https://files.example/fw@2.bin","mail":"a/b@example.com"}'
    assert.equal(redact(other), other)
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

describe('publicValue', () => {
  it('is nothing for the passwords of 1.6 and 2.x in any case', () => {
    assert.equal(publicValue('SecurityCtrlr', 'AuthorizationKey', 'pw', mark), '')
    assert.equal(publicValue('', 'basicauthpassword', 'pw', mark), '')
  })

  it('is the hash of an id token that a variable holds, and of nothing when it is empty', () => {
    assert.equal(publicValue('TokenReader', 'Token', 'AA', mark), '#AA#')
    assert.equal(publicValue('batteryswapctrlr', 'IDTOKEN', 'AA', mark), '#AA#')
    assert.equal(publicValue('AuthCtrlr', 'MasterPassGroupId', 'AA', mark), '#AA#')
    assert.equal(publicValue('TokenReader', 'Token', '', mark), '')
  })

  it('is the value of everything else', () => {
    assert.equal(publicValue('OCPPCommCtrlr', 'HeartbeatInterval', '300', mark), '300')
    assert.equal(publicValue('Vendor', 'Token', 'x', mark), 'x')
  })
})
