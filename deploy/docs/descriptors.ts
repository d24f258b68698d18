// The messages and enums of proto/ with their comments, out of what `buf build` says of them.
import { z } from 'zod'

const descriptorSet = z.object({
  file: z.array(
    z.object({
      package: z.string(),
      messageType: z
        .array(
          z.object({
            name: z.string(),
            field: z
              .array(
                z.object({
                  name: z.string(),
                  number: z.number(),
                  label: z.string(),
                  type: z.string(),
                  typeName: z.string().default(''),
                  proto3Optional: z.boolean().default(false),
                }),
              )
              .default([]),
          }),
        )
        .default([]),
      enumType: z
        .array(z.object({ name: z.string(), value: z.array(z.object({ name: z.string(), number: z.number() })) }))
        .default([]),
      sourceCodeInfo: z.object({
        location: z.array(z.object({ path: z.array(z.number()).default([]), leadingComments: z.string().default('') })),
      }),
    }),
  ),
})

type DescribedFile = z.infer<typeof descriptorSet>['file'][number]
type DescribedField = DescribedFile['messageType'][number]['field'][number]

export interface MessageField {
  name: string
  number: number
  /** As in proto, without the package of another type: `repeated SampledValue`. */
  type: string
  /** Full name of the message or enum it holds; empty for a scalar. */
  holds: string
  comment: string
}

export type ProtoType =
  | { kind: 'message'; name: string; comment: string; fields: readonly MessageField[] }
  | {
      kind: 'enum'
      name: string
      comment: string
      values: readonly { name: string; number: number; comment: string }[]
    }

// Numbers of the fields of FileDescriptorProto, DescriptorProto and EnumDescriptorProto, of which comments' paths are made.
const inFile = { messages: 4, enums: 5 } as const
const inMessage = { fields: 2 } as const
const inEnum = { values: 2 } as const

/** By full name (`chargeplane.ocpp.v1.Origin`). `json` is a FileDescriptorSet. */
export function readDescriptors(json: string): ReadonlyMap<string, ProtoType> {
  const { file: files } = descriptorSet.parse(JSON.parse(json))
  return new Map(files.flatMap(typesOf).map(type => [type.name, type]))
}

function typesOf(file: DescribedFile): ProtoType[] {
  const comments = new Map(
    file.sourceCodeInfo.location.map(({ path, leadingComments }) => [path.join(), oneLine(leadingComments)]),
  )
  const commentAt = (...path: number[]) => comments.get(path.join()) ?? ''
  const messages = file.messageType.map(
    ({ name, field }, at): ProtoType => ({
      kind: 'message',
      name: `${file.package}.${name}`,
      comment: commentAt(inFile.messages, at),
      fields: field.map((one, index) => fieldOf(one, commentAt(inFile.messages, at, inMessage.fields, index))),
    }),
  )
  const enums = file.enumType.map(
    ({ name, value }, at): ProtoType => ({
      kind: 'enum',
      name: `${file.package}.${name}`,
      comment: commentAt(inFile.enums, at),
      values: value.map((one, index) => ({ ...one, comment: commentAt(inFile.enums, at, inEnum.values, index) })),
    }),
  )
  return [...messages, ...enums]
}

function fieldOf(
  { name, number, label, type, typeName, proto3Optional }: DescribedField,
  comment: string,
): MessageField {
  const holds = typeName.replace(/^\./, '')
  const own = holds === '' ? type.replace('TYPE_', '').toLowerCase() : lastPart(holds)
  const prefix = label === 'LABEL_REPEATED' ? 'repeated ' : proto3Optional ? 'optional ' : ''
  return { name, number, type: prefix + own, holds, comment }
}

export const lastPart = (fullName: string): string => fullName.slice(fullName.lastIndexOf('.') + 1)

const oneLine = (comment: string): string => comment.trim().replace(/\s*\n\s*/g, ' ')
