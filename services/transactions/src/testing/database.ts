// A fresh database with this service's schema, for one suite.
import { createTestDatabase, type Database, migrate, openDatabase } from '@chargeplane/database'
import { migrations, schema } from '../migrations.ts'

export interface TestSchema {
  url: string
  database: Database
  drop(): Promise<void>
}

export async function createTestSchema(): Promise<TestSchema> {
  const { url, drop } = await createTestDatabase()
  await migrate(url, schema, ...migrations)
  const database = openDatabase({ url, schema, applicationName: 'transactions-test', poolSize: 8 })
  return {
    url,
    database,
    async drop() {
      await database.close()
      await drop()
    },
  }
}
