// Turns the contracts of the event topics into the generated part of docs/events.md. Pure: what it is given decides every byte.
import { lastPart, type MessageField, type ProtoType } from './descriptors.ts'

/** A topic with the types of its events, by full name. */
export interface TopicContract {
  name: string
  retentionMs: number
  types: readonly string[]
}

const dayMs = 86_400_000

/** Throws when a type is not in `proto`, or its comment does not say its topic. */
export function renderEvents(topics: readonly TopicContract[], proto: ReadonlyMap<string, ProtoType>): string {
  const typeNamed = (name: string): ProtoType => {
    const found = proto.get(name)
    if (found === undefined) throw new Error(`${name} is not in proto/`)
    return found
  }
  const events = topics.map(topic => [
    `### ${topic.name}`,
    ...topic.types.map(name => section(typeNamed(name), meaningOf(typeNamed(name), topic.name), typeNamed)),
  ])
  const parts = partsOf(topics.flatMap(({ types }) => types).map(typeNamed), typeNamed)
  return [
    '## Topics',
    topicTable(topics),
    '## Events',
    ...events.flat(),
    '## Parts of events',
    ...parts.map(type => section(type, type.comment, typeNamed)),
  ].join('\n\n')
}

function topicTable(topics: readonly TopicContract[]): string {
  const rows = topics.map(({ name, retentionMs, types }) => [
    `\`${name}\``,
    types.map(type => `[${lastPart(type)}](#${lastPart(type).toLowerCase()})`).join(', '),
    `${retentionMs / dayMs} days`,
  ])
  return table(['Topic', 'Events', 'Kept'], rows)
}

/** The comment without the topic that it begins with. */
function meaningOf({ name, comment }: ProtoType, topic: string): string {
  const opening = `Topic ${topic}: `
  if (!comment.startsWith(opening)) throw new Error(`the comment of ${name} has to begin with '${opening}'`)
  return sentence(comment.slice(opening.length))
}

function section(type: ProtoType, meaning: string, typeNamed: (name: string) => ProtoType): string {
  const heading = `#### ${lastPart(type.name)}`
  const rows =
    type.kind === 'message'
      ? table(
          ['Field', 'Type', 'Meaning'],
          type.fields.map(field => fieldRow(field, field.holds === '' ? undefined : typeNamed(field.holds))),
        )
      : table(['Value', 'Meaning'], type.values.filter(isSaid).map(valueRow))
  return [heading, `\`${type.name}\`${meaning === '' ? '' : `: ${meaning}`}`, rows].join('\n\n')
}

/** A field without a comment of its own means what the message in it means. */
function fieldRow({ name, type, comment }: MessageField, held: ProtoType | undefined): string[] {
  const shown = held === undefined ? type : `[${type}](#${lastPart(held.name).toLowerCase()})`
  return [`\`${name}\``, shown, comment || (held?.comment ?? '')]
}

/** The zero value of an enum is never sent. */
const isSaid = ({ number }: { number: number }): boolean => number !== 0

function valueRow({ name, comment }: { name: string; comment: string }): string[] {
  return [`\`${name}\``, comment]
}

/** What the events are made of, each once, in the order in which it is met. */
function partsOf(types: readonly ProtoType[], typeNamed: (name: string) => ProtoType): ProtoType[] {
  const found = new Map<string, ProtoType>()
  const visit = (type: ProtoType) => {
    for (const { holds } of type.kind === 'message' ? type.fields : []) {
      if (holds === '' || found.has(holds)) continue
      const part = typeNamed(holds)
      found.set(holds, part)
      visit(part)
    }
  }
  types.forEach(visit)
  return [...found.values()]
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const escaped = (cell: string) => cell.replaceAll('|', '\\|').replaceAll('<', '&lt;')
  return [line(head), line(head.map(() => '---')), ...rows.map(cells => line(cells.map(escaped)))].join('\n')
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
