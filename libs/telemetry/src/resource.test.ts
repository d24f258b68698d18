import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadConfig, telemetrySettings } from '@chargeplane/config'
import { processResource } from './resource.ts'

function attributes(env: NodeJS.ProcessEnv) {
  return processResource('billing', '2.0.0', loadConfig('billing', telemetrySettings, env)).attributes
}

describe('processResource', () => {
  it('names the service, its version and this very process', () => {
    const found = attributes({})
    assert.equal(found['service.name'], 'billing')
    assert.equal(found['service.version'], '2.0.0')
    assert.ok(String(found['service.instance.id']).endsWith(`-${process.pid}`))
  })

  it('takes attributes of the operator, who cannot rename the service', () => {
    const found = attributes({
      OTEL_RESOURCE_ATTRIBUTES: 'k8s.namespace.name=cp, region=eu%20west,service.name=other,service.namespace=brand',
    })
    assert.equal(found['k8s.namespace.name'], 'cp')
    assert.equal(found.region, 'eu west')
    assert.equal(found['service.namespace'], 'brand')
    assert.equal(found['service.name'], 'billing')
  })

  it('leaves out malformed pairs', () => {
    const found = attributes({ OTEL_RESOURCE_ATTRIBUTES: 'novalue,=x,bad=%,good=1,' })
    assert.equal(found.good, '1')
    assert.ok(!('bad' in found) && !('novalue' in found) && !('' in found))
  })
})
