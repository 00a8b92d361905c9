/** The mails that the sink has taken, the last ones of them. */

import type { PlainData, Unsubscribe } from '../../../machine/api.ts';
import { ListenerSet } from '../../../machine/listeners.ts';

export interface Mail {
	/** Counts from 1 on. */
	readonly id: number;
	/** Guest time at which it was taken, in µs. */
	readonly atUs: number;
	/** Addresses of the envelope. */
	readonly from: string;
	readonly to: readonly string[];
	/** Header, empty line, body, as they came, with LF for the ends of lines. */
	readonly text: string;
}

export const MAILS_MAX = 100;

export class Mailbox {
	private kept: Mail[] = [];
	private taken = 0;
	private readonly listeners = new ListenerSet<Mail>();

	/** Oldest first. */
	get mails(): readonly Mail[] {
		return this.kept;
	}

	/** How many there were, those included that are not kept any more. */
	get count(): number {
		return this.taken;
	}

	onMail(listener: (mail: Mail) => void): Unsubscribe {
		return this.listeners.add(listener);
	}

	take(mail: Omit<Mail, 'id'>): number {
		const id = ++this.taken;
		const kept: Mail = { id, ...mail };
		this.kept = [...this.kept, kept].slice(-MAILS_MAX);
		this.listeners.emit(kept);
		return id;
	}

	save(): PlainData {
		return { taken: this.taken, mails: this.kept.map((mail) => ({ ...mail })) };
	}

	load(state: PlainData): void {
		const saved = state as unknown as { taken: number; mails: Mail[] };
		this.taken = saved.taken;
		this.kept = saved.mails.map((mail) => ({ ...mail }));
	}
}
