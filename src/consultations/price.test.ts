import { expect, test } from 'vitest'

import { digitsOf, refusePrice, sayPrice } from './price.ts'

test.each([
  [{ minor: 1250, currency: 'EUR' }, 'en', '€12.50'],
  [{ minor: 4500, currency: 'EUR' }, 'en', '€45'],
  [{ minor: 4500, currency: 'JPY' }, 'en', '¥4,500'],
  [{ minor: 4501, currency: 'KWD' }, 'en', 'KWD\u00a04.501'],
  [{ minor: 123_456, currency: 'EUR' }, 'de', '1.234,56\u00a0€'],
])('%j is said in %s as %s', (price, locale, text) => {
  expect(sayPrice(price, locale)).toBe(text)
})

test.each([
  ['EUR', 2],
  ['JPY', 0],
  ['KWD', 3],
])('%s has %i digits', (currency, digits) => {
  expect(digitsOf(currency)).toBe(digits)
})

test.each([
  [{ minor: 1, currency: 'EUR' }, undefined],
  [{ minor: 1, currency: 'eur' }, 'Choose a currency from the list.'],
  [{ minor: 1, currency: 'QQQ' }, 'Choose a currency from the list.'],
  [{ minor: -5, currency: 'EUR' }, 'Give a price above nothing, or none.'],
  [{ minor: 0.5, currency: 'EUR' }, 'Give a price above nothing, or none.'],
  [{ minor: 100_000_001, currency: 'EUR' }, 'This price is higher than can be given here.'],
])('%j is refused with %s', (price, sentence) => {
  expect(refusePrice(price)).toBe(sentence)
})
