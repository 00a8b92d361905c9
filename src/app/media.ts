/*
 * Media queries as signals.
 */
import { type ReadonlySignal, signal } from '@preact/signals';

export function mediaSignal(query: string): ReadonlySignal<boolean> {
	const list = window.matchMedia(query);
	const matches = signal(list.matches);
	list.addEventListener('change', () => {
		matches.value = list.matches;
	});
	return matches;
}

/** Room for the events beside the console. The same width is in styles/layout.css. */
export const wide = mediaSignal('(min-width: 1200px)');

/** A screen of a hand: the console gets keys of its own. The same width is in styles/layout.css. */
export const narrow = mediaSignal('(max-width: 799px)');

export const dark = mediaSignal('(prefers-color-scheme: dark)');
