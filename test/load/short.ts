// `./chargeplane bench short`: every mode in small on one platform, for what holds on any machine: nobody is cut off, nothing is lost, nothing
// reaches the wrong station. Figures of speed are printed and promise nothing here.
import { short } from './modes/short.ts'
import { readOptions, runMode, say, within } from './pool/run-mode.ts'
import { openScene } from './pool/scene.ts'

const { numbers, json } = readOptions({ stations: 300, edges: 2 })
const backOff = { waitMinimumMs: 200, randomRangeMs: 800, repeatTimes: 3 }
const opening = () =>
  openScene({ ...numbers, perProcess: Math.ceil(numbers.stations / 2), backOff, chargeLength: 12, say })
await runMode(json, () => within(opening(), short))
