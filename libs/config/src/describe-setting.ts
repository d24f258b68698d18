// Reads back from a zod type what people are told about a setting. Wrappers (default, optional) may carry the description or hide it.
import { z } from 'zod'

/** One setting as the configuration page and the error messages show it. */
export interface SettingDescription {
  name: string
  description: string
  expects?: string
  secret: boolean
  required: boolean
  /** As it would be written in the environment, `[secret]` for a secret's; what depends on the machine is told in words (`defaultText`). */
  default?: string
}

/** Describes one key of a `shape`. */
export function describeSetting(name: string, type: z.core.$ZodType): SettingDescription {
  const setting: SettingDescription = { name, description: '', secret: false, required: true }
  for (let link: z.core.$ZodType | undefined = type; link !== undefined; link = innerType(link)) {
    const meta = z.globalRegistry.get(link)
    if (setting.description === '' && typeof meta?.description === 'string') setting.description = meta.description
    if (setting.expects === undefined && typeof meta?.expects === 'string') setting.expects = meta.expects
    if (meta?.secret === true) setting.secret = true
    if (typeof meta?.defaultText === 'string') setting.default = meta.defaultText
    if (link instanceof z.ZodOptional) setting.required = false
    if (link instanceof z.ZodDefault) {
      setting.required = false
      setting.default ??= asText(link.def.defaultValue)
    }
  }
  if (setting.secret && setting.default !== undefined) setting.default = '[secret]'
  return setting
}

function innerType(type: z.core.$ZodType): z.core.$ZodType | undefined {
  if (type instanceof z.ZodDefault || type instanceof z.ZodOptional || type instanceof z.ZodNullable) {
    return type.def.innerType
  }
  return type instanceof z.ZodPipe ? type.def.in : undefined
}

function asText(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value)
}
