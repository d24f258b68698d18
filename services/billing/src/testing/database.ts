// A fresh database with this service's schema, for one suite.
import { createTestDatabase, type Database, migrate, openDatabase } from '@chargeplane/database'
import { eventsMigrations } from '@chargeplane/events'
import { schema, migrations } from '../migrations.ts'

export interface TestSchema {
  url: string
  database: Database
  drop(): Promise<void>
}

export async function createTestSchema(): Promise<TestSchema> {
  const { url, drop } = await createTestDatabase()
  await migrate(url, schema, migrations, eventsMigrations)
  const database = openDatabase({ url, schema, applicationName: 'billing-test', poolSize: 5 })
  return {
    url,
    database,
    async drop() {
      await database.close()
      await drop()
    },
  }
}
