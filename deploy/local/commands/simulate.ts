import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { command } from '../cli/command.ts'
import { interruptible } from '../cli/interrupt.ts'
import { needDescription } from '../platform/description.ts'
import { apiKeyFile, root } from '../platform/paths.ts'
import { edgeUrl } from '../platform/services.ts'
import { runNodeGroup } from '../testing/node-group.ts'

export const simulate = command({
  about: 'let a simulated fleet charge on the running platform (--stations N --minutes M …)',
  options: {},
  forwardsTo: 'test/fleet/main.ts',
  async run({ forwarded }) {
    const { options } = needDescription()
    const env = {
      ...process.env,
      CHARGEPLANE_API_URL: `http://127.0.0.1:${options.httpPort}`,
      CHARGEPLANE_API_KEY: readFileSync(apiKeyFile, 'utf8').trim(),
      CHARGEPLANE_EDGE_URLS: edgeUrl(options.edgePort),
    }
    // Its Ctrl-C ends the charges under way and compares; that takes longer than the rest of us would wait.
    const script = join(root, 'test/fleet/main.ts')
    return interruptible(
      async signal => (await runNodeGroup([script, ...forwarded], { cwd: root, env, signal, graceMs: 120_000 })).code,
    )
  },
})
