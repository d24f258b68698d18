// The HTTP server over the table of routes.
import { fail } from '@chargeplane/failure'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type HTTPMethods } from 'fastify'
import { addressGroup } from './auth/address.ts'
import { requireRole } from './auth/principal.ts'
import type { Gateway } from './gateway.ts'
import { answerClientError, answerError, answerUnknownRoute, refuse } from './http/faults.ts'
import { observed, observeRequests } from './http/observe.ts'
import { securityHeaders, sendAnswer } from './http/reply.ts'
import { anonymous, type Caller, type Route } from './http/route.ts'

export interface ServerOptions {
  routes: readonly Route[]
  gateway: Gateway
  bodyLimitBytes: number
  /** Addresses and ranges whose X-Forwarded-For is believed. */
  trustedProxies: string[]
}

/** Behind a proxy that keeps connections for 60 s, ours must live longer, or the proxy sends into one that has just closed. */
const keepAliveMs = 72_000
/** A request that dribbles in is cut. */
const requestTimeoutMs = 30_000
/** Percent-encoded, a parameter may be several times as long as its schema allows. */
const maxParamLength = 2_048

export function createServer({ routes, gateway, bodyLimitBytes, trustedProxies }: ServerOptions): FastifyInstance {
  const app = Fastify({
    bodyLimit: bodyLimitBytes,
    trustProxy: trustedProxies.length > 0 ? trustedProxies : false,
    keepAliveTimeout: keepAliveMs,
    requestTimeout: requestTimeoutMs,
    return503OnClosing: false,
    frameworkErrors: answerError,
    clientErrorHandler: answerClientError,
    routerOptions: { maxParamLength },
  })
  observeRequests(app)
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(securityHeaders)
  })
  acceptJsonOnly(app)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler(answerUnknownRoute)
  for (const route of routes) addRoute(app, route, gateway)
  refuseOtherMethods(app, routes)
  closeInOrder(app, gateway)
  return app
}

/** Streams are told to go. What has begun is finished, on connections that end with their answer instead of being kept. */
function closeInOrder(app: FastifyInstance, gateway: Gateway): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
    gateway.live.close()
  })
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
}

function acceptJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    // Clients say application/json on a DELETE without a body, too.
    if (text.length === 0) done(null, undefined)
    else void parse(request, text.toString(), done)
  })
}

function addRoute(app: FastifyInstance, route: Route, gateway: Gateway): void {
  app.route({
    method: route.method,
    url: fastifyPath(route.path),
    exposeHeadRoute: route.method === 'GET' && route.contentType !== 'text/event-stream',
    // Before the body is read: nobody unknown makes us parse anything.
    onRequest: async request => {
      if (route.role === 'public') return
      const caller = await identify(request, gateway)
      const seen = observed(request)
      if (seen !== undefined) seen.caller = caller
      requireRole(caller.principal, route.role)
    },
    handler: async (request, reply) => {
      const seen = observed(request)
      const { params, query, body } = request
      const run = () => route.run({ params, query, body }, seen?.caller ?? anonymous, gateway)
      return sendAnswer(reply, await (seen === undefined ? run() : seen.inSpan(run)))
    },
  })
}

async function identify(request: FastifyRequest, gateway: Gateway): Promise<Caller> {
  const [, secret] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (secret === undefined) throw fail('unauthenticated', 'send your API key as Authorization: Bearer cp_...')
  const address = addressGroup(request.ip)
  return { principal: await gateway.apiKeys.identify(secret, address), secret, address }
}

const knownMethods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

function refuseOtherMethods(app: FastifyInstance, routes: readonly Route[]): void {
  for (const path of new Set(routes.map(route => route.path))) {
    const url = fastifyPath(path)
    const allowed = knownMethods.filter(method => app.hasRoute({ method, url }))
    const allow = allowed.join(', ')
    const answer = (request: FastifyRequest, reply: FastifyReply) =>
      refuse(request, reply, 'method_not_allowed', `${request.method} is not possible here; ${allow} is`, { allow })
    app.route({
      method: knownMethods.filter(method => !allowed.includes(method)),
      url,
      exposeHeadRoute: false,
      // Refused before a body is read that nobody wants.
      onRequest: async (request, reply) => answer(request, reply),
      handler: answer,
    })
  }
}

/** OpenAPI's {name} is Fastify's :name. */
function fastifyPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}
