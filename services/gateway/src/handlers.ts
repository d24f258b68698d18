// Every route of the API. What is not here does not exist.
import type { Route } from './http/route.ts'
import { apiKeyRoutes } from './routes/api-keys.ts'
import { batterySwapRoutes } from './routes/battery-swaps.ts'
import { chargeRecordRoutes } from './routes/charge-records.ts'
import { commandRoutes } from './routes/commands.ts'
import { customerInformationRoutes } from './routes/customer-information.ts'
import { dataTransferRoutes } from './routes/data-transfer-vendors.ts'
import { displayMessageRoutes } from './routes/display-messages.ts'
import { withDocumentation } from './routes/documentation.ts'
import { edgeRoutes } from './routes/edges.ts'
import { eventRoutes } from './routes/events.ts'
import { idTokenRoutes } from './routes/id-tokens.ts'
import { invoiceRoutes } from './routes/invoices.ts'
import { ledgerRoutes } from './routes/ledger.ts'
import { localListRoutes } from './routes/local-lists.ts'
import { maintenanceRoutes } from './routes/maintenance.ts'
import { meterValueRoutes } from './routes/meter-values.ts'
import { monitorRoutes } from './routes/monitors.ts'
import { paymentRoutes } from './routes/payments.ts'
import { reservationRoutes } from './routes/reservations.ts'
import { siteRoutes } from './routes/sites.ts'
import { chargingRoutes } from './routes/station-charging.ts'
import { importStations } from './routes/station-imports.ts'
import { proofRoutes } from './routes/station-proof.ts'
import { securityRoutes } from './routes/station-security.ts'
import { stationTariffRoutes } from './routes/station-tariffs.ts'
import { variableRoutes } from './routes/station-variables.ts'
import { stationRoutes } from './routes/stations.ts'
import { tariffRoutes } from './routes/tariffs.ts'
import { transactionRoutes } from './routes/transactions.ts'

export const routes: readonly Route[] = withDocumentation([
  ...stationRoutes,
  importStations,
  ...variableRoutes,
  ...maintenanceRoutes,
  ...monitorRoutes,
  ...displayMessageRoutes,
  ...customerInformationRoutes,
  ...securityRoutes,
  ...proofRoutes,
  ...reservationRoutes,
  ...batterySwapRoutes,
  ...stationTariffRoutes,
  ...commandRoutes,
  ...transactionRoutes,
  ...meterValueRoutes,
  ...idTokenRoutes,
  ...localListRoutes,
  ...tariffRoutes,
  ...chargeRecordRoutes,
  ...invoiceRoutes,
  ...ledgerRoutes,
  ...paymentRoutes,
  ...dataTransferRoutes,
  ...siteRoutes,
  ...chargingRoutes,
  ...edgeRoutes,
  ...eventRoutes,
  ...apiKeyRoutes,
])
