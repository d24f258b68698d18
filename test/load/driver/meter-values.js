// What the stations of the load say: a MeterValues with nine samples, as a three-phase charger sends it (OCPP 1.6).
/** Digits that change from call to call, so that no two are the same fact. */
export const idDigits = '0000000000'
export const registerDigits = '00000000'
const sample = (value, measurand, unit, phase) => ({
  value,
  context: 'Sample.Periodic',
  format: 'Raw',
  measurand,
  ...(phase === undefined ? {} : { phase }),
  location: 'Outlet',
  unit,
})
/** A whole CALL; its id and its energy register are written over by each call. */
export function meterValuesCall(transactionId) {
  const sampledValue = [
    sample(registerDigits, 'Energy.Active.Import.Register', 'Wh'),
    sample('11040.0', 'Power.Active.Import', 'W'),
    sample('16.01', 'Current.Import', 'A', 'L1'),
    sample('15.98', 'Current.Import', 'A', 'L2'),
    sample('16.00', 'Current.Import', 'A', 'L3'),
    sample('230.1', 'Voltage', 'V', 'L1-N'),
    sample('229.8', 'Voltage', 'V', 'L2-N'),
    sample('230.4', 'Voltage', 'V', 'L3-N'),
    sample('47', 'SoC', 'Percent'),
  ]
  const meterValue = [{ timestamp: new Date().toISOString(), sampledValue }]
  return JSON.stringify([2, idDigits, 'MeterValues', { connectorId: 1, transactionId, meterValue }])
}
//# sourceMappingURL=meter-values.js.map
