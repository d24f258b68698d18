import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ProtoType } from './descriptors.ts'
import { renderAsyncApi } from './render-asyncapi.ts'

const field = (name: string, type: string, holds = '', comment = '') => ({ name, number: 1, type, holds, comment })
const proto = new Map<string, ProtoType>([
  [
    'p.v1.Said',
    {
      kind: 'message',
      name: 'p.v1.Said',
      comment: 'Topic said: it was.',
      fields: [
        field('parts', 'repeated Part', 'p.v1.Part'),
        field('at', 'optional int64', '', 'When.'),
        field('mood', 'Mood', 'p.v1.Mood'),
      ],
    },
  ],
  [
    'p.v1.Part',
    {
      kind: 'message',
      name: 'p.v1.Part',
      comment: '',
      fields: [field('inner', 'Part', 'p.v1.Part'), field('raw', 'bytes')],
    },
  ],
  [
    'p.v1.Mood',
    { kind: 'enum', name: 'p.v1.Mood', comment: '', values: [{ name: 'MOOD_GOOD', number: 1, comment: '' }] },
  ],
  ['p.v1.Unused', { kind: 'message', name: 'p.v1.Unused', comment: '', fields: [] }],
])
const topics = [{ name: 'said', retentionMs: 1000, types: ['p.v1.Said'] }]

function refsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) => (name === '$ref' ? [String(part)] : refsOf(part)))
}

describe('renderAsyncApi', () => {
  const document = JSON.parse(renderAsyncApi(topics, proto, '1.2.3'))

  it('has a channel a topic, with the messages on it', () => {
    assert.deepEqual(Object.keys(document.channels), ['said'])
    assert.deepEqual(document.channels.said.messages, { Said: { $ref: '#/components/messages/Said' } })
    assert.equal(document.info.version, '1.2.3')
  })

  it('describes what events are made of, as their JSON mapping, and nothing else', () => {
    const { Headers, ...schemas } = document.components.schemas
    assert.ok(Headers.properties.ce_id)
    assert.deepEqual(Object.keys(schemas), ['p.v1.Mood', 'p.v1.Part', 'p.v1.Said'])
    assert.deepEqual(schemas['p.v1.Said'].properties, {
      parts: { type: 'array', items: { $ref: '#/components/schemas/p.v1.Part' } },
      at: { type: 'string', pattern: '^-?\\d+$', description: 'When.' },
      mood: { $ref: '#/components/schemas/p.v1.Mood' },
    })
  })

  it('refers to nothing that is not there', () => {
    for (const ref of refsOf(document)) {
      const [, ...path] = ref.split('/')
      let at: unknown = document
      for (const step of path)
        at = typeof at === 'object' && at !== null ? Object.entries(at).find(([key]) => key === step)?.[1] : undefined
      assert.notEqual(at, undefined, ref)
    }
  })

  it('stops at a type that proto has not', () => {
    assert.throws(
      () => renderAsyncApi([{ ...(topics[0] ?? assert.fail()), types: ['p.v1.Gone'] }], proto, '1'),
      /not in proto/,
    )
  })
})
