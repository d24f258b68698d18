/**
 * PostgreSQL for services: a pool, transactions, migrations, and a fresh database per test. Guarantees: every error that leaves here
 * is a Failure whose code says whether to retry; nothing waits more than 2 s for a connection; a server that goes away, at any
 * moment, never takes the process down; int8 is bigint, numeric and date are strings, timestamptz is Date, json is parsed.
 */
export { type Database, type DatabaseOptions, openDatabase, type Queryable, type Row } from './database.ts'
export { migrate } from './migrate.ts'
export { type ReadThrough, type ReadThroughOptions, readThrough } from './read-through.ts'
export { rowStatement } from './row-statement.ts'
export { createTestDatabase, type TestDatabase } from './test-database.ts'
