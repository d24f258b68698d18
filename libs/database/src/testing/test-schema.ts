// A fresh database with the schema of one service, for one suite.
import { type Database, openDatabase } from '../database.ts'
import { createTestDatabase, type Migrations } from '../test-database.ts'

export interface TestSchema {
  url: string
  database: Database
  /** Closes `database` and drops what it was connected to. */
  drop(): Promise<void>
}

/** Takes what `runService` takes as migrations. Fails, never skips, without DATABASE_URL. */
export async function createTestSchema(migrations: Migrations): Promise<TestSchema> {
  const { url, drop } = await createTestDatabase(process.env.DATABASE_URL, migrations)
  const database = openDatabase({ url, schema: migrations.schema, applicationName: 'test', poolSize: 8 })
  return {
    url,
    database,
    async drop() {
      await database.close()
      await drop()
    },
  }
}
