// Where this service's tables come from. The paths hold from src and from dist alike.
import { eventsMigrations } from '@chargeplane/events'

export const schema = 'transactions'
export const migrations: URL[] = [eventsMigrations, new URL('../migrations/', import.meta.url)]
