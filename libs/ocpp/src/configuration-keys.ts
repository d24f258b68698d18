// Settings by name, in either notation: keys of OCPP 1.6, and Component[instance]@evse:connector.Variable[instance] of 2.x.

/** Keys of 1.6 (section 9 and the security extension, section 6) and the variables of 2.x that took their place (part 2, "Referenced Components and Variables"). */
const equivalents: ReadonlyArray<readonly [key16: string, variable2: string]> = [
  ['AdditionalRootCertificateCheck', 'SecurityCtrlr.AdditionalRootCertificateCheck'],
  ['AllowOfflineTxForUnknownId', 'AuthCtrlr.OfflineTxForUnknownIdEnabled'],
  ['AuthorizationCacheEnabled', 'AuthCacheCtrlr.Enabled'],
  ['AuthorizationKey', 'SecurityCtrlr.BasicAuthPassword'],
  ['AuthorizeRemoteTxRequests', 'AuthCtrlr.AuthorizeRemoteStart'],
  ['CertificateSignedMaxChainSize', 'SecurityCtrlr.MaxCertificateChainSize'],
  ['CertificateStoreMaxLength', 'SecurityCtrlr.CertificateEntries'],
  ['ChargeProfileMaxStackLevel', 'SmartChargingCtrlr.ProfileStackLevel'],
  ['ChargingScheduleAllowedChargingRateUnit', 'SmartChargingCtrlr.RateUnit'],
  ['ChargingScheduleMaxPeriods', 'SmartChargingCtrlr.PeriodsPerSchedule'],
  ['ClockAlignedDataInterval', 'AlignedDataCtrlr.Interval'],
  ['ConnectionTimeOut', 'TxCtrlr.EVConnectionTimeOut'],
  ['CpoName', 'SecurityCtrlr.OrganizationName'],
  ['HeartbeatInterval', 'OCPPCommCtrlr.HeartbeatInterval'],
  ['LocalAuthListEnabled', 'LocalAuthListCtrlr.Enabled'],
  ['LocalAuthorizeOffline', 'AuthCtrlr.LocalAuthorizeOffline'],
  ['LocalPreAuthorize', 'AuthCtrlr.LocalPreAuthorize'],
  ['MaxChargingProfilesInstalled', 'SmartChargingCtrlr.Entries[ChargingProfiles]'],
  ['MaxEnergyOnInvalidId', 'TxCtrlr.MaxEnergyOnInvalidId'],
  ['MeterValueSampleInterval', 'SampledDataCtrlr.TxUpdatedInterval'],
  ['MeterValuesAlignedData', 'AlignedDataCtrlr.Measurands'],
  ['MeterValuesSampledData', 'SampledDataCtrlr.TxUpdatedMeasurands'],
  ['ReserveConnectorZeroSupported', 'ReservationCtrlr.NonEvseSpecific'],
  ['ResetRetries', 'OCPPCommCtrlr.ResetRetries'],
  ['SecurityProfile', 'SecurityCtrlr.SecurityProfile'],
  ['SendLocalListMaxLength', 'LocalAuthListCtrlr.ItemsPerMessage'],
  ['StopTransactionOnEVSideDisconnect', 'TxCtrlr.StopTxOnEVSideDisconnect'],
  ['StopTransactionOnInvalidId', 'TxCtrlr.StopTxOnInvalidId'],
  ['StopTxnAlignedData', 'AlignedDataCtrlr.TxEndedMeasurands'],
  ['StopTxnSampledData', 'SampledDataCtrlr.TxEndedMeasurands'],
  ['TransactionMessageAttempts', 'OCPPCommCtrlr.MessageAttempts[TransactionEvent]'],
  ['TransactionMessageRetryInterval', 'OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]'],
  ['UnlockConnectorOnEVSideDisconnect', 'OCPPCommCtrlr.UnlockOnEVSideDisconnect'],
  ['WebSocketPingInterval', 'OCPPCommCtrlr.WebSocketPingInterval'],
]

// Names of 2.x ignore case (identifierString), and stations of 1.6 spell their keys in many ways.
const keys16 = new Map(equivalents.map(([key, variable]) => [variable.toLowerCase(), key]))
const variables2 = new Map(equivalents.map(([key, variable]) => [key.toLowerCase(), variable]))

/** The key of 1.6 for `name`. A name that is none of the list is the station's own. */
export function keyOf(name: string): string {
  return keys16.get(name.toLowerCase()) ?? name
}

export interface NamedVariable {
  component: { name: string; instance?: string; evse?: { id: number; connectorId?: number } }
  variable: { name: string; instance?: string }
}

const notation =
  /^(?<component>[^.[\]@]+)(?:\[(?<instance>[^\]]*)\])?(?:@(?<evse>\d{1,9})(?::(?<connector>\d{1,9}))?)?\.(?<variable>[^[\]]+)(?:\[(?<of>[^\]]*)\])?$/

/** The variable of 2.x for `name`; undefined for a name that is neither in its notation nor a key of 1.6 with an equivalent. */
export function variableOf(name: string): NamedVariable | undefined {
  const groups = notation.exec(variables2.get(name.toLowerCase()) ?? name)?.groups
  if (groups === undefined) return undefined
  const { component = '', instance, evse, connector, variable = '', of } = groups
  return {
    component: {
      name: component,
      ...(instance !== undefined && { instance }),
      ...(evse !== undefined && {
        evse: { id: Number(evse), ...(connector !== undefined && { connectorId: Number(connector) }) },
      }),
    },
    variable: { name: variable, ...(of !== undefined && { instance: of }) },
  }
}
