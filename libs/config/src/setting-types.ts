// Zod types that read one environment variable each: text in, typed value out. The unit is in the type's name, the expectation in its message.
import { z } from 'zod'
import { parseRedisUrl, redisUrlForms } from './redis-url.ts'

// Metadata of a type: `description`; `expects` completes the sentence "expected …"; a value marked `secret` appears nowhere;
// `defaultText` stands in the documentation for a default that differs from machine to machine.

function parsed<T>(expects: string, read: (text: string) => T | undefined) {
  return z
    .string()
    .transform((text, context): T => {
      const value = read(text.trim())
      if (value !== undefined) return value
      context.addIssue({ code: 'custom', message: `expected ${expects}` })
      return z.NEVER
    })
    .meta({ expects })
}

function wholeNumber(text: string, min: number, max: number): number | undefined {
  if (!/^-?\d{1,15}$/.test(text)) return undefined
  const value = Number(text)
  return value >= min && value <= max ? value : undefined
}

/** A whole number from min to max. */
const int = (min: number, max: number) =>
  parsed(`a whole number from ${min} to ${max}`, text => wholeNumber(text, min, max))

/** A TCP port; 0 lets the system choose one. */
const port = () => parsed('a port number from 0 to 65535', text => wholeNumber(text, 0, 65_535))

/** Milliseconds, at most a day. */
const durationMs = (min = 0, max = 86_400_000) =>
  parsed(`a duration in milliseconds from ${min} to ${max}`, text => wholeNumber(text, min, max))

/** Seconds, at most a year. */
const durationS = (min = 0, max = 31_536_000) =>
  parsed(`a duration in seconds from ${min} to ${max}`, text => wholeNumber(text, min, max))

/** A number from 0 to 1. */
const ratio = () =>
  parsed('a number from 0 to 1', text => {
    const value = Number(text)
    return text !== '' && value >= 0 && value <= 1 ? value : undefined
  })

/** `true` or `false`; 1/0, yes/no and on/off are not guessed at. */
const boolean = () => parsed('true or false', text => (text === 'true' ? true : text === 'false' ? false : undefined))

const hostPortPattern = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+):(\d{1,5})$/i

function isHostPort(text: string): boolean {
  const match = hostPortPattern.exec(text)
  return match?.[1] !== undefined && wholeNumber(match[1], 1, 65_535) !== undefined
}

/** `host:port`, where an IPv6 host stands in brackets. */
const hostPort = () => parsed('host:port, for example 127.0.0.1:9110', text => (isHostPort(text) ? text : undefined))

/** One or more `host:port`, separated by commas. */
const hostPorts = () =>
  parsed('host:port, separated by commas', text => {
    const items = text.split(',').map(item => item.trim())
    return items.every(isHostPort) ? items : undefined
  })

/** Values separated by commas; empty ones are dropped. */
const csv = () =>
  parsed('values separated by commas', text =>
    text
      .split(',')
      .map(item => item.trim())
      .filter(item => item !== ''),
  )

/** An absolute URL with one of the given protocols, such as `redis:`. */
const url = (...protocols: string[]) =>
  parsed(`a URL starting with ${protocols.map(protocol => `${protocol}//`).join(' or ')}`, text =>
    URL.canParse(text) && protocols.includes(new URL(text).protocol) ? text : undefined,
  )

/** Where Redis is: one server, a cluster, or sentinels. */
const redisUrl = () =>
  parsed(redisUrlForms, text => {
    try {
      parseRedisUrl(text)
      return text
    } catch {
      return undefined
    }
  })

/** One of the words given. */
const oneOf = <const Words extends readonly [string, ...string[]]>(...words: Words) =>
  parsed(`one of ${words.join(', ')}`, (text): Words[number] | undefined => words.find(word => word === text))

/** Free text of at most `max` characters. */
const text = (min = 1, max = 1000) =>
  parsed(min === max ? `${min} characters` : `text of ${min} to ${max} characters`, value =>
    value.length >= min && value.length <= max ? value : undefined,
  )

/** Like `text`, and the value never appears in a message, a log or a document. */
const secret = (min: number) =>
  z
    .string()
    .min(min)
    .meta({ expects: `at least ${min} characters`, secret: true })

/** The building blocks of every service's `shape`. Each takes `.default(…)`, `.optional()` and finally `.meta(…)` or `.describe(…)`. */
export const settingTypes = {
  boolean,
  csv,
  durationMs,
  durationS,
  hostPort,
  hostPorts,
  int,
  oneOf,
  port,
  ratio,
  redisUrl,
  secret,
  text,
  url,
}
