// Every link of our pages to a file of this repository, or to a heading in one, leads somewhere.
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const pages = globSync(['*.md', 'docs/**/*.md', 'helm/*/*.md', 'deploy/*.md'], { cwd: root }).sort()

/** As GitHub makes them of headings. */
function anchorsOf(page: string): Set<string> {
  const headings = readFileSync(page, 'utf8').matchAll(/^#{1,6} (.+)$/gm)
  const anchor = (title = '') =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-')
  return new Set([...headings].map(([, title]) => anchor(title)))
}

function linksOf(page: string): string[] {
  const text = readFileSync(page, 'utf8').replace(/^```.*?^```/gms, '')
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => String(link))
}

describe('links', () => {
  it('are looked at in all pages', () => {
    for (const page of ['README.md', 'CONTRIBUTING.md', 'docs/events.md', 'docs/operating.md'])
      assert.ok(pages.includes(page), page)
    assert.ok(linksOf(join(root, 'README.md')).length > 5)
  })

  for (const page of pages)
    it(`of ${page} lead somewhere`, () => {
      const from = join(root, page)
      for (const link of linksOf(from).filter(each => !/^[a-z]+:/.test(each))) {
        const [file = '', anchor] = link.split('#')
        const target = file === '' ? from : join(dirname(from), file)
        assert.ok(existsSync(target), `${link}: there is no ${relative(root, target)}`)
        if (anchor !== undefined) assert.ok(anchorsOf(target).has(anchor), `${link}: no such heading`)
      }
    })
})
