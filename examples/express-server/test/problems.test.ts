import { readFileSync } from 'node:fs'
import { swapToOverflow } from 'opd-scheduler'
import { afterEach, describe, expect, it } from 'vitest'
import type { Client, Json } from './client'
import { DATE, openDay, type Started, start } from './start'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function started(options: Parameters<typeof start>[0] = {}): Promise<{ server: Started; client: Client }> {
  const server = await start(options)
  stops.push(server.stop)
  return { server, client: await server.client() }
}

describe('a problem', () => {
  it('has a type that leads to a page, which says what the code means and what to do', async () => {
    const { server, client } = await started()
    const { body, headers } = await client.call('getDoctor', { params: { doctorId: 'dr-no' } })
    expect(body).toMatchObject({ type: '/problems/doctor-not-found', instance: '/api/v1/doctors/dr-no' })
    expect(body.requestId).toBe(headers.get('x-request-id'))
    const codes: string[] = client.document.components.schemas.Problem.properties.code.enum
    expect(codes.length).toBeGreaterThan(45)
    const list = await (await fetch(`${server.url}/problems`)).text()
    for (const code of codes) {
      expect(list).toContain(`href="problems/${code}"`)
      const response = await fetch(`${server.url}/problems/${code}`)
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
      const text = await response.text()
      expect(text).toContain(`<code>${code}</code>`)
      expect(/<p>.{30,}<\/p>/.test(text), code).toBe(true)
    }
    expect((await fetch(`${server.url}/problems/nothing`)).status).toBe(404)
  })

  it('has an absolute type, and a booking an absolute Location, if the public address is known', async () => {
    const { client } = await started({ publicUrl: 'https://opd.example/tokens' })
    await openDay(client)
    const { body } = await client.call('getDoctor', { params: { doctorId: 'dr-no' } })
    expect(body.type).toBe('https://opd.example/tokens/problems/doctor-not-found')
    const booked = await client.call('book', {
      body: { doctorId: 'dr-rao', date: DATE, source: 'online', patientId: 'p-1' },
    })
    expect(booked.headers.get('location')).toBe(`https://opd.example/tokens/api/v1/tokens/dr-rao.${DATE}.t1`)
  })

  it('is explained in the words of the library’s documentation', async () => {
    const markdown = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8')
    const texts = [...markdown.matchAll(/^## `([a-z-]+)`\n\n([\s\S]*?)(?=\n#|$(?![\s\S]))/gm)].map(
      ([, code, text = '']) => {
        const paragraphs = text
          .trim()
          .replace(/^HTTP \d+\. /, '')
          .split('\n\n')
        return [code, paragraphs.map((each) => each.replace(/\s+/g, ' ')).join('\n\n')]
      },
    )
    const written = `${JSON.stringify(Object.fromEntries(texts), undefined, 2)}\n`
    await expect(written).toMatchFileSnapshot('../src/pages/library-problems.json')
  })

  it('names the right spelling of a source that swapToOverflow would take for a walk-in', async () => {
    const { client } = await started({ rules: swapToOverflow() })
    await openDay(client)
    const book = (source: string) =>
      client.call('book', { body: { doctorId: 'dr-rao', date: DATE, source, patientId: `p-${source.length}` } })
    for (const source of ['Emergency', 'Paid Priority']) {
      const { status, body } = await book(source)
      expect([status, body.code]).toEqual([422, 'unknown-source'])
      expect(body.detail).toMatch(/^source is '.*'; the rules rank emergency, .*\. Give '(emergency|paid)'\.$/)
    }
    expect((await book('camp')).body).toMatchObject({ status: 'confirmed', token: { rank: 5 } })
  })

  it('is in plain words for each field with a pattern, never a pattern', async () => {
    const { client } = await started()
    const plain = (detail: string) => {
      expect(detail).not.toMatch(/pattern|\/\^|\[A-Z|Invalid (string|key|input)/i)
      expect(detail).toMatch(/\.$/)
    }
    let tried = 0
    for (const [operationId, { parameters, body }] of client.operations) {
      const example = (place: string) =>
        Object.fromEntries(
          parameters
            .filter((each: Json) => each.in === place && each.required)
            .map(({ name, schema }: Json) => [name, schema.example ?? 'x']),
        )
      for (const { in: place, name, schema } of parameters) {
        if (schema.pattern === undefined) continue
        const part = { path: 'params', query: 'query', header: 'headers' }[place as 'path'] as 'params'
        const request = { params: example('path'), query: example('query'), body: body?.example }
        const wrong = place === 'header' ? 'a b' : 'ä \u0007'
        const answer = await client.send(operationId, { ...request, [part]: { ...request[part], [name]: wrong } })
        const { detail, status } = (await answer.json()) as Json
        expect(status, `${operationId} ${name} ${detail}`).toBe(422)
        plain(detail)
        tried++
      }
      for (const [name, schema] of Object.entries<Json>(body?.properties ?? {})) {
        if (schema.pattern === undefined && schema.propertyNames === undefined) continue
        const value = schema.pattern === undefined ? { '1 x': 1 } : '\u0007'
        const request = { params: example('path'), body: { ...body.example, [name]: value } }
        const answer = await client.call(operationId, request)
        expect(answer.status, `${operationId} ${name}`).toBe(422)
        plain(answer.body.detail)
        tried++
      }
    }
    expect(tried).toBeGreaterThan(60)
  })

  it('says what an unencoded plus in an address means', async () => {
    const { server } = await started()
    const response = await fetch(`${server.url}/api/v1/tokens?from=+2026-01-30`)
    expect(((await response.json()) as Json).detail).toMatch(
      /A '\+' in an address means a blank; write %2B for a plus\.$/,
    )
  })
})

describe('If-Match', () => {
  it('accepts the ETag of a preview, also if a proxy made it weak, and explains others', async () => {
    const { client } = await started()
    await openDay(client)
    const wanted = { body: { doctorId: 'dr-rao', date: DATE, source: 'online', patientId: 'p-1' } }
    const tag = (await client.call('book', { ...wanted, query: { preview: 'true' } })).headers.get('etag')!
    for (const [wrong, said] of [
      ['*', "'*' would match any state"],
      ['"nonsense"', 'it is not the ETag of a preview'],
      [`${tag}, ${tag}`, 'it is not the ETag of a preview'],
    ] as const) {
      const { status, body } = await client.call('book', { ...wanted, headers: { 'If-Match': wrong } })
      expect([status, body.code]).toEqual([400, 'malformed-request'])
      expect(body.detail).toBe(`If-Match: ${said}. Send the ETag header of the preview unchanged.`)
    }
    const booked = await client.call('book', { ...wanted, headers: { 'If-Match': `W/${tag}` } })
    expect([booked.status, booked.headers.get('location')]).toEqual([201, `/api/v1/tokens/dr-rao.${DATE}.t1`])
    const stale = await client.call('book', { ...wanted, headers: { 'If-Match': tag } })
    expect([stale.status, stale.body.code]).toEqual([412, 'plan-stale'])
  })
})
