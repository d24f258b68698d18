// Apache Kafka from Maven Central, through whatever mirror Maven is set up for, and the Java to run it with.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '@chargeplane/failure'
import { say } from '../cli/say.ts'
import { cacheDirectory, cached } from './cache.ts'
import { run, succeeds } from './run.ts'

const kafkaVersion = '4.2.0'
const javaAtLeast = 17

// slf4j-simple: Kafka's own choice of a logger is not among its dependencies, and without one it says nothing at all.
const pom = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>kafka</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${kafkaVersion}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`

/** Class path of Kafka; downloads it on first use. */
export async function kafkaClassPath(): Promise<string> {
  await needJava()
  const installed = await cached(cacheDirectory(), `kafka-${kafkaVersion}`, async directory => {
    if (!(await succeeds('mvn', ['--version']))) await installFromDebian('Maven', 'maven')
    await writeFile(join(directory, 'pom.xml'), pom)
    const libs = join(directory, 'libs')
    await mkdir(libs)
    await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${libs}`], { cwd: directory })
    await rm(join(directory, 'pom.xml'))
  })
  return join(installed, 'libs', '*')
}

async function needJava(): Promise<void> {
  if ((await javaVersion()) < javaAtLeast)
    await installFromDebian(`Java ${javaAtLeast} or newer`, 'default-jre-headless')
  if ((await javaVersion()) < javaAtLeast)
    throw fail('failed_precondition', `Java ${javaAtLeast} or newer is missing, and the one of this system is older`)
}

async function javaVersion(): Promise<number> {
  const text = await run('java', ['--version']).catch(() => '')
  return Number(/^\S+ (\d+)/.exec(text)?.[1] ?? 0)
}

/** Unlike PostgreSQL and Redis these can't be used without installing: Java wants its trusted certificates set up. Neither starts a service. */
async function installFromDebian(what: string, name: string): Promise<void> {
  if (process.getuid?.() !== 0 || !(await succeeds('apt-get', ['--version'])))
    throw fail(
      'failed_precondition',
      `${what} is missing: install it (Debian: ${name}), or set KAFKA_BROKERS to a Kafka that runs`,
    )
  say(`installing ${name}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-q'], { env })
  await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', name], { env })
}
