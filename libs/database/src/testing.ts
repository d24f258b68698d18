/**
 * For tests: a fresh database with a service's schema, and a TCP proxy that cuts or freezes what goes through it.
 */
export { startDatabaseProxy, startTcpProxy, type TcpProxy } from './testing/tcp-proxy.ts'
export { createTestSchema, type TestSchema } from './testing/test-schema.ts'
