// Turns what grpc-js would print on stderr into our log lines. It calls errors what we deal with: a lost connection, a port that is taken.
import { logger } from '@chargeplane/telemetry'
import { setLogger } from '@grpc/grpc-js'

const log = logger('grpc')

/** Idempotent; called by whoever opens the first server or client. */
export function redirectGrpcLog(): void {
  setLogger({
    error: (message: unknown) => log.warn(String(message)),
    info: (message: unknown) => log.info(String(message)),
    debug: (message: unknown) => log.debug(String(message)),
  })
}
