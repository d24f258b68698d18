/**
 * How TypeScript of this repository is run from source. The warning is about a timer of kafkajs that was due in the past: it fires at once, as meant,
 * and logs are to hold nothing but JSON.
 */
export const nodeFlags = ['--conditions=@chargeplane/source', '--disable-warning=TimeoutNegativeWarning']
