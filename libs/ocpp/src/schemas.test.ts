import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { commandSchemas } from './schemas.ts'
import { actions, actionsFrom } from './table.ts'
import type { OcppVersion } from './versions.ts'

describe('commandSchemas', () => {
  for (const version of Object.keys(actions) as OcppVersion[]) {
    it(`has both sides of every action that we may send in ${version}`, () => {
      const schemas = commandSchemas(version)
      const expected = actionsFrom(version, 'csms').flatMap(action => [`${action}Request`, `${action}Response`])
      assert.deepEqual(Object.keys(schemas).sort(), expected.sort())
      for (const [name, schema] of Object.entries(schemas)) assert.equal(schema.type, 'object', name)
    })

    it(`defines a name once in ${version}, whichever message uses it`, () => {
      const seen = new Map<string, string>()
      for (const { definitions = {} } of Object.values(commandSchemas(version))) {
        for (const [name, definition] of Object.entries(definitions as object)) {
          const text = JSON.stringify(definition)
          assert.equal(seen.get(name) ?? text, text, name)
          seen.set(name, text)
        }
      }
    })
  }
})
