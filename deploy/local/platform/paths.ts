// Where things lie. All that one clone makes is below .chargeplane; the entry script keeps its own part there too (bin, stamps, logs/setup.log).
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../../..')
export const state = join(root, '.chargeplane')
export const apiKeyFile = join(state, 'api-key')
export const logOf = (name: string): string => join(state, 'logs', `${name}.log`)
export const recordFileOf = (name: string): string => join(state, 'pids', `${name}.json`)
export const dataOf = (backend: string): string => join(state, 'data', backend)
