// The least that a tolerant row needs of a payload that breaks its schema.
import { integer, isObject } from './read.ts'

/** Whether a field can be worked with. */
export type Check = (value: unknown) => boolean

export const wholeNumber: Check = value => integer(value) !== undefined
/** Text, or a number in place of it. */
export const textual: Check = value => typeof value === 'string' || typeof value === 'number'
export const listed: Check = value => typeof value === 'object' && value !== null

/** Text of at least `least` and at most `most` characters. */
export const textBetween =
  (least: number, most: number): Check =>
  value =>
    typeof value === 'string' && value.length >= least && value.length <= most

/** The name of the first field of `payload` that fails its check; undefined when all pass. */
export function firstUnusable(payload: unknown, checks: Readonly<Record<string, Check>>): string | undefined {
  if (!isObject<Record<string, unknown>>(payload)) return Object.keys(checks)[0]
  return Object.keys(checks).find(field => !checks[field]?.(payload[field]))
}
