import { expect, test } from 'vitest'

import { digitsOf, readAmount, refusePrice, sayPrice, writeAmount } from './price.ts'

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

test.each([
  ['12.50', 'EUR', 1250],
  ['12,50', 'EUR', 1250],
  ['12,5', 'EUR', 1250],
  ['45', 'EUR', 4500],
  ['1,250', 'EUR', 125_000],
  ['1.250', 'EUR', 125_000],
  ['1.250,00', 'EUR', 125_000],
  ['1,250.50', 'EUR', 125_050],
  ['1 250', 'EUR', 125_000],
  ['1’250.5', 'CHF', 125_050],
  ['4,500', 'JPY', 4500],
  ['4.5', 'JPY', undefined],
  ['4.501', 'KWD', 4501],
  ['', 'EUR', undefined],
  ['-5', 'EUR', undefined],
  ['12.505', 'EUR', 1_250_500],
  ['12.5050', 'EUR', undefined],
  ['€12', 'EUR', undefined],
  ['twelve', 'EUR', undefined],
])('“%s” in %s is read as %s', (text, currency, minor) => {
  expect(readAmount(text, currency)).toBe(minor)
})

test.each([
  [{ minor: 1250, currency: 'EUR' }, '12.50'],
  [{ minor: 4500, currency: 'EUR' }, '45'],
  [{ minor: 4500, currency: 'JPY' }, '4500'],
])('%j is written as %s, and read back as it was', (price, text) => {
  expect(writeAmount(price)).toBe(text)
  expect(readAmount(text, price.currency)).toBe(price.minor)
})
