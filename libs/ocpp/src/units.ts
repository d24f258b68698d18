// Units of meter values: what stations write, and which SI unit it becomes.

/** The measurand that OCPP means when a sample names none, and the one that energy is billed by. */
export const importRegister = 'Energy.Active.Import.Register'

export interface UnitRule {
  readonly unit: string
  /** Power of ten from what was written to `unit`. */
  readonly shift: number
  /** For scales that do not start at the same zero; applied instead of `shift`. */
  readonly convert?: (value: number) => number
}

// Thermometers are good for thousandths; more digits are noise of binary fractions.
const thousandths = (value: number): number => Math.round(value * 1000) / 1000

const rules: ReadonlyArray<[rule: UnitRule, ...spellings: string[]]> = [
  [{ unit: 'Wh', shift: 0 }, 'Wh'],
  [{ unit: 'Wh', shift: 3 }, 'kWh'],
  [{ unit: 'varh', shift: 0 }, 'varh'],
  [{ unit: 'varh', shift: 3 }, 'kvarh'],
  [{ unit: 'VAh', shift: 0 }, 'VAh'],
  [{ unit: 'VAh', shift: 3 }, 'kVAh'],
  [{ unit: 'W', shift: 0 }, 'W', 'watt'],
  [{ unit: 'W', shift: 3 }, 'kW'],
  [{ unit: 'VA', shift: 0 }, 'VA'],
  [{ unit: 'VA', shift: 3 }, 'kVA'],
  [{ unit: 'var', shift: 0 }, 'var'],
  [{ unit: 'var', shift: 3 }, 'kvar'],
  [{ unit: 'A', shift: 0 }, 'A', 'amp', 'amps', 'ampere'],
  [{ unit: 'V', shift: 0 }, 'V', 'volt', 'volts'],
  // OCPP 1.6 was printed with the first spelling; its errata (2.1) allow both.
  [{ unit: 'Celsius', shift: 0 }, 'Celcius', 'Celsius', 'C', '°C'],
  [{ unit: 'Celsius', shift: 0, convert: value => thousandths(value - 273.15) }, 'K', 'Kelvin'],
  [{ unit: 'Celsius', shift: 0, convert: value => thousandths(((value - 32) * 5) / 9) }, 'Fahrenheit', 'F', '°F'],
  [{ unit: 'Percent', shift: 0 }, 'Percent', '%'],
  [{ unit: 'Hz', shift: 0 }, 'Hz', 'Hertz'],
  [{ unit: 's', shift: 0 }, 's', 'sec', 'seconds'],
]

const bySpelling: ReadonlyMap<string, UnitRule> = new Map(
  rules.flatMap(([rule, ...spellings]) =>
    spellings.flatMap(spelling => [[spelling, rule] as const, [spelling.toLowerCase(), rule] as const]),
  ),
)

/** The rule for a unit as written. An unknown unit stands for itself. */
export function unitRule(written: string): UnitRule {
  return bySpelling.get(written) ?? bySpelling.get(written.toLowerCase()) ?? { unit: written, shift: 0 }
}

const defaults: ReadonlyArray<[prefix: string, unit: string]> = [
  ['Energy.Reactive', 'varh'],
  ['Energy.Apparent', 'VAh'],
  // EnergyRequest.* of 2.1 too.
  ['Energy', 'Wh'],
  ['Display.BatteryEnergyCapacity', 'Wh'],
  ['Display.RemainingTime', 's'],
  // Yes or no, as 1 or 0.
  ['Display.ChargingComplete', ''],
  ['Display.InletHot', ''],
  // States of charge.
  ['Display', 'Percent'],
  ['Power.Factor', ''],
  ['Power.Reactive', 'var'],
  ['Power', 'W'],
  ['Current', 'A'],
  ['Voltage', 'V'],
  ['Frequency', 'Hz'],
  ['Temperature', 'Celsius'],
  ['SoC', 'Percent'],
  ['RPM', 'RPM'],
]

/** The unit of a measurand whose sample names none. OCPP says it for energy only; elsewhere it is the unit of the measurand. */
export function defaultUnit(measurand: string): string {
  return defaults.find(([prefix]) => measurand.startsWith(prefix))?.[1] ?? ''
}

/** `value` times ten to the `shift`, correctly rounded: the decimal point moves before binary fractions come in. */
export function shiftDecimal(value: number, shift: number): number {
  if (shift === 0) return value
  const [digits, exponent] = String(value).split('e')
  return Number(`${digits}e${Number(exponent ?? 0) + shift}`)
}
