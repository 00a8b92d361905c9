/*
 * A guest in which components are made to fail: one boot, and the same warm system
 * again when that is wanted. All waiting is for events or for what the host sees, on
 * the virtual clock, so that what is done repeats exactly.
 */
import { readFile } from 'node:fs/promises';
import { BootedGuest } from '../../src/channel/booted_guest.test-support.ts';
import { ControlError } from '../../src/channel/control_error.ts';
import type { ServiceOrder } from '../../src/channel/service_order.ts';
import { NIC_NAMES } from '../../src/lan/addresses.ts';
import type { Snapshot } from '../../src/machine/api.ts';
import { Manifest } from '../../src/machine/manifest.ts';
import { parseEventLine } from '../../src/telemetry/event_line.ts';
import type { DefectClass, GuestEvent } from '../../src/telemetry/event_schema.ts';
import {
	type Incident,
	type Incidents,
	incidentsAfter,
	noIncidents,
} from '../../src/telemetry/incidents.ts';
import { parseElf, stripElf } from '../build/elf.ts';
import { BUILTIN_POLICY, type Component } from './components.ts';
import { type Defect, defectNamed, programPath } from './defects.ts';
import { look, usesAsMuch, type World } from './world.ts';

export const manifestFile = new URL('../../build/os/manifest.json', import.meta.url);
const programFolder = new URL('../../build/os/bin/', import.meta.url);

/** How often, in guest time, it is looked whether something has come about. */
const LOOK_EVERY_US = 5_000;
/** From an order to the end of the recovery; a hang alone takes two heartbeat periods. */
const RECOVERY_US = 20e6;
/** Within which what a failure has left behind is gone. */
const SETTLING_US = 10e6;

/** Whether the fresh instance is in use by all who use the component, or there will be none. */
export function isOver(incident: Incident | undefined, { clients }: Component): boolean {
	if (!incident) return false;
	const { publishUs, reintegrate } = incident.phases;
	const users = reintegrate.map(({ by }) => by);
	const isInUse = publishUs !== undefined && clients.every((client) => users.includes(client));
	return isInUse || incident.state === 'given-up';
}

export function latestOf({ label }: Component, incidents: Incidents): Incident | undefined {
	return incidents.findLast((incident) => incident.label === label);
}

export class RecoveryLab {
	#warm: Snapshot | undefined;
	/** Of the guest's event lines: how many of them are in what follows. */
	#seenLines = 0;
	#events: GuestEvent[] = [];
	#brokenLines: string[] = [];
	#incidents: Incidents = noIncidents;

	private constructor(
		readonly guest: BootedGuest,
		readonly manifest: Manifest,
	) {}

	/**
	 * Boots, and kills and uses each of the components, alone and with others, so that most
	 * of what is made at the first time only is there before anything is counted. Updates
	 * need the components' programs as files, which takes a while.
	 */
	static async boot(
		components: readonly Component[],
		{ updates }: { readonly updates: boolean },
	): Promise<RecoveryLab> {
		const manifest = Manifest.parse(await readFile(manifestFile, 'utf8'));
		const guest = await BootedGuest.boot({ network: { nics: NIC_NAMES } });
		const lab = new RecoveryLab(guest, manifest);
		if (updates) await lab.#putPrograms(components);
		for (const component of components) {
			await lab.fail(component, defectNamed('killed'));
			await lab.shell(component.probe);
		}
		const scripted = components.filter(({ policy }) => policy !== BUILTIN_POLICY);
		await lab.order(...scripted.map(({ label }) => ({ verb: 'kill', label }) as const));
		await lab.runFor(SETTLING_US);
		for (const { probe } of components) await lab.shell(probe);
		lab.#warm = lab.guest.machine.snapshot();
		await lab.reset();
		return lab;
	}

	/** Puts the guest back into the warm state; `laterUs` of guest time passes in it then. */
	async reset(laterUs = 0): Promise<void> {
		if (!this.#warm) throw new Error('The lab has not warmed up.');
		const { machine, channel } = this.guest;
		await machine.pause(); // a case that was given up may still run
		machine.restore(this.#warm);
		this.#seenLines = this.guest.events.length;
		this.#events = [];
		this.#brokenLines = [];
		this.#incidents = noIncidents;
		channel.restart('Another case begins.');
		await this.guest.during(channel.ready());
		await this.runFor(laterUs);
	}

	get nowUs(): number {
		return this.guest.machine.nowUs;
	}

	/** As the host sees it. */
	look(): World {
		return look(this.guest.machine, this.manifest);
	}

	/** Since the last reset, as are the following. */
	events(): readonly GuestEvent[] {
		this.#readLines();
		return this.#events;
	}

	/** What of the event stream is no event. */
	brokenLines(): readonly string[] {
		this.#readLines();
		return this.#brokenLines;
	}

	incidents(): Incidents {
		this.#readLines();
		return this.#incidents;
	}

	/** Runs a command as root; one that the guest can't even begin has status 127. */
	async shell(command: string): Promise<{ status: number; output: string }> {
		try {
			return await this.guest.shell(command);
		} catch (error) {
			if (!(error instanceof ControlError)) throw error;
			return { status: 127, output: error.message };
		}
	}

	/** How often RS has restarted the component, and for defects of that class. */
	async countRestarts(label: string, defectClass: DefectClass): Promise<[number, number]> {
		const { output } = await this.shell(`service status --json ${label}`);
		const { restarts, defects } = JSON.parse(output);
		return [restarts, defects[defectClass]];
	}

	/**
	 * Gives orders, all at once. What becomes of them shows in what happens: an order about
	 * what carries it out may well be refused.
	 */
	async order(...orders: readonly ServiceOrder[]): Promise<void> {
		const given = orders.map((order) => this.guest.channel.service(order));
		await this.guest.during(Promise.allSettled(given));
	}

	/**
	 * Makes the component fail and runs until the recovery is over, at most for as long as
	 * that may take. All incidents that came of it, other components' included.
	 */
	async fail(component: Component, defect: Defect): Promise<Incidents> {
		const earlier = this.incidents().length;
		await this.order(defect.order(component));
		const came = () => this.incidents().slice(earlier);
		await this.runUntil(() => isOver(latestOf(component, came()), component), RECOVERY_US);
		return came();
	}

	/**
	 * From now on kills each fresh process of the component as soon as RS tells that it made
	 * it, so that most die while they start. What it returns ends that.
	 */
	killAtRestarts(label: string, timesMax = Number.POSITIVE_INFINITY): () => void {
		const { machine, channel } = this.guest;
		let times = 0;
		return machine.com2.onLine((line) => {
			const parsed = parseEventLine(line);
			if (!parsed.ok || parsed.event.ev !== 'restart' || parsed.event.label !== label) return;
			if (times++ < timesMax) channel.kill(label).catch(() => undefined);
		});
	}

	async runFor(us: number): Promise<void> {
		if (us > 0) await this.guest.machine.runUntil({ forUs: us });
	}

	/** Runs until it is so, at most for so long; whether it came about. */
	async runUntil(isSo: () => boolean, limitUs: number): Promise<boolean> {
		const endUs = this.nowUs + limitUs;
		while (!isSo()) {
			if (this.nowUs >= endUs) return false;
			await this.runFor(LOOK_EVERY_US);
		}
		return true;
	}

	/** Runs until as much is in use as before, or for as long as that may take. */
	async settle(before: World): Promise<World> {
		await this.runUntil(() => usesAsMuch(before, this.look()), SETTLING_US);
		return this.look();
	}

	dispose(): void {
		this.guest.dispose();
	}

	async #putPrograms(components: readonly Component[]): Promise<void> {
		for (const program of new Set(components.map((component) => component.program))) {
			const bytes = await readProgram(program);
			await this.guest.during(this.guest.channel.put(programPath(program), bytes));
		}
	}

	#readLines(): void {
		for (const line of this.guest.events.slice(this.#seenLines)) {
			const parsed = parseEventLine(line);
			if (parsed.ok) {
				this.#events.push(parsed.event);
				this.#incidents = incidentsAfter(this.#incidents, parsed.event);
			} else {
				this.#brokenLines.push(`"${line}" ${parsed.problem}`);
			}
		}
		this.#seenLines = this.guest.events.length;
	}
}

/** As it is in the image. */
export async function readProgram(name: string): Promise<Uint8Array> {
	const elf = await readFile(new URL(`${name}.elf`, programFolder));
	return stripElf(parseElf(elf, name));
}
