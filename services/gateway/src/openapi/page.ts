// The API as one page for people: plain HTML from the same document, nothing loaded from elsewhere.
import { createHash } from 'node:crypto'
import type { OpenApiDocument, Operation } from './types.ts'

const style = [
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}',
  'details{border:1px solid #d0d7de;border-radius:6px;margin:.4rem 0;padding:.4rem .8rem}summary{cursor:pointer}',
  'code,pre{font:14px/1.4 ui-monospace,monospace}pre{background:#f6f8fa;padding:.6rem;overflow:auto;border-radius:6px}',
  'td,th{text-align:left;vertical-align:top;padding:.1rem .8rem .1rem 0}b{display:inline-block;min-width:4.5rem}',
  '@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}pre{background:#161b22}details{border-color:#30363d}}',
].join('\n')

/** Lets the browser apply this one style and nothing else. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; frame-ancestors 'none'`

export function documentationPage(document: OpenApiDocument): string {
  const { info, tags, paths, components } = document
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const groups = tags.map(({ name }) => {
    const items = operations.filter(({ operation }) => operation.tags.includes(name))
    return `<h2>${escapeHtml(name)}</h2>${items.map(({ path, method, operation }) => section(path, method, operation)).join('')}`
  })
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details id="${escapeHtml(name)}"><summary>${escapeHtml(name)}</summary>${json(schema)}</details>`,
  )
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>${escapeHtml(info.title)} API</title><style>${style}</style></head><body>`,
    `<h1>${escapeHtml(info.title)} API ${escapeHtml(info.version)}</h1><p>${escapeHtml(info.description)}</p>`,
    '<p>For programs: <a href="/v1/openapi.json">/v1/openapi.json</a>. Send <code>Authorization: Bearer cp_...</code>.</p>',
    ...groups,
    `<h2>Schemas</h2>${schemas.join('')}</body></html>`,
  ].join('\n')
}

function section(path: string, method: string, operation: Operation): string {
  const { summary, description, parameters, requestBody, responses } = operation
  const rows = parameters.map(parameter => {
    const place = `${parameter.in}${parameter.required ? ', required' : ''}`
    return `<tr><td><code>${escapeHtml(parameter.name)}</code></td><td>${place}</td><td>${escapeHtml(parameter.description ?? '')}</td></tr>`
  })
  const bodies = Object.values(requestBody?.content ?? {}).map(({ schema }) => `<h4>Body</h4>${json(schema)}`)
  const answers = Object.entries(responses).map(([status, response]) => {
    const [content] = Object.values(response.content ?? {})
    return `<tr><td>${status}</td><td>${escapeHtml(response.description)}${content === undefined ? '' : json(content.schema)}</td></tr>`
  })
  return [
    `<details><summary><b>${method.toUpperCase()}</b> <code>${escapeHtml(path)}</code> ${escapeHtml(summary)}</summary>`,
    `<p>${escapeHtml(description)}</p>${rows.length === 0 ? '' : `<table>${rows.join('')}</table>`}`,
    `${bodies.join('')}<h4>Answers</h4><table>${answers.join('')}</table></details>`,
  ].join('')
}

/** JSON with its references as links within the page. */
function json(value: unknown): string {
  const text = escapeHtml(JSON.stringify(value, undefined, 2))
  return `<pre>${text.replaceAll(/#\/components\/schemas\/([\w.]+)/g, '<a href="#$1">$1</a>')}</pre>`
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replaceAll(/[&<>"]/g, character => entities[character] ?? character)
}
