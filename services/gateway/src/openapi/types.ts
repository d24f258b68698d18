// The parts of an OpenAPI 3.1 document that are made and read here.

export type Json = Record<string, unknown>
export type Content = Record<string, { schema: Json }>

export interface Parameter {
  name: string
  in: 'path' | 'query'
  required: boolean
  description?: string
  schema: Json
}

export interface Operation {
  operationId: string
  tags: string[]
  summary: string
  description: string
  security?: Json[]
  parameters: Parameter[]
  requestBody?: { required: boolean; content: Content }
  responses: Record<string, { description: string; content?: Content; $ref?: string }>
}

export interface OpenApiDocument {
  openapi: '3.1.0'
  info: { title: string; version: string; description: string; license: Json }
  servers: Json[]
  tags: { name: string }[]
  security: Json[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Json; responses: Json; securitySchemes: Json }
}
