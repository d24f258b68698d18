// docs/asyncapi.json: the event topics as AsyncAPI 3.0, out of the same contracts as docs/events.md. Pure.
import { lastPart, type MessageField, type ProtoType } from './descriptors.ts'
import type { TopicContract } from './render-events.ts'

type Schema = Readonly<Record<string, unknown>>

const text: Schema = { type: 'string' }
const scalars: Readonly<Record<string, Schema>> = {
  string: text,
  bool: { type: 'boolean' },
  double: { type: 'number' },
  float: { type: 'number' },
  int32: { type: 'integer' },
  uint32: { type: 'integer', minimum: 0 },
  // As the JSON mapping of protobuf writes what a double can't hold.
  int64: { type: 'string', pattern: '^-?\\d+$' },
  uint64: { type: 'string', pattern: '^\\d+$' },
  bytes: { type: 'string', contentEncoding: 'base64' },
}

function schemaOfField({ type, holds, comment }: MessageField): Schema {
  const own = type.replace(/^(repeated|optional) /, '')
  const one = holds === '' ? scalars[own] : { $ref: `#/components/schemas/${holds}` }
  if (one === undefined) throw new Error(`a field of type ${own} has no JSON form here`)
  const schema = type.startsWith('repeated ') ? { type: 'array', items: one } : one
  return comment === '' ? schema : { ...schema, description: comment }
}

function schemaOf(type: ProtoType): Schema {
  const described = type.comment === '' ? {} : { description: type.comment }
  if (type.kind === 'enum') return { type: 'string', enum: type.values.map(({ name }) => name), ...described }
  const properties = Object.fromEntries(type.fields.map(field => [field.name, schemaOfField(field)]))
  return { type: 'object', properties, ...described }
}

/** What the events are made of, themselves included. */
function reachable(types: readonly string[], typeNamed: (name: string) => ProtoType): string[] {
  const found = new Set<string>()
  const visit = (name: string) => {
    if (found.has(name)) return
    found.add(name)
    const type = typeNamed(name)
    for (const { holds } of type.kind === 'message' ? type.fields : []) if (holds !== '') visit(holds)
  }
  for (const name of types) visit(name)
  return [...found].sort()
}

const headers: Schema = {
  type: 'object',
  required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_subject', 'ce_time', 'content-type'],
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: { ...text, description: 'Names the fact; a repetition has the same.' },
    ce_type: { ...text, description: 'Full name of the protobuf message.' },
    ce_source: text,
    ce_subject: text,
    ce_time: { ...text, format: 'date-time' },
    'content-type': { const: 'application/protobuf' },
    traceparent: { ...text, description: 'W3C trace context of the publisher, where there was one.' },
  },
}

/** The document as JSON text. Throws when a type is not in `proto`. */
export function renderAsyncApi(
  topics: readonly TopicContract[],
  proto: ReadonlyMap<string, ProtoType>,
  version: string,
): string {
  const typeNamed = (name: string): ProtoType => {
    const found = proto.get(name)
    if (found === undefined) throw new Error(`${name} is not in proto/`)
    return found
  }
  const types = topics.flatMap(topic => topic.types)
  const messageRef = (name: string) => ({ $ref: `#/components/messages/${lastPart(name)}` })
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Chargeplane events',
      version,
      description:
        'Protobuf records with the attributes of CloudEvents 1.0 as Kafka headers; schemas show the JSON mapping of protobuf. docs/events.md says how to consume them.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/protobuf',
    channels: Object.fromEntries(
      topics.map(topic => [
        topic.name,
        {
          address: topic.name,
          messages: Object.fromEntries(topic.types.map(name => [lastPart(name), messageRef(name)])),
          bindings: { kafka: { topic: topic.name, topicConfiguration: { 'retention.ms': topic.retentionMs } } },
        },
      ]),
    ),
    operations: Object.fromEntries(
      topics.map(({ name }) => [`receive ${name}`, { action: 'receive', channel: { $ref: `#/channels/${name}` } }]),
    ),
    components: {
      messages: Object.fromEntries(
        types.map(name => [
          lastPart(name),
          {
            name,
            summary: typeNamed(name).comment,
            headers: { $ref: '#/components/schemas/Headers' },
            payload: { $ref: `#/components/schemas/${name}` },
            bindings: { kafka: { key: { type: 'string', description: 'tenant/subject' } } },
          },
        ]),
      ),
      schemas: {
        Headers: headers,
        ...Object.fromEntries(reachable(types, typeNamed).map(name => [name, schemaOf(typeNamed(name))])),
      },
    },
  }
  return `${JSON.stringify(document, undefined, 1)}\n`
}
