// The rooms and the size of what is in them.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

const root = new URL('../../', import.meta.url).pathname
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(file => /\.(ts|proto|sql|sh)$/.test(file) && !file.includes('/generated/') && existsSync(`${root}${file}`))
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8')
const services = [...new Set(tracked.map(f => /^services\/([^/]+)\//.exec(f)?.[1]).filter(s => s !== undefined))]
const layers = ['failure', 'config', 'telemetry', 'ocpp', 'events', 'routing', 'rpc', 'database', 'service']
const rank: Record<string, number> = {
  failure: 0,
  config: 0,
  telemetry: 0,
  ocpp: 1,
  events: 2,
  routing: 2,
  rpc: 2,
  database: 2,
  service: 3,
}

const importsOf = (file: string): string[] =>
  [...read(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(match => match[1] ?? '')

/** Source without comments and the insides of texts: what people write there is no code. */
function withoutProse(source: string): string {
  const prose = /\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g
  return source.replaceAll(prose, found => (found.startsWith('/') ? '' : "''"))
}

describe('the rooms', () => {
  it('has every service of the design', () => {
    assert.deepEqual(services.sort(), [
      'authorization',
      'billing',
      'edge',
      'gateway',
      'smart-charging',
      'stations',
      'transactions',
    ])
  })

  it('lets no service import a service', () => {
    for (const file of tracked.filter(f => f.startsWith('services/'))) {
      const own = file.split('/')[1]
      for (const from of importsOf(file)) {
        const other = /^@chargeplane\/([^/]+)/.exec(from)?.[1]
        assert.ok(!other || !services.includes(other), `${file} imports ${from}`)
        assert.ok(!/(^|\/)services\//.test(from) || from.includes(`services/${own}/`), `${file} imports ${from}`)
      }
    }
  })

  it('lets a library import only its own layer and those below', () => {
    for (const file of tracked.filter(f => /^libs\/[^/]+\/src\//.test(f))) {
      const own = rank[file.split('/')[1] ?? '']
      assert.ok(own !== undefined, `${file} is in no layer`)
      for (const from of importsOf(file)) {
        const other = /^@chargeplane\/([^/]+)/.exec(from)?.[1]
        if (!other || !layers.includes(other)) continue
        assert.ok((rank[other] ?? 0) <= own, `${file} imports ${from}, which is above it`)
      }
    }
  })

  it('keeps files small: median at most 110 lines, none over 600', () => {
    const sizes = tracked
      .map(file => ({ file, lines: read(file).split('\n').length - 1 }))
      .sort((a, b) => a.lines - b.lines)
    const median = sizes[Math.floor(sizes.length / 2)]?.lines ?? 0
    const p90 = sizes[Math.floor(sizes.length * 0.9)]?.lines ?? 0
    console.log(
      `${sizes.length} files, median ${median}, p90 ${p90}, largest ${sizes.at(-1)?.lines} (${sizes.at(-1)?.file})`,
    )
    assert.ok(median <= 110, `median ${median}`)
    assert.ok(p90 <= 320, `p90 ${p90}`)
    assert.deepEqual(
      sizes.filter(s => s.lines > 600),
      [],
    )
  })

  it('knows code from prose', () => {
    assert.equal(
      withoutProse("const a: any = 'left out: any' // as any").replaceAll(/\s+/g, ' ').trim(),
      "const a: any = ''",
    )
    assert.equal(withoutProse('/* x as unknown\n as */ b'), ' b')
    assert.match(withoutProse("fetch('http://x') as any"), / as any$/)
  })

  it('has no escape from the type system', () => {
    for (const file of tracked.filter(f => f.endsWith('.ts') && !f.endsWith('structure.test.ts'))) {
      const code = withoutProse(read(file))
      assert.doesNotMatch(code, /\bas unknown as\b/, file)
      assert.doesNotMatch(code, /(:|<|as|,)\s*any\b(?!\w)/, file)
    }
  })
})
