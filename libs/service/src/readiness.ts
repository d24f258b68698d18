// Whether this process should get traffic: the state of its life and the answers of its probes.

type Phase = 'starting' | 'ready' | 'stopping'
type Probe = () => boolean | Promise<boolean>

export interface ProbeOptions {
  /** False: the answer is shown and does not decide whether the process is ready. Default true. */
  required?: boolean
}

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
  add(name: string, probe: Probe, options?: ProbeOptions): void
  report(): Promise<ReadinessReport>
}

export function readiness(): Readiness {
  const probes = new Map<string, { probe: Probe; required: boolean }>()
  return {
    phase: 'starting',
    add(name, probe, { required = true } = {}) {
      if (probes.has(name)) throw new TypeError(`readiness probe ${name} is registered twice`)
      probes.set(name, { probe, required })
    },
    async report() {
      const answers = await Promise.all(
        [...probes].map(async ([name, { probe, required }]) => ({ name, required, answer: await ask(probe) })),
      )
      const ready = this.phase === 'ready' && answers.every(({ answer, required }) => answer === 'ok' || !required)
      return { ready, phase: this.phase, probes: Object.fromEntries(answers.map(({ name, answer }) => [name, answer])) }
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
