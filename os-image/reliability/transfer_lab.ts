/*
 * A guest that transfers while the driver of its network card fails again and again:
 * one card, one transfer at a time, and what is to be told of it. Users of the connection
 * must not notice more than the time it takes.
 */
import { readFile } from 'node:fs/promises';
import { BootedGuest } from '../../src/channel/booted_guest.test-support.ts';
import { formatIp, type NicName, SUBNETS } from '../../src/lan/addresses.ts';
import type { ClockKind } from '../../src/machine/api.ts';
import { Manifest } from '../../src/machine/manifest.ts';
import { parseEventLine } from '../../src/telemetry/event_line.ts';
import type { DefectClass } from '../../src/telemetry/event_schema.ts';
import {
	type Incident,
	type Incidents,
	incidentsAfter,
	noIncidents,
} from '../../src/telemetry/incidents.ts';
import { type Component, recoverableComponents } from './components.ts';
import { type Defect, programPath } from './defects.ts';
import { manifestFile, readProgram } from './recovery_lab.ts';
import { RepeatedDefect } from './repeated_defect.ts';
import { differences, look } from './world.ts';

export type Direction = 'download' | 'upload';

export interface Fault {
	readonly defect: Defect;
	/** Guest time between two, and before the first, unless `firstS` is given for that. */
	readonly everyS: number;
	readonly firstS?: number;
}

export interface Transfer {
	/** From the start of the command to its end, in guest time. */
	readonly guestUs: number;
	/** What the command printed. */
	readonly output: string;
	/** How often the defect was brought about. */
	readonly strikes: number;
	/** What came of that. */
	readonly incidents: Incidents;
	/** A sentence for each thing that is not as it has to be. */
	readonly problems: readonly string[];
}

/** In which the guest has an address. */
const ADDRESS_US = 30e6;
/** From a defect to the end of its recovery; a hang alone takes two heartbeat periods. */
const RECOVERY_US = 20e6;
const LOOK_EVERY_US = 5_000;

/** As the server and the guest understand it: so many bytes. */
const path = (bytes: number) => `random/${bytes}`;

export class TransferLab {
	#incidents: Incidents = noIncidents;
	readonly #serverAddress: string;

	private constructor(
		readonly guest: BootedGuest,
		readonly driver: Component,
		readonly manifest: Manifest,
		nic: NicName,
	) {
		this.#serverAddress = formatIp(SUBNETS[nic].gateway);
		guest.machine.com2.onLine((line) => {
			const parsed = parseEventLine(line);
			if (parsed.ok) this.#incidents = incidentsAfter(this.#incidents, parsed.event);
		});
	}

	/** Boots with that card alone, and waits for the address. */
	static async boot(nic: NicName, clock: ClockKind = 'virtual'): Promise<TransferLab> {
		const [manifest, components] = await Promise.all([
			readFile(manifestFile, 'utf8').then(Manifest.parse),
			recoverableComponents(),
		]);
		const driver = components.find(({ label }) => label === `eth.${nic}`);
		if (!driver) throw new Error(`system.conf has no driver eth.${nic} that is restarted.`);
		const guest = await BootedGuest.boot({ clock, network: { nics: [nic] } });
		const hasAddress = () => guest.lans.some(({ leases }) => leases.some((it) => it.isBound));
		const { reason } = await guest.machine.runUntil({ until: hasAddress, forUs: ADDRESS_US });
		if (reason !== 'condition') throw new Error(`The guest got no address for its ${nic}.`);
		const bytes = await readProgram(driver.program);
		await guest.during(guest.channel.put(programPath(driver.program), bytes));
		return new TransferLab(guest, driver, manifest, nic);
	}

	/** As fast as it goes, with nobody looking at what arrives. */
	measure(direction: Direction, bytes: number, fault?: Fault): Promise<Transfer> {
		const server = this.#serverAddress;
		return this.run(
			direction === 'download'
				? `wget -q -O /dev/null http://${server}/${path(bytes)}`
				: `dd if=/dev/zero bs=65536 count=${Math.ceil(bytes / 65536)} 2>/dev/null | ` +
						`upload -q - http://${server}/upload`,
			fault,
		);
	}

	/**
	 * Compares the digest of what arrives with the other side's. What is uploaded is
	 * downloaded at the same time.
	 */
	async verify(direction: Direction, bytes: number, fault?: Fault): Promise<Transfer> {
		const server = this.#serverAddress;
		const transfer = await this.run(
			`wget -q -O - http://${server}/${path(bytes)} | ` +
				(direction === 'download' ? 'md5sum' : `upload -q - http://${server}/upload`),
			fault,
		);
		const expected = (
			await this.guest.shell(`wget -q -O - http://${server}/${path(bytes)}.md5`)
		).output.trim();
		const found = /\b[0-9a-f]{32}\b/.exec(transfer.output)?.[0];
		if (/^[0-9a-f]{32}$/.test(expected) && found === expected) return transfer;
		const problem = `the digest is ${found}, not ${expected}: ${transfer.output}`;
		return { ...transfer, problems: [...transfer.problems, problem] };
	}

	/**
	 * Runs a command that uses the network, with the fault; then lets the last recovery come
	 * to its end, for which its probe gives the driver work.
	 */
	async run(command: string, fault?: Fault): Promise<Transfer> {
		const { guest, driver } = this;
		const before = look(guest.machine, this.manifest);
		const earlier = this.#incidents.length;
		const came = () => this.#incidents.slice(earlier);
		const areOver = (count: number) => came().length >= count && came().every(isComplete);
		const startUs = guest.machine.nowUs;
		const defect =
			fault &&
			new RepeatedDefect(
				guest.machine,
				guest.channel,
				fault.defect.order(driver),
				{ firstS: fault.everyS, ...fault },
				areOver,
			);
		const { status, output } = await guest.shell(command).finally(() => defect?.stop());
		const guestUs = guest.machine.nowUs - startUs;
		const strikes = defect?.strikes ?? 0;
		const areBack = () => came().length >= strikes && came().every(isUsed);
		await this.#runUntil(areBack, RECOVERY_US);
		const probe = await guest.shell(driver.probe);
		await this.#runUntil(() => areOver(strikes), RECOVERY_US);
		const problems: string[] = [];
		if (status !== 0) problems.push(`status ${status}: ${output}`);
		if (probe.status !== 0)
			problems.push(`status ${probe.status} of the probe: ${probe.output}`);
		if (came().length !== strikes) problems.push(`${came().length} incidents, not ${strikes}`);
		for (const incident of came()) problems.push(...problemsOf(incident, driver, fault));
		const replaced = strikes > 0 ? [driver.label] : [];
		problems.push(...differences(before, look(guest.machine, this.manifest), replaced));
		return { guestUs, output, strikes, incidents: came(), problems };
	}

	dispose(): void {
		this.guest.dispose();
	}

	async #runUntil(isSo: () => boolean, limitUs: number): Promise<void> {
		const { machine } = this.guest;
		const endUs = machine.nowUs + limitUs;
		while (!isSo() && machine.nowUs < endUs) await machine.runUntil({ forUs: LOOK_EVERY_US });
	}
}

/** The network server has a fresh instance. */
function isUsed(incident: Incident): boolean {
	return isComplete(incident) || incident.state === 'restored';
}

/** The fresh instance has served a request. */
function isComplete(incident: Incident): boolean {
	return incident.state === 'recovered' && incident.phases.publishUs !== undefined;
}

function problemsOf(incident: Incident, driver: Component, fault: Fault | undefined): string[] {
	const what = `incident ${incident.number}`;
	const problems: string[] = [];
	if (incident.label !== driver.label) problems.push(`${what} is of ${incident.label}`);
	if (!classesOf(fault).includes(incident.class)) problems.push(`${what} is ${incident.class}`);
	if (incident.attempts !== 1) problems.push(`${what} took ${incident.attempts} attempts`);
	if (!isComplete(incident)) problems.push(`${what} is ${incident.state}`);
	return problems;
}

/** A driver that hangs at work may miss the network server's deadline before a heartbeat. */
function classesOf(fault: Fault | undefined): readonly DefectClass[] {
	if (!fault) return [];
	const { class: own } = fault.defect;
	return own === 'heartbeat' ? [own, 'complaint'] : [own];
}
