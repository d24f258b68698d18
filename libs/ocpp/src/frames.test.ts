import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { encodeError } from './encode.ts'
import { type Frame, parseFrame } from './frames.ts'
import type { OcppVersion } from './versions.ts'

/** The CALLERROR that a frame is answered; undefined when it gets no answer. */
function refusal(text: string, version: OcppVersion): string | undefined {
  const frame = parseFrame(text, version)
  assert.equal(frame.type, 'invalid', text)
  return frame.type === 'invalid' && frame.reply ? encodeError(version, frame.id, frame.failure) : undefined
}

describe('parseFrame of a CALL', () => {
  it('gives id, action, payload and the payload as it was written', () => {
    assert.deepEqual(parseFrame('[2, "7", "Authorize", {"idTag": "AA"}]', '1.6'), {
      type: 'call',
      id: '7',
      action: 'Authorize',
      payload: { idTag: 'AA' },
      payloadText: '{"idTag": "AA"}',
      signed: false,
      quirks: [],
    })
  })

  it('takes null for an empty payload', () => {
    const empty = { action: 'Heartbeat', payload: {}, payloadText: '{}', signed: false }
    const frame: Frame = { type: 'call', id: '7', ...empty, quirks: ['null-payload'] }
    assert.deepEqual(parseFrame('[2,"7","Heartbeat",null]', '2.0.1'), frame)
  })

  it('promise 50: takes the last of duplicate keys and leaves prototypes alone', () => {
    const frame = parseFrame('[2,"7","X",{"a":1,"a":2,"__proto__":{"polluted":true}}]', '1.6')
    assert.equal(frame.type, 'call')
    assert.equal(frame.type === 'call' && JSON.stringify(frame.payload), '{"a":2,"__proto__":{"polluted":true}}')
    assert.equal('polluted' in {}, false)
  })

  it('takes an id of 36 characters and answers a longer one, or one that is no text, with id -1', () => {
    assert.equal(parseFrame(`[2,"${'a'.repeat(36)}","Heartbeat",{}]`, '1.6').type, 'call')
    const long = `[2,"${'a'.repeat(37)}","Heartbeat",{}]`
    assert.equal(refusal(long, '2.0.1'), '[4,"-1","RpcFrameworkError","message id is longer than 36 characters",{}]')
    assert.equal(
      refusal('[2,5,"Heartbeat",{}]', '2.0.1'),
      '[4,"-1","RpcFrameworkError","message id is not a string",{}]',
    )
    assert.equal(
      refusal('[2,5,"Heartbeat",{}]', '1.6'),
      '[4,"-1","FormationViolation","message id is not a string",{}]',
    )
  })

  it('answers one with the wrong number of elements by its id', () => {
    assert.equal(
      refusal('[2,"7","Heartbeat"]', '2.0.1'),
      '[4,"7","RpcFrameworkError","a CALL has 4 elements, not 3",{}]',
    )
    assert.equal(refusal('[2,"7",{},{}]', '1.6'), '[4,"7","FormationViolation","action is not a string",{}]')
  })
})

describe('parseFrame of an answer', () => {
  it('gives a CALLRESULT, also with line breaks and without a payload', () => {
    assert.deepEqual(parseFrame('[3,"9",\n{\n"status": "Accepted"\n}]', '1.6'), {
      type: 'result',
      id: '9',
      payload: { status: 'Accepted' },
    })
    assert.deepEqual(parseFrame('[3,"9",null]', '2.0.1'), { type: 'result', id: '9', payload: {} })
  })

  it('gives a CALLERROR of four elements, in either spelling of its code', () => {
    const error = { type: 'error', id: '9', code: 'FormatViolation', description: '', details: {} }
    assert.deepEqual(parseFrame('[4, "9", "FormationViolation", ""]', '1.6'), error)
    assert.deepEqual(parseFrame('[4,"9","FormatViolation",null,null]', '2.0.1'), error)
    assert.deepEqual(parseFrame('[4,"9"]', '2.0.1'), { ...error, code: 'GenericError' })
  })

  it('knows an id that was echoed as a number', () => {
    assert.deepEqual(parseFrame('[3,348022605,{}]', '1.6'), { type: 'result', id: '348022605', payload: {} })
  })

  it('never answers a broken answer', () => {
    assert.equal(refusal('[3,null,{}]', '2.0.1'), undefined)
    assert.equal(refusal(`[3,"9",${'['.repeat(70)}${']'.repeat(70)}]`, '2.0.1'), undefined)
  })
})

describe('parseFrame of anything else', () => {
  it('answers broken JSON by the id where that can be read, without repeating any of it', () => {
    const broken = '[2,"7","MeterValues",{"sampledValue":[{"value":1"}]}]'
    assert.equal(refusal(broken, '1.6'), '[4,"7","FormationViolation","frame is not valid JSON",{}]')
    assert.equal(refusal(broken, '2.0.1'), '[4,"7","FormatViolation","frame is not valid JSON",{}]')
    assert.equal(refusal('[2,"7', '2.0.1'), '[4,"-1","RpcFrameworkError","frame is not valid JSON",{}]')
    assert.equal(refusal('hello', '1.6'), '[4,"-1","FormationViolation","frame is not valid JSON",{}]')
  })

  it('repairs commas that separate nothing, unless it is to be strict', () => {
    const broken = '[2,"7","MeterValues",{"sampledValue":[,{"value":"1"}]}]'
    const frame = parseFrame(broken, '1.6')
    assert.ok(frame.type === 'call')
    assert.deepEqual([frame.payload, frame.quirks], [{ sampledValue: [{ value: '1' }] }, ['stray-commas']])
    assert.equal(frame.payloadText, '{"sampledValue":[{"value":"1"}]}')
    const strict = parseFrame(broken, '1.6', true)
    assert.deepEqual([strict.type, strict.type === 'invalid' && strict.id], ['invalid', '7'])
  })

  it('answers what is no array', () => {
    assert.equal(refusal('{"a":1}', '2.0.1'), '[4,"-1","RpcFrameworkError","frame is not a JSON array",{}]')
    assert.equal(refusal('[]', '2.0.1'), '[4,"-1","RpcFrameworkError","message type is not a number",{}]')
  })

  it('lets an empty frame pass in silence', () => {
    assert.equal(refusal('', '1.6'), undefined)
    assert.equal(refusal(' \n', '2.0.1'), undefined)
  })

  it('answers an unknown message type in 2.0.1 and ignores it in 1.6 and 2.1', () => {
    const text = '[9,"7","Heartbeat",{}]'
    assert.equal(refusal(text, '2.0.1'), '[4,"7","MessageTypeNotSupported","message type 9 is not supported",{}]')
    assert.equal(refusal(text, '1.6'), undefined)
    assert.equal(refusal(text, '2.1'), undefined)
  })

  it('refuses a CALL that nests deeper than any recursion should go', () => {
    const deep = `[2,"7","DataTransfer",{"vendorId":"x","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}]`
    assert.equal(refusal(deep, '2.0.1'), '[4,"7","FormatViolation","frame is nested too deeply",{}]')
  })
})
