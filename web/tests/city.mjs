// Makes a sample city in a folder of its own, notes its accounts and what is worth looking at, and serves it.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [address = '127.0.0.1:8097'] = process.argv.slice(2)
const here = dirname(fileURLToPath(import.meta.url))
const program = process.env.YUNTI ?? join(here, '../../bin/yunti')
const folder = mkdtempSync(join(tmpdir(), 'yunti-journeys-'))
const file = join(folder, 'city.db')

mkdirSync(join(here, '../test-results'), { recursive: true })
const made = spawnSync(program, ['demo', '--no-serve', '--firms', '600', '--file', file], { encoding: 'utf8' })
if (made.status !== 0) throw new Error(`${program} demo: ${made.error ?? made.stderr}`)
const printed = made.stdout + made.stderr

const accounts = {}
for (const [, name, password] of printed.matchAll(/^(incubator|county|city2?|leadership|admin|auditor)\s+(\S+)/gm)) accounts[name] = password
const gazelle = /explain (\S+) --year (\d+).*\n\s*瞪羚/.exec(printed)
if (Object.keys(accounts).length < 6 || !gazelle) throw new Error(`the demo printed something else than expected:\n${printed}`)

writeFileSync(join(tmpdir(), 'yunti-journeys.json'), JSON.stringify({ program, db: `sqlite:${file}`, accounts, gazelle: { code: gazelle[1], year: Number(gazelle[2]) } }))

const log = openSync(join(here, '../test-results/server.log'), 'w')
const server = spawn(program, ['serve', '--addr', address, '--db', `sqlite:${file}`], { stdio: ['ignore', log, log] })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal))
server.on('exit', (code) => {
  rmSync(folder, { recursive: true, force: true })
  process.exit(code ?? 0)
})
