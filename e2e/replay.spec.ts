/*
 * A recorded fault goes the same way in Chromium as in Node: series of a campaign that were run
 * here are replayed in a worker of a page, from source, which boots and warms up a guest of its
 * own. KINTSUGI_CHECKS=long replays as many series as it takes for 20 crashes.
 */
import { readManifest } from '../src/cli/os_files.ts';
import { openRunner } from '../src/cli/swifi_runner.ts';
import { planOf } from '../src/swifi/campaign/plan.ts';
import {
	type CampaignHead,
	type FaultRecord,
	faultTypes,
	isCrash,
	type SeriesPlan,
} from '../src/swifi/fault.ts';
import { devUrl, expect, test } from './page.ts';

const driver = 'eth.dp8390';
const isLong = process.env.KINTSUGI_CHECKS === 'long';
const extent = isLong
	? { crashes: 20, faultsPerSeries: 50, seriesMax: 20 }
	: { crashes: 1, faultsPerSeries: 6, seriesMax: 10 };

test('series of a campaign go the same way in Node and in a worker of Chromium', async ({
	page,
}) => {
	test.setTimeout(isLong ? 3_600_000 : 400_000);
	const head = await campaignHead();
	const plans: SeriesPlan[] = [];
	const inNode: FaultRecord[][] = [];
	const runner = await openRunner(head, driver);
	const crashCount = () => inNode.flat().filter(({ outcome }) => isCrash(outcome)).length;
	while (plans.length < extent.seriesMax && crashCount() < extent.crashes) {
		const plan = { ...planOf(head, plans.length), faults: extent.faultsPerSeries };
		plans.push(plan);
		inNode.push([...(await runner.run(plan))]);
	}
	runner.dispose();
	expect(crashCount()).toBeGreaterThanOrEqual(extent.crashes);

	// Any page of the dev server will do: it gives out the sources one by one.
	await page.route('**/blank', (route) =>
		route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Blank</title>' }),
	);
	await page.goto(new URL('blank', devUrl()).href);
	const order = { site: devUrl(), head, driver, plans };
	const inChromium = await page.evaluate(runInWorker, { order, work: replayHere.toString() });
	expect(inChromium).toEqual(inNode);
});

async function campaignHead(): Promise<CampaignHead> {
	const { buildId: build } = await readManifest();
	return {
		format: 1,
		build,
		drivers: [driver],
		faults: 10_000,
		types: faultTypes,
		seed: 1,
		mode: 'sequential',
		shard: { number: 1, of: 1 },
		heartbeatMs: 250,
		policy: 'restart',
		machine: { memory: '32' },
	};
}

/** What of a page's worker is used here: this file is checked as one of Node's. */
declare class Worker {
	constructor(url: string, options: { type: 'module' });
	onerror: (event: { message: string }) => void;
	onmessage: (event: { data: { records: FaultRecord[][]; problem?: string } }) => void;
	postMessage(order: Order): void;
	terminate(): void;
}

interface Order {
	readonly site: string;
	readonly head: CampaignHead;
	readonly driver: string;
	readonly plans: readonly SeriesPlan[];
}

/** In the page: has a worker of its own do the work, since a series runs without a pause. */
function runInWorker({ order, work }: { order: Order; work: string }): Promise<FaultRecord[][]> {
	const source = `onmessage = async ({ data }) => {
		try { postMessage({ records: await (${work})(data) }); }
		catch (error) { postMessage({ problem: String(error?.stack ?? error) }); }
	};`;
	const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
	const worker = new Worker(url, { type: 'module' });
	return new Promise((resolve, reject) => {
		worker.onerror = ({ message }) => reject(new Error(message));
		worker.onmessage = ({ data }) => {
			worker.terminate();
			if (data.problem === undefined) resolve(data.records);
			else reject(new Error(data.problem));
		};
		worker.postMessage(order);
	});
}

/** In the worker, by its source, so it refers to nothing around it. */
async function replayHere({ site, head, driver: label, plans }: Order): Promise<FaultRecord[][]> {
	const load = async (path: string) => {
		const response = await fetch(new URL(path, site));
		if (!response.ok) throw new Error(`${path}: ${response.status}`);
		return response;
	};
	const bytes = async (path: string) => new Uint8Array(await (await load(path)).arrayBuffer());
	const module = (path: string) => import(new URL(path, site).href);
	const packed = (await load('/os/kintsugi.packed.gz')).body;
	if (!packed) throw new Error('The disk image has no body.');
	const unzipped = new Response(packed.pipeThrough(new DecompressionStream('gzip')));

	const { createSeriesRunner } = await module('/src/swifi/series_runner.ts');
	const { guestConditions } = await module('/src/swifi/campaign/conditions.ts');
	const { Manifest } = await module('/src/machine/manifest.ts');
	const { unpackImage } = await module('/src/machine/packed_image.ts');
	const manifest = Manifest.parse(await (await load('/os/manifest.json')).text());
	const runner = await createSeriesRunner({
		wasm: await bytes('/node_modules/v86/build/v86.wasm'),
		bios: await bytes('/os/bios.bin'),
		netWasm: await bytes('/os/net.wasm'),
		...unpackImage(new Uint8Array(await unzipped.arrayBuffer())),
		...guestConditions(head, label, manifest),
		buildId: manifest.buildId,
	});
	const series: FaultRecord[][] = [];
	for (const plan of plans) series.push(await runner.run(plan));
	runner.dispose();
	return series;
}
