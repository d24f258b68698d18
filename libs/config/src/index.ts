/**
 * Environment to typed settings. Guarantees: every fault is reported at once, by the name of the variable and what was expected; unknown
 * variables of ours are faults too; no value, secret or not, is ever printed; docs/configuration.md is generated from the same shapes.
 */
export { describeSetting, type SettingDescription } from './describe-setting.ts'
export { type ConfigFault, loadConfig } from './load-config.ts'
export { parseRedisUrl, type RedisTarget } from './redis-url.ts'
export { settingTypes } from './setting-types.ts'
export {
  databaseSettings,
  grpcServerSettings,
  kafkaSettings,
  type ProcessConfig,
  peers,
  processSettings,
  redisSettings,
  secretSettings,
  type TelemetryConfig,
  telemetrySettings,
  topicSettings,
} from './shared-settings.ts'
