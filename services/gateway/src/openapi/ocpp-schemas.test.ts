import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { routes } from '../handlers.ts'
import { openApiDocument } from './document.ts'

const document = openApiDocument(routes)

function payload(schemaName: string) {
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)
  const reference = { $ref: `#/components/schemas/${schemaName}`, components: document.components }
  return ajv.compile(reference)
}

describe('the schemas of OCPP in the document', () => {
  it('are found from the action, one for each version that has it', () => {
    const operation = document.paths['/v1/stations/{stationId}/commands/SetVariables']?.post
    assert.deepEqual(operation?.requestBody?.content['application/json']?.schema, {
      anyOf: [
        { $ref: '#/components/schemas/Ocpp201.SetVariablesRequest' },
        { $ref: '#/components/schemas/Ocpp21.SetVariablesRequest' },
      ],
    })
    assert.match(operation?.description ?? '', /OCPP 2\.0\.1, 2\.1\./)
    assert.match(JSON.stringify(operation?.responses[200]), /Ocpp21\.SetVariablesResponse/)
  })

  it('judge payloads as OCPP does, each by its own version', () => {
    const [soft, idle] = [{ type: 'Soft' }, { type: 'OnIdle' }]
    assert.deepEqual([payload('Ocpp16.ResetRequest')(soft), payload('Ocpp16.ResetRequest')(idle)], [true, false])
    assert.deepEqual([payload('Ocpp201.ResetRequest')(soft), payload('Ocpp201.ResetRequest')(idle)], [false, true])
    const data = { component: { name: 'C', evse: { id: 1 } }, variable: { name: 'V' }, attributeValue: '1' }
    const judge = payload('Ocpp21.SetVariablesRequest')
    assert.equal(judge({ setVariableData: [data] }), true)
    assert.equal(judge({ setVariableData: [{ ...data, component: { name: 7 } }] }), false)
  })

  it('say of a command with a result what brings it', () => {
    const operation = document.paths['/v1/stations/{stationId}/commands/GetBaseReport']?.post
    assert.match(operation?.description ?? '', /NotifyReport/)
  })

  it('leave the document small enough to be read', () => {
    assert.ok(JSON.stringify(document).length < 1_500_000)
  })
})
