// Every way in which a request ends badly, from the parser of the socket to an owner's refusal, as a problem document.
import type { Socket } from 'node:net'
import { type Failure, fail, toFailure } from '@chargeplane/failure'
import { logger } from '@chargeplane/telemetry'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { observed } from './observe.ts'
import { type ProblemCode, problemOf, problemRow, retryAfterS, transportProblem } from './problem.ts'
import { sendProblem } from './reply.ts'

const log = logger('http')

/** What Fastify itself refuses, by its error's code. */
const frameworkFaults: Readonly<Record<string, { code: ProblemCode; detail: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'payload_too_large', detail: 'the request body is larger than this API takes' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'unsupported_media_type', detail: 'send the body as application/json' },
  FST_ERR_CTP_INVALID_JSON_BODY: { code: 'format_violation', detail: 'the request body is not valid JSON' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'format_violation',
    detail: 'the request body is not as long as Content-Length says',
  },
  FST_ERR_BAD_URL: { code: 'format_violation', detail: 'the path is not a valid URL' },
  FST_ERR_MAX_PARAM_LENGTH: { code: 'format_violation', detail: 'a part of the path is too long' },
}

export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const fault = frameworkFaults[error.code ?? '']
  if (fault !== undefined) return refuse(request, reply, fault.code, fault.detail)
  return answerFailure(toFailure(error), request, reply)
}

/** Refuses for a reason that only HTTP knows. */
export function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  code: ProblemCode,
  detail: string,
  headers: Record<string, string> = {},
): FastifyReply {
  const seen = observed(request)
  if (seen !== undefined) seen.problem = { code }
  return sendProblem(reply, transportProblem(code, detail, seen?.traceId), headers)
}

function answerFailure(failure: Failure, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const seen = observed(request)
  if (seen !== undefined) seen.problem = { code: failure.code, failure }
  if (failure.code === 'internal' || failure.code === 'data_loss') log.error('request failed', { error: failure })
  else if (failure.code === 'unavailable') log.warn('a service is away', { error: failure })
  const retryS = retryAfterS(failure)
  return sendProblem(reply, problemOf(failure, seen?.traceId), {
    ...(retryS === undefined ? {} : { 'retry-after': String(retryS) }),
    ...(failure.code === 'unauthenticated' ? { 'www-authenticate': 'Bearer' } : {}),
  })
}

export function answerUnknownRoute(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return answerFailure(fail('not_found', 'there is nothing at this path; /v1/docs lists what there is'), request, reply)
}

/** What is not even HTTP: answered on the socket itself, since there is no request yet. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW'
  const code = tooLarge ? 'header_fields_too_large' : 'format_violation'
  const body = JSON.stringify(
    transportProblem(code, tooLarge ? 'the header is too large' : 'this is not valid HTTP/1.1'),
  )
  const { http } = problemRow(code)
  socket.end(
    `HTTP/1.1 ${http} ${tooLarge ? 'Request Header Fields Too Large' : 'Bad Request'}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}
