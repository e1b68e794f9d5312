import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readSettings } from '../src/settings'
import { start } from './start'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const [, wrong = ''] = readme.split(/## When the day goes wrong|## Live events/)
const [, mapping = '', conversations = ''] = readme.split(/## From the five reference systems|Each as a conversation\./)

const SECTION = /### (\w+)\n\n```http\n([\s\S]*?)```/g
const LINE = /^([A-Z]+) (\S+)(?: (\{.*\}))? → (\d+)(?: (\S+))?$/

const [, pages = ''] = /## Pages[\s\S]*?```http\n([\s\S]*?)```/.exec(readme) ?? []
const [, away = ''] = /```http\n([\s\S]*?)```/.exec(wrong) ?? []

const sections = [...conversations.matchAll(SECTION)].map(([, preset = '', text = '']) => ({
  preset,
  lines: text.trim().split('\n'),
}))

describe('the conversations of the README', () => {
  it('cover the five reference systems', () => {
    const references = [
      'bumpAndCascade',
      'waitlistWithEmergencyBump',
      'swapToOverflow',
      'emergencyBypass',
      'emergencyOverflow',
    ]
    expect(sections.map(({ preset }) => preset)).toEqual(references)
  })

  it('have one of the pages', () => converse('standard', pages.trim().split('\n')))

  it('have one of a day that goes wrong', () => converse('standard', away.trim().split('\n')))

  it.each(sections)('$preset', ({ preset, lines }) => converse(preset, lines))
})

it('maps every reference endpoint to an existing one, and shows it in a conversation', async () => {
  const server = await start()
  const { operations } = await server.client()
  const mapped = [...mapping.matchAll(/`([A-Z]+ \/[^`]*)`/g)].map(([, request = '']) => request)
  const shown = new Set(sections.flatMap(({ lines }) => lines).map((line) => operationOf(operations, line)))
  expect(mapped.length).toBeGreaterThan(20)
  for (const request of mapped) {
    if (request === 'GET /docs') continue
    expect(shown, request).toContain(operationOf(operations, request))
  }
  await server.stop()
})

function operationOf(operations: ReadonlyMap<string, { method: string; path: string }>, request: string): string {
  const [method, path = ''] = request.split(' ')
  const wanted = path.replace(/\?.*$/, '')
  const fitting = [...operations].filter(
    ([, each]) => each.method === method && new RegExp(`^${each.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(wanted),
  )
  // Prefer the path with fewer parameters.
  fitting.sort(([, a], [, b]) => a.path.split('{').length - b.path.split('{').length)
  expect(fitting.length, request).toBeGreaterThan(0)
  return fitting[0]![0]
}

async function converse(preset: string, lines: readonly string[]): Promise<void> {
  const server = await start({ rules: readSettings({ RULES: preset }).rules, patientIndex: 'own' })
  const client = await server.client()
  for (const line of lines) {
    const [, method, path, body, status, word] = LINE.exec(line) ?? []
    expect(method, line).toBeDefined()
    const operationId = operationOf(client.operations, `${method} ${path}`)
    const response = await fetch(`${server.url}${path}`, {
      method: method!,
      ...(body !== undefined && { body, headers: { 'Content-Type': 'application/json' } }),
    })
    const answer = client.checked(operationId, response, await response.text())
    expect(answer.status, `${line}: ${JSON.stringify(answer.body)}`).toBe(Number(status))
    if (word !== undefined) expect([answer.body.status, answer.body.code], line).toContain(word)
  }
  await server.stop()
}
