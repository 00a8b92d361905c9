/*
 * How long the machine takes from nothing to the kernel's banner and to the
 * console's prompt, in Node and in the built page in Chromium: wall time from
 * creating the machine, or from the navigation, in ms.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { preview } from 'vite';
import { readOsFiles } from '../src/cli/os_files.ts';
import { createMachine } from '../src/machine/machine.ts';
import { ensureBrowser } from '../tools/browser.mjs';
import { alignColumns, summarize } from './samples.ts';

const BANNER = 'a self-healing operating system';
const PROMPT = 'kintsugi:/#';
const TIMEOUT_MS = 60_000;

interface Times {
	banner: number[];
	prompt: number[];
}

/** What the page offers to those who look at it from outside (src/app/debug_handle.ts). */
type PageGlobals = typeof globalThis & { kintsugi?: { consoleText(): string } };

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
const browser = await ensureBrowser();
results.Chromium = await inChromium(browser);

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
async function inChromium(executablePath: string): Promise<Times> {
	const server = await preview({
		root: path.resolve(import.meta.dirname, '..'),
		preview: { port: 0, host: '127.0.0.1' },
		logLevel: 'error',
	});
	const url = server.resolvedUrls?.local[0];
	if (!url) throw new Error('The built site is not served: run "npm run build" first.');
	const times: Times = { banner: [], prompt: [] };
	const instance = await chromium.launch({
		executablePath,
		chromiumSandbox: process.getuid?.() !== 0,
	});
	try {
		for (let n = 0; n < repeats; n++) {
			const page = await instance.newPage();
			const start = performance.now();
			await page.goto(url);
			for (const [text, list] of [
				[BANNER, times.banner],
				[PROMPT, times.prompt],
			] as const) {
				await page.waitForFunction(
					(wanted) =>
						(globalThis as PageGlobals).kintsugi?.consoleText().includes(wanted),
					text,
					{ timeout: TIMEOUT_MS, polling: 20 },
				);
				list.push(performance.now() - start);
			}
			await page.close();
		}
	} finally {
		await instance.close();
		await server.close();
	}
	return times;
}
