// Whether this process should get traffic: the state of its life and the answers of its probes.

type Phase = 'starting' | 'ready' | 'stopping'
type Probe = () => boolean | Promise<boolean>

/** Shorter than the timeout of any sensible Kubernetes probe. */
const probeTimeoutMs = 900

export interface ReadinessReport {
  ready: boolean
  phase: Phase
  /** `ok`, `failing`, `timeout`, or the message of what the probe threw. */
  probes: Record<string, string>
}

export interface Readiness {
  phase: Phase
  add(name: string, probe: Probe): void
  report(): Promise<ReadinessReport>
}

export function readiness(): Readiness {
  const probes = new Map<string, Probe>()
  return {
    phase: 'starting',
    add(name, probe) {
      if (probes.has(name)) throw new TypeError(`readiness probe ${name} is registered twice`)
      probes.set(name, probe)
    },
    async report() {
      const answers = await Promise.all([...probes].map(async ([name, probe]) => [name, await ask(probe)] as const))
      const ready = this.phase === 'ready' && answers.every(([, answer]) => answer === 'ok')
      return { ready, phase: this.phase, probes: Object.fromEntries(answers) }
    },
  }
}

async function ask(probe: Probe): Promise<string> {
  const { promise: timeUp, resolve } = Promise.withResolvers<'timeout'>()
  const timer = setTimeout(resolve, probeTimeoutMs, 'timeout')
  try {
    const answer = await Promise.race([Promise.resolve().then(probe), timeUp])
    return answer === true ? 'ok' : answer === false ? 'failing' : answer
  } catch (error) {
    return error instanceof Error ? error.message : 'failing'
  } finally {
    clearTimeout(timer)
  }
}
