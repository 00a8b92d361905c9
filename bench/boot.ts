/*
 * How long the machine takes from nothing to the kernel's banner and to the
 * console's prompt, in Node and in the built page in Chromium: wall time from
 * creating the machine, or from the navigation, in ms.
 */
import { parseArgs } from 'node:util';
import { readOsFiles } from '../src/cli/os_files.ts';
import { createMachine } from '../src/machine/machine.ts';
import { waitForConsole, withBuiltPage } from './built_page.ts';
import { alignColumns, summarize } from './samples.ts';

const BANNER = 'a self-healing operating system';
const PROMPT = 'kintsugi:/#';
const TIMEOUT_MS = 60_000;

interface Times {
	banner: number[];
	prompt: number[];
}

const { values } = parseArgs({
	options: {
		repeats: { type: 'string', default: '5' },
		json: { type: 'boolean', default: false },
	},
});
const repeats = Number(values.repeats);
if (!Number.isInteger(repeats) || repeats < 1 || repeats > 100) {
	throw new Error(`--repeats is "${values.repeats}": expected a whole number from 1 to 100.`);
}

const results: Record<string, Times> = { Node: await inNode() };
results.Chromium = await inChromium();

if (values.json) {
	process.stdout.write(`${JSON.stringify({ unit: 'ms', repeats, results }, null, '\t')}\n`);
} else {
	const rows = Object.entries(results).flatMap(([where, times]) => [
		[`${where}: kernel's banner`, ...numbers(times.banner)],
		[`${where}: shell prompt`, ...numbers(times.prompt)],
	]);
	process.stdout.write(alignColumns([['wall time in ms', 'min', 'median', 'max'], ...rows]));
}

function numbers(samples: number[]): string[] {
	const { min, median, max } = summarize(samples);
	return [min, median, max].map((ms) => String(Math.round(ms)));
}

async function inNode(): Promise<Times> {
	const files = await readOsFiles();
	const times: Times = { banner: [], prompt: [] };
	for (let n = 0; n < repeats; n++) {
		const start = performance.now();
		const machine = await createMachine({ ...files, clock: 'real' });
		let text = '';
		machine.com1.onOutput((bytes) => {
			text += new TextDecoder('latin1').decode(bytes);
		});
		await machine.runUntil({ until: () => text.includes(BANNER), maxWallMs: TIMEOUT_MS });
		times.banner.push(performance.now() - start);
		await machine.runUntil({
			until: () => text.includes(PROMPT),
			maxWallMs: TIMEOUT_MS,
		});
		times.prompt.push(performance.now() - start);
		machine.dispose();
		if (!text.includes(PROMPT)) throw new Error(`The boot did not end: ${text.slice(-500)}`);
	}
	return times;
}

/** Reloads of the built page, each with an empty cache of compiled code. */
async function inChromium(): Promise<Times> {
	const times: Times = { banner: [], prompt: [] };
	await withBuiltPage(async (browser, url) => {
		for (let n = 0; n < repeats; n++) {
			const page = await browser.newPage();
			const start = performance.now();
			await page.goto(url);
			for (const [text, list] of [
				[BANNER, times.banner],
				[PROMPT, times.prompt],
			] as const) {
				await waitForConsole(page, text, TIMEOUT_MS);
				list.push(performance.now() - start);
			}
			await page.close();
		}
	});
	return times;
}
