/*
 * Downloads in the built page, as its visitors get them: the machine on the real clock in a
 * worker of the page, the driver killed by way of the control channel. Times are wall time.
 */
import type { Browser, Page } from '@playwright/test';
import { type PageGlobals, waitForConsole, withBuiltPage } from '../built_page.ts';

const LABEL = 'eth.rtl8139';
const PROMPT = 'kintsugi:/#';
const BOOT_MS = 60_000;
/** The code that moves frames has been compiled by then. */
const WARM_BYTES = 64 << 20;
const BYTES_PER_MS_PER_MB_PER_S = 1e3;

export interface ChromiumRow {
	readonly everyS: number | undefined;
	/** MB/s. */
	readonly rate: number;
	readonly kills: number;
	readonly problems: readonly string[];
}

/** What a download in the page came to. */
interface Download {
	readonly ms: number;
	readonly status: number;
	readonly output: string;
}

export async function measureChromium(plan: {
	readonly bytes: number;
	readonly intervals: readonly number[];
	readonly onProgress: (text: string) => void;
}): Promise<ChromiumRow[]> {
	const rows: ChromiumRow[] = [];
	await withBuiltPage(async (browser, url) => {
		for (const everyS of [undefined, ...plan.intervals]) {
			plan.onProgress(`Chromium, ${everyS ?? 'no'} s between kills`);
			rows.push(await inNewPage(browser, url, everyS, plan.bytes));
		}
	});
	return rows;
}

async function inNewPage(
	browser: Browser,
	url: string,
	everyS: number | undefined,
	bytes: number,
): Promise<ChromiumRow> {
	const page = await browser.newPage();
	try {
		await page.goto(url);
		await waitForConsole(page, PROMPT, BOOT_MS);
		await download(page, WARM_BYTES, undefined);
		const { ms, status, output } = await download(page, bytes, everyS);
		const incidents = await page.evaluate(
			(label) =>
				(globalThis as PageGlobals).kintsugi
					?.incidents()
					.filter((incident) => incident.label === label)
					.map(({ state }) => state) ?? [],
			LABEL,
		);
		return {
			everyS,
			rate: bytes / ms / BYTES_PER_MS_PER_MB_PER_S,
			kills: incidents.length,
			problems: [
				...(status === 0 ? [] : [`status ${status}: ${output}`]),
				...incidents.filter((state) => state !== 'recovered' && state !== 'restored'),
			],
		};
	} finally {
		await page.close();
	}
}

/** Kills the driver every so many seconds meanwhile. */
function download(page: Page, bytes: number, everyS: number | undefined): Promise<Download> {
	return page.evaluate(
		async ({ command, label, everyMs }) => {
			const kintsugi = (globalThis as PageGlobals).kintsugi;
			if (!kintsugi) throw new Error('The page has no window.kintsugi.');
			const timer =
				everyMs === undefined
					? undefined
					: setInterval(() => {
							kintsugi.control({ cmd: 'kill', label }).catch(() => undefined);
						}, everyMs);
			const started = performance.now();
			const { status, output } = await kintsugi.control({ cmd: 'exec', command });
			clearInterval(timer);
			const ms = performance.now() - started;
			return { ms, status, output: new TextDecoder().decode(output) };
		},
		{
			command: `wget -q -O /dev/null http://host/random/${bytes}`,
			label: LABEL,
			everyMs: everyS === undefined ? undefined : everyS * 1000,
		},
	);
}
