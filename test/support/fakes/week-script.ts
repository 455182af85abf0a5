/**
 * Draws two weeks above a list of events and lets one drag them, for the pages of the fakes. What is dragged fills in the fields
 * of the event's own form and presses its Move, so that both ways of moving are one.
 */
export const weekScript = `<style>
.week { display: grid; grid-template-columns: repeat(14, 1fr); height: 420px; margin: .5rem 0 1rem; font-size: 11px; line-height: 1.25; touch-action: none; user-select: none; }
.week > div { position: relative; border-left: 1px solid #8883; padding: 2px; }
.week .event { position: absolute; left: 1px; right: 1px; overflow: hidden; border-radius: 4px; padding: 1px 3px; background: #2b6cb0; color: #fff; cursor: grab; z-index: 1; }
</style>
<script type="module">
const day = 86400000, opens = 7, hours = 15, top = 18, tall = 400
const at = (text) => Date.parse(text + ':00Z')
const textOf = (ms) => new Date(ms).toISOString().slice(0, 16)
const moveOf = (form) => [...form.querySelectorAll('button')].find((button) => button.textContent === 'Move')
for (const list of document.querySelectorAll('ul')) {
  const forms = [...list.querySelectorAll('form')].filter((form) => moveOf(form) && form.start?.type === 'datetime-local')
  if (forms.length > 0) list.before(weekOf(forms))
}
function weekOf(forms) {
  const first = Math.floor(Math.min(...forms.map((form) => at(form.start.value))) / day) * day
  const week = document.createElement('div')
  week.className = 'week'
  week.setAttribute('aria-hidden', 'true')
  for (let index = 0; index < 14; index += 1) {
    const column = document.createElement('div')
    column.textContent = new Date(first + index * day).toLocaleDateString('en', { weekday: 'short', day: 'numeric', timeZone: 'UTC' })
    week.append(column)
  }
  for (const form of forms) if (at(form.start.value) < first + 14 * day) week.append(blockOf(form, first, week))
  return week
}
function blockOf(form, first, week) {
  const [start, end] = [at(form.start.value), at(form.end.value)]
  const block = document.createElement('span')
  block.className = 'event'
  block.textContent = form.querySelector('strong')?.textContent ?? form.closest('li')?.querySelector('b')?.textContent ?? ''
  block.title = block.textContent
  const place = (ms) => {
    const minutes = (ms % day) / 60000 - opens * 60
    block.style.top = top + Math.max(0, Math.min(minutes / 60 / hours, 1)) * tall + 'px'
    block.style.height = Math.max(14, ((end - start) / 3600000 / hours) * tall) + 'px'
    week.children[Math.floor((ms - first) / day)]?.append(block)
  }
  let held = null, now = start
  block.addEventListener('pointerdown', ({ clientX: x, clientY: y, pointerId }) => {
    held = { x, y }
    block.setPointerCapture(pointerId)
  })
  block.addEventListener('pointermove', ({ clientX, clientY }) => {
    if (!held) return
    const quarters = Math.round(((clientY - held.y) / tall) * hours * 4)
    const days = Math.round((clientX - held.x) / (week.clientWidth / 14))
    const wanted = start + days * day + quarters * 900000
    if (wanted === now || wanted < first || wanted >= first + 14 * day) return
    now = wanted
    block.style.transform = 'translate(' + days * (week.clientWidth / 14) + 'px,' + ((wanted - start - days * day) / 3600000 / hours) * tall + 'px)'
  })
  block.addEventListener('pointerup', () => {
    held = null
    if (now === start) return
    form.start.value = textOf(now)
    form.end.value = textOf(now + end - start)
    form.requestSubmit(moveOf(form))
  })
  queueMicrotask(() => place(start))
  return block
}
</script>`
