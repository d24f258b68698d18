// grpc.health.v1.Health/Check, which Kubernetes probes and grpcurl speak. Its two messages are small enough to be coded by hand;
// Watch is left out: a client that asks for it gets UNIMPLEMENTED and, by its specification, takes the server for healthy.
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire'
import { fail } from '@chargeplane/failure'
import { implement, type RpcService } from './implement.ts'

const stringField = (1 << 3) | 2
const statusField = (1 << 3) | 0
/** ServingStatus of the protocol. Ours only ever says serving: a server that is closing takes no calls, which says more. */
export const servingStatus = { serving: 1, notServing: 2 } as const

function readMessage(bytes: Buffer, field: number, read: (reader: BinaryReader) => void): void {
  const reader = new BinaryReader(bytes)
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    if (tag === field) read(reader)
    else reader.skip(tag & 7)
  }
}

/** The one method of the health protocol that is served. */
export const healthDefinition = {
  check: {
    path: '/grpc.health.v1.Health/Check',
    requestStream: false,
    responseStream: false,
    requestSerialize: (value: { service: string }): Buffer =>
      Buffer.from(new BinaryWriter().uint32(stringField).string(value.service).finish()),
    requestDeserialize: (bytes: Buffer): { service: string } => {
      const request = { service: '' }
      readMessage(bytes, stringField, reader => {
        request.service = reader.string()
      })
      return request
    },
    responseSerialize: (value: { status: number }): Buffer =>
      Buffer.from(new BinaryWriter().uint32(statusField).int32(value.status).finish()),
    responseDeserialize: (bytes: Buffer): { status: number } => {
      const response = { status: 0 }
      readMessage(bytes, statusField, reader => {
        response.status = reader.int32()
      })
      return response
    },
  },
} as const

/** Answers for the whole server (empty name) and for each of `services`. */
export function healthService(services: ReadonlySet<string>): RpcService {
  return implement(healthDefinition, {
    async check({ service }) {
      if (service !== '' && !services.has(service)) {
        throw fail('not_found', `no service ${service} here`, { field: 'service' })
      }
      return { status: servingStatus.serving }
    },
  })
}
