/** Those who want to hear of one kind of thing, in the order they came. */

import type { Unsubscribe } from './api.ts';

export class ListenerSet<T> {
	private readonly listeners = new Set<{ call: (value: T) => void }>();

	add(call: (value: T) => void): Unsubscribe {
		const entry = { call };
		this.listeners.add(entry);
		return () => {
			this.listeners.delete(entry);
		};
	}

	emit(value: T): void {
		for (const { call } of [...this.listeners]) {
			call(value);
		}
	}
}
