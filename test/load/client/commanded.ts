// What a station of the load answers when it is asked something, and whether it was meant at all.

/** Vendor of the DataTransfer that carries, as its data, the name of the station it is for. */
export const addressedVendor = 'com.chargeplane.load'

export interface Answer {
  text: string
  /** Undefined: the command names no station. */
  forUs?: boolean
}

const result = (id: string, payload: object) => JSON.stringify([3, id, payload])

interface VariableData {
  component: unknown
  variable: unknown
}

/** `text`: a CALL from the server to station `name`. */
export function answerTo(name: string, text: string): Answer {
  const [, id, action, payload] = JSON.parse(text) as [2, string, string, Record<string, unknown>]
  switch (action) {
    case 'DataTransfer': {
      if (payload.vendorId !== addressedVendor) return { text: result(id, { status: 'UnknownVendorId' }) }
      return { text: result(id, { status: 'Accepted', data: name }), forUs: payload.data === name }
    }
    case 'SetVariables': {
      const wanted = payload.setVariableData as VariableData[]
      const setVariableResult = wanted.map(({ component, variable }) => ({
        attributeStatus: 'Accepted',
        component,
        variable,
      }))
      return { text: result(id, { setVariableResult }) }
    }
    case 'ChangeConfiguration':
    case 'TriggerMessage':
      return { text: result(id, { status: 'Accepted' }) }
    default:
      return { text: JSON.stringify([4, id, 'NotImplemented', '', {}]) }
  }
}
