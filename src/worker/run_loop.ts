/*
 * Keeps a machine running for somebody who watches. On the real clock the machine
 * paces itself. On the virtual clock an idle guest would leap from timer to timer
 * and burn a processor to no end, so this holds guest time down to wall time; how
 * a run is cut into pieces makes no difference to what the guest computes.
 */
import type { Machine, RunResult } from '../machine/api.ts';

/** How long the guest waits when it has caught up with the wall clock. */
const restMs = 4;
/** A guest that cannot keep up is not made to catch up for more than this. */
const maxLagMs = 100;

export class RunLoop {
	#machine: Machine;
	#run: Promise<RunResult> | undefined;
	#stopping = false;

	constructor(machine: Machine) {
		this.#machine = machine;
	}

	get running(): boolean {
		return this.#run !== undefined;
	}

	/** Runs until stop() or until the machine ends by itself, which `onEnd` is told. */
	start(onEnd: (result: RunResult) => void): void {
		if (this.#run) return;
		this.#stopping = false;
		this.#run = this.#machine.clockKind === 'real' ? this.#machine.run() : this.#runPaced();
		void this.#run.then((result) => {
			this.#run = undefined;
			if (result.reason !== 'paused') onEnd(result);
		});
	}

	/** Resolves when the machine stands still. */
	async stop(): Promise<void> {
		this.#stopping = true;
		await this.#machine.pause();
		await this.#run;
	}

	async #runPaced(): Promise<RunResult> {
		let aheadUs = this.#machine.nowUs - performance.now() * 1000;
		while (!this.#stopping) {
			const untilUs = performance.now() * 1000 + aheadUs;
			const result = await this.#machine.runUntil({ untilUs });
			if (result.reason !== 'time') return result;
			const lagUs = performance.now() * 1000 + aheadUs - result.nowUs;
			if (lagUs > maxLagMs * 1000) aheadUs -= lagUs;
			await new Promise((resolve) => setTimeout(resolve, restMs));
		}
		return { reason: 'paused', nowUs: this.#machine.nowUs };
	}
}
