// Where this service's tables come from. The paths hold from src and from dist alike.
import { eventsMigrations } from '@chargeplane/events'

export const migrations = {
  schema: 'transactions',
  directories: [eventsMigrations, new URL('../migrations/', import.meta.url)],
}
