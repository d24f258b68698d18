import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { measuredCosts } from '@chargeplane/local-stack/sizing'
import { pointsOf } from './points.ts'
import { readResult } from './render-performance.ts'
import { renderScaling } from './render-scaling.ts'

const kept = (mode: string) =>
  readResult(`${mode}.json`, readFileSync(new URL(`../../docs/performance/${mode}.json`, import.meta.url), 'utf8'))

describe('the model of docs/scaling.md', () => {
  it('is within a quarter of two runs that were measured: one full edge, and a machine full of edges', () => {
    const points = pointsOf(measuredCosts, [kept('memory'), kept('hold')])
    assert.equal(points.length, 2)
    for (const { what, measuredBytes, predictedBytes } of points) {
      const ratio = predictedBytes / measuredBytes
      assert.ok(ratio > 0.75 && ratio < 1.25, `${what}: the model says ${ratio} times what was measured`)
    }
  })
})

describe('renderScaling', () => {
  it('says what is assumed, and a column of every size for every profile, without a figure that is none', () => {
    const page = renderScaling(measuredCosts, [])
    for (const profile of ['home', 'public', 'fast']) assert.match(page, new RegExp(`## Profile \`${profile}\``))
    assert.equal(page.match(/10,000,000 stations/g)?.length, 3)
    assert.match(page, /No run to compare with/)
    assert.doesNotMatch(page, /NaN|undefined|Infinity/)
  })
})
