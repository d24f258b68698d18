// Settings of the billing service.
import {
  databaseSettings,
  grpcServerSettings,
  kafkaSettings,
  processSettings,
  telemetrySettings,
} from '@chargeplane/config'

export const shape = {
  ...kafkaSettings,
  ...databaseSettings,
  ...grpcServerSettings,
  ...processSettings,
  ...telemetrySettings,
}
