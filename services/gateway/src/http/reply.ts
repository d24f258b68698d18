// Puts answers and problems on the wire.
import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyReply } from 'fastify'
import { observed } from './observe.ts'
import type { Problem } from './problem.ts'
import type { Answer } from './route.ts'

/** Nothing that this API answers is to be guessed at, kept, framed or run by a browser. */
export const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
} as const

export function sendAnswer(reply: FastifyReply, answer: Answer): FastifyReply {
  switch (answer.kind) {
    case 'stream':
      answer.open(reply.raw, headersOf(reply))
      observed(reply.request)?.finish(200)
      return reply.hijack()
    case 'text':
      return reply
        .headers(answer.headers ?? {})
        .type(answer.contentType)
        .send(answer.text)
    default:
      reply.code(answer.status).headers(answer.headers ?? {})
      if (answer.body === undefined) return reply.send()
      return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer.body))
  }
}

export function sendProblem(reply: FastifyReply, problem: Problem, headers: Record<string, string> = {}): FastifyReply {
  // As bytes: to a string Fastify adds a charset, which this media type does not have.
  const body = Buffer.from(JSON.stringify(problem))
  return reply.code(problem.status).headers(headers).type('application/problem+json').send(body)
}

function headersOf(reply: FastifyReply): OutgoingHttpHeaders {
  return { ...reply.getHeaders() } as OutgoingHttpHeaders
}
