// Settings of the billing service.
import {
  databaseSettings,
  grpcServerSettings,
  kafkaSettings,
  peers,
  processSettings,
  settingTypes as t,
  telemetrySettings,
} from '@chargeplane/config'

export const shape = {
  ...kafkaSettings,
  ...databaseSettings,
  ...grpcServerSettings,
  ...processSettings,
  ...telemetrySettings,
  CHARGEPLANE_TRANSACTIONS_ADDRESS: peers.CHARGEPLANE_TRANSACTIONS_ADDRESS,
  BILLING_RECEIPT_URL: t
    .url('http:', 'https:')
    .optional()
    .describe(
      'Where drivers find the receipt of an ad hoc payment, with {receiptId} in it; unset: stations are told its id alone (OCPP 2.1 C21)',
    ),
}
