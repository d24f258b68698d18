import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '@chargeplane/failure'
import { command } from './command.ts'
import { parseCommandLine } from './parse.ts'

const sample = command({
  about: 'a command with one of each',
  positionals: { name: 'NAME', min: 1, max: 2 },
  options: {
    edges: { kind: 'integer', value: 'N', min: 1, max: 10, default: 2, about: 'how many' },
    detach: { kind: 'flag', short: 'd', about: 'come back' },
    station: { kind: 'text', value: 'ID', about: 'which' },
  },
  run: async () => 0,
})
const forwarding = command({
  about: 'a command for another program',
  positionals: { name: 'NAME', min: 1, max: 1 },
  options: {},
  forwardsTo: 'other.ts',
  run: async () => 0,
})

const parse = (...args: string[]) => parseCommandLine('sample', sample, args)

function refuses(run: () => unknown, field: string, message: RegExp): void {
  assert.throws(run, (error: unknown) => {
    assert.ok(error instanceof Failure)
    assert.equal(error.code, 'invalid_argument')
    assert.equal(error.field, field)
    assert.match(error.message, message)
    return true
  })
}

describe('the command line', () => {
  it('gives every declared option a value', () => {
    assert.deepEqual(parse('x').options, { edges: 2, detach: false, station: undefined })
  })

  it('takes long and short flags, values behind a blank or =, in any place', () => {
    const wanted = { edges: 3, detach: true, station: 'CP 1' }
    assert.deepEqual(parse('--edges', '3', 'x', '-d', '--station=CP 1').options, wanted)
    assert.deepEqual(parse('--detach', '--station', 'CP 1', 'x', '--edges=3'), {
      options: wanted,
      positionals: ['x'],
      forwarded: [],
    })
  })

  it('takes an operand that looks like a flag behind --', () => {
    assert.deepEqual(parse('--', '-x').positionals, ['-x'])
  })

  it('refuses an unknown flag by its name', () => {
    refuses(() => parse('x', '--edge', '3'), '--edge', /^sample: Unknown option '--edge'$/)
    refuses(() => parse('x', '-z'), '-z', /Unknown option '-z'/)
  })

  for (const bad of ['0', '11', '-1', '1.5', '1e1', '', ' 2', 'two', '99999999999999999999'])
    it(`refuses '${bad}' for a whole number from 1 to 10`, () => {
      refuses(() => parse('x', `--edges=${bad}`), '--edges', /--edges has to be a whole number from 1 to 10, not '/)
    })

  it('refuses a flag without its value, and a value for a flag that has none', () => {
    refuses(() => parse('x', '--edges'), '--edges', /argument missing/)
    refuses(() => parse('x', '--detach=yes'), '--detach', /does not take an argument/)
  })

  it('refuses too few and too many operands by name', () => {
    refuses(() => parse(), 'NAME', /^sample: NAME is missing$/)
    refuses(() => parse('a', 'b', 'c'), 'c', /^sample: 'c' is one argument too many$/)
  })
})

describe('the command line of a command that forwards', () => {
  const forward = (...args: string[]) => parseCommandLine('bench', forwarding, args)

  it('takes its operand and hands on everything behind it, unread', () => {
    assert.deepEqual(forward('edge', '--seconds', '5', 'more', '--help'), {
      options: {},
      positionals: ['edge'],
      forwarded: ['--seconds', '5', 'more', '--help'],
    })
  })

  it('refuses a flag in the place of its operand', () => {
    refuses(() => forward('--seconds', '5'), 'NAME', /^bench: NAME is missing$/)
  })
})
