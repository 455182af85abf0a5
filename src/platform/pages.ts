import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

import type { App } from './app.ts'
import { missing } from './refusal.ts'

const webFolder = join(import.meta.dirname, '..', '..', 'dist', 'web')
const permissions = 'camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=()'

/** Headers of every page: nothing runs, loads or frames that is not ours (CSP level 3). */
export function pageHeaders(nonce: string): Record<string, string> {
  return {
    'content-security-policy': [
      `default-src 'self'`,
      `script-src 'self'`,
      `style-src 'self' 'nonce-${nonce}'`,
      `img-src 'self' blob: data:`,
      `font-src 'self'`,
      `media-src 'self' blob:`,
      `connect-src 'self'`,
      `object-src 'none'`,
      `base-uri 'none'`,
      `form-action 'self'`,
      `frame-ancestors 'none'`,
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    // Addresses carry tokens and ids; nothing here is for a search engine.
    'x-robots-tag': 'noindex',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': permissions,
  }
}

/** Answers every address that nothing else answers with the web app, and its files below /assets. */
export async function serveWeb(app: App, server: FastifyInstance): Promise<void> {
  const page = readFileSync(join(webFolder, 'index.html'), 'utf8')
  await server.register(fastifyStatic, {
    root: join(webFolder, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    decorateReply: false,
    setHeaders: (reply) => void reply.header('x-content-type-options', 'nosniff'),
  })
  await serveFixed(server, '/push-worker.js', 'text/javascript; charset=utf-8')
  await serveFixed(server, '/icon.png', 'image/png')
  server.setNotFoundHandler(async (request, reply) => {
    const reads = request.method === 'GET' || request.method === 'HEAD'
    if (!reads || request.url.startsWith('/assets/')) throw missing()
    const nonce = randomBytes(16).toString('base64')
    return reply
      .headers({ ...pageHeaders(nonce), 'cache-control': 'no-store' })
      .type('text/html; charset=utf-8')
      .send(page.replaceAll('__CSP_NONCE__', nonce))
  })
  app.log.debug({ webFolder }, 'serving the web app')
}

// Under the same address for ever, so every use asks whether it is still the same. A worker that nothing may be loaded into.
async function serveFixed(server: FastifyInstance, path: string, type: string): Promise<void> {
  const content = readFileSync(join(webFolder, path))
  const tag = `"${createHash('sha256').update(content).digest('base64url')}"`
  const headers = {
    'content-security-policy': `default-src 'none'`,
    'cache-control': 'no-cache',
    etag: tag,
  }
  server.get(path, { schema: { hide: true } }, async (request, reply) => {
    reply.headers(headers).type(type)
    return request.headers['if-none-match'] === tag ? reply.code(304).send() : reply.send(content)
  })
}
