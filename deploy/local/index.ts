/**
 * The backends of Chargeplane as local processes: real PostgreSQL, Redis and Kafka, for `./chargeplane up` and for tests that stop, kill and restart them.
 * Guarantees: what `start…` gives back can be worked with; `stop` and `kill` come back when the process is gone; data in `dir`
 * survives both; what is not there is fetched, without changing the system (Java and Maven excepted, see infra/kafka-install.ts). Unless
 * `outlives` is set, a backend dies with the process that started it.
 */
export type { Backend, BackendOptions } from './infra/backend.ts'
export { makeBriefDirectory } from './infra/brief-directory.ts'
export { type Haproxy, startHaproxy } from './infra/haproxy.ts'
export { type Kafka, type KafkaCluster, startKafka, startKafkaCluster } from './infra/kafka.ts'
export { freePorts } from './infra/ports.ts'
export { type Postgres, type PostgresOptions, startPostgres } from './infra/postgres.ts'
export { removePostgres } from './infra/postgres-home.ts'
export { type Redis, startRedis } from './infra/redis.ts'
export { askRedis } from './infra/redis-ask.ts'
export { type RedisCluster, startRedisCluster } from './infra/redis-cluster.ts'
export { type RedisSentinels, startRedisSentinels } from './infra/redis-sentinel.ts'
