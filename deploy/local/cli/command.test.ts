import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { command, misuse } from './command.ts'
import { parseCommandLine } from './parse.ts'

describe('command', () => {
  it('hands typed values of its own options to its work, and the exit code back', async () => {
    const sample = command({
      about: 'adds',
      options: {
        first: { kind: 'integer', value: 'N', min: 0, max: 9, default: 4, about: 'one number' },
        second: { kind: 'integer', value: 'N', min: 0, max: 9, default: 0, about: 'another' },
        negate: { kind: 'flag', about: 'the other way' },
      },
      // This adds up only because the rows make numbers of the texts, which the compiler believes too.
      run: async ({ options }) => (options.first + options.second) * (options.negate ? -1 : 1),
    })
    assert.equal(await sample.run(parseCommandLine('add', sample, ['--second=3', '--negate'])), -7)
    assert.deepEqual(sample.positionals, { name: '', min: 0, max: 0 })
  })

  it('names what was misused', () => {
    const failure = misuse('there is no topic x', 'x')
    assert.deepEqual([failure.code, failure.field, failure.message], ['invalid_argument', 'x', 'there is no topic x'])
  })
})
