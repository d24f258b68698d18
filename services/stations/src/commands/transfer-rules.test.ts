import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkTransfer, type TransferRules } from './transfer-rules.ts'

const anywhere: TransferRules = { schemes: ['https', 'ftps', 'sftp'], hosts: [] }
const refused = (location: string, rules = anywhere, way: 'upload' | 'download' = 'download') =>
  assert.throws(() => checkTransfer(location, 'where', rules, way), { code: 'invalid_argument', field: 'where' })

describe('checkTransfer', () => {
  it('lets stations go anywhere by a protocol that is allowed', () => {
    for (const location of [
      'https://files.example.com/fw.bin',
      'SFTP://files.example.com/fw.bin',
      'ftps://me:pw@10.0.0.1:990/logs/',
      'https://[2001:db8::1]/fw.bin',
    ]) {
      checkTransfer(location, 'where', anywhere, 'download')
    }
  })

  it('refuses other protocols, no protocol, no host and no address, naming the field', () => {
    for (const location of ['http://a/fw', 'ftp://a/fw', 'file:///etc/passwd', 'javascript:1', '/fw', 'sftp:///fw', ''])
      refused(location)
  })

  it('keeps to the hosts, where there are some', () => {
    const some: TransferRules = {
      schemes: ['https', 'sftp'],
      hosts: ['Files.example.com', 'b.example:8443', '*.c.example'],
    }
    for (const location of [
      'https://files.example.com/x',
      'sftp://FILES.EXAMPLE.COM:22/x',
      'https://b.example:8443/x',
      'https://deep.in.c.example/x',
    ]) {
      checkTransfer(location, 'where', some, 'download')
    }
    for (const location of [
      'https://b.example/x',
      'https://c.example/x',
      'https://evilc.example/x',
      'https://files.example.com@evil.example/x',
      'https://evil.example/?files.example.com',
    ]) {
      refused(location, some)
    }
  })

  it('wants of an upload what stations can put the name of the file behind (N01.FR.27, FR.28)', () => {
    checkTransfer('https://a.example/logs/', 'where', anywhere, 'upload')
    checkTransfer('https://a.example/logs?to=a/b', 'where', anywhere, 'upload')
    refused('https://a.example/logs#x', anywhere, 'upload')
    refused('https://a.example/logs?to=a/', anywhere, 'upload')
  })

  it('says nothing of the password in the address', () => {
    const location = 'http://me:sesame@a.example/x'
    assert.throws(
      () => checkTransfer(location, 'where', anywhere, 'upload'),
      (error: Error) => !error.message.includes('sesame') && !error.message.includes('me:'),
    )
  })
})
