// Who is speaking: the resource attributes of every span and metric of this process.
import { hostname } from 'node:os'
import type { TelemetryConfig } from '@chargeplane/config'
import { defaultResource, type Resource, resourceFromAttributes } from '@opentelemetry/resources'

/** The operator's attributes may name a namespace or a deployment; the service's own name and version are not theirs to change. */
export function processResource(service: string, version: string, config: TelemetryConfig): Resource {
  return defaultResource().merge(
    resourceFromAttributes({
      'service.namespace': 'chargeplane',
      ...keyValues(config.OTEL_RESOURCE_ATTRIBUTES ?? ''),
      'service.name': service,
      'service.version': version,
      'service.instance.id': config.OTEL_SERVICE_INSTANCE_ID ?? `${hostname()}-${process.pid}`,
      'process.pid': process.pid,
    }),
  )
}

/** `key=value,key=value`, values percent-encoded as the OpenTelemetry specification says; a malformed pair is left out. */
function keyValues(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=')
    if (at <= 0) continue
    try {
      found[pair.slice(0, at).trim()] = decodeURIComponent(pair.slice(at + 1).trim())
    } catch {
      // A stray % sign: the pair is not worth failing the start for.
    }
  }
  return found
}
