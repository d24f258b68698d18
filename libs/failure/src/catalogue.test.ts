// Ties the catalogue to docs/errors.md, row by row in both directions, and its numbers to grpc-js.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { status } from '@grpc/grpc-js'
import { catalogue, type FailureRow, isFailureCode } from './catalogue.ts'

interface DocumentedRow {
  code: string
  meaning: string
  ocpp: string
  grpc: string
  http: string
  retryable: string
}

function documentedRows(): DocumentedRow[] {
  const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8')
  return page
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .map(line => {
      const [, code = '', meaning = '', ocpp = '', grpc = '', http = '', retryable = ''] = line
        .split('|')
        .map(cell => cell.trim())
      return { code: code.replaceAll('`', ''), meaning, ocpp, grpc, http, retryable }
    })
}

function asDocumented(code: string, row: FailureRow): Omit<DocumentedRow, 'meaning'> {
  return {
    code,
    ocpp: row.ocpp,
    grpc: status[row.grpc] ?? `no gRPC status ${row.grpc}`,
    http: String(row.http),
    retryable: row.retryable ? 'yes' : 'no',
  }
}

describe('catalogue', () => {
  it('is documented row by row in docs/errors.md, and nothing else is', () => {
    const documented = documentedRows().map(({ meaning: _, ...rest }) => rest)
    const declared = Object.entries(catalogue).map(([code, row]) => asDocumented(code, row))
    assert.deepEqual(documented, declared)
  })

  it('has a meaning for every documented code', () => {
    for (const { code, meaning } of documentedRows()) assert.ok(meaning.length > 20, `${code} is explained`)
  })

  it('answers retryable only where the same request can succeed later', () => {
    const retryable = Object.entries(catalogue).filter(([, row]) => row.retryable)
    assert.deepEqual(
      retryable.map(([code, row]) => [code, row.http]),
      [
        ['resource_exhausted', 429],
        ['unavailable', 503],
        ['deadline_exceeded', 504],
      ],
    )
  })

  it('knows the RPC error codes of OCPP-J 2.x and no other', () => {
    const known = new Set([
      'FormatViolation',
      'GenericError',
      'InternalError',
      'MessageTypeNotSupported',
      'NotImplemented',
      'NotSupported',
      'OccurrenceConstraintViolation',
      'PropertyConstraintViolation',
      'ProtocolError',
      'RpcFrameworkError',
      'SecurityError',
      'TypeConstraintViolation',
    ])
    assert.deepEqual(new Set(Object.values(catalogue).map(row => row.ocpp)), known)
  })

  it('recognises its own codes and nothing inherited', () => {
    assert.ok(isFailureCode('not_found'))
    for (const text of ['', 'NOT_FOUND', 'toString', '__proto__', 'constructor']) assert.ok(!isFailureCode(text), text)
  })
})
