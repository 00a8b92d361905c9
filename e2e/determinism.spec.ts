/*
 * On the virtual clock a run depends on image, seed and inputs alone: here the
 * whole attack suite in Node, again in Node from a snapshot taken on the way, and
 * in Chromium, all the same to the last byte of RAM. (Taking a snapshot drops the
 * compiled code, which moves interrupts by some instructions, so all three take it.)
 */
import { readOsFiles } from '../src/cli/os_files.ts';
import type { MachineOptions } from '../src/machine/api.ts';
import { createMachine } from '../src/machine/machine.ts';
import { devUrl, expect, test } from './page.ts';

interface Outcome {
	reason: string;
	guestUs: number;
	ram: string;
	console: string;
}

const options = {
	clock: 'virtual',
	seed: 7,
	memoryMb: 32,
	params: { init: 'attack' },
} as const satisfies Partial<MachineOptions>;

test('a run on the virtual clock is the same in Node, from a snapshot, and in Chromium', async ({
	page,
}) => {
	test.setTimeout(400_000);
	const files = await readOsFiles();
	const [inNode, fromSnapshot] = await runToTheEnd(createMachine, { ...options, ...files }, 2);
	expect(inNode?.reason).toBe('halted');
	expect(inNode?.console).toMatch(/^attack: [1-9]\d* refused, 0 failed/m);
	expect(fromSnapshot).toEqual(inNode);

	// Any page of the dev server will do: it gives out the machine's modules one by one.
	await page.route('**/blank', (route) =>
		route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Blank</title>' }),
	);
	await page.goto(new URL('blank', devUrl()).href);
	const inChromium = await page.evaluate(runInPage, { options, run: runToTheEnd.toString() });
	expect(inChromium).toEqual([inNode]);
});

/**
 * Runs in Node as it is and in the page by its source, so it refers to nothing around it. Takes
 * a snapshot on the way and goes on to the end, so many times: the second time and later
 * from the snapshot.
 */
async function runToTheEnd(
	create: typeof createMachine,
	machineOptions: MachineOptions,
	times: number,
): Promise<Outcome[]> {
	const snapshotUs = 3_000_000;
	const machine = await create(machineOptions);
	const decoder = new TextDecoder();
	let console = '';
	machine.com1.onOutput((bytes) => {
		console += decoder.decode(bytes, { stream: true });
	});
	await machine.runUntil({ untilUs: snapshotUs });
	const snapshot = machine.snapshot().toBytes();
	const consoleThen = console;
	const outcomes: Outcome[] = [];
	for (let n = 0; n < times; n++) {
		if (n > 0) machine.restore(snapshot);
		console = consoleThen;
		const { reason, nowUs } = await machine.runUntil({ maxWallMs: 120_000 });
		outcomes.push({ reason, guestUs: nowUs, ram: await machine.hashRam(), console });
	}
	machine.dispose();
	return outcomes;
}

async function runInPage(given: { options: typeof options; run: string }): Promise<Outcome[]> {
	const load = async (path: string) => {
		const response = await fetch(path);
		if (!response.ok) throw new Error(`${path}: ${response.status}`);
		return response;
	};
	const bytes = async (path: string) => new Uint8Array(await (await load(path)).arrayBuffer());
	const packed = (await load('/os/kintsugi.packed.gz')).body;
	if (!packed) throw new Error('The disk image has no body.');
	const unzipped = new Response(packed.pipeThrough(new DecompressionStream('gzip')));

	const machinePath = '/src/machine/machine.ts';
	const packedImagePath = '/src/machine/packed_image.ts';
	const { createMachine: create } = await import(machinePath);
	const { unpackImage } = await import(packedImagePath);
	const run = new Function(`return ${given.run}`)();
	return run(
		create,
		{
			...given.options,
			wasm: await bytes('/node_modules/v86/build/v86.wasm'),
			bios: await bytes('/os/bios.bin'),
			...unpackImage(new Uint8Array(await unzipped.arrayBuffer())),
		},
		1,
	);
}
