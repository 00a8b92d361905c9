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

/**
 * A screen of a hand: the system is a tab of the console, which gets keys of its own. The same
 * width is in the styles.
 */
export const narrow = mediaSignal('(max-width: 799px)');

export const dark = mediaSignal('(prefers-color-scheme: dark)');
