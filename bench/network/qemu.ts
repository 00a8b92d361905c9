/*
 * The same image in QEMU, with its models of the cards: downloads from a plain HTTP server of
 * this machine, which the guest reaches through QEMU's user network. The guest's shell kills
 * the driver. Times are wall time, taken by the server.
 */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { qemuVersion, runInQemu } from '../../os-image/emulators/qemu.ts';
import { readOsFiles } from '../../src/cli/os_files.ts';
import { parseEventLine } from '../../src/telemetry/event_line.ts';
import { type Incidents, incidentsAfter, noIncidents } from '../../src/telemetry/incidents.ts';

const TIMEOUT_MS = 600_000;
/** This machine, as QEMU's user network shows it to the guest. */
const HOST = '10.0.2.2';
const CARDS = [
	{ nic: 'rtl8139', label: 'eth.rtl8139' },
	{ nic: 'ne2k_pci', label: 'eth.dp8390' },
] as const;
const KILL_INTERVALS_S = [undefined, 1] as const;
/** What the server sends again and again. */
const BLOCK_BYTES = 1 << 20;
const BYTES_PER_MS_PER_MB_PER_S = 1e3;

export interface QemuRow {
	readonly nic: string;
	readonly everyS: number | undefined;
	/** MB/s. */
	readonly rate: number;
	readonly kills: number;
	readonly problems: readonly string[];
}

/** Without QEMU there is no version and no row. */
export async function measureQemu(plan: {
	readonly bytes: number;
	readonly onProgress: (text: string) => void;
}): Promise<{ version: string | undefined; rows: QemuRow[] }> {
	const version = await qemuVersion();
	const rows: QemuRow[] = [];
	for (const card of version === undefined ? [] : CARDS) {
		for (const everyS of KILL_INTERVALS_S) {
			plan.onProgress(`QEMU, ${card.nic}, ${everyS ?? 'no'} s between kills`);
			rows.push(await download(card, everyS, plan.bytes));
		}
	}
	return { version, rows };
}

async function download(
	{ nic, label }: (typeof CARDS)[number],
	everyS: number | undefined,
	bytes: number,
): Promise<QemuRow> {
	const server = await serve(bytes);
	const { image } = await readOsFiles();
	const fetch = `wget -q -O - http://${HOST}:${server.port}/ | md5sum`;
	const disturbed =
		everyS === undefined
			? fetch
			: `(while sleep ${everyS}; do service kill ${label}; done) & ${fetch}; kill $!`;
	// The end is told in two pieces, so that the line that is typed does not hold it.
	const commands = `${waitForAddress}; ${disturbed}; ${lastRecovery}; e=end; echo $e of it\n`;
	let isTyped = false;
	try {
		const { console, events } = await runInQemu({
			...{ image, nic, isolated: false, timeoutMs: TIMEOUT_MS },
			onConsole(text, type) {
				if (isTyped || !/^kintsugi:\/# $/m.test(text)) return;
				isTyped = true;
				type(commands);
			},
			until: (text) => /^end of it/m.test(text),
		});
		const incidents = incidentsOf(events);
		const digest = /^([0-9a-f]{32}) {2}-/m.exec(console)?.[1];
		const problems = incidents
			.filter(({ state, label: failed }) => state !== 'recovered' || failed !== label)
			.map(
				(incident) =>
					`incident ${incident.number} of ${incident.label} is ${incident.state}`,
			);
		if (digest !== server.md5) problems.push(`the digest is ${digest}, not ${server.md5}`);
		const rate = bytes / server.elapsedMs() / BYTES_PER_MS_PER_MB_PER_S;
		return { nic, everyS, rate, kills: incidents.length, problems };
	} finally {
		server.close();
	}
}

const waitForAddress = 'until dmesg | grep -q "eth. is"; do sleep 0.2; done';

/** Time for it, and something for the fresh driver to do. */
const lastRecovery = `sleep 3; ping -c 1 ${HOST} >/dev/null`;

/** So many bytes to everyone, on a port of the loopback that is free. */
async function serve(bytes: number) {
	const block = randomBytes(BLOCK_BYTES);
	const md5 = createHash('md5');
	const parts = function* () {
		for (let left = bytes; left > 0; left -= BLOCK_BYTES) yield block.subarray(0, left);
	};
	for (const part of parts()) md5.update(part);
	let began = 0;
	let ended = 0;
	const server = createServer(async (request, response) => {
		began = performance.now();
		// The guest closes it when it has everything; the response is done once it is buffered.
		request.socket.once('close', () => {
			ended = performance.now();
		});
		response.writeHead(200, { 'content-length': bytes, connection: 'close' });
		for (const part of parts()) {
			if (!response.write(part)) await once(response, 'drain').catch(() => undefined);
			if (response.destroyed) return;
		}
		response.end();
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		port: (server.address() as AddressInfo).port,
		md5: md5.digest('hex'),
		elapsedMs: () => ended - began,
		close() {
			server.close();
			server.closeAllConnections();
		},
	};
}

function incidentsOf(events: string): Incidents {
	let incidents = noIncidents;
	for (const line of events.split('\n')) {
		const parsed = parseEventLine(line);
		if (parsed.ok) incidents = incidentsAfter(incidents, parsed.event);
	}
	return incidents;
}
