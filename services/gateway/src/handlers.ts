// Every route of the API. What is not here does not exist.
import type { Route } from './http/route.ts'
import { apiKeyRoutes } from './routes/api-keys.ts'
import { chargeRecordRoutes } from './routes/charge-records.ts'
import { commandRoutes } from './routes/commands.ts'
import { customerInformationRoutes } from './routes/customer-information.ts'
import { displayMessageRoutes } from './routes/display-messages.ts'
import { withDocumentation } from './routes/documentation.ts'
import { eventRoutes } from './routes/events.ts'
import { idTokenRoutes } from './routes/id-tokens.ts'
import { invoiceRoutes } from './routes/invoices.ts'
import { ledgerRoutes } from './routes/ledger.ts'
import { maintenanceRoutes } from './routes/maintenance.ts'
import { monitorRoutes } from './routes/monitors.ts'
import { siteRoutes } from './routes/sites.ts'
import { chargingRoutes } from './routes/station-charging.ts'
import { securityRoutes } from './routes/station-security.ts'
import { variableRoutes } from './routes/station-variables.ts'
import { stationRoutes } from './routes/stations.ts'
import { tariffRoutes } from './routes/tariffs.ts'
import { transactionRoutes } from './routes/transactions.ts'

export const routes: readonly Route[] = withDocumentation([
  ...stationRoutes,
  ...variableRoutes,
  ...maintenanceRoutes,
  ...monitorRoutes,
  ...displayMessageRoutes,
  ...customerInformationRoutes,
  ...securityRoutes,
  ...commandRoutes,
  ...transactionRoutes,
  ...idTokenRoutes,
  ...tariffRoutes,
  ...chargeRecordRoutes,
  ...invoiceRoutes,
  ...ledgerRoutes,
  ...siteRoutes,
  ...chargingRoutes,
  ...eventRoutes,
  ...apiKeyRoutes,
])
