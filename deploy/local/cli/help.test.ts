import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { commands } from '../commands/index.ts'
import { command } from './command.ts'
import { columns, commandNamed, manual, overview } from './help.ts'

const table = {
  go: command({
    about: 'go there',
    positionals: { name: 'PLACE', min: 1, max: 1 },
    options: {
      fast: { kind: 'flag', short: 'f', about: 'hurry' },
      times: { kind: 'integer', value: 'N', min: 1, max: 5, default: 1, about: 'how often' },
    },
    run: async () => 0,
  }),
  rest: command({ about: 'stay', positionals: { name: 'PLACE', min: 0, max: 1 }, options: {}, run: async () => 0 }),
  play: command({ about: 'play', options: {}, forwardsTo: 'play.ts', run: async () => 0 }),
}

describe('help', () => {
  it('has a line for each command, operands that may be left out in brackets', () => {
    const text = overview(table)
    assert.match(text, /^ {2}go PLACE {8}go there$/m)
    assert.match(text, /^ {2}rest \[PLACE\] {4}stay$/m)
    assert.match(text, /^ {2}play \[OPTIONS\] {2}play$/m)
  })

  it('has a line for each option of a command, with its range and what it is unless given', () => {
    assert.equal(
      manual('go', table.go),
      `usage: ./chargeplane go PLACE [OPTIONS]

go there

  -f, --fast  hurry
  --times N   how often (1 to 5; 1)`,
    )
  })

  it('says whose the options are that are handed on', () => {
    assert.match(manual('play', table.play), /Its options are those of play\.ts\./)
  })

  it('speaks of every command there is', () => {
    for (const name of Object.keys(commands)) {
      assert.match(overview(commands), new RegExp(`^  ${name}\\b`, 'm'))
      assert.match(manual(name, commandNamed(commands, name)), new RegExp(`usage: ./chargeplane ${name}`))
    }
  })
})

describe('commandNamed', () => {
  it('finds a command, and refuses what is none, names of object members included', () => {
    assert.equal(commandNamed(table, 'go'), table.go)
    for (const name of ['gone', '', 'toString', '__proto__'])
      assert.throws(() => commandNamed(table, name), {
        code: 'invalid_argument',
        field: name,
        message: /one of go, rest, play/,
      })
  })
})

describe('columns', () => {
  it('aligns cells and ends no line with blanks', () => {
    assert.equal(
      columns([
        ['a', 'bbb', ''],
        ['aaaa', 'b', 'c'],
      ]),
      '  a     bbb\n  aaaa  b    c',
    )
    assert.equal(columns([]), '')
  })
})
