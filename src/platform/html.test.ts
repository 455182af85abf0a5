import { describe, expect, test } from 'vitest'

import { html, mailLink, mailPage, mailQuote, mailText, mailTime, withWayOut } from './html.ts'

describe('the html template', () => {
  test.each<[string | number | false | null | undefined, string]>([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['" onload="x', '&quot; onload=&quot;x'],
    ["it's & more", 'it&#39;s &amp; more'],
    [0, '0'],
    [false, ''],
    [null, ''],
    [undefined, ''],
    ['', ''],
  ])('writes %j as %j', (value, written) => {
    expect(String(html`<p>${value}</p>`)).toBe(`<p>${written}</p>`)
  })

  test('keeps its own markup, also in lists, and escapes what lies between', () => {
    const items = ['a<b', 'c'].map((item) => html`<i>${item}</i>`)
    expect(String(html`<b>${items}</b>`)).toBe('<b><i>a&lt;b</i><i>c</i></b>')
  })

  test('takes an object that only looks like markup for text of strangers', () => {
    const forged: unknown = JSON.parse('{"markup":"<b>","trusted":true}')
    expect(() => String(html`${forged as string}`)).toThrow()
  })
})

describe('a mail page', () => {
  const page = mailPage({
    title: 'Tea <at> four',
    body: html`<p>Hello</p>`,
    button: { label: 'Open & see', url: 'https://parley.example/link/a?b=1&c="2"' },
  })

  test('escapes title, label and address', () => {
    expect(page).toContain('Tea &lt;at&gt; four</h1>')
    expect(page).toContain('Open &amp; see</a>')
    expect(page).toContain('href="https://parley.example/link/a?b=1&amp;c=&quot;2&quot;"')
    expect(page).toContain('<p>Hello</p>')
  })

  test('is drawn for light and dark', () => {
    expect(page).toContain('<meta name="color-scheme" content="light dark">')
    expect(page).toContain('@media (prefers-color-scheme: dark)')
  })

  test('has no button when there is nothing to do', () => {
    expect(mailPage({ title: 'Done', body: html`<p>Hello</p>` })).not.toContain('<a ')
  })

  test('refuses an address that runs something', () => {
    const button = { label: 'Open', url: 'javascript:alert(1)' }
    expect(() => mailPage({ title: 'x', body: html``, button })).toThrow('http')
  })
})

describe('the parts of a mail', () => {
  const leaf = { month: 'Nov', day: '3', weekday: 'Tue' }

  test('a time is a leaf, the time, and where it stood before', () => {
    const block = String(mailTime({ leaf, time: '15:00', lines: ['Your <time>'], was: '14:00' }))
    expect(block).toMatch(/Nov.*>3<.*Tue/s)
    expect(block).toContain('Your &lt;time&gt;')
    expect(block).toMatch(/line-through[^>]*>14:00</)
    expect(block).not.toMatch(/line-through[^>]*>15:00</)
    expect(String(mailTime({ leaf, time: '15:00', lines: [], isOff: true }))).toMatch(
      /line-through[^>]*>15:00</,
    )
  })

  test('what people typed keeps its lines and nothing of its markup', () => {
    expect(String(mailQuote('a<b\r\n\nc'))).toContain('a&lt;b<br><br>c</p>')
    expect(String(mailText('a & b', false, html`<b>c</b>`))).toMatch(
      /a &amp; b<\/p>\s*<p[^>]*><b>c<\/b><\/p>/,
    )
    expect(() => mailLink({ label: 'x', url: 'javascript:alert(1)' })).toThrow('http')
  })

  test('a way out stands beneath the sheet, whatever people typed', () => {
    const page = mailPage({ title: 'x', body: mailText('<!-- fewer --> $&') })
    const link = { label: 'Fewer', url: 'https://parley.example/stop/x' }
    expect(withWayOut(page, link)).toMatch(
      /&lt;!-- fewer --&gt; \$&amp;.*Parley<br><a [^>]*stop\/x"[^>]*>Fewer<\/a>/s,
    )
  })

  test('quieter buttons stand beside the one, or alone', () => {
    const others = [{ label: 'Decline', url: 'https://parley.example/no' }]
    const button = { label: 'Accept', url: 'https://parley.example/yes' }
    expect(mailPage({ title: 'x', body: html``, button, others })).toMatch(/>Accept<.*>Decline</s)
    expect(mailPage({ title: 'x', body: html``, others })).not.toContain('does nothing')
  })
})
