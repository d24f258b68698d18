import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { routes } from '../handlers.ts'
import { openApiDocument } from './document.ts'
import { documentationPage, pagePolicy } from './page.ts'

const document = openApiDocument(routes)
const page = documentationPage(document)

describe('the documentation page', () => {
  it('shows every operation and every schema', () => {
    for (const { path, summary } of routes) {
      assert.ok(page.includes(`<code>${path}</code>`), path)
      assert.ok(page.includes(summary.replaceAll("'", "'").replaceAll('&', '&amp;')), summary)
    }
    for (const name of Object.keys(document.components.schemas))
      assert.ok(page.includes(`<details id="${name}">`), name)
  })

  it('loads nothing and runs nothing', () => {
    assert.ok(!/<(script|img|link|iframe)\b|https?:\/\//i.test(page))
    assert.match(pagePolicy, /^default-src 'none'; style-src 'sha256-[\w+/=]+'/)
  })

  it('has links only to what is there', () => {
    for (const [, target = ''] of page.matchAll(/href="#(\w+)"/g)) assert.ok(page.includes(`id="${target}"`), target)
  })

  it('shows text as text, whatever is in it', () => {
    const odd = documentationPage({ ...document, info: { ...document.info, title: '<script>"&' } })
    assert.ok(odd.includes('&lt;script&gt;&quot;&amp;'))
    assert.ok(!odd.includes('<script>'))
  })
})
