// Types of a service as ts-proto generates it for grpc-js (`EdgeServiceService`), reduced to unary methods: nothing here streams.

/** One unary method. `never` stands for "a message that only its own codec knows": each definition's real types are inferred from it. */
export interface MethodDefinition {
  readonly path: string
  readonly requestStream: false
  readonly responseStream: false
  readonly requestSerialize: (value: never) => Buffer
  readonly requestDeserialize: (bytes: Buffer) => unknown
  readonly responseSerialize: (value: never) => Buffer
  readonly responseDeserialize: (bytes: Buffer) => unknown
}

export type ServiceDefinition = Readonly<Record<string, MethodDefinition>>

export type RequestOf<M extends MethodDefinition> = ReturnType<M['requestDeserialize']>
export type ResponseOf<M extends MethodDefinition> = ReturnType<M['responseDeserialize']>

/** Full name of a method as telemetry names it: `chargeplane.edge.v1.EdgeService/Call`. */
export function methodName(definition: MethodDefinition): `${string}.${string}/${string}` {
  const [, service = '', method = ''] = definition.path.split('/')
  const dot = service.lastIndexOf('.')
  return `${service.slice(0, dot)}.${service.slice(dot + 1)}/${method}`
}

/** Full name of the service that a method belongs to: `chargeplane.edge.v1.EdgeService`. */
export function serviceName(definition: MethodDefinition): string {
  return definition.path.split('/')[1] ?? ''
}
