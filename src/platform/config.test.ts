import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { isLoopback, readConfig, StartRefused } from './config.ts'

describe('settings', () => {
  test('without any, everything has its usual value on this machine', () => {
    expect(readConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      dataDir: './data',
      signUp: 'open',
      trustProxy: false,
      logLevel: 'warn',
      writeLimitFactor: 1,
      operators: [],
      databaseUrl: undefined,
      smtpUrl: undefined,
    })
    expect(readConfig({ PORT: '4000' }).publicUrl.origin).toBe('http://localhost:4000')
  })

  test.each([{ DATABASE_URL: 'mysql://parley:hidden@db/x' }, { SMTP_URL: 'http://parley:hidden@mail' }])(
    'a refused address keeps its password to itself: %o',
    (variables) => {
      expect(() => readConfig(variables)).toThrow(/^(?!.*hidden).*cannot be used/)
    },
  )

  test('calendar providers are off until both parts of their registration are there', () => {
    expect(readConfig({})).toMatchObject({ google: undefined, microsoft: undefined, allowPrivateNets: [] })
    const google = { GOOGLE_CLIENT_ID: 'id', GOOGLE_CLIENT_SECRET: 'secret' }
    expect(readConfig({ ...google, GOOGLE_API: 'http://localhost:1/' }).google).toEqual({
      clientId: 'id',
      clientSecret: 'secret',
      issuer: 'https://accounts.google.com',
      api: 'http://localhost:1',
    })
    expect(readConfig({ ALLOW_PRIVATE_NETS: '10.0.0.1, fd00::/8' }).allowPrivateNets).toEqual([
      '10.0.0.1',
      'fd00::/8',
    ])
  })

  test('without a relay there are no servers; with one its secret comes from a variable or a file', () => {
    expect(readConfig({}).ice).toEqual({ stunUrls: [], turn: undefined, transportPolicy: 'all' })
    const urls = 'turn:turn.example:3478?transport=udp, turns:turn.example:5349?transport=tcp'
    const secret = '0123456789abcdef'
    const given = { STUN_URLS: 'stun:[2001:db8::1]:3478', TURN_URLS: urls, ICE_TRANSPORT_POLICY: 'relay' }
    const expected = {
      stunUrls: ['stun:[2001:db8::1]:3478'],
      turn: { urls: urls.split(', '), secret },
      transportPolicy: 'relay',
    }
    expect(readConfig({ ...given, TURN_SECRET: secret }).ice).toEqual(expected)
    const file = join(mkdtempSync(join(tmpdir(), 'parley-turn-')), 'secret')
    writeFileSync(file, `${secret}\n`)
    expect(readConfig({ ...given, TURN_SECRET_FILE: file }).ice).toEqual(expected)
  })

  test('a port that is none is refused in plain words', () => {
    expect(() => readConfig({ PORT: 'eighty' })).toThrow('must be a number from 0 to 65535')
  })

  test('an empty variable is as good as none; operators are lower-cased', () => {
    expect(readConfig({ SMTP_URL: '', OPERATORS: ' Ana@Parley.test, ,ben@parley.test' }).operators).toEqual([
      'ana@parley.test',
      'ben@parley.test',
    ])
  })

  test.each([
    [{ PUBLIC_URL: 'parley.example' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'ftp://parley.example' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'https://example.org/parley', SMTP_URL: 'smtp://mail.example' }, 'root of a host'],
    [{ PORT: 'eighty' }, 'PORT'],
    [{ PORT: '70000' }, 'PORT'],
    [{ DATABASE_URL: 'mysql://localhost/x' }, 'DATABASE_URL'],
    [{ SMTP_URL: 'http://mail.example' }, 'SMTP_URL'],
    [{ SIGN_UP: 'maybe' }, 'SIGN_UP'],
    [{ TRUST_PROXY: 'perhaps' }, 'TRUST_PROXY'],
    [{ WRITE_LIMIT_FACTOR: '0' }, 'WRITE_LIMIT_FACTOR=0 cannot be used: must be a number, 1 or more.'],
    [{ WRITE_LIMIT_FACTOR: 'many' }, 'WRITE_LIMIT_FACTOR'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL=loud cannot be used: choose one of debug, info, warn, error.'],
    [{ GOOGLE_CLIENT_ID: 'x' }, 'GOOGLE_CLIENT_SECRET is missing'],
    [{ MICROSOFT_CLIENT_SECRET: 'x' }, 'MICROSOFT_CLIENT_ID is missing'],
    [{ GOOGLE_API: 'elsewhere' }, 'GOOGLE_API'],
    [{ ALLOW_PRIVATE_NETS: 'localhost' }, 'ALLOW_PRIVATE_NETS'],
    [{ ALLOW_PRIVATE_NETS: '10.0.0.1/33' }, 'ALLOW_PRIVATE_NETS'],
    [{ ALLOW_PRIVATE_NETS: '10.0.0.1/8/8' }, 'ALLOW_PRIVATE_NETS'],
    [
      { STUN_URLS: 'turn.example:3478' },
      'STUN_URLS=turn.example:3478 cannot be used: must be addresses such as',
    ],
    [{ STUN_URLS: 'stun:turn.example?transport=udp' }, 'STUN_URLS'],
    [{ STUN_URLS: 'stun:a.example,turn:b.example' }, 'STUN_URLS'],
    [{ TURN_URLS: 'turn:turn.example?transport=sctp' }, 'TURN_URLS'],
    [{ TURN_URLS: 'turn:user@turn.example' }, 'TURN_URLS'],
    [{ TURN_URLS: 'turn:turn.example' }, 'TURN_SECRET is missing'],
    [{ TURN_SECRET: '0123456789abcdef' }, 'TURN_URLS is missing'],
    [{ TURN_URLS: 'turn:turn.example', TURN_SECRET: 'short' }, 'TURN_SECRET is too short'],
    [{ TURN_URLS: 'turn:turn.example', TURN_SECRET: 'x', TURN_SECRET_FILE: 'y' }, 'both set'],
    [
      { TURN_URLS: 'turn:turn.example', TURN_SECRET_FILE: '/nowhere/secret' },
      'TURN_SECRET_FILE=/nowhere/secret',
    ],
    [{ ICE_TRANSPORT_POLICY: 'relay' }, 'needs a relay'],
    [{ ICE_TRANSPORT_POLICY: 'none' }, 'choose one of all, relay'],
    [{ PUBLIC_URL: 'http://parley.example', SMTP_URL: 'smtp://mail.example' }, 'https'],
    [{ PUBLIC_URL: 'https://parley.example' }, 'SMTP_URL'],
  ])('%o is refused with a sentence that names %s', (variables, name) => {
    expect(() => readConfig(variables)).toThrow(StartRefused)
    expect(() => readConfig(variables)).toThrow(name)
  })

  test.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.8.9.1', true],
    ['::1', true],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example', false],
    ['10.0.0.1', false],
  ])('%s is this machine: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected)
  })
})
