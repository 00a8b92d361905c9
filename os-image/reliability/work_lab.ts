/*
 * A guest at work while a driver fails again and again, and what is to be told of it. Who
 * uses the driver must not notice more than the time it takes.
 */
import { readFile } from 'node:fs/promises';
import type { BootedGuest } from '../../src/channel/booted_guest.test-support.ts';
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

export interface Fault {
	readonly defect: Defect;
	/** Guest time between two, and before the first, unless `firstS` is given for that. */
	readonly everyS: number;
	readonly firstS?: number;
}

export interface Work {
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

/** From a defect to the end of its recovery; a hang alone takes two heartbeat periods. */
const RECOVERY_US = 20e6;
const LOOK_EVERY_US = 5_000;
/** Guest time for a command: an hour, against those that never end. */
const COMMAND_US = 3600e6;

export async function driverNamed(label: string): Promise<Component> {
	const driver = (await recoverableComponents()).find((each) => each.label === label);
	if (!driver) throw new Error(`system.conf has no driver ${label} that is restarted.`);
	return driver;
}

export class WorkLab {
	#incidents: Incidents = noIncidents;

	private constructor(
		readonly guest: BootedGuest,
		readonly manifest: Manifest,
	) {
		guest.machine.com2.onLine((line) => {
			const parsed = parseEventLine(line);
			if (parsed.ok) this.#incidents = incidentsAfter(this.#incidents, parsed.event);
		});
	}

	/** In a guest that has booted. Puts the drivers' programs where updates take them from. */
	static async in(guest: BootedGuest, drivers: readonly Component[]): Promise<WorkLab> {
		const manifest = Manifest.parse(await readFile(manifestFile, 'utf8'));
		for (const { program } of drivers) {
			const bytes = await readProgram(program);
			await guest.during(guest.channel.put(programPath(program), bytes));
		}
		return new WorkLab(guest, manifest);
	}

	/**
	 * Runs a command that uses the driver, with the fault; then lets the last recovery come
	 * to its end, for which its probe gives the driver work.
	 */
	async run(command: string, driver: Component, fault?: Fault): Promise<Work> {
		const { guest } = this;
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
		const { status, output } = await guest
			.shell(command, {}, COMMAND_US)
			.finally(() => defect?.stop());
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

	async #runUntil(isSo: () => boolean, limitUs: number): Promise<void> {
		const { machine } = this.guest;
		const endUs = machine.nowUs + limitUs;
		while (!isSo() && machine.nowUs < endUs) await machine.runUntil({ forUs: LOOK_EVERY_US });
	}
}

/** A client has a fresh instance. */
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

/** A driver that hangs at work may miss a client's deadline before a heartbeat. */
function classesOf(fault: Fault | undefined): readonly DefectClass[] {
	if (!fault) return [];
	const { class: own } = fault.defect;
	return own === 'heartbeat' ? [own, 'complaint'] : [own];
}
