import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'

import { MarkdownText } from './MarkdownText.tsx'

const render = (text: string) => renderToStaticMarkup(<MarkdownText text={text} />)

describe('what people write', () => {
  test.each([
    ['**bold** and *soft*', '<strong', '<em>soft</em>'],
    ['- one\n- two', '<ul', '<li>two</li>'],
    ['3. three\n4. four', '<ol', 'start="3"'],
    ['`a < b`', '<code', 'a &lt; b'],
    ['one\ntwo', 'one<br/>two', '<p>'],
    ['> quoted', '<blockquote', '<p>quoted</p>'],
    [
      'https://example.org/a?b=1&c=2',
      'href="https://example.org/a?b=1&amp;c=2"',
      'rel="noopener noreferrer"',
    ],
    ['[mail](mailto:ana@parley.test)', 'href="mailto:ana@parley.test"', '>mail</a>'],
  ])('%j', (text, one, other) => {
    const markup = render(text)
    expect(markup).toContain(one)
    expect(markup).toContain(other)
  })
})

test('a remark stands behind the last word, or below what has none', () => {
  const withRemark = (text: string) => renderToStaticMarkup(<MarkdownText text={text} remark="edited" />)
  expect(withRemark('one\n\ntwo')).toMatch(/<p>one<\/p><p>two <span[^>]*>edited<\/span><\/p><\/div>$/)
  expect(withRemark('- one')).toMatch(/<\/ul><span[^>]*>edited<\/span><\/div>$/)
})

describe('what must not run or load', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    'text with <b onmouseover="alert(1)">inline</b> markup',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](vbscript:msgbox)',
    '[x](//elsewhere.example/path)',
    '![pixel](https://tracker.example/pixel.gif)',
    '<https://example.org/"onmouseover="alert(1)>',
    '[x](https://example.org/"onmouseover="alert(1))',
    '[ref]\n\n[ref]: javascript:alert(1)',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
  ])('%j', (text) => {
    const markup = render(text)
    expect(markup).not.toMatch(/<(script|img|b|iframe|style)\b/i)
    expect(markup).not.toMatch(/href="(?!https?:|mailto:)/i)
    expect(markup).not.toMatch(/<[^>]*\son\w+=/i)
    expect(markup).not.toMatch(/<[^>]*\ssrc=/i)
  })

  test('thousands of nested quotes and brackets are still a text', () => {
    for (const text of ['>'.repeat(4000), '['.repeat(4000), '**a '.repeat(2000), '- '.repeat(3000)]) {
      expect(render(text).length).toBeLessThan(200_000)
    }
  })
})
