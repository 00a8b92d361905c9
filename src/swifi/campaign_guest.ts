/**
 * The guest of a campaign: a machine with one driver at work, as it is when a series begins, and
 * what its event stream tells meanwhile.
 *
 * It is warmed up once: booted, the driver restarted with the campaign's policy and heartbeat,
 * the workload begun. Each series goes on from that moment's snapshot, so that it is the same
 * whatever ran before it in this machine.
 */

import { ControlChannel } from '../channel/control_channel.ts';
import { createNetworkedMachine, type NetworkedMachineOptions } from '../lan/networked_machine.ts';
import type { Machine, RunResult, Snapshot } from '../machine/api.ts';
import { defaultHost } from '../machine/host.ts';
import type { Manifest } from '../machine/manifest.ts';
import { parseEventLine } from '../telemetry/event_line.ts';
import type { GuestEvent } from '../telemetry/event_schema.ts';
import { type Incidents, incidentsAfter, noIncidents } from '../telemetry/incidents.ts';
import type { Progress } from './workloads/progress.ts';
import { type Workload, type WorkloadWatch, workloadFor } from './workloads/workload.ts';

export interface CampaignGuestOptions
	extends Omit<NetworkedMachineOptions, 'clock' | 'network' | 'stepwise' | 'host'> {
	readonly manifest: Manifest;
	/** The label of the driver under test. */
	readonly driver: string;
	readonly heartbeatMs: number;
	/** As `service up --policy` takes it. */
	readonly policy: string;
	/** A guest that was warmed up with these very options: `snapshotBytes()` of another one. */
	readonly snapshot?: Uint8Array | undefined;
}

/** Of the machine and its system; what befalls a driver are incidents. */
export type SystemEnd =
	| { readonly kind: 'os-crash'; readonly detail: string }
	| { readonly kind: 'host-exception'; readonly detail: string };

const host = defaultHost();

const BOOT_US = 120e6;
/** For the answer to an order, of RS or of a shell's command. */
const ORDER_US = 60e6;
/** In which a system that is well answers a ping. */
const PING_US = 10e6;
/** The driver's code has been compiled by then, and buffers are as full as they get. */
const WARM_ROUNDS = 20;
const WARM_US = 60e6;
/** Guest time between two looks at the workload; longer ones when nothing happens for long. */
const LOOK_EVERY_US = 500;
const LONG_LOOK_US = 10_000;
const SOON_US = 50_000;

export class CampaignGuest {
	readonly machine: Machine;
	readonly workload: Workload;
	/** A new one for each series: what it sends counts up, and must be the same each time. */
	#channel: ControlChannel;
	readonly #watch: WorkloadWatch;
	#incidents: Incidents = noIncidents;
	#end: SystemEnd | undefined;
	#isSettled = false;
	#start: Start | undefined;

	private constructor(
		machine: Machine,
		private readonly options: CampaignGuestOptions,
		workload: Workload,
		watch: WorkloadWatch,
	) {
		this.machine = machine;
		this.workload = workload;
		this.#watch = watch;
		machine.com2.onLine((line) => {
			const parsed = parseEventLine(line);
			if (parsed.ok) this.#take(parsed.event);
		});
		this.#channel = this.#openChannel();
	}

	static async create(options: CampaignGuestOptions): Promise<CampaignGuest> {
		const { manifest, driver, heartbeatMs, policy, snapshot, ...machineOptions } = options;
		const workload = workloadFor(driver);
		const { machine, lans } = await createNetworkedMachine({
			...machineOptions,
			...workload.machineOptions,
			clock: 'virtual',
			network: { nics: workload.nics },
		});
		try {
			const watch = workload.attach({ machine, lans, manifest });
			const guest = new CampaignGuest(machine, options, workload, watch);
			if (snapshot) machine.restore(snapshot);
			else await guest.#warmUp();
			guest.#start = {
				snapshot: snapshot ?? machine.snapshot(),
				incidents: guest.#incidents,
			};
			return guest;
		} catch (error) {
			machine.dispose();
			throw error;
		}
	}

	/** For other machines with the same options. */
	snapshotBytes(): Uint8Array {
		const { snapshot } = this.#started;
		return snapshot instanceof Uint8Array ? snapshot : snapshot.toBytes();
	}

	/** Goes back to where every series begins. */
	async restart(): Promise<void> {
		const { snapshot, incidents } = this.#started;
		this.machine.restore(snapshot);
		this.#watch.restart();
		this.#incidents = incidents;
		this.#end = undefined;
		this.#channel.dispose();
		this.#channel = this.#openChannel();
		if (!(await this.answers())) {
			throw new Error('The warm guest does not answer a ping: expected it to be well.');
		}
	}

	/** Of the whole guest, by number. */
	get incidents(): Incidents {
		return this.#incidents;
	}

	/** Set once the system or the machine is down; nothing happens any more then. */
	get end(): SystemEnd | undefined {
		return this.#end;
	}

	/** How far the workload is; undefined when it does not run. */
	progress(): Progress | undefined {
		return this.#watch.read();
	}

	runFor(us: number): void {
		this.#note(this.machine.runSync({ forUs: us, until: () => this.#end !== undefined }));
	}

	/** Runs until it is so, asked now and then; false when it is not after that time. */
	runUntil(isSo: () => boolean, limitUs: number): boolean {
		const startUs = this.machine.nowUs;
		while (!this.#end) {
			if (isSo()) return true;
			const passedUs = this.machine.nowUs - startUs;
			if (passedUs >= limitUs) return false;
			const stepUs = passedUs < SOON_US ? LOOK_EVERY_US : LONG_LOOK_US;
			const earlier = this.#incidents;
			this.#note(
				this.machine.runSync({
					forUs: Math.min(stepUs, limitUs - passedUs),
					until: () => this.#end !== undefined || this.#incidents !== earlier,
				}),
			);
		}
		return isSo();
	}

	/** A fresh instance of the driver, by order; false when RS refused or did not answer. */
	renewDriver(): Promise<boolean> {
		const { driver: label } = this.options;
		return this.#succeeds(this.#channel.service({ verb: 'restart', label }), ORDER_US);
	}

	/** Starts the driver when it is down; false when RS refused or did not answer. */
	raiseDriver(): Promise<boolean> {
		const { driver: label } = this.options;
		return this.#succeeds(this.#channel.service({ verb: 'up', label }), ORDER_US);
	}

	/** Whether the system answers a ping. */
	answers(): Promise<boolean> {
		return this.#succeeds(this.#channel.ping(), PING_US);
	}

	dispose(): void {
		this.#channel.dispose();
		this.machine.dispose();
	}

	#openChannel(): ControlChannel {
		const channel = new ControlChannel(this.machine);
		channel.onSettled(() => {
			this.#isSettled = true;
		});
		return channel;
	}

	get #started(): Start {
		if (!this.#start) throw new Error('The guest of a campaign is not warm yet.');
		return this.#start;
	}

	async #warmUp(): Promise<void> {
		const { driver: label, heartbeatMs: periodMs, policy } = this.options;
		await this.#must('The guest boots', this.#channel.ready(), BOOT_US);
		const refresh = this.#channel.service({ verb: 'refresh', label, policy, periodMs });
		await this.#must(`${label} takes policy and heartbeat`, refresh, ORDER_US);
		for (const command of this.workload.commands) {
			const run = this.#channel.exec(command).then(({ status, output }) => {
				if (status !== 0) throw new Error(new TextDecoder().decode(output));
			});
			await this.#must(`"${command}"`, run, ORDER_US);
		}
		const isWarm = () => (this.progress()?.ended ?? 0) >= WARM_ROUNDS;
		if (!this.runUntil(isWarm, WARM_US)) {
			const progress = JSON.stringify(this.progress());
			throw new Error(
				`The workload of ${label} did not get warm: expected ${WARM_ROUNDS} rounds in ` +
					`${WARM_US / 1e6} s, found ${progress}. ${this.#end?.detail ?? ''}`,
			);
		}
	}

	async #must(what: string, work: Promise<unknown>, limitUs: number): Promise<void> {
		let problem = 'it took too long';
		const watched = work.catch((error: unknown) => {
			problem = String(error);
			throw error;
		});
		if (await this.#succeeds(watched, limitUs)) return;
		throw new Error(`${what}: ${this.#end?.detail ?? problem}.`);
	}

	/** Lets the guest run until the work is done, which was begun on the channel. */
	async #succeeds(work: Promise<unknown>, limitUs: number): Promise<boolean> {
		let result: boolean | undefined;
		work.then(
			() => {
				result = true;
			},
			() => {
				result = false;
			},
		);
		const untilUs = this.machine.nowUs + limitUs;
		while (result === undefined && !this.#end && this.machine.nowUs < untilUs) {
			this.#isSettled = false;
			const isOver = () => this.#isSettled || this.#end !== undefined;
			this.#note(this.machine.runSync({ untilUs, until: isOver }));
			await promisesAreTold();
		}
		return result === true;
	}

	#take(event: GuestEvent): void {
		this.#incidents = incidentsAfter(this.#incidents, event);
		if (event.src !== 'kernel' || !this.#start) return;
		if (event.ev === 'panic') {
			this.#end ??= { kind: 'os-crash', detail: `kernel panic: ${event.text ?? ''}` };
		} else if (event.ev === 'boot' || event.ev === 'reboot' || event.ev === 'halt') {
			this.#end ??= { kind: 'os-crash', detail: `the system ended itself: ${event.ev}` };
		}
	}

	#note({ reason }: RunResult): void {
		if (reason === 'crashed') {
			const detail = String(this.machine.crash?.message ?? 'unknown');
			this.#end ??= { kind: 'host-exception', detail };
		} else if (reason === 'halted') {
			this.#end ??= { kind: 'os-crash', detail: 'the processor halted for good' };
		}
	}
}

interface Start {
	readonly snapshot: Snapshot | Uint8Array;
	readonly incidents: Incidents;
}

/** Lets promises that are settled tell so. */
function promisesAreTold(): Promise<void> {
	return new Promise((resolve) => host.soon(resolve));
}
