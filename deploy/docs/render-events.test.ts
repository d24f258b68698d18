import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { MessageField, ProtoType } from './descriptors.ts'
import { renderEvents } from './render-events.ts'

const field = (name: string, more: Partial<MessageField> = {}): MessageField => ({
  name,
  number: 1,
  type: 'string',
  holds: '',
  comment: '',
  ...more,
})
const message = (name: string, comment: string, ...fields: MessageField[]): ProtoType => ({
  kind: 'message',
  name,
  comment,
  fields,
})

const types: ProtoType[] = [
  message(
    'x.v1.Ended',
    'Topic things: it has ended.',
    field('origin', { type: 'Origin', holds: 'x.v1.Origin' }),
    field('energy', { comment: 'Wh | kWh, <never> both.' }),
    field('mood', { type: 'Mood', holds: 'x.v1.Mood', comment: 'How it went.' }),
  ),
  message(
    'x.v1.Begun',
    'Topic things: it has begun.',
    field('parts', { type: 'repeated Part', holds: 'x.v1.Part' }),
    field('origin', { type: 'Origin', holds: 'x.v1.Origin' }),
  ),
  message('x.v1.Origin', 'Where it comes from.', field('tenant')),
  message('x.v1.Part', '', field('inner', { type: 'Inner', holds: 'x.v1.Inner' })),
  message('x.v1.Inner', 'Deep inside.', field('text')),
  {
    kind: 'enum',
    name: 'x.v1.Mood',
    comment: '',
    values: [
      { name: 'MOOD_UNSPECIFIED', number: 0, comment: '' },
      { name: 'MOOD_GOOD', number: 1, comment: 'Well.' },
    ],
  },
  message('x.v1.Request', 'Nobody publishes this.', field('nothing')),
]
const proto = new Map(types.map(type => [type.name, type]))
const week = 7 * 86_400_000

describe('renderEvents', () => {
  const page = renderEvents([{ name: 'things', retentionMs: week, types: ['x.v1.Begun', 'x.v1.Ended'] }], proto)
  const headings = page.split('\n').filter(line => line.startsWith('#'))

  it('has the topics with their events and how long they are kept', () => {
    assert.ok(page.includes('| `things` | [Begun](#begun), [Ended](#ended) | 7 days |'))
  })

  it('has a section for every event, then one for each part, once, also for those inside parts', () => {
    assert.deepEqual(headings, [
      '## Topics',
      '## Events',
      '### things',
      '#### Begun',
      '#### Ended',
      '## Parts of events',
      '#### Part',
      '#### Inner',
      '#### Origin',
      '#### Mood',
    ])
  })

  it('says what an event means without naming its topic again', () => {
    assert.ok(page.includes('`x.v1.Ended`: It has ended.\n'))
    assert.ok(page.includes('`x.v1.Part`\n'))
  })

  it('links a field to what it holds, whose meaning stands in for a comment of its own', () => {
    assert.ok(page.includes('| `origin` | [Origin](#origin) | Where it comes from. |'))
    assert.ok(page.includes('| `mood` | [Mood](#mood) | How it went. |'))
    assert.ok(page.includes('| `parts` | [repeated Part](#part) |  |'))
  })

  it('leaves out the value of an enum that is never sent', () => {
    assert.ok(page.includes('| `MOOD_GOOD` | Well. |'))
    assert.doesNotMatch(page, /UNSPECIFIED/)
  })

  it('escapes what would break a table', () => {
    assert.ok(page.includes('| `energy` | string | Wh \\| kWh, &lt;never> both. |'))
  })

  it('refuses a type that proto does not have, and one whose comment names another topic', () => {
    const topic = (name: string, type: string) => [{ name, retentionMs: week, types: [type] }]
    assert.throws(() => renderEvents(topic('things', 'x.v1.Gone'), proto), /x\.v1\.Gone is not in proto/)
    assert.throws(
      () => renderEvents(topic('others', 'x.v1.Ended'), proto),
      /comment of x\.v1\.Ended .* 'Topic others: '/,
    )
  })
})
